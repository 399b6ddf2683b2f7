package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"skinbuild/internal/codes"
	"skinbuild/internal/parallel"
	"skinbuild/internal/source"
)

// run runs a tool "t" whose only command "do" is given.
func run(t *testing.T, do func(cmd *cobra.Command, args []string) error, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	sub := &cobra.Command{Use: "do [NAME]", Short: "does", Args: cobra.MaximumNArgs(1), RunE: do}
	sub.Flags().Int("jobs", 1, "jobs")
	sub.Flags().StringArray("many", nil, "many")
	sub.Flags().String("must", "x", "must")
	AddFormat(sub, Text, JSON, GitHub, SARIF)
	find := &cobra.Command{Use: "find", Short: "finds", Args: cobra.NoArgs, RunE: do}
	AddFindings(find)
	root := NewRoot("t", "short", "long", "  t do", sub, find, Group("group", "holds", &cobra.Command{Use: "inner", Run: func(*cobra.Command, []string) {}}))
	var out, err bytes.Buffer
	root.SetOut(&out)
	root.SetErr(&err)
	code = Run(root, args)
	return code, out.String(), err.String()
}

func TestExitCodes(t *testing.T) {
	diag := source.NewFile("a.less", "x").Errorf(source.At(0), codes.LessParse, "bad")
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
	if code, stdout, stderr := run(t, report, "do", "--format=github"); code != 1 || !strings.HasPrefix(stdout, "::error file=a.less,line=1,") || stderr != "" {
		t.Errorf("github: code %d, stdout %q, stderr %q", code, stdout, stderr)
	}
	if code, _, stderr := run(t, report, "do", "--format=githab"); code != 2 || !strings.Contains(stderr, `--format: unknown value "githab", want text, json, github or sarif`) || !strings.Contains(stderr, "did you mean github?") {
		t.Errorf("unknown form: code %d, %q", code, stderr)
	}
}

// One document holds what several calls report, and findings are the result.
func TestDocuments(t *testing.T) {
	f := source.NewFile("a.less", "x")
	report := func(cmd *cobra.Command, _ []string) error {
		_ = Report(cmd, source.Diags{f.Warnf(source.At(0), codes.LessUnusedVariable, "first")})
		return Report(cmd, source.Diags{f.Errorf(source.At(0), codes.LessParse, "second")})
	}
	code, stdout, _ := run(t, report, "do", "--format=sarif")
	if code != 1 || strings.Count(stdout, `"runs"`) != 1 || strings.Count(stdout, `"ruleId"`) != 2 {
		t.Errorf("code %d, %s", code, stdout)
	}
	code, stdout, stderr := run(t, report, "find")
	if code != 1 || stderr != "" || strings.Count(stdout, "a.less:1:1: ") != 2 {
		t.Errorf("code %d, stdout %s, stderr %s", code, stdout, stderr)
	}
	code, stdout, _ = run(t, report, "find", "--json")
	want := "{\n  \"schema\": \"skinbuild/diagnostics\",\n  \"version\": 1,\n  \"diagnostics\": [\n    {\n      \"file\": \"a.less\","
	if code != 1 || !strings.HasPrefix(stdout, want) {
		t.Errorf("code %d, %s", code, stdout)
	}
	if _, stdout, _ = run(t, report, "find", "-q"); strings.Contains(stdout, "first") || !strings.Contains(stdout, "second") {
		t.Errorf("-q: %s", stdout)
	}
	if _, err := Document("x", struct {
		Version string `json:"version"`
	}{}); err == nil {
		t.Error("a document may have a version of its own")
	}
}

func TestEnvironment(t *testing.T) {
	var got string
	do := func(cmd *cobra.Command, _ []string) error {
		jobs, _ := cmd.Flags().GetInt("jobs")
		many, _ := cmd.Flags().GetStringArray("many")
		got = fmt.Sprintf("%d %v %s", jobs, many, Format(cmd))
		return nil
	}
	t.Setenv("T_JOBS", "4")
	t.Setenv("T_MANY", "a b\nc\n")
	t.Setenv("T_FORMAT", "sarif")
	for _, tt := range []struct{ args, want string }{
		{"do", "4 [a b c] sarif"},
		{"do --jobs 2 --many x", "2 [x] sarif"},
		{"do --json", "4 [a b c] json"},
	} {
		if code, _, stderr := run(t, do, strings.Fields(tt.args)...); code != 0 || got != tt.want {
			t.Errorf("%s: %q, want %q: %s", tt.args, got, tt.want, stderr)
		}
	}
	t.Setenv("T_JOBS", "four")
	if code, _, stderr := run(t, do, "do"); code != 2 || !strings.Contains(stderr, `T_JOBS: --jobs: want a whole number, not "four"`) {
		t.Errorf("code %d, %s", code, stderr)
	}
}

