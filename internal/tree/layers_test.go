package tree

import (
	"io/fs"
	"testing"
	"testing/fstest"
)

func TestLayers(t *testing.T) {
	over := fstest.MapFS{"a/x": {Data: []byte("over")}, "only/over": {}}
	under := fstest.MapFS{"a/x": {Data: []byte("under")}, "a/y": {}, "b/c/d": {}}
	l := Layers{over, under}
	if err := fstest.TestFS(l, "a/x", "a/y", "b/c/d", "only/over"); err != nil {
		t.Error(err)
	}
	if data, err := fs.ReadFile(l, "a/x"); err != nil || string(data) != "over" {
		t.Errorf("a/x is %q, %v", data, err)
	}
	if _, err := fs.ReadFile(l, "none"); err == nil {
		t.Error("a file that no layer has is there")
	}
	if _, err := fs.ReadDir(l, "a/x"); err == nil {
		t.Error("a file is read as a directory")
	}
}
