package main

import (
	"os"
	"path/filepath"
	"skinbuild/internal/cli"
	"skinbuild/internal/cli/clitest"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"skinbuild": main})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		Setup: func(env *testscript.Env) error {
			for name, path := range map[string]string{"MODULES": "../../node_modules", "DOCS": "../../docs/commands"} {
				full, err := filepath.Abs(path)
				if err != nil {
					return err
				}
				env.Setenv(name, full)
			}
			return nil
		},
	})
}

// Every command follows the same rules.
func TestCommands(t *testing.T) {
	clitest.Walk(t, cli.NewRoot("skinbuild", "", long, example, commands()...))
}
