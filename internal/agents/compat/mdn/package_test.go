package mdn

import (
	"archive/tar"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
)

// archive writes files as npm packs them.
func archive(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for name, text := range files {
		if err := w.WriteHeader(&tar.Header{Name: name, Typeflag: tar.TypeReg, Mode: 0o644, Size: int64(len(text))}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if w.Close() != nil || z.Close() != nil {
		t.Fatal("the archive is not whole")
	}
	return b.Bytes()
}

const manifest = `{"name": "@mdn/browser-compat-data"}`

func TestOpen(t *testing.T) {
	whole := archive(t, map[string]string{"package/package.json": manifest, "package/deep/data.json": "no", "package/data.json": "{}"})
	for name, tt := range map[string]struct {
		data []byte
		want string
	}{
		"whole.tgz":   {whole, ""},
		"cut.tgz":     {whole[:len(whole)/3], "damaged"},
		"text.tgz":    {[]byte("hello"), "no archive of an npm package"},
		"another.tgz": {archive(t, map[string]string{"package/package.json": `{"name": "x"}`, "package/data.json": "{}"}), `the npm package "x"`},
		"without.tgz": {archive(t, map[string]string{"package/package.json": manifest}), "has no package.json and data.json"},
		"none.tgz":    {nil, "not the npm package"},
	} {
		file := filepath.Join(t.TempDir(), name)
		if tt.data != nil {
			if err := os.WriteFile(file, tt.data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		data, err := Open(t.Context(), file)
		if name == "none.tgz" && os.IsNotExist(err) {
			continue
		}
		if tt.want == "" && (err != nil || string(data) != "{}") || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: %q, %v, want %q", name, data, err, tt.want)
		}
	}
	dir := t.TempDir()
	if _, err := Open(t.Context(), dir); err == nil || !strings.Contains(err.Error(), "not the npm package") {
		t.Errorf("an empty folder: %v", err)
	}
	for name, text := range map[string]string{"package.json": manifest, "data.json": "{}"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if data, err := Open(t.Context(), dir); err != nil || string(data) != "{}" {
		t.Errorf("a folder: %q, %v", data, err)
	}
}
