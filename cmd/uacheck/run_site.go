package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"skinbuild"
	"skinbuild/internal/agents/ua"
	"skinbuild/internal/cli"
	"skinbuild/internal/inject"
	"skinbuild/internal/input"
	"skinbuild/internal/server/client"
	"skinbuild/internal/server/mailbox"
	"skinbuild/internal/server/reference"
	"skinbuild/internal/server/serve"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
	"skinbuild/internal/visit/check"
)

// site returns what serves the pages, and what is to be said about it.
func (f *runFlags) site(cmd *cobra.Command) (*serve.Handler, []string, error) {
	webapp, lowest, err := f.layers(cmd)
	if err != nil {
		return nil, nil, err
	}
	notes := []string{"Style sheets are as the server makes them, before its minifier; pages are skinbuild's rendering of the templates, not the server's."}
	webapp, added, err := f.operations(cmd, webapp)
	if err != nil {
		return nil, nil, err
	}
	if added != "" {
		notes = append(notes, added)
	}
	whole := client.Complete(cmd.Context(), lowest, webapp, nodeModules(cmd.Context()))
	f.isVendors = vendorFile(webapp)
	if lowest != reference.Name && whole.Missing == "" && !f.list {
		f.fixes = neededFixes(cmd, webapp, lowest)
	}
	made := tree.Layers(append([]fs.FS{webapp}, whole.Layers...))
	f.files = made
	webapp = tree.Layers{made, standIns()}
	notes = append(notes, whole.Notes...)
	if lowest != reference.Name {
		f.noWindow = "the vendor's page starts only from the window that opens it"
	}
	if whole.Missing != "" {
		f.noClient, f.noWindow = whole.Missing, whole.Missing
		notes = append(notes, "The client was not started: "+whole.Missing+".")
	}
	now := time.Date(2026, 11, 25, 10, 40, 0, 0, time.UTC)
	data, err := f.readMailbox(cmd)
	if err != nil {
		return nil, nil, err
	}
	f.start, f.boxes = data, mailbox.Options{Now: func() time.Time { return now }, Skins: skinsOf(webapp)}
	f.vendor = lowest != reference.Name && whole.Missing == ""
	h, err := serve.New(&serve.Options{Webapp: webapp, Skin: *f.skin, Clock: now, Problem: func(request string, ds source.Diags) {
		f.complain(cmd, request, ds)
	}})
	if err != nil {
		return nil, nil, err
	}
	if *f.skin != "" && !h.Skin().Exists("skins/"+*f.skin+"/manifest.xml") {
		return nil, nil, cli.Unknown("the webapp has no skin", *f.skin, h.Skin().Skins())
	}
	return h, notes, nil
}

// readMailbox returns the mailbox of --mailbox; without it that of the tool.
func (f *runFlags) readMailbox(cmd *cobra.Command) (*mailbox.Data, error) {
	if f.mailbox == "" {
		return mailbox.Default(), nil
	}
	text, err := input.Text(cmd.Context(), f.mailbox, input.Settings)
	if err != nil {
		return nil, err
	}
	data, ds := mailbox.Parse(source.NewFile(f.mailbox, text))
	return data, cli.Report(cmd, ds)
}

// skinsOf are the skins of a webapp that a user may choose.
func skinsOf(webapp fs.FS) []string {
	found, _ := fs.Glob(webapp, "skins/*/manifest.xml") // the pattern is valid
	var names []string
	for _, name := range found {
		if skin := path.Base(path.Dir(name)); !strings.HasPrefix(skin, "_") {
			names = append(names, skin)
		}
	}
	return names
}

// layers are the webapps of the flags or the project; without any :reference, under
// what the project has built. lowest is the folder of the lowest one.
func (f *runFlags) layers(cmd *cobra.Command) (webapp fs.FS, lowest string, err error) {
	live, names, err := f.webapp.Open(cmd, reference.Name)
	if err != nil {
		return nil, "", err
	}
	lowest = names[len(names)-1]
	if chosen, err := f.webapp.Names(cmd); err != nil || len(chosen) > 0 {
		return live, lowest, err
	}
	p, err := f.project.Find(cmd)
	if err != nil || p == nil || p.Dir == "" {
		return live, lowest, err
	}
	if built := filepath.Join(p.Dir, "dist", "webapp"); isDir(built) {
		return tree.Layers{input.Folder(cmd.Context(), built), live}, lowest, nil
	}
	return live, lowest, nil
}

// complain says once what the server would have failed at: each agent meets it.
func (f *runFlags) complain(cmd *cobra.Command, request string, ds source.Diags) {
	f.saidOnce.Lock()
	defer f.saidOnce.Unlock()
	for _, d := range ds {
		key := d.Error()
		if d.Severity != source.Error || f.said[key] {
			continue
		}
		if f.said == nil {
			f.said = map[string]bool{}
		}
		f.said[key] = true
		_ = cli.Report(cmd, source.Diags{d})
	}
}

