package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"skinbuild/internal/cli/clitest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"uacheck": func() { os.Exit(clitest.Run(root(), os.Args[1:])) }})
}

func TestScripts(t *testing.T) {
	seen, dir := clitest.Seen(t, clitest.Documents(t, ".")...)
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		Setup: func(env *testscript.Env) error {
			env.Setenv(seen, dir)
			docs, err := filepath.Abs("../../docs/commands")
			env.Setenv("DOCS", docs)
			return err
		},
	})
}

// Every command follows the same rules.
func TestCommands(t *testing.T) {
	clitest.Walk(t, root)
}
