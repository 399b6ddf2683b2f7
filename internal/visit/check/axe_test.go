package check

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"skinbuild/internal/report"
	"skinbuild/internal/testenv"
)

func TestAxe(t *testing.T) {
	testenv.BuildModule(t, "axe-core")
	script, err := Axe(os.DirFS("../../../node_modules"))
	if err != nil || !strings.Contains(axeScript(script), script) {
		t.Errorf("%d bytes, %v", len(script), err)
	}
	if _, err := Axe(nil); err == nil || !strings.Contains(err.Error(), "is not installed") {
		t.Errorf("no folder: %v", err)
	}
	if _, err := Axe(fstest.MapFS{}); err == nil || !strings.Contains(err.Error(), "is not installed") {
		t.Errorf("an empty folder: %v", err)
	}
	if _, err := Axe(fstest.MapFS{axeFile: {Data: []byte("x")}}); err == nil || !strings.Contains(err.Error(), "is not the pinned") {
		t.Errorf("another file: %v", err)
	}
}

// run runs a plan with axe-core.
func run(t *testing.T, p *Plan) (*report.Report, error) {
	t.Helper()
	testenv.BuildModule(t, "axe-core")
	p.Axe, p.NoAxe = Axe(os.DirFS("../../../node_modules"))
	return Run(t.Context(), p)
}