// operations applies the project's operations in memory where no template holds
// a block of skinbuild yet.
func (f *runFlags) operations(cmd *cobra.Command, webapp fs.FS) (fs.FS, string, error) {
	loaded, err := f.project.Find(cmd)
	if err != nil || loaded == nil || hasBlocks(webapp) {
		return webapp, "", err
	}
	tables, ds, err := loaded.Operations(skinbuild.Default())
	if err == nil {
		err = cli.Report(cmd, ds)
	}
	if err != nil {
		return nil, "", err
	}
	series, ds := inject.New(tables, tree.Layers{webapp, loaded.Files()})
	if err := cli.Report(cmd, ds); err != nil {
		return nil, "", err
	}
	plan, err := series.Apply(webapp, inject.Options{})
	if err != nil {
		return nil, "", err
	}
	if err := cli.Report(cmd, plan.Diags); err != nil {
		return nil, "", err
	}
	changed, err := plan.Written()
	if err != nil {
		return nil, "", err
	}
	return tree.Layers{changed, webapp}, "The operations of " + loaded.File.Name() + " were applied in memory: the templates of this webapp had none.", nil
}

// hasBlocks reports whether a launch or login page holds a block of skinbuild.
func hasBlocks(webapp fs.FS) bool {
	for _, name := range []string{"public/launchZCS.jsp", "public/login.jsp", "public/launchNewWindow.jsp"} {
		if data, err := fs.ReadFile(webapp, name); err == nil && bytes.Contains(data, []byte("skinbuild:begin")) {
			return true
		}
	}
	return false
}

// chooseAgents returns the User-Agents of --agent and of the releases of --browsers;
// without either the supported ones. choice says which, for the report.
func (f *runFlags) chooseAgents(cmd *cobra.Command) (agents []check.Agent, choice string, err error) {
	if len(f.agents.Given()) == 0 && f.browsers.Given() == "" {
		return supported(ua.Supported()), "all supported", nil
	}
	found, err := f.agents.Browsers(cmd.Context())
	if err != nil {
		return nil, "", err
	}
	for i := range found {
		if found[i].Name == found[i].UserAgent {
			found[i].Name = identity(found[i].UserAgent)
		}
	}
	chosen := f.agents.Given()
	if f.browsers.Given() != "" {
		released, err := f.released(cmd)
		if err != nil {
			return nil, "", err
		}
		found, chosen = append(found, released...), append(chosen, f.browsers.Given())
	}
	return supported(found), strings.Join(chosen, ", "), nil
}

// identity names a User-Agent by what it says of itself.
func identity(agent string) string {
	id := ua.Identify(agent)
	name := strings.Trim(strings.TrimSpace(strings.TrimSpace(id.Family+" "+id.Major())+", "+id.System), ", ")
	if name == "" {
		return agent
	}
	return name
}

func supported(list []ua.Browser) []check.Agent {
	var out []check.Agent
	for _, b := range list {
		out = append(out, check.Agent{Name: agentName(b), UserAgent: b.UserAgent})
	}
	return out
}

// agentName puts the version behind the browser: "Chrome 157, Windows".
func agentName(b ua.Browser) string {
	name, system, ok := strings.Cut(b.Name, ", ")
	if !ok || b.Version == "" || strings.HasSuffix(name, " "+b.Version) || strings.Contains(name, " "+b.Version+" ") {
		return b.Name
	}
	return name + " " + b.Version + ", " + system
}

// released returns each release of --browsers, as each of the supported browsers that
// has it identifies itself.
func (f *runFlags) released(cmd *cobra.Command) ([]ua.Browser, error) {
	list, err := f.browsers.List(cmd)
	if err != nil {
		return nil, err
	}
	var found []ua.Browser
	for _, release := range list {
		for _, b := range ua.Supported() {
			if b.MDN != release.Browser {
				continue
			}
			if v, ok := ua.Find(b.Key + "@" + release.Version); ok && b.Key != "firefox-esr" && b.Key != "edge18" {
				found = append(found, v)
			}
		}
	}
	if len(found) == 0 {
		return nil, cli.Usagef("--browsers: the User-Agent of no release of %q is known", f.browsers.Given())
	}
	return found, nil
}

// distinct numbers agents of one name: reports tell them apart by it.
func distinct(list []check.Agent) []check.Agent {
	seen := map[string]int{}
	for i := range list {
		name := list[i].Name
		if seen[name]++; seen[name] > 1 {
			list[i].Name = fmt.Sprintf("%s (%d)", name, seen[name])
		}
	}
	return list
}

// readStyles reads --styles.
func (f *runFlags) readStyles(cmd *cobra.Command) (check.Styles, error) {
	if f.styles == "" {
		return nil, nil
	}
	data, err := input.Text(cmd.Context(), f.styles, input.Table)
	if err != nil {
		return nil, err
	}
	list, ds := check.ParseStyles(source.NewFile(filepath.ToSlash(f.styles), data))
	return list, cli.Report(cmd, ds)
}

// nodeModules is the folder of npm packages here or above; nil if there is none.
func nodeModules(ctx context.Context) fs.FS {
	dir, err := os.Getwd()
	for err == nil {
		modules := filepath.Join(dir, "node_modules")
		if isDir(modules) {
			return input.Folder(ctx, modules)
		}
		if dir == filepath.Dir(dir) {
			break
		}
		dir = filepath.Dir(dir)
	}
	return nil
}
