package less_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// sharedDir holds the reference data: the suite of less.js with its expectations
// and the corpora. It lies beside the checkout and is no part of it.
const sharedDir = "../../../shared/less"

// modulesDir holds the npm packages that bench/package-lock.json pins.
const modulesDir = "../../bench/node_modules"

// skipWithout skips the test, saying so, where what it compares with is not at
// hand: the directory must exist, and then all that is missing in it is a failure.
func skipWithout(t testing.TB, dir, what string) {
	t.Helper()
	if _, err := os.Stat(filepath.FromSlash(dir)); dir == "" || errors.Is(err, fs.ErrNotExist) {
		t.Skipf("SKIPPED %s: it needs %s", t.Name(), what)
	}
}
