package flags

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
)

// files writes files below a new folder, which becomes the current one.
func files(t *testing.T, content map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range content {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// run runs a tool whose only command has the flags that add adds, and returns its exit
// code and what it printed on stderr. do is the work of the command.
func run(t *testing.T, add func(*cobra.Command), do func(*cobra.Command) error, args ...string) (int, string) {
	t.Helper()
	cmd := &cobra.Command{Use: "do", Short: "Do", RunE: func(cmd *cobra.Command, _ []string) error { return do(cmd) }}
	add(cmd)
	root := cli.NewRoot("t", "short", "long", "  t do", cmd)
	var stderr strings.Builder
	root.SetOut(io.Discard)
	root.SetErr(&stderr)
	code := cli.Run(root, append([]string{"do"}, args...))
	return code, stderr.String()
}

const acme = "name = \"acme\"\nversion = \"1.0.0\"\nsequence = 1\nbrowsers = [\"chrome 120\"]\nwebapp = [\"app\", \":reference\"]\n"

func TestProjectIsFoundUpwards(t *testing.T) {
	files(t, map[string]string{"skinbuild.toml": acme, "sub/deep/x": "", "sub/other.toml": strings.Replace(acme, "acme", "other", 1)})
	for _, tt := range []struct {
		dir  string
		args []string
		name string
	}{
		{".", nil, "acme"},
		{"sub/deep", nil, "acme"},
		{"sub/deep", []string{"--project", "../other.toml"}, "other"},
		{"sub/deep", []string{"--project", ":default"}, "synacor"},
	} {
		t.Run(tt.name+strings.Join(tt.args, " "), func(t *testing.T) {
			t.Chdir(tt.dir)
			var p *Project
			var name string
			code, stderr := run(t, func(cmd *cobra.Command) { p = AddProject(cmd) }, func(cmd *cobra.Command) error {
				loaded, err := p.Need(cmd)
				if err == nil {
					name = loaded.Config.Name
				}
				return err
			}, tt.args...)
			if code != 0 || name != tt.name {
				t.Errorf("%q, want %q: code %d, %s", name, tt.name, code, stderr)
			}
		})
	}
}

func TestNoProject(t *testing.T) {
	t.Chdir(t.TempDir())
	var p *Project
	need := func(cmd *cobra.Command) error { _, err := p.Need(cmd); return err }
	code, stderr := run(t, func(cmd *cobra.Command) { p = AddProject(cmd) }, need)
	if code != int(cli.Usage) || !strings.Contains(stderr, "skinbuild init starts a project") || !strings.Contains(stderr, "--project :default") {
		t.Errorf("code %d, %s", code, stderr)
	}
	code, stderr = run(t, func(cmd *cobra.Command) { p = AddProject(cmd) }, need, "--project", "none.toml")
	if code != int(cli.Environment) || !strings.Contains(stderr, "none.toml") {
		t.Errorf("a missing file: code %d, %s", code, stderr)
	}
}

func TestWebapps(t *testing.T) {
	files(t, map[string]string{"skinbuild.toml": acme, "app/skins/x/manifest.xml": "<skin/>", "sub/x": "", "other/skins/y/a.css": ""})
	t.Chdir("sub")
	for _, tt := range []struct {
		args []string
		want []string // the webapps; then the path shown for skins/x/manifest.xml
	}{
		{nil, []string{"../app", ":reference", "../app/skins/x/manifest.xml"}},
		{[]string{"--webapp", "../other", "--webapp", "../app"}, []string{"../other", "../app", "../app/skins/x/manifest.xml"}},
		{[]string{"--webapp", "../app"}, []string{"../app", "../app/skins/x/manifest.xml"}},
		{[]string{"--webapp", "../other"}, []string{"../other", "../other/skins/x/manifest.xml"}},
	} {
		var w *Webapp
		var got []string
		code, stderr := run(t, func(cmd *cobra.Command) { w = AddWebapp(cmd, AddProject(cmd)) }, func(cmd *cobra.Command) error {
			app, names, err := w.Open(cmd)
			if err == nil {
				got = append(slices.Clone(names), Shown(app, names)("skins/x/manifest.xml"))
			}
			return err
		}, tt.args...)
		if code != 0 || !slices.Equal(got, tt.want) {
			t.Errorf("%v: %q, want %q: code %d, %s", tt.args, got, tt.want, code, stderr)
		}
	}
	var w *Webapp
	open := func(cmd *cobra.Command) error { _, _, err := w.Open(cmd); return err }
	code, stderr := run(t, func(cmd *cobra.Command) { w = AddWebapp(cmd, AddProject(cmd)) }, open, "--webapp", "none")
	if code != int(cli.Environment) || !strings.Contains(stderr, "none") {
		t.Errorf("a missing webapp: code %d, %s", code, stderr)
	}
	code, stderr = run(t, func(cmd *cobra.Command) { w = AddWebapp(cmd, nil) }, open)
	if code != int(cli.Usage) || !strings.Contains(stderr, "no webapp is named") {
		t.Errorf("no webapp: code %d, %s", code, stderr)
	}
}

func TestServerTakesOneWebapp(t *testing.T) {
	var webapp string
	add := func(cmd *cobra.Command) { webapp = ""; AddServer(cmd, &webapp) }
	nop := func(*cobra.Command) error { return nil }
	if code, stderr := run(t, add, nop, "--webapp", "a"); code != 0 || webapp != "a" {
		t.Errorf("%q, code %d, %s", webapp, code, stderr)
	}
	if code, stderr := run(t, add, nop, "--webapp", "a", "--webapp", "b"); code != int(cli.Usage) || !strings.Contains(stderr, "run the command once for each") {
		t.Errorf("code %d, %s", code, stderr)
	}
	if code, stderr := run(t, add, nop); code != int(cli.Usage) || !strings.Contains(stderr, "missing --webapp") {
		t.Errorf("code %d, %s", code, stderr)
	}
}

func TestRelease(t *testing.T) {
	var r *Release
	add := func(cmd *cobra.Command) { r = AddRelease(cmd, nil) }
	nop := func(*cobra.Command) error { return nil }
	if code, stderr := run(t, add, nop, "--release", "8.8.15.p46"); code != 0 || r.String() != "8.8.15.p46" {
		t.Errorf("%q, code %d, %s", r, code, stderr)
	}
	if code, stderr := run(t, add, nop, "--release", "eight"); code != int(cli.Usage) || !strings.Contains(stderr, `--release: want a version of Zimbra like 8.8.15 or 10.1.3, not "eight"`) {
		t.Errorf("code %d, %s", code, stderr)
	}
	if (*Release)(nil).String() != "" {
		t.Error("a command without --release has a release")
	}
}

func TestBrowsers(t *testing.T) {
	files(t, map[string]string{"skinbuild.toml": acme})
	var b *Browsers
	list := 0
	do := func(cmd *cobra.Command) error {
		releases, err := b.List(cmd)
		list = len(releases)
		return err
	}
	add := func(cmd *cobra.Command) { b = AddBrowsers(cmd, AddProject(cmd)) }
	if code, stderr := run(t, add, do); code != 0 || list != 1 {
		t.Errorf("that of the project: %d releases, code %d, %s", list, code, stderr)
	}
	if code, stderr := run(t, add, do, "--browsers", "chrome 100-109"); code != 0 || list != 10 {
		t.Errorf("that of the flag: %d releases, code %d, %s", list, code, stderr)
	}
	if code, stderr := run(t, add, do, "--browsers", "chrme 100"); code != int(cli.Usage) || !strings.Contains(stderr, "--browsers:1:1: error:") {
		t.Errorf("code %d, %s", code, stderr)
	}
}

func TestAgents(t *testing.T) {
	files(t, map[string]string{"agents.txt": "# two\nchrome@120\n\nMy phone\tMozilla/5.0 (X) Y/1\n"})
	a := &Agents{list: []string{"firefox", "Mozilla/5.0 (Z) Q/2", "@agents.txt"}}
	list, err := a.Browsers(t.Context())
	if err != nil || len(list) != 4 {
		t.Fatalf("%d agents, %v", len(list), err)
	}
	if list[0].Key != "firefox" || list[1].UserAgent != "Mozilla/5.0 (Z) Q/2" || !strings.Contains(list[2].UserAgent, "Chrome/120.") || list[3].Name != "My phone" {
		t.Errorf("%+v", list)
	}
	for _, wrong := range []string{"firefx", "@none.txt"} {
		if _, err := (&Agents{list: []string{wrong}}).Browsers(context.Background()); err == nil {
			t.Errorf("%s: no error", wrong)
		}
	}
}

func TestCompletion(t *testing.T) {
	files(t, map[string]string{"skinbuild.toml": acme, "app/skins/acme/manifest.xml": "<skin/>"})
	cmd := &cobra.Command{Use: "do"}
	p := AddProject(cmd)
	w := AddWebapp(cmd, p)
	AddSkin(cmd, w, "")
	AddAgents(cmd)
	cmd.SetContext(t.Context())
	for flag, want := range map[string]string{"skin": "acme", "agent": "safari-ios", "release": "10.1.3", "webapp": ":reference", "project": ":default"} {
		complete, ok := cmd.GetFlagCompletionFunc(flag)
		if !ok {
			t.Errorf("--%s is not completed", flag)
			continue
		}
		if list, _ := complete(cmd, nil, ""); !slices.Contains(list, want) {
			t.Errorf("--%s: %q is not among %v", flag, want, list)
		}
	}
}
