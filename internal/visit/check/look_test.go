package check

import (
	"strings"
	"testing"

	"skinbuild/internal/testenv"
)

// The embedded axe-core is the file of the npm package.
func TestAxe(t *testing.T) {
	want := string(testenv.Data(t, testenv.Module(t, "axe-core/axe.min.js")))
	if !strings.Contains(axeScript(), want) {
		t.Error("axe.min.js.gz is not the axe-core of bench/package.json")
	}
}
