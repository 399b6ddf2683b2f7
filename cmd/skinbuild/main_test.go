package main

import (
	"os"
	"path/filepath"
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
