package less_test

import (
	"context"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"skinbuild/internal/less"
	"skinbuild/internal/less/syntax"
	"skinbuild/internal/source"
)

var fuzzLimits = less.Limits{Steps: 20_000, Depth: 200, Output: 1 << 20, Imports: 20}

// addCorpus adds the inputs of testdata/corpus, where they are small.
func addCorpus(f *testing.F) {
	names, _ := filepath.Glob("testdata/corpus/*.txtar")
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range a.Files {
			if len(file.Data) < 4096 {
				f.Add(string(file.Data))
			}
		}
	}
}

// unclosed is the last statement of a block where it lacks its semicolon.
var (
	unclosed   = regexp.MustCompile(`([^\s{};])\s*\}`)
	cssComment = regexp.MustCompile(`(?s)/\*.*?\*/`)
)

// FuzzFormatted says that a formatted file compiles to the same CSS, but for how
// much white space there is where there is some.
func FuzzFormatted(f *testing.F) {
	for _, text := range []string{
		"@a:{b ;c};d{e:@a}", "a{b:c\\  d}", "a{--b: {c ;d}  ;e:f}", "@x  (a{b ;c}){d:e}", "a{b:url(c\\);d )}", ".m(@a:{b:c}){@a();}d{.m()}", "a{b:007}", "a,b>c{d:e // f\n;g:h}", "00{@a0*0:();}", "@a000:-!;", "0{00{0:0 ;0:0000}}", "a{b:007}/*0}*/",
	} {
		f.Add(text)
	}
	addCorpus(f)
	f.Fuzz(func(t *testing.T, text string) {
		compile := func(text string) *less.Result {
			result, _ := less.Compile(oneFile{"in.less": text}, "in.less", &less.Options{Limits: fuzzLimits})
			return result
		}
		want := compile(text)
		if want == nil {
			return
		}
		formatted := string(syntax.Format(syntax.Parse(source.NewFile("in.less", text)).Sheet))
		got := compile(formatted)
		if got == nil {
			t.Fatalf("%q is no more valid once it is %q", text, formatted)
		}
		words := func(css []byte) []string { return strings.Fields(strings.ReplaceAll(string(css), ";", " ; ")) }
		// A value with a ";" is kept as written, 007; the last one without is evaluated, 7.
		// Format writes the ";". A comment may hold a "}" too.
		if closed := compile(unclosed.ReplaceAllString(text, "$1;}")); closed != nil && slices.Equal(words(cssComment.ReplaceAll(closed.CSS, nil)), words(cssComment.ReplaceAll(got.CSS, nil))) {
			return
		}
		if g, w := words(got.CSS), words(want.CSS); !slices.Equal(g, w) {
			t.Errorf("%q is %q\nwhich is %q\nnot      %q", text, formatted, g, w)
		}
	})
}

// FuzzCompile says that no input makes the compiler panic, hang or exceed its limits.
func FuzzCompile(f *testing.F) {
	for _, text := range []string{
		"@a: 1px; .a { b: @a }", ".m(@x; @y: 2) when (@x > 1) { w: @x } .a { .m(3) }", "@d: { a: b }; .a { @d(); }",
		"each(1 2 3, { .a-@{value} { b: @index } });", ".a:extend(.b all) {} .b .c { d: e }", "@media (a) { .a { @media (b) { c: d } } }",
		".a { .b & { c: d } & + & { e: f } &:not(&.g) { h: i } }", "@import (optional) \"x\";", ".a { b+: 1; b+_: 2; c: $b }",
		"@plugin \"x\"; .a { b: `1` }", ".a { b: ~'@{b}' }", "@a: @b; @b: @a; .a { c: @a }", ".m() { .m() } .m();",
		".a { b: if((1 = 1), color(\"#fff\"), svg-gradient(to right, red, blue)) }", "@supports (a: b) { .c { @layer d { e: f } } }",
		"#ns { .m() { c: d } } .a { #ns > .m(); e: #ns.m()[c] }", ".a when (default()) { b: c }", "@charset \"x\"; @b: %(\"%d\", 1);",
	} {
		f.Add(text)
	}
	addCorpus(f)
	f.Fuzz(func(t *testing.T, text string) {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		result, ds := less.Compile(oneFile{"in.less": text}, "in.less", &less.Options{Context: ctx, Limits: fuzzLimits, SourceMap: &less.SourceMap{}})
		if (result == nil) != (ds.Err() != nil) {
			t.Errorf("result %v with errors %v", result, ds.Err())
		}
	})
}
