// Package testenv finds what tests compare the code with: the repository, release
// trees of Zimbra, the reference material beside the checkout, and YUI Compressor.
//
// Each function skips the test with a reason when its material is absent, and fails
// it when only a part of it is. With REQUIRE_REFERENCE=1 absent material fails too.
package testenv

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// Root returns the absolute path of the repository.
func Root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Dir(filepath.Dir(filepath.Dir(file)))
}

// Skip ends the test with the reason why it was not run, or fails it when
// REQUIRE_REFERENCE is set.
func Skip(t testing.TB, format string, args ...any) {
	t.Helper()
	if os.Getenv("REQUIRE_REFERENCE") != "" {
		t.Fatalf("REQUIRE_REFERENCE is set, but: "+format, args...)
	}
	t.Skipf("not run: "+format, args...)
}

// Shared returns the path of a file or folder of the reference material, the
// folder "shared" beside the checkout.
func Shared(t testing.TB, name string) string {
	t.Helper()
	dir := filepath.Join(Root(), "..", "shared")
	if _, err := os.Stat(dir); err != nil {
		Skip(t, "there is no reference material beside the checkout")
	}
	file := filepath.Join(dir, filepath.FromSlash(name))
	if _, err := os.Stat(file); err != nil {
		t.Fatalf("the reference material lacks %s", name)
	}
	return file
}

// Trees returns the webapp folder of each release in ZIMBRA_TREES, by release tag.
func Trees(t testing.TB) map[string]string {
	t.Helper()
	root := os.Getenv("ZIMBRA_TREES")
	if root == "" {
		Skip(t, "ZIMBRA_TREES names no folder of release trees")
	}
	list, err := filepath.Glob(filepath.Join(root, "*/webapps/zimbra"))
	if err != nil || len(list) == 0 {
		t.Fatalf("ZIMBRA_TREES: no webapps/zimbra in the folders of %s (%v)", root, err)
	}
	trees := map[string]string{}
	for _, dir := range list {
		trees[filepath.Base(filepath.Dir(filepath.Dir(dir)))] = dir
	}
	return trees
}
