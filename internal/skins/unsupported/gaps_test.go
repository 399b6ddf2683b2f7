package unsupported

import (
	"fmt"
	"strings"
	"testing"

	"skinbuild/internal/server/es3"
	"skinbuild/internal/testenv"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/source"
)

func list(t testing.TB, text string) compat.List {
	t.Helper()
	l, ds := compat.ParseList(source.NewFile("browsers", text))
	if ds.Err() != nil {
		t.Fatal(ds)
	}
	return l
}

func text(gaps []Use) string {
	var all []string
	for _, g := range gaps {
		all = append(all, fmt.Sprintf("%s %s: %s", g.Kind, g.Written, g.Browsers))
	}
	return strings.Join(all, "; ")
}

// The expected uses were taken from MDN's pages, not from the output.
func TestSheet(t *testing.T) {
	const few = "chrome 60, chrome 157, firefox 60, firefox 160, safari 12, ie 11"
	for _, tt := range []struct{ name, sheet, want string }{
		{"nothing", "", ""},
		{"supported by all", "a:hover, a::before { color: red; border: 1px solid; background: url(a.png) no-repeat center; }", ""},
		{"a property", "a { inset: 1px }", "property inset: chrome 60, firefox 60, safari 12, ie 11"},
		{"a keyword", "a { display: flow-root }", "value display: flow-root: safari 12, ie 11"},
		{"a global keyword", "a { color: unset }", "value color: unset: ie 11"},
		{"a unit", "a { height: 10dvh }", "value the unit dvh: chrome 60, firefox 60, safari 12, ie 11"},
		{"a color", "a { color: #1234 } b { color: #123456 }", "value #1234: chrome 60, ie 11"},
		{"a function", "a { width: min(1px, 2px) }", "function min(): chrome 60, firefox 60, ie 11"},
		{"arguments without commas", "a { color: rgb(1 2 3) } b { color: rgb(1, 2, 3) } c { color: rgb(var(--x)) }",
			"function rgb() without commas: chrome 60, safari 12, ie 11; function var(): ie 11"},
		{"a gap of a flex container", "a { display: flex; column-gap: 1px }", "property column-gap of a flex container: chrome 60, firefox 60, safari 12, ie 11"},
		{"a gap of a grid", "a { display: grid; gap: 1px }", "prefix display: grid: ie 11; property gap: ie 11; prefix gap of a grid container: chrome 60, firefox 60"},
		{"a gap of a grid by both names", "a { display: -ms-grid; display: grid; grid-gap: 1px; gap: 1px }", "property gap: ie 11"},

		{"an earlier declaration", "a { width: 10px; width: min(1px, 2px) }", ""},
		{"an earlier declaration that helps some only", "a { height: 1vh; height: -webkit-fill-available; height: 10dvh; inset: 1px; inset: calc(1px + 1px) }",
			"property inset: chrome 60, firefox 60, safari 12, ie 11"},
		{"a shorthand before the longhand", "a { background: red; background-image: conic-gradient(red, blue) }", ""},
		{"a color before a gradient", "a { background-color: red; background: conic-gradient(red, blue) }", ""},
		{"another rule is no fallback", "a { width: 1px } a { width: min(1px, 2px) }", "function min(): chrome 60, firefox 60, ie 11"},

		{"prefixes for all", "a { -webkit-user-select: none; -moz-user-select: none; -ms-user-select: none; user-select: none }", ""},
		{"a prefix that is lacking", "a { user-select: none }", "prefix user-select: firefox 60, safari 12, ie 11"},
		{"one engine's prefix alone", "a { -moz-user-select: none }", "prefix -moz-user-select: chrome 60,157, safari 12, ie 11"},
		{"features of one engine", "a { -webkit-tap-highlight-color: red; -moz-orient: block }", ""},
		{"a prefix that is gone", "a { -moz-border-radius: 1px }", "prefix -moz-border-radius: chrome 60,157, firefox 60,160, safari 12, ie 11"},
		{"a prefixed keyword", "a { position: -webkit-sticky; position: sticky }", "value position: sticky: ie 11"},
		{"a prefixed function", "a { background: -webkit-linear-gradient(red, blue); background: linear-gradient(red, blue) }", ""},

		{"supports", "@supports (display: grid) { a { display: grid } }", ""},
		{"supports of something else", "@supports (display: flow-root) { a { inset: 1px } }", "property inset: chrome 60, firefox 60"},
		{"supports not", "@supports not (inset: 1px) { a { inset: 1px } }", "property inset: chrome 60, firefox 60, safari 12"},
		{"supports and or", "@supports (inset: 1px) and ((display: grid) or (display: flow-root)) { a { inset: 1px } }", ""},
		{"supports of a selector", "@supports selector(:has(a)) { a:has(b) { inset: 1px } }", ""},
		{"supports of an unknown feature", "@supports font-tech(color-COLRv1) { a { inset: 1px } }", "property inset: chrome 60, firefox 60, safari 12"},

		{"a selector", "a:has(b) { inset: 1px }", "selector :has(): chrome 60, firefox 60, safari 12, ie 11"},
		{"a selector that forgives", "a:is(b:has(c)) { color: red }", "prefix :is(): chrome 60, firefox 60, safari 12; selector :is(): ie 11"},
		{"a list in not", "a:not(b, c) { color: red } a:not(b) { color: red }", "selector :not() of a list: chrome 60, firefox 60, ie 11"},
		{"an attribute's modifier", "[type=a i] { color: red } [i] { color: red }", "selector [i]: ie 11"},
		{"another engine's element alone", "a::-moz-focus-inner { border: 0 }", ""},
		{"another engine's element in a list", "a::-moz-focus-inner, b { border: 0 }", "selector ::-moz-focus-inner: chrome 60,157, safari 12, ie 11"},
		{"an element that WebKit forgives", "a::-webkit-foo, b { border: 0 }", "selector ::-webkit-foo: firefox 60, ie 11"},
		{"placeholders", "a::-moz-placeholder { color: red } a:-ms-input-placeholder { color: red } a::placeholder { color: red }", ""},
		{"a placeholder alone", "a::placeholder { color: red }", "selector ::placeholder: ie 11"},

		{"an at-rule", "@layer x { a { inset: 1px } }", "at-rule @layer: chrome 60, firefox 60, safari 12, ie 11"},
		{"keyframes", "@keyframes x { from { color: red } 50% { inset: 1px } }", "property inset: chrome 60, firefox 60, safari 12, ie 11"},
		{"a media feature", "@media (prefers-color-scheme: dark) { a { color: red } }", "media (prefers-color-scheme): chrome 60, firefox 60, safari 12, ie 11"},
		{"alternatives of media", "@media (-webkit-min-device-pixel-ratio: 2), (min-resolution: 192dpi) { a { inset: 1px } }", "property inset: chrome 60, firefox 60, safari 12, ie 11"},
		{"a media hack", "@media all and (-ms-high-contrast: none) { a { inset: 1px } }", "property inset: ie 11"},
		{"a range", "@media (width >= 1px) { a { color: red } }", "media a comparison in a media query: chrome 60, firefox 60, safari 12, ie 11"},
		{"nesting", "a { b { color: red } }", "at-rule a rule within a rule: chrome 60, firefox 60, safari 12, ie 11"},
		{"a font", "@font-face { font-family: x; src: url(x.woff2) format('woff2') }", "value format(woff2): ie 11"},
		{"a font with a fallback", "@font-face { font-family: x; src: url(x.woff2) format('woff2'), url(x.woff) format('woff') }", ""},

		{"hacks", "a { *zoom: 1; _height: 1px; filter: alpha(opacity=50); filter: progid:DXImageTransform.Microsoft.gradient(x=1); -ms-filter: 'x'; width: 1px\\9; behavior: url(x) }", ""},
		{"invalid CSS", "a { color red; : 1px; } } @ { } <!-- a{inset:1px", "property inset: chrome 60, firefox 60, safari 12, ie 11"},
		{"names of authors", "a { font-family: system-ui; animation-name: grid; transition: gap 1s; --x: min(1px) }", ""},
		{"important", "a { overflow: hidden !important }", ""},
	} {
		c := NewChecker(list(t, few))
		if got := strings.ReplaceAll(text(c.Sheet(source.NewFile("a.css", tt.sheet))), ", chrome 157", ",157"); strings.ReplaceAll(got, ", firefox 160", ",160") != tt.want {
			t.Errorf("%s: %s\n got %s\nwant %s", tt.name, tt.sheet, got, tt.want)
		}
	}
}

