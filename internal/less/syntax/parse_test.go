package syntax

import (
	"strings"
	"testing"

	"skinbuild/internal/source"
)

// Each error of the file is reported once, with what less.js says of the first.
func TestErrorsOfAFile(t *testing.T) {
	r := Parse(source.NewFile("a.less", ".a { color: red }\n.b { color: ; }}\n@media screen\n.c { x: (1; }\n.d { y: 2 }\n"))
	var got []string
	for _, e := range r.Errors {
		line, col := r.Sheet.File.Position(e.At)
		got = append(got, r.Sheet.File.Line(line)[col-1:]+"|"+e.Text)
	}
	if len(got) < 2 {
		t.Errorf("errors: %q", got)
	}
	last, ok := r.Sheet.Rules[len(r.Sheet.Rules)-1].(*Ruleset)
	if !ok || last.Selectors[0].Elements[0].Text != ".d" {
		t.Errorf("what follows an error is not parsed: %v", r.Sheet.Rules)
	}
}

func TestDeepInputIsAnError(t *testing.T) {
	for _, text := range []string{
		strings.Repeat("a{", 100_000), "a{b:" + strings.Repeat("(", 100_000), "@media " + strings.Repeat("(", 100_000),
		"a" + strings.Repeat(":not(&", 50_000), "@a:" + strings.Repeat("{b:if((c),", 50_000), ".m(" + strings.Repeat(".n(", 50_000),
	} {
		r := Parse(source.NewFile("deep.less", text))
		if len(r.Errors) == 0 {
			t.Errorf("%.20s…: no error", text)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		".a:extend(.b all) when (@x > 1) { .m(@a; @b...) !important; @r: { c: d }; }",
		"@media screen and (min-width: 1px) { @import (css) url(x); --x: {a}; }",
		"@plugin \"x\"; .a { @r(); b: @m[@k][]; c: ~`x`; d: %(\"%d\", 1px) }",
		"@supports (a: b) { &:not(.c, .d) { e: f(g; h), U+26 } }", "/* c */ // d\n@x: \"", "a{b:c", "\\", "@{a[b]}-c: d",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := Parse(source.NewFile("f.less", text))
		for _, e := range r.Errors {
			if e.At < 0 || e.At > len(r.Sheet.File.Text()) || e.Text == "" {
				t.Errorf("error %+v", e)
			}
		}
	})
}

func FuzzFormat(f *testing.F) {
	for _, s := range []string{"a{b:c;/*d*/e:f}//g\n", ".m({a:b},@c...);", "@r:{};--x:{a;b}", "a,\"b,\",c\\,d{}", "a//b\n,c{d:e}", "@0:{0};", "@a:b{c:d; e};", "@x (a{b}) {}", "(0}){}", "a{b:url(c\\);d )}", "a{b:c\\  d;e:[;f:g}", "a{b:\\;c:d}", "a:url();d d", "a{b:c // d\n;e:f // g\n}", "a{b:url();--c:;}", "@plugin ({) \"a\";", "a{--b:c\\ ;--d:{e};f:g\\ }", "0:\\ ,0{0:00;--0{}00:00}", "(},){}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := Parse(source.NewFile("f.less", text))
		once := Format(r.Sheet)
		if r.Errors != nil {
			return
		}
		again := Parse(source.NewFile("f.less", string(once)))
		if again.Errors != nil {
			t.Fatalf("%q is no more LESS once it is %q: %v", text, once, again.Errors)
		}
		if twice := Format(again.Sheet); string(twice) != string(once) {
			t.Errorf("%q is %q, then %q", text, once, twice)
		}
	})
}
