package vendor

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"skinbuild/internal/testenv"
)

// The ids are those that git gives.
func TestBlobID(t *testing.T) {
	for text, want := range map[string]string{"": "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", "hello\n": "ce013625030ba8dba906f756967f9e9ca394464a"} {
		if got := BlobID([]byte(text)); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// Every template of a release is known as one of that release, and one byte more makes
// it unknown.
func TestReleasesOfRealFiles(t *testing.T) {
	for release, dir := range testenv.Trees(t) {
		files, err := filepath.Glob(filepath.Join(dir, "public", "*.jsp"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d pages, %v", release, len(files), err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			name := "public/" + filepath.Base(file)
			if got := Releases(name, data); !slices.Contains(got, release) {
				t.Errorf("%s of %s is of %q", name, release, got)
			}
			if got := Releases(name, append(data, ' ')); got != nil {
				t.Errorf("%s of %s, changed, is of %q", name, release, got)
			}
		}
	}
}

func TestSkins(t *testing.T) {
	if !Skin("harmony") || !Skin("_base") || Skin("acme") || !Known("public/login.jsp") || Known("public/shell.jsp") {
		t.Error("the table does not know the vendor's skins and pages")
	}
	if all := All(); len(all) < 131 || all[0] != "8.7.6" {
		t.Errorf("%d releases from %s on", len(all), all[0])
	}
}
