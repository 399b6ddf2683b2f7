package tree

import (
	"io/fs"
	"testing"
	"testing/fstest"
)

func TestMount(t *testing.T) {
	below := fstest.MapFS{"skins/a/x": {Data: []byte("1")}, "skins/b/y": {}, "css/z": {}}
	with := fstest.MapFS{"x": {Data: []byte("2")}, "img/p": {}}
	m := Mount(below, "skins/a", with)
	if data, err := fs.ReadFile(m, "skins/a/x"); err != nil || string(data) != "2" {
		t.Errorf("skins/a/x is %q, %v", data, err)
	}
	names := func(fsys fs.FS, dir string) (list []string) {
		entries, err := fs.ReadDir(fsys, dir)
		if err != nil {
			t.Error(err)
		}
		for _, e := range entries {
			list = append(list, e.Name())
		}
		return list
	}
	if got := names(m, "skins"); len(got) != 2 || got[0] != "a" || got[1] != "b" {
		t.Errorf("skins holds %q", got)
	}
	if got := names(m, "skins/a"); len(got) != 2 || got[0] != "img" {
		t.Errorf("skins/a holds %q: what was there shows through", got)
	}
	// Where there is no skins/ at all.
	none := Mount(fstest.MapFS{}, "skins/a", with)
	if info, err := fs.Stat(none, "skins"); err != nil || !info.IsDir() {
		t.Errorf("skins: %v", err)
	}
	if got := names(none, "skins"); len(got) != 1 || got[0] != "a" {
		t.Errorf("skins holds %q", got)
	}
	if _, err := fs.ReadFile(m, "skins/b/none"); err == nil {
		t.Error("a file that neither has is there")
	}
}
