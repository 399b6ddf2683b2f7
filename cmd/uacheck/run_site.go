package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"skinbuild"
	"skinbuild/internal/agents/compat"
	"skinbuild/internal/agents/ua"
	"skinbuild/internal/cli"
	"skinbuild/internal/inject"
	"skinbuild/internal/project"
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
	names := f.webapp
	if len(names) == 0 {
		if built := filepath.Join(filepath.Dir(f.project), "dist", "webapp"); isDir(built) {
			names = append(names, built)
		}
		names = append(names, reference.Name)
	}
	var layers tree.Layers
	for _, name := range names {
		layer, err := reference.Open(name)
		if err != nil {
			return nil, nil, cli.Fail(cli.Usage, err)
		}
		layers = append(layers, layer)
	}
	var webapp fs.FS = layers
	notes := []string{"Style sheets are as the server makes them, before its minifier; pages are skinbuild's rendering of the templates, not the server's."}
	webapp, added, err := f.operations(cmd, webapp)
	if err != nil {
		return nil, nil, err
	}
	if added != "" {
		notes = append(notes, added)
	}
	whole := client.Complete(names[len(names)-1], webapp, nodeModules())
	webapp = tree.Layers(append(append([]fs.FS{webapp}, whole.Layers...), serve.StandIns()))
	notes = append(notes, whole.Notes...)
	if names[len(names)-1] != reference.Name {
		f.noWindow = "the vendor's page starts only from the window that opens it"
	}
	if whole.Missing != "" {
		f.noClient, f.noWindow = whole.Missing, whole.Missing
		notes = append(notes, "The client was not started: "+whole.Missing+".")
	}
	now := time.Date(2026, 11, 25, 10, 40, 0, 0, time.UTC)
	box := mailbox.New(mailbox.Default(), &mailbox.Options{Now: func() time.Time { return now }})
	h, err := serve.New(&serve.Options{Webapp: webapp, Skin: f.skin, Clock: now, Mailbox: box, Problem: func(request string, ds source.Diags) {
		f.complain(cmd, request, ds)
	}})
	if err != nil {
		return nil, nil, err
	}
	if f.skin != "" && !h.Skin().Exists("skins/"+f.skin+"/manifest.xml") {
		return nil, nil, cli.Fail(cli.Usage, fmt.Errorf("there is no skin %q in this webapp", f.skin), "it has "+strings.Join(h.Skin().Skins(), ", "))
	}
	return h, notes, nil
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
// a block of ours yet.
func (f *runFlags) operations(cmd *cobra.Command, webapp fs.FS) (fs.FS, string, error) {
	dir := filepath.Dir(f.project)
	if f.project == "" || !exists(f.project) || hasBlocks(webapp) {
		return webapp, "", nil
	}
	if filepath.Base(f.project) != project.FileName {
		return nil, "", cli.Usagef("--project is %q, want the path of a %s", f.project, project.FileName)
	}
	loaded, ds, err := project.Load(os.DirFS(dir), filepath.ToSlash(f.project))
	if err == nil {
		err = cli.Report(cmd, ds)
	}
	if err != nil {
		return nil, "", err
	}
	tables, ds, err := loaded.Operations(skinbuild.Default())
	if err == nil {
		err = cli.Report(cmd, ds)
	}
	if err != nil {
		return nil, "", err
	}
	series, ds := inject.New(tables, tree.Layers{webapp, os.DirFS(dir)})
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
	var entries []tree.Entry
	for _, c := range plan.Changes {
		if c.New != nil {
			entries = append(entries, *c.New)
		}
	}
	changed, err := tree.New(entries...)
	if err != nil {
		return nil, "", err
	}
	return tree.Layers{changed, webapp}, "The operations of " + f.project + " were applied in memory: the templates of this webapp had none.", nil
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// hasBlocks says whether a launch or login page holds a block of ours.
func hasBlocks(webapp fs.FS) bool {
	for _, name := range []string{"public/launchZCS.jsp", "public/login.jsp", "public/launchNewWindow.jsp"} {
		if data, err := fs.ReadFile(webapp, name); err == nil && bytes.Contains(data, []byte("skinbuild:begin")) {
			return true
		}
	}
	return false
}

// chooseAgents reads --agents.
func chooseAgents(cmd *cobra.Command, arg string) ([]check.Agent, error) {
	if arg == "supported" {
		return supported(ua.Supported()), nil
	}
	if exists(arg) {
		data, err := os.ReadFile(arg)
		if err != nil {
			return nil, err
		}
		return readAgents(string(data)), nil
	}
	var found []ua.Browser
	for _, key := range strings.Split(arg, ",") {
		b, ok := ua.Find(strings.TrimSpace(key))
		if !ok {
			return listAgents(cmd, arg)
		}
		found = append(found, b)
	}
	return supported(found), nil
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
	if !ok || strings.HasSuffix(name, " "+b.Version) || strings.Contains(name, " "+b.Version+" ") {
		return b.Name
	}
	return name + " " + b.Version + ", " + system
}

// listAgents takes the argument for a browser list: each release of it, as each
// of the supported browsers that has it introduces itself.
func listAgents(cmd *cobra.Command, arg string) ([]check.Agent, error) {
	list, ds := compat.ParseList(source.NewFile("--agents", arg))
	if err := cli.Report(cmd, ds); err != nil {
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
		return nil, cli.Usagef("no release of %q is one that this tool knows the User-Agent of", arg)
	}
	return supported(found), nil
}

// readAgents reads User-Agents, one a line; a name may stand before each, with a
// tab between. Empty lines and those that begin with "#" are comments.
func readAgents(text string) []check.Agent {
	var out []check.Agent
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		name, agent, ok := strings.Cut(line, "\t")
		if !ok {
			agent = line
			id := ua.Identify(agent)
			name = strings.TrimSpace(strings.TrimSpace(id.Family+" "+id.Major()) + ", " + id.System)
			name = strings.Trim(name, ", ")
			if name == "" {
				name = agent
			}
		}
		out = append(out, check.Agent{Name: name, UserAgent: strings.TrimSpace(agent)})
	}
	return out
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
	data, err := os.ReadFile(f.styles)
	if err != nil {
		return nil, err
	}
	list, ds := check.ParseStyles(source.NewFile(filepath.ToSlash(f.styles), string(data)))
	return list, cli.Report(cmd, ds)
}

// nodeModules is the folder of npm packages here or above; nil if there is none.
func nodeModules() fs.FS {
	dir, err := os.Getwd()
	for err == nil {
		modules := filepath.Join(dir, "node_modules")
		if isDir(modules) {
			return os.DirFS(modules)
		}
		if dir == filepath.Dir(dir) {
			break
		}
		dir = filepath.Dir(dir)
	}
	return nil
}
