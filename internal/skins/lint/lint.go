// Package lint checks skins for mistakes that the skin servlet ignores silently
// or fails on, and for style rules that browsers of the browser list do not
// support.
//
// A rule has a code, with a page in docs/codes, and a file in this package.
// Rules examine the result of skin.Render, once for each group of browsers that
// gets the same bytes, or the files of the webapp. They do not emulate the
// servlet; package skin reports what the servlet itself detects.
package lint

import (
	"cmp"
	"slices"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/codes"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/skins/unsupported"
	"skinbuild/internal/source"
)

// Options select what to check; nil means everything.
type Options struct {
	Skins    []string            // nil: all that the webapp has
	Browsers compat.List         // the browser list; nil: the releases of ua.Supported()
	Disable  []string            // codes that are not reported, or groups of them: "compat"
	Progress func(done, all int) // called after each skin; nil disables it
}

// A Rule is one kind of finding.
type Rule struct {
	Code codes.Code // its title and page say what the rule looks for

	rendering func(*rendering) source.Diags      // called for each group of browsers
	lacking   func(*rendering) []unsupported.Use // called for each group of browsers
	webapp    func(*skin.Webapp) source.Diags    // called once, after everything has been rendered
}

// Rules returns all rules, sorted by code.
func Rules() []Rule {
	all := slices.Concat(modelRules(), fileRules(), yuiRules(), es3Rules(), compatRules(), []Rule{unknownMacro, unreachableName, notADirective})
	slices.SortFunc(all, func(a, b Rule) int { return cmp.Compare(a.Code, b.Code) })
	return all
}

// Run checks the webapp and returns its findings, each once, sorted. A finding
// that applies only to some skins or browsers names them.
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
