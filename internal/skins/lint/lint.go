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

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/skins/gaps"
	"skinbuild/internal/source"
)

// Options says what to look at; nil means everything.
type Options struct {
	Skins    []string            // nil: all that the webapp has
	Browsers compat.List         // the releases that are supported; nil: those of ua.Supported()
	Disable  []string            // codes that are not reported, or groups of them: "compat"
	Progress func(done, all int) // called after each skin; nil: nobody wants to know
}

// A Rule is one thing that Run looks for.
type Rule struct {
	Code  string // "skin/unknown-token"; its page is docs/lint/skin-unknown-token.md
	Title string // a phrase for lists

	rendering func(*rendering) source.Diags   // called for each group of browsers
	lacking   func(*rendering) []gaps.Gap     // likewise
	webapp    func(*skin.Webapp) source.Diags // called once, after everything has been rendered
}

// Page returns the path of the rule's page in the checkout.
func (r Rule) Page() string {
	return "docs/lint/" + strings.ReplaceAll(r.Code, "/", "-") + ".md"
}

// Rules returns all rules, sorted by code.
func Rules() []Rule {
	all := slices.Concat(modelRules(), fileRules(), yuiRules(), es3Rules(), compatRules(), []Rule{unknownMacro, unreachableName, notADirective})
	slices.SortFunc(all, func(a, b Rule) int { return strings.Compare(a.Code, b.Code) })
	return all
}

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
		browsers = supported()
	}
	classes := classesOf(browsers)
	c := newCollector(len(names), classes, opt.Disable)
	rules := Rules()
	for i, found := range lintSkins(app, names, classes, rules, opt.Progress) {
		c.addSkin(names[i], found)
	}
	for _, r := range rules {
		if r.webapp != nil {
			c.add("", nil, r.webapp(app))
		}
	}
	return c.findings()
}
