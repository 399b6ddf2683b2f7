package cli

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"skinbuild/internal/source"
)

// run runs a tool "t" whose only command "do" is given.
func run(t *testing.T, do func(cmd *cobra.Command, args []string) error, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	sub := &cobra.Command{Use: "do [NAME]", Short: "does", Args: cobra.MaximumNArgs(1), RunE: do}
	root := NewRoot("t", "short", "long", "  t do", sub, Group("group", "holds", &cobra.Command{Use: "inner", Run: func(*cobra.Command, []string) {}}))
	var out, err bytes.Buffer
	root.SetOut(&out)
	root.SetErr(&err)
	code = Run(root, args)
	return code, out.String(), err.String()
}

func TestExitCodes(t *testing.T) {
	diag := source.NewFile("a.less", "x").Errorf(source.At(0), "less/parse", "bad")
	for _, tt := range []struct {
		name   string
		err    error
		code   int
		stderr string
	}{
		{"nil", nil, 0, ""},
		{"plain", &fs.PathError{Op: "open", Path: "x", Err: fs.ErrNotExist}, 6, "t: error: open x: file does not exist\n"},
		{"failure", Fail(Conflict, errors.New("a.jsp has changed"), "t do --force"), 3, "t: error: a.jsp has changed\nt: hint: t do --force\n"},
		{"exit", Exit(Busy), 5, ""},
		{"usage", Usagef("-x wants a number"), 2, "t: error: -x wants a number\n"},
	} {
		code, _, stderr := run(t, func(*cobra.Command, []string) error { return tt.err }, "do")
		if code != tt.code || stderr != tt.stderr {
			t.Errorf("%s: code %d, stderr %q; want %d, %q", tt.name, code, stderr, tt.code, tt.stderr)
		}
	}
	report := func(cmd *cobra.Command, _ []string) error { return Report(cmd, source.Diags{diag}) }
	if code, _, stderr := run(t, report, "do"); code != 1 || !strings.HasPrefix(stderr, "a.less:1:1: error: bad [less/parse]\n") {
		t.Errorf("diagnostics: code %d, stderr %q", code, stderr)
	}
	if code, _, stderr := run(t, report, "do", "--error-format=github"); code != 1 || !strings.HasPrefix(stderr, "::error file=a.less,line=1,") {
		t.Errorf("github: code %d, stderr %q", code, stderr)
	}
	if code, _, _ := run(t, report, "do", "--error-format=xml"); code != 2 {
		t.Errorf("unknown format: code %d", code)
	}
}

func TestWrongUsage(t *testing.T) {
	nop := func(*cobra.Command, []string) error { return nil }
	for _, tt := range []struct{ args, hint string }{
		{"dp", "did you mean t do?"},
		{"do a b", "t do --help says how to use it"},
		{"do --nope", "t do --help says how to use it"},
		{"group iner", "did you mean t group inner?"},
	} {
		code, stdout, stderr := run(t, nop, strings.Fields(tt.args)...)
		if code != 2 || stdout != "" || !strings.Contains(stderr, "t: hint: "+tt.hint+"\n") {
			t.Errorf("t %s: code %d, stdout %q, stderr %q", tt.args, code, stdout, stderr)
		}
	}
	if code, stdout, _ := run(t, nop, "group"); code != 0 || !strings.Contains(stdout, "inner") {
		t.Errorf("a group alone prints its help: code %d, stdout %q", code, stdout)
	}
}

func TestWriteOutputIsWholeOrNothing(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "out.css")
	write := func(data string) (int, string, string) {
		return run(t, func(cmd *cobra.Command, _ []string) error { return WriteOutput(cmd, name, []byte(data)) }, "do")
	}
	for _, data := range []string{"a{}", "b{}"} {
		if code, _, stderr := write(data); code != 0 {
			t.Fatalf("code %d: %s", code, stderr)
		}
		if got, _ := os.ReadFile(name); string(got) != data {
			t.Errorf("wrote %q, read %q", data, got)
		}
	}
	if list, _ := os.ReadDir(dir); len(list) != 1 {
		t.Errorf("left beside the output: %v", list)
	}
	name = filepath.Join(dir, "missing", "out.css")
	if code, _, _ := write("c{}"); code != int(Environment) {
		t.Errorf("missing directory: code %d", code)
	}
	name = dir
	if code, _, stderr := write("c{}"); code != int(Environment) || !strings.Contains(stderr, "is a directory") {
		t.Errorf("a directory: code %d, %s", code, stderr)
	}
}
