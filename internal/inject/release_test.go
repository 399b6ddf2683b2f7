package inject

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"skinbuild/internal/testenv"
	"skinbuild/internal/versions"
)

// TestDetectReleases tells each release of the trees from its files.
func TestDetectReleases(t *testing.T) {
	told, alone := 0, 0
	for release, dir := range testenv.Trees(t) {
		found, err := detectReleases(func(path string) (string, error) {
			text, err := os.ReadFile(filepath.Join(dir, path))
			return string(text), err
		})
		if _, noRelease := versions.ParseRelease(release); noRelease != nil {
			continue // a tag of another kind
		}
		if err != nil || !slices.Contains(found, release) {
			t.Errorf("%s is taken for %v, %v", release, found, err)
		}
		told++
		if len(found) == 1 {
			alone++
		}
	}
	t.Logf("%d releases told, %d of them from all others", told, alone)
}
