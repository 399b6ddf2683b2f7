package main

import (
	"os"
	"path/filepath"
	"skinbuild/internal/cli"
	"skinbuild/internal/cli/clitest"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"uacheck": main})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		Setup: func(env *testscript.Env) error {
			docs, err := filepath.Abs("../../docs/commands")
			env.Setenv("DOCS", docs)
			return err
		},
	})
}

// Every command follows the same rules.
func TestCommands(t *testing.T) {
	clitest.Walk(t, cli.NewRoot("uacheck", "", long, example, commands(time.Now)...))
}
