// Package clitest checks that the commands of a tool follow one set of rules. Tests of
// both tools use it.
package clitest

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"skinbuild/internal/cli"
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

// writing are flags of commands that write files, which therefore have -n.
var writing = []string{"output", "write", "accept", "last-run"}

// completed are the flags whose values the shell must be able to complete.
var completed = []string{"agent", "code", "color", "engine", "format", "release", "skin", "webapp"}

// Walk checks every command of a tool, which tool makes anew: a command keeps the flags
// that it has read.
func Walk(t *testing.T, tool func() *cobra.Command) {
	t.Helper()
	variables := map[string]string{}
	walk(t, tool, nil, variables)
	if len(variables) == 0 {
		t.Error("no flag can be set by a variable")
	}
}

// find returns the command of a new tool that the words name.
func find(t *testing.T, tool func() *cobra.Command, words []string) *cobra.Command {
	t.Helper()
	cmd, _, err := tool().Find(words)
	if err != nil {
		t.Fatal(err)
	}
	return cmd
}

func walk(t *testing.T, tool func() *cobra.Command, words []string, variables map[string]string) {
	t.Helper()
	for _, sub := range find(t, tool, words).Commands() {
		if sub.Name() == "help" || sub.Name() == "completion" || sub.Hidden {
			continue
		}
		path := append(slices.Clone(words), sub.Name())
		t.Run(sub.Name(), func(t *testing.T) {
			command(t, sub, variables)
			if sub.HasSubCommands() {
				walk(t, tool, path, variables)
			} else {
				exits(t, tool, path)
			}
		})
	}
}

func command(t *testing.T, cmd *cobra.Command, variables map[string]string) {
	t.Helper()
	if !imperative.MatchString(cmd.Short) {
		t.Errorf("the short help %q does not read \"Verb something\"", cmd.Short)
	}
	if cmd.Runnable() && !cmd.HasSubCommands() && cmd.Example == "" {
		t.Error("the command has no example")
	}
	help := cmd.UsageString()
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		flag(t, cmd, f)
		variable(t, cmd, f, help, variables)
	})
	for _, name := range writing {
		if cmd.Flags().Lookup(name) != nil && cmd.Flags().Lookup("dry-run") == nil {
			t.Errorf("the command writes (--%s) and has no -n", name)
		}
	}
}

func flag(t *testing.T, cmd *cobra.Command, f *pflag.Flag) {
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
	complete, known := cmd.GetFlagCompletionFunc(f.Name)
	if slices.Contains(completed, f.Name) && (!known || complete == nil) {
		t.Errorf("--%s: the shell cannot complete its value", f.Name)
	}
	if value, _ := pflag.UnquoteUsage(f); value == "DIR" && !known && f.Annotations[cobra.BashCompSubdirsInDir] == nil {
		t.Errorf("--%s takes a folder, and the shell completes files", f.Name)
	}
}

// variable checks that the help names the variable that sets a flag, and that no other
// flag has it.
func variable(t *testing.T, cmd *cobra.Command, f *pflag.Flag, help string, known map[string]string) {
	t.Helper()
	if f.Name == "help" || f.Name == "version" {
		return
	}
	name := strings.ToUpper(cmd.Root().Name() + "_" + strings.ReplaceAll(f.Name, "-", "_"))
	if !strings.Contains(help, "[$"+name+"]") {
		t.Errorf("--%s: the help does not name $%s", f.Name, name)
	}
	if other := known[name]; other != "" && other != f.Name {
		t.Errorf("--%s and --%s are both set by $%s", f.Name, other, name)
	}
	known[name] = f.Name
}

// goNames are words of Go's own errors about flags.
var goNames = regexp.MustCompile(`strconv|pflag|parsing "|invalid argument|stringArray|invalid syntax`)

// exits checks the exit codes that every command has: an unknown flag, a bad value and a
// missing folder. Each ends before the command begins its work.
func exits(t *testing.T, tool func() *cobra.Command, words []string) {
	t.Helper()
	end := func(want cli.Code, args ...string) {
		t.Helper()
		var out bytes.Buffer
		root := tool()
		root.SetOut(&out)
		root.SetErr(&out)
		if code := cli.Run(root, append(slices.Clone(words), args...)); code != int(want) || goNames.MatchString(out.String()) {
			t.Errorf("%s: exit code %d, want %d: %s", strings.Join(args, " "), code, want, out.String())
		}
	}
	end(cli.Usage, "--no-such-flag")
	end(cli.Environment, "-C", "/no/such/folder")
	find(t, tool, words).Flags().VisitAll(func(f *pflag.Flag) {
		_, many := f.Value.(pflag.SliceValue)
		if free := many || f.Value.Set("?!") == nil; !free {
			end(cli.Usage, "--"+f.Name+"=?!")
		}
	})
}
