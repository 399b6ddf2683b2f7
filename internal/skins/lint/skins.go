package lint

import (
	"runtime"
	"slices"
	"strings"
	"sync"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/agents/ua"
	"skinbuild/internal/codes"
	"skinbuild/internal/parallel"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/skins/unsupported"
	"skinbuild/internal/source"
)

// A rendering is the result of one request, with the browsers that get it.
type rendering struct {
	skin    *skin.Skin
	client  string
	path    string
	classes []int // indices of those that get it
	sent    skin.Rendered
	partial bool // a file of it is missing
	app     *skin.Webapp
	checker *unsupported.Checker // for the releases of those classes
}

// isCSS reports whether the rendering is a style sheet.
func (r *rendering) isCSS() bool { return strings.HasPrefix(r.path, "/css/") }

// isScript reports whether the rendering is a script.
func (r *rendering) isScript() bool { return strings.HasPrefix(r.path, "/js/") }

// found holds the findings in one skin.
type found struct {
	properties []string
	findings   []foundDiags
}

type foundDiags struct {
	browsers []ua.Browser
	diags    source.Diags
	uses     []placedUse
}

// lintSkins checks the skins in parallel; the results are in the order of
// names.
func lintSkins(app *skin.Webapp, names []string, classes []class, rules []Rule, progress func(done, all int)) []found {
	out := make([]found, len(names))
	work := make(chan int)
	var running parallel.Group
	var mu sync.Mutex
	done := 0
	for range min(runtime.GOMAXPROCS(0), len(names)) {
		running.Go(func() {
			checkers := map[string]*unsupported.Checker{}
			for i := range work {
				if s := app.Load(names[i]); s.Name() == names[i] {
					l := &skinLint{app, s, classes, rules, checkers, &out[i]}
					l.run()
				}
				mu.Lock()
				done++
				if progress != nil {
					progress(done, len(names))
				}
				mu.Unlock()
			}
		})
	}
	for i := range names {
		work <- i
	}
	close(work)
	running.Wait()
	return out
}

// skinLint checks one skin.
type skinLint struct {
	app      *skin.Webapp
	skin     *skin.Skin
	classes  []class
	rules    []Rule
	checkers map[string]*unsupported.Checker // by the classes that they are for
	found    *found
}

// run renders what the pages request, for each client.
func (l *skinLint) run() {
	for _, client := range l.skin.Clients() {
		for _, path := range paths(l.app, client) {
			for _, r := range l.renderings(client, path) {
				l.check(r)
			}
		}
	}
}

func (l *skinLint) check(r *rendering) {
	f := foundDiags{browsers: browsersOf(l.classes, r.classes)}
	for _, rule := range l.rules {
		if rule.rendering != nil {
			f.diags = append(f.diags, rule.rendering(r)...)
		}
		if rule.lacking != nil {
			f.uses = append(f.uses, r.placedUses(rule.lacking(r))...)
		}
	}
	l.found.findings = append(l.found.findings, f)
}

// paths returns what the pages of the webapp request for a client, if the
// webapp has the files: a checkout of skins alone has no css/.
func paths(app *skin.Webapp, client string) []string {
	sheets := map[string][]string{
		"advanced": {"common", "dwt", "msgview", "login", "zm", "spellcheck"},
		"standard": {"common", "login", "zhtml"},
	}
	css := []string{}
	for _, name := range sheets[client] {
		if app.Exists("css/" + name + ".css") {
			css = append(css, name)
		}
	}
	css = append(css, "skin")
	return []string{"/css/" + strings.Join(css, ",") + ".css", "/html/skin.html", "/js/skin.js"}
}

// renderings renders one path for all classes of browsers and groups those with
// the same result. What the servlet ignores or fails on is reported as
// findings.
func (l *skinLint) renderings(client, path string) []*rendering {
	var all []*rendering
	for i, c := range l.classes {
		req := &skin.Request{Path: path, Client: client, Macros: c.macros}
		l.found.properties = append(l.found.properties, l.skin.Properties(req)...)
		sent, ds := l.skin.Render(req)
		l.found.findings = append(l.found.findings, foundDiags{browsers: c.browsers, diags: ds})
		if ds.Err() != nil {
			continue
		}
		same := slices.IndexFunc(all, func(r *rendering) bool { return r.sent.Body() == sent.Body() })
		if same >= 0 {
			all[same].classes = append(all[same].classes, i)
			continue
		}
		partial := slices.ContainsFunc(ds, func(d *source.Diag) bool { return d.Code == codes.SkinMissingFile })
		all = append(all, &rendering{skin: l.skin, client: client, path: path, classes: []int{i}, sent: sent, partial: partial, app: l.app})
	}
	slices.Sort(l.found.properties)
	l.found.properties = slices.Compact(l.found.properties)
	for _, r := range all {
		r.checker = l.checker(r.classes)
	}
	return all
}

func (l *skinLint) checker(classes []int) *unsupported.Checker {
	var key strings.Builder
	for _, i := range classes {
		key.WriteRune(rune(i))
	}
	c := l.checkers[key.String()]
	if c == nil {
		c = unsupported.NewChecker(releasesOf(l.classes, classes))
		l.checkers[key.String()] = c
	}
	return c
}

// A class is the set of browsers that the servlet treats alike.
type class struct {
	macros   ua.Macros
	browsers []ua.Browser // of several systems each release more than once
}

// supported returns the releases of ua.Supported().
func supported() compat.List {
	var entries []string
	for _, b := range ua.Supported() {
		entries = append(entries, b.MDN+" "+b.Version)
	}
	list, ds := compat.ParseList(source.NewFile("supported", strings.Join(entries, "\n")))
	if ds.Err() != nil {
		panic("lint: the data does not have a supported browser: " + ds.Err().Error()) // TestSupported
	}
	return list
}

// classesOf returns the classes of the releases, in order of their first
// release.
func classesOf(list compat.List) []class {
	var all []class
	for _, a := range list {
		for _, b := range ua.Release(a.Browser, a.Version) {
			m, err := ua.ServletMacros(b.UserAgent)
			if err != nil {
				continue // cannot occur: no supported browser has such a User-Agent
			}
			i := slices.IndexFunc(all, func(c class) bool { return c.macros == m })
			if i < 0 {
				i = len(all)
				all = append(all, class{macros: m})
			}
			all[i].browsers = append(all[i].browsers, b)
		}
	}
	return all
}

func browsersOf(classes []class, which []int) []ua.Browser {
	var out []ua.Browser
	for _, i := range which {
		out = append(out, classes[i].browsers...)
	}
	return out
}

// releasesOf returns the releases of some classes, each once, in the order of
// package compat.
func releasesOf(classes []class, which []int) compat.List {
	var list compat.List
	seen := map[compat.Agent]bool{}
	for _, b := range browsersOf(classes, which) {
		a := compat.Agent{Browser: b.MDN, Version: b.Version}
		if !seen[a] {
			list = append(list, a)
		}
		seen[a] = true
	}
	return list.Sorted()
}