func TestSpanCoversUnsupportedPart(t *testing.T) {
	const sheet = "a { color: red; width : min(1px, 2px) ; margin: 2dvh }\nb , c:has(d) {}"
	c := NewChecker(list(t, "ie 11"))
	var got []string
	for _, g := range c.Sheet(source.NewFile("a.css", sheet)) {
		got = append(got, sheet[g.Span.Start:g.Span.End])
	}
	if want := "min( dvh :has"; strings.Join(got, " ") != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNoBrowsers(t *testing.T) {
	if got := NewChecker(nil).Sheet(source.NewFile("a.css", "a { inset: 1px }")); got != nil {
		t.Errorf("%v", got)
	}
}

func TestScript(t *testing.T) {
	for _, tt := range []struct{ name, script, want string }{
		{"supported by all", "var a = JSON.parse('1'); document.getElementById('a'); window.setTimeout(f, 1); function f() {}", ""},
		{"a constructor", "var p = new Promise(f);", "api Promise: ie 11"},
		{"a static member", "Object.assign({}, {}); URL.createObjectURL(b)", "api Object.assign: ie 11"},
		{"of the window", "window.fetch('x'); self.matchMedia('x')", "api fetch: ie 11"},
		{"of the document", "document.currentScript; document.querySelector('x'); document.append(1)", "api document.currentScript: ie 11; api document.append: ie 11"},
		{"tested", "if (window.fetch) { fetch('x'); }", ""},
		{"tested around", "if (typeof Promise !== 'undefined') { f(function() { new Promise(f); }); }", ""},
		{"tested with in", "'fetch' in window && fetch('x')", ""},
		{"tested and left", "function g() { if (!window.Map) return; new Map(); } new Set();", ""}, // IE 11 has Set, without iterables
		{"tested elsewhere", "function g() { if (window.fetch) h(); } fetch('x')", "api fetch: ie 11"},
		{"tried", "try { new Promise(f); } catch (e) { fetch(e); }", "api fetch: ie 11"},
		{"defined", "window.fetch = function() {}; fetch('x'); function Promise() {} new Promise(); function f(URLPattern) { new URLPattern(); }", ""},
		{"a property of the same name", "var a = {fetch: 1}; a.fetch(); a.Promise = 2;", ""},
		{"typeof is no use", "var has = typeof fetch;", ""},
		{"not a script", "var = ;", ""},
	} {
		f := source.NewFile("a.js", tt.script)
		if ds := es3.Check(f, es3.ForZimlet); ds.Err() != nil && tt.name != "not a script" {
			t.Fatal(ds)
		}
		if got := text(NewChecker(list(t, "chrome 157, firefox 160, ie 11")).Script(f)); got != tt.want {
			t.Errorf("%s: %s\n got %s\nwant %s", tt.name, tt.script, got, tt.want)
		}
	}
}

// TestLongScripts checks that long scripts, which are deeply nested trees, do
// not take quadratic time.
func TestLongScripts(t *testing.T) {
	testenv.Long(t)
	c := NewChecker(list(t, "ie 11"))
	for _, part := range []string{"a+", "a||", "a.b.", "a(b).", "a?b:", "a,", "a=", "!", "a;", "if(a)b;else ", "try{a}catch(e){}", "(function(){a})();"} {
		f := source.NewFile("a.js", "fetch(1);"+strings.Repeat(part, 1<<18/len(part))+"a;")
		if es3.Check(f, es3.ForSkin).Err() != nil {
			continue
		}
		if got := text(c.Script(f)); got != "api fetch: ie 11" {
			t.Errorf("%s: %.200s", part, got)
		}
	}
}

// FuzzSheet checks that no sheet crashes or hangs the checker.
func FuzzSheet(f *testing.F) {
	f.Add("a:has(b),::-moz-x{-webkit-user-select:none;gap:calc(1px + 1dvh)}@supports not ((display:grid) or selector(:is(a))){b{c:d}}")
	f.Add("@media (-ms-high-contrast:none),(width>=1px){@-webkit-keyframes x{from{a:b}}}@font-face{src:url(x) format('woff2'),x}")
	f.Add("*zoom:1;}{-:-;@-{:-;(-(")
	c := NewChecker(list(f, "chrome 60, firefox 160, safari 12, ie 11, edge 18"))
	f.Fuzz(func(t *testing.T, text string) {
		for _, g := range c.Sheet(source.NewFile("a.css", text)) {
			if g.Span.Start < 0 || g.Span.End > len(text) || g.Span.Start > g.Span.End || len(g.Browsers) == 0 || g.Feature == "" && g.Kind != Selector {
				t.Errorf("%+v", g)
			}
		}
	})
}

// FuzzScript checks scripts that es3.Check accepts.
func FuzzScript(f *testing.F) {
	f.Add("if (window.fetch) { fetch('x') } else { new Promise(function() { Object.assign(a.b, c) }) }")
	f.Add("try { ResizeObserver } catch (e) { 'x' in window ? x : y }")
	c := NewChecker(list(f, "chrome 60, ie 11"))
	f.Fuzz(func(t *testing.T, text string) {
		file := source.NewFile("a.js", text)
		if es3.Check(file, es3.ForSkin).Err() != nil {
			return
		}
		for _, g := range c.Script(file) {
			if g.Span.Start < 0 || g.Span.End > len(text) || g.Span.Start > g.Span.End || len(g.Browsers) == 0 {
				t.Errorf("%+v", g)
			}
		}
	})
}
