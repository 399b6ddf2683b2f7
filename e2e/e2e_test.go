// Package e2e plays the whole story with the tools as a user has them: a project
// is begun, changed, built on a webapp, looked at in a browser, put into the webapp
// and taken out again.
package e2e

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"skinbuild/internal/server/reference"
	"skinbuild/internal/testenv"
	"skinbuild/internal/tree"
)

// tools builds both tools and returns their folder.
func tools(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	cmd := exec.Command("go", "build", "-o", dir+"/", "./cmd/...")
	cmd.Dir = ".."
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return dir
}

// A story is one run of it in a folder of its own.
type story struct {
	*testing.T
	tools, dir string
}

// run runs a tool in the project and returns what it prints.
func (s *story) run(tool string, args ...string) string {
	s.Helper()
	cmd := exec.Command(filepath.Join(s.tools, tool), args...)
	cmd.Dir = s.dir
	cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+filepath.Join(s.dir, ".cache"), "NO_COLOR=1")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		s.Fatalf("%s %s: %v\n%s%s", tool, strings.Join(args, " "), err, out, stderr.String())
	}
	return string(out)
}

// change replaces a text of a file of the project, which must have it.
func (s *story) change(name, old, new string) {
	s.Helper()
	file := filepath.Join(s.dir, name)
	text, err := os.ReadFile(file)
	if err != nil {
		s.Fatal(err)
	}
	if !strings.Contains(string(text), old) {
		s.Fatalf("%s does not have %q:\n%s", name, old, text)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(text), old, new, 1)), 0o644); err != nil {
		s.Fatal(err)
	}
}

func (s *story) read(name string) string {
	s.Helper()
	text, err := os.ReadFile(filepath.Join(s.dir, name))
	if err != nil {
		s.Fatal(err)
	}
	return string(text)
}

// copyOf writes the webapp to a folder that may be changed.
func (s *story) copyOf(webapp string) (dir string, files tree.Tree) {
	s.Helper()
	fsys, err := reference.Open(s.Context(), webapp)
	if err != nil {
		s.Fatal(err)
	}
	files, err = tree.Load(fsys)
	if err != nil {
		s.Fatal(err)
	}
	dir = s.TempDir()
	for e := range files.All() {
		name := filepath.Join(dir, filepath.FromSlash(e.Path.String()))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			s.Fatal(err)
		}
		if err := os.WriteFile(name, e.Data, 0o644); err != nil {
			s.Fatal(err)
		}
	}
	return dir, files
}

// same compares a folder with the files that it had, name by name.
func (s *story) same(dir string, files tree.Tree) {
	s.Helper()
	now, err := tree.Load(os.DirFS(dir))
	if err != nil {
		s.Fatal(err)
	}
	for _, c := range tree.Diff(files, now) {
		if c.Old == nil || c.New == nil || string(c.Old.Data) != string(c.New.Data) {
			s.Errorf("%s is not as it was", c.Path)
		}
	}
}

// counts are those of the JSON report of uacheck run.
type counts struct {
	Counts struct {
		Passed int `json:"passed"`
		Failed int `json:"failed"`
		NotRun int `json:"not run"`
	} `json:"counts"`
}

func (s *story) play(webapp string) {
	// The maintainer begins from a stock skin, changes a colour and switches a fix off.
	s.run("skinbuild", "init", "--webapp", webapp, "--skin", "harmony", "--name", "acme", ".")
	s.change("skins/acme/skin.properties", "SkinName", "AltC = #204060\nSkinName")
	s.change("overrides/SynaSkinOverride.json", `"off": []`, `"off": ["touch"]`)
	out := s.run("skinbuild", "build", "--webapp", webapp)
	if !strings.Contains(out, "dist/acme-0.1.0.skinbundle") {
		s.Errorf("build says\n%s", out)
	}
	if !strings.Contains(s.read("dist/webapp/js/SynaSkinConfig.js"), `"off":["touch"]`) {
		s.Error("the fix is not switched off")
	}
	diff := s.run("skinbuild", "apply", "--webapp", webapp, "--state", filepath.Join(s.dir, "state"), "--insecure-unsigned", "-n", "--diff")
	if !strings.Contains(diff, "+++ b/public/launchZCS.jsp") || !strings.Contains(diff, "create   skins/acme\n") {
		s.Errorf("apply -n says\n%.2000s", diff)
	}

	// QA looks at it in a real browser.
	var report counts
	out = s.run("uacheck", "run", "--json", "--skin", "acme", "--agent", "chrome", "--agent", "firefox", "--agent", "ie11", "--webapp", "dist/webapp", "--webapp", webapp)
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		s.Fatal(err)
	}
	if report.Counts.Passed < 50 || report.Counts.Failed > 0 {
		s.Errorf("uacheck run counts %+v", report.Counts)
	}

	// The operator puts it into the webapp and takes it out.
	live, files := s.copyOf(webapp)
	server := []string{"--webapp", live, "--state", filepath.Join(s.dir, "state")}
	apply := append([]string{"apply", "--insecure-unsigned"}, server...)
	if webapp == reference.Name {
		apply = append(apply, "--accept", "**") // no release has these files
	}
	s.run("skinbuild", apply...)
	status := append([]string{"status"}, server...)
	if webapp != reference.Name {
		status = append(status, "--exit-code")
	}
	s.run("skinbuild", status...)
	page, err := os.ReadFile(filepath.Join(live, "public/launchZCS.jsp"))
	if err != nil || !strings.Contains(string(page), "skinbuild:begin fix-zimbra bundle=acme gen=1 ") {
		s.Errorf("the page does not have the fixes (%v)", err)
	}
	s.run("skinbuild", append([]string{"remove", "acme"}, server...)...)
	s.same(live, files)
}

func TestStory(t *testing.T) {
	testenv.Long(t)
	bin := tools(t)
	modules, err := filepath.Abs("../node_modules")
	if err != nil {
		t.Fatal(err)
	}
	for _, release := range []string{"reference", "8.8.15.p46", "9.0.0", "10.1.3"} {
		t.Run(release, func(t *testing.T) {
			webapp := reference.Name
			if release != "reference" {
				webapp = testenv.Release(t, release)
			}
			s := &story{t, bin, t.TempDir()}
			if err := os.Symlink(modules, filepath.Join(s.dir, "node_modules")); err != nil {
				t.Fatal(err)
			}
			s.play(webapp)
		})
	}
}
