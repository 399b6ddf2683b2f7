// Package clitest checks that the commands of a tool follow one set of rules. Tests of
// both tools use it.
package clitest

import (
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// types are the flags that have one meaning in every command of both tools, with the
// type that they have there.
var types = map[string]string{
	"agent": "stringArray", "browsers": "string", "color": "string", "directory": "string", "dry-run": "bool", "engine": "strings", "format": "string",
	"json": "bool", "output": "string", "project": "string", "quiet": "bool", "release": "string", "skin": "string", "verbose": "bool", "webapp": "stringArray", "write": "bool",
}

// letters are the short names; no command may give one of them to another flag.
var letters = map[string]string{"C": "directory", "n": "dry-run", "o": "output", "q": "quiet", "v": "verbose", "w": "write", "h": "help", "j": "jobs", "k": "keep-going"}

// gone are flags that had several meanings, with what replaces them.
var gone = map[string]string{
	"html": "--format html", "junit": "--format junit", "error-format": "--format", "agents": "--agent or --browsers", "ua": "--agent", "browser": "--engine",
	"key": "--trust", "force": "--write", "dir": "-C",
}

// imperative is how a short help begins: a verb with a capital letter, no full stop.
var imperative = regexp.MustCompile(`^[A-Z][a-z]+( |, |; |$).*[^.]$`)

// Walk checks every command below root.
func Walk(t *testing.T, root *cobra.Command) {
	t.Helper()
	walk(t, root)
}

func walk(t *testing.T, cmd *cobra.Command) {
	t.Helper()
	for _, sub := range cmd.Commands() {
		if sub.Name() == "help" || sub.Name() == "completion" || sub.Hidden {
			continue
		}
		t.Run(sub.Name(), func(t *testing.T) {
			command(t, sub)
			walk(t, sub)
		})
	}
}

func command(t *testing.T, cmd *cobra.Command) {
	t.Helper()
	if !imperative.MatchString(cmd.Short) {
		t.Errorf("the short help %q does not read \"Verb something\"", cmd.Short)
	}
	if cmd.Runnable() && cmd.Example == "" {
		t.Error("the command has no example")
	}
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) { flag(t, f) })
}

func flag(t *testing.T, f *pflag.Flag) {
	t.Helper()
	if instead := gone[f.Name]; instead != "" {
		t.Errorf("--%s: use %s", f.Name, instead)
	}
	if want := types[f.Name]; want != "" && f.Value.Type() != want {
		t.Errorf("--%s is a %s here and a %s elsewhere", f.Name, f.Value.Type(), want)
	}
	if want := letters[f.Shorthand]; want != "" && want != f.Name {
		t.Errorf("-%s is --%s here and --%s elsewhere", f.Shorthand, f.Name, want)
	}
	if f.Usage == "" || strings.HasSuffix(f.Usage, ".") {
		t.Errorf("--%s: the help %q is empty or ends with a full stop", f.Name, f.Usage)
	}
}
