// Package lint looks for what the skin servlet swallows silently, what it dies
// of, and what the style sheets that come out of it do to browsers.
//
// A rule is one thing to look for: a stable code, a file of this package, a page
// in docs/lint/. Rules read what skin.Render gives, once for each group of
// browsers that gets the same bytes, or the files of the webapp; none emulates
// the servlet. What the servlet itself notices, package skin reports.
package lint

import (
	"slices"
	"strings"

	"skinbuild/internal/skin"
	"skinbuild/internal/source"
	"skinbuild/internal/ua"
)

// Options says what to look at; nil means everything.
type Options struct {
	Skins    []string     // nil: all that the webapp has
	Browsers []ua.Browser // nil: ua.Supported()
	Disable  []string     // codes that are not reported
}

// A Rule is one thing that Run looks for.
type Rule struct {
	Code  string // "skin/unknown-token"; its page is docs/lint/skin-unknown-token.md
	Title string // a phrase for lists

	rendering func(*rendering) source.Diags   // called for each group of browsers
	webapp    func(*skin.Webapp) source.Diags // called once, after everything has been rendered
}

// Page returns the path of the rule's page in the checkout.
func (r Rule) Page() string {
	return "docs/lint/" + strings.ReplaceAll(r.Code, "/", "-") + ".md"
}

// Rules returns all rules, sorted by code.
func Rules() []Rule {
	all := slices.Concat(modelRules(), fileRules(), yuiRules(), []Rule{unknownMacro, unreachableName, notADirective})
	slices.SortFunc(all, func(a, b Rule) int { return strings.Compare(a.Code, b.Code) })
	return all
}

// A rendering is what one request gives, and the browsers that get just that.
type rendering struct {
	skin     *skin.Skin
	client   string
	path     string
	browsers []ua.Browser
	sent     skin.Rendered
}

// isCSS tells whether the rendering is a style sheet.
func (r *rendering) isCSS() bool { return strings.HasPrefix(r.path, "/css/") }

// Run looks at the webapp and returns what it finds, each finding once, sorted. A
// finding that holds only for some skins or browsers says so.
func Run(app *skin.Webapp, opt *Options) source.Diags {
	if opt == nil {
		opt = &Options{}
	}
	names, browsers := opt.Skins, opt.Browsers
	if names == nil {
		names = app.Skins()
	}
	if browsers == nil {
		browsers = ua.Supported()
	}
	c := newCollector(len(names), len(browsers), opt.Disable)
	rules := Rules()
	for _, name := range names {
		if s := app.Load(name); s.Name() == name {
			lintSkin(app, s, browsers, rules, c)
		}
	}
	for _, r := range rules {
		if r.webapp != nil {
			c.add("", nil, r.webapp(app))
		}
	}
	return c.findings()
}

// lintSkin renders what the pages ask for, for each client.
func lintSkin(app *skin.Webapp, s *skin.Skin, browsers []ua.Browser, rules []Rule, c *collector) {
	for _, client := range s.Clients() {
		for _, path := range paths(app, client) {
			for _, r := range renderings(s, client, path, browsers, c) {
				lintRendering(r, rules, c)
			}
		}
	}
}

func lintRendering(r *rendering, rules []Rule, c *collector) {
	for _, rule := range rules {
		if rule.rendering != nil {
			c.add(r.skin.Name(), r.browsers, rule.rendering(r))
		}
	}
}

// paths returns what the pages of the web client request for a client, as far as
// the webapp has the files: a checkout of skins alone has no css/.
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

// renderings renders one path for all browsers and groups those that get the
// same. What the servlet swallows or dies of on the way goes to the collector.
func renderings(s *skin.Skin, client, path string, browsers []ua.Browser, c *collector) []*rendering {
	var all []*rendering
	for _, b := range browsers {
		m, err := ua.ServletMacros(b.UserAgent)
		if err != nil {
			continue // no browser that anyone supports is called "Mozilla"
		}
		req := &skin.Request{Path: path, Client: client, Macros: m}
		for _, name := range s.Properties(req) {
			c.properties[name] = true
		}
		sent, ds := s.Render(req)
		c.add(s.Name(), []ua.Browser{b}, ds)
		if ds.Err() != nil {
			continue
		}
		same := slices.IndexFunc(all, func(r *rendering) bool { return r.sent.Body() == sent.Body() })
		if same >= 0 {
			all[same].browsers = append(all[same].browsers, b)
			continue
		}
		all = append(all, &rendering{s, client, path, []ua.Browser{b}, sent})
	}
	return all
}