func TestColors(t *testing.T) {
	for _, tt := range []struct {
		args, set string
		want      bool
	}{
		{"do", "", false},
		{"do --color always", "NO_COLOR=1", true},
		{"do", "FORCE_COLOR=1", true},
		{"do", "FORCE_COLOR=0", false},
		{"do", "CLICOLOR_FORCE=1", true},
		{"do", "NO_COLOR=1 FORCE_COLOR=1", false},
		{"do --color never", "FORCE_COLOR=1", false},
	} {
		for _, name := range []string{"NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE"} {
			t.Setenv(name, "")
		}
		for _, set := range strings.Fields(tt.set) {
			name, value, _ := strings.Cut(set, "=")
			t.Setenv(name, value)
		}
		var got bool
		run(t, func(cmd *cobra.Command, _ []string) error { got = Colored(cmd, cmd.OutOrStdout()); return nil }, strings.Fields(tt.args)...)
		if got != tt.want {
			t.Errorf("%s with %s: %v", tt.args, tt.set, got)
		}
	}
}

func TestPanicIsReported(t *testing.T) {
	code, _, stderr := run(t, func(*cobra.Command, []string) error { panic("index out of range") }, "do")
	if code != int(defect) || !strings.HasPrefix(stderr, "t: error: internal error: index out of range\n") || !strings.Contains(stderr, "please report it") || !strings.Contains(stderr, "goroutine") {
		t.Errorf("code %d: %s", code, stderr)
	}
}

// A panic in a goroutine that the command waits for is reported like its own.
func TestPanicOfGroup(t *testing.T) {
	code, _, stderr := run(t, func(*cobra.Command, []string) error {
		var g parallel.Group
		g.Go(func() { panic("index out of range") })
		g.Wait()
		return nil
	}, "do")
	if code != int(defect) || !strings.HasPrefix(stderr, "t: error: internal error: index out of range\n") || !strings.Contains(stderr, "TestPanicOfGroup.func1.1(") {
		t.Errorf("code %d: %s", code, stderr)
	}
}

func TestDirectory(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	if err := os.Mkdir("sub", 0o755); err != nil {
		t.Fatal(err)
	}
	write := func(cmd *cobra.Command, _ []string) error { return WriteOutput(cmd, "x", []byte("y")) }
	if code, _, stderr := run(t, write, "-C", "sub", "do"); code != 0 || stderr != "t: wrote x (1 bytes)\n" {
		t.Fatalf("code %d: %s", code, stderr)
	}
	if _, err := os.Stat(filepath.Join(dir, "sub", "x")); err != nil {
		t.Error(err)
	}
	t.Chdir(dir)
	if code, _, stderr := run(t, write, "-C", "none", "do"); code != int(Environment) || !strings.Contains(stderr, "-C none: no such file") {
		t.Errorf("code %d: %s", code, stderr)
	}
	if code, _, stderr := run(t, write, "do", "-n"); code != 0 || stderr != "t: would write x (1 bytes)\n" {
		t.Errorf("code %d: %s", code, stderr)
	}
	if code, _, stderr := run(t, write, "do", "-q"); code != 0 || stderr != "" {
		t.Errorf("code %d: %s", code, stderr)
	}
}

func TestVersion(t *testing.T) {
	code, stdout, _ := run(t, nil, "version", "--json")
	if code != 0 || !strings.HasPrefix(stdout, "{\n  \"schema\": \"skinbuild/tool-version\",\n  \"version\": 1,\n  \"name\": \"t\",\n  \"release\": \""+Version+"\",\n  \"commit\": \"") {
		t.Errorf("code %d: %s", code, stdout)
	}
	if _, stdout, _ := run(t, nil, "version"); !strings.HasPrefix(stdout, "t "+Version+" (") {
		t.Error(stdout)
	}
}

func TestWrongUsage(t *testing.T) {
	nop := func(*cobra.Command, []string) error { return nil }
	for _, tt := range []struct{ args, hint string }{
		{"dp", "did you mean t do?"},
		{"do a b", "t do --help shows the usage"},
		{"do --nope", "t do --help shows the usage"},
		{"do --jbos 2", "did you mean --jobs?"},
		{"do --jobs many", "t do --help shows the usage"},
		{"do --json --format text", "t do --help shows the usage"},
		{"group iner", "did you mean t group inner?"},
	} {
		code, stdout, stderr := run(t, nop, strings.Fields(tt.args)...)
		if code != 2 || stdout != "" || !strings.Contains(stderr, "t: hint: "+tt.hint+"\n") || strings.Contains(stderr, "strconv") {
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
