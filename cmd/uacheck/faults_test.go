package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"skinbuild"
	"skinbuild/internal/project"
	"skinbuild/internal/report"
	"skinbuild/internal/testenv"
	"skinbuild/internal/visit/browser"
	"skinbuild/internal/visit/browser/browsertest"
	"skinbuild/internal/visit/check"
)

// The environment of these tests: FAULTS=all plays every fault, FAULT_ENGINES names the
// engines.
var (
	allFaults    = os.Getenv("FAULTS") == "all"
	faultEngines = os.Getenv("FAULT_ENGINES")
)

// built is the default project, built for a release into a folder, once for each.
var built sync.Map

func buildFor(t *testing.T, release string) (dist, app string) {
	t.Helper()
	app = testenv.Release(t, release)
	make, _ := built.LoadOrStore(release, sync.OnceValues(func() (string, error) { return writeBuilt(app) }))
	dist, err := make.(func() (string, error))()
	if err != nil {
		t.Fatal(err)
	}
	return dist, app
}

func writeBuilt(app string) (string, error) {
	dir, err := os.MkdirTemp("", "faults-")
	if err != nil {
		return "", err
	}
	p, ds, err := project.Load(skinbuild.Default(), project.FileName)
	if err == nil {
		err = ds.Err()
	}
	if err != nil {
		return "", err
	}
	b, ds, err := p.Build(context.Background(), &project.BuildOptions{
		Standard: skinbuild.Default(), Modules: os.DirFS(filepath.Join(testenv.Root(), "node_modules")), Webapp: os.DirFS(app), Templates: true})
	if err == nil {
		err = ds.Err()
	}
	if err != nil {
		return "", err
	}
	files, err := fs.Sub(b.Files, "webapp")
	if err != nil {
		return "", err
	}
	return dir, os.CopyFS(dir, files)
}

// apply makes the changes of a fault to a copy of the built webapp.
func (f *fault) apply(t *testing.T, dist string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(dist)); err != nil {
		t.Fatal(err)
	}
	for _, e := range f.edits {
		name := filepath.Join(dir, filepath.FromSlash(e.file))
		if found, _ := filepath.Glob(name + ".*.js"); len(found) == 1 {
			name = found[0]
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text := string(data)
		switch {
		case e.text == gone:
			err = os.Remove(name)
		case e.old == "":
			if rest, ok := strings.CutPrefix(e.text, gone+"empty"); ok {
				text = ""
				e.text = rest
			}
			err = os.WriteFile(name, []byte(text+e.text), 0o644)
		case !strings.Contains(text, e.old):
			t.Fatalf("%s does not have %q", e.file, e.old)
		default:
			err = os.WriteFile(name, []byte(strings.ReplaceAll(text, e.old, e.text)), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// planOf returns the plan of the command for a webapp, cut down to what a fault needs.
func planOf(t *testing.T, dist, app, skin, engine, agent, at string) *check.Plan {
	t.Helper()
	args := []string{"--webapp", dist, "--webapp", app, "--skin", skin, "--engine", engine, "--journeys", "none", "--timeout", "20s"}
	if agent == "" {
		agent = "chrome"
	}
	args = append(args, "--agent", agent)
	if at != "login" && at != "client" && at != "" {
		args = append(args, "--journeys", at)
	}
	f := runFlags{engines: engineList{names: []string{engines[0]}}}
	cmd := f.command()
	cmd.SetContext(t.Context())
	if err := cmd.ParseFlags(args); err != nil {
		t.Fatal(err)
	}
	p, err := f.plan(cmd)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// result is the outcome and reason of a check in a report.
func result(r *report.Report, name string) (found []report.Check) {
	for _, v := range r.Visits {
		for _, c := range v.Checks {
			if c.Name == name {
				found = append(found, c)
			}
		}
	}
	return found
}

// TestFaults puts faults into a built webapp, one at a time: the check of each has to
// name it. By default a few are played in Chromium.
func TestFaults(t *testing.T) {
	list := slices.Concat(measured, others)
	if len(list) < 57 {
		t.Errorf("%d faults", len(list))
	}
	names := []string{string(browser.Chromium)}
	if faultEngines != "" {
		names = strings.Split(faultEngines, ",")
	}
	dist, app := buildFor(t, "10.1.3")
	for _, engine := range names {
		browsertest.Find(t, browser.Engine(engine))
		for i, f := range list {
			if !f.quick && !allFaults || f.engines != "" && !strings.Contains(f.engines, engine) {
				continue
			}
			t.Run(engine+" "+f.label(i), func(t *testing.T) {
				t.Parallel()
				f.play(t, dist, app, engine)
			})
		}
	}
}

func (f *fault) play(t *testing.T, dist, app, engine string) {
	p := planOf(t, f.apply(t, dist), app, "synacor", engine, f.agent, f.at)
	switch {
	case len(p.Journeys.List) > 0:
		p.Pages, p.Agents = nil, nil
	case f.agent == "":
		p.Agents = p.Agents[:1]
	default:
		p.Agents = p.Agents[1:]
	}
	p.Pages = slices.DeleteFunc(p.Pages, func(page check.Page) bool { return page.Name != f.at })
	if f.serve != nil {
		clean := p.Site
		p.Site = func() check.Site {
			site := clean()
			site.Handler = f.serve(site.Handler)
			return site
		}
	}
	r, err := check.Run(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	found := result(r, f.check)
	if slices.ContainsFunc(found, func(c report.Check) bool { return c.Outcome == report.Failed && strings.Contains(c.Reason, f.reason) }) {
		t.Logf("%s: %s", f.check, found[0].Reason)
		return
	}
	var b strings.Builder
	_ = r.WriteText(&b)
	t.Errorf("%s does not name it: %v\n%s", f.check, found, b.String())
}

// TestClean runs the untouched webapp: no check may fail.
func TestClean(t *testing.T) {
	releases, skins, names := []string{"10.1.3"}, []string{"synacor"}, []string{string(browser.Chromium)}
	if allFaults {
		releases, skins = []string{"8.8.15.p46", "9.0.0", "10.1.3"}, []string{"synacor", "synacordark", "minimal"}
	}
	if faultEngines != "" {
		names = strings.Split(faultEngines, ",")
	}
	for _, engine := range names {
		browsertest.Find(t, browser.Engine(engine))
		for _, release := range releases {
			dist, app := buildFor(t, release)
			for _, skin := range skins {
				t.Run(fmt.Sprintf("%s %s %s", engine, release, skin), func(t *testing.T) {
					t.Parallel()
					r, err := check.Run(t.Context(), planOf(t, dist, app, skin, engine, "", ""))
					if err != nil {
						t.Fatal(err)
					}
					if n := r.Counts(); n.Failed > 0 || n.Passed < 50 {
						var b strings.Builder
						_ = r.WriteText(&b)
						t.Errorf("%+v\n%s", n, b.String())
					}
				})
			}
		}
	}
}
