package less_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"skinbuild/internal/codes"
	"skinbuild/internal/less"
)

// blockOptions has two rules, @ifdef NAME { } and @text "…";.
func blockOptions() *less.Options {
	ifdef := func(c *less.Call, prelude less.Value) (less.Lines, error) {
		name, err := c.CSS(prelude)
		if name == "BAD" {
			return less.Lines{}, &less.HostError{Code: codes.SkinRaw, Text: "bad name", Hint: "good"}
		}
		return less.Lines{Open: "#if " + name, Else: "#ifnot " + name, Close: "#end"}, err
	}
	text := func(c *less.Call, prelude less.Value) (less.Lines, error) {
		q, _ := prelude.(*less.Quoted)
		if q == nil {
			return less.Lines{}, nil
		}
		return less.Lines{Open: q.Text}, nil
	}
	return &less.Options{AtRules: map[string]func(*less.Call, less.Value) (less.Lines, error){"@ifdef": ifdef, "@text": text}}
}

func TestBlockRules(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"around rules", `@ifdef A { .a { b: c } .d { e: f } } .g { h: i }`, "#if A\n.a {\n  b: c;\n}\n.d {\n  e: f;\n}\n#end\n.g {\n  h: i;\n}\n"},
		{"else", `@ifdef A { .a { b: c } } /* why */ @else { .d { e: f } }`, "#if A\n.a {\n  b: c;\n}\n#end\n/* why */\n#ifnot A\n.d {\n  e: f;\n}\n#end\n"},
		{"around declarations", `.a { b: c; @ifdef A { d: e; f: g } @else { d: h } i: j }`,
			".a {\n  b: c;\n  #if A\n  d: e;\n  f: g;\n  #end\n  #ifnot A\n  d: h;\n  #end\n  i: j;\n}\n"},
		{"declarations and rules part", `.a { @ifdef A { b: c; .d { e: f } &:hover { g: h } i: j } k: l }`,
			".a {\n  #if A\n  b: c;\n  i: j;\n  #end\n  k: l;\n}\n#if A\n.a .d {\n  e: f;\n}\n.a:hover {\n  g: h;\n}\n#end\n"},
		{"nested", `@ifdef A { .a { @ifdef B { b: c; .d { e: f } } @else { g: h } } }`,
			"#if A\n.a {\n  #if B\n  b: c;\n  #end\n  #ifnot B\n  g: h;\n  #end\n}\n#if B\n.a .d {\n  e: f;\n}\n#end\n#end\n"},
		{"in a query", `@media print { @ifdef A { .a { b: c } } .d { e: f } }`,
			"@media print {\n  #if A\n  .a {\n    b: c;\n  }\n  #end\n  .d {\n    e: f;\n  }\n}\n"},
		{"around a query in a rule", `.a { @ifdef A { @media print { b: c; .d { e: f } } } }`,
			"#if A\n@media print {\n  .a {\n    b: c;\n  }\n  .a .d {\n    e: f;\n  }\n}\n#end\n"},
		{"a query within leaves with its lines", `@media print { .x { @ifdef A { @media (color) { b: c } .y { z: w } } } }`,
			"@media print {\n  #if A\n  .x .y {\n    z: w;\n  }\n  #end\n}\n@media print and (color) {\n  .x {\n    #if A\n    b: c;\n    #end\n  }\n}\n"},
		{"a mixin with a query, called in a query", `.m() { @ifdef A { @media (color) { b: c } d: e } } @media print { .x { .m(); } }`,
			"@media print {\n  .x {\n    #if A\n    d: e;\n    #end\n  }\n}\n@media print and (color) {\n  .x {\n    #if A\n    b: c;\n    #end\n  }\n}\n"},
		{"mixin, important", `.m(@v) { @ifdef A { b: @v } @else { c: @v } } .x { .m(1px) !important; } .y { .m(2px); }`,
			".x {\n  #if A\n  b: 1px !important;\n  #end\n  #ifnot A\n  c: 1px !important;\n  #end\n}\n.y {\n  #if A\n  b: 2px;\n  #end\n  #ifnot A\n  c: 2px;\n  #end\n}\n"},
		{"variables stay inside", `@c: red; .a { @ifdef A { @c: blue; b: @c } d: @c }`, ".a {\n  #if A\n  b: blue;\n  #end\n  d: red;\n}\n"},
		{"nothing is dropped across", `.a { b: c; @ifdef A { b: c } b: d }`, ".a {\n  b: c;\n  #if A\n  b: c;\n  #end\n  b: d;\n}\n"},
		{"duplicates inside", `.a { @ifdef A { b: c; b: c } }`, ".a {\n  #if A\n  b: c;\n  #end\n}\n"},
		{"merges inside", `.a { @ifdef A { b+: c; b+: d } }`, ".a {\n  #if A\n  b: c, d;\n  #end\n}\n"},
		{"empty", `.a { b: c; @ifdef A { } @else { } } @ifdef A { // none` + "\n}", ".a {\n  b: c;\n}\n"},
		{"font-face", `@font-face { a: b; @ifdef A { c: d } }`, "@font-face {\n  a: b;\n  #if A\n  c: d;\n  #end\n}\n"},
		{"keyframes", `@ifdef A { @keyframes k { from { a: b } } }`, "#if A\n@keyframes k {\n  from {\n    a: b;\n  }\n}\n#end\n"},
		{"extend reaches inside", `@ifdef A { .a { b: c } } .d:extend(.a) {}`, "#if A\n.a,\n.d {\n  b: c;\n}\n#end\n"},
		{"import", `@ifdef A { @import "part"; }`, "#if A\n.part {\n  a: b;\n}\n#end\n"},
		{"lone parent", `.a { @ifdef A { & { b: c } } }`, ".a {\n  #if A\n  b: c;\n  #end\n}\n"},
		{"guard", `.m(@x) when (@x) { @ifdef A { b: c } } .m(@x) when (default()) { d: e } .a { .m(true); } .f { .m(false); }`,
			".a {\n  #if A\n  b: c;\n  #end\n}\n.f {\n  d: e;\n}\n"},
		{"loop", `.a { each(x y, { @ifdef A { @{value}: c } }); }`, ".a {\n  #if A\n  x: c;\n  #end\n  #if A\n  y: c;\n  #end\n}\n"},
		{"detached", `@d: { @ifdef A { b: c } }; .a { @d(); }`, ".a {\n  #if A\n  b: c;\n  #end\n}\n"},
		{"a rule as a mixin", `.r { @ifdef A { b: c; .s { t: u } } } .a { .r(); }`,
			".r {\n  #if A\n  b: c;\n  #end\n}\n#if A\n.r .s {\n  t: u;\n}\n#end\n.a {\n  #if A\n  b: c;\n  #end\n}\n#if A\n.a .s {\n  t: u;\n}\n#end\n"},
		{"text", `@text "x{}"; .a { @text "@b@"; c: d; @text none; }`, "x{}\n.a {\n  @b@\n  c: d;\n}\n"},
		{"reference", `@import (reference) "ref"; .a { .m(); }`, ".a {\n  #if A\n  b: c;\n  #end\n}\n"},
	}
	files := fstest.MapFS{
		"part.less": {Data: []byte(`.part { a: b }`)},
		"ref.less":  {Data: []byte(`.m() { @ifdef A { b: c } } @ifdef A { .hidden { a: b } }`)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			files["in.less"] = &fstest.MapFile{Data: []byte(test.in)}
			r, ds := less.Compile(files, "in.less", blockOptions())
			if ds.Err() != nil {
				t.Fatal(ds.Err())
			}
			if diff := cmp.Diff(test.want, string(r.CSS)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestBlockRulesCompressed(t *testing.T) {
	opt := blockOptions()
	opt.Compress = true
	files := fstest.MapFS{"in.less": {Data: []byte(`.a { b: c; @ifdef A { d: e } @else { f: g } } @ifdef B { .h { i: j } }`)}}
	r, ds := less.Compile(files, "in.less", opt)
	if ds.Err() != nil {
		t.Fatal(ds.Err())
	}
	if got, want := string(r.CSS), ".a{b:c;\n#if A\nd:e;\n#end\n#ifnot A\nf:g;\n#end\n}\n#if B\n.h{i:j}\n#end\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestBlockRuleErrors(t *testing.T) {
	tests := []struct{ in, want string }{
		{`@ifdef BAD { a { b: c } }`, "in.less:1:1: error: bad name [skin/raw]"},
		{"\n@else { a { b: c } }", "in.less:2:1: error: @else belongs right behind the block of the other case [less/syntax]"},
		{`@ifdef A { } .a { b: c } @else { }`, "in.less:1:26: error: @else belongs right behind the block of the other case [less/syntax]"},
		{`@ifdef A { } @else { } @else { }`, "in.less:1:24: error: @else belongs right behind the block of the other case [less/syntax]"},
		{`@ifdef A { } @else B { }`, "in.less:1:14: error: @else takes no condition: put one inside of its block [less/syntax]"},
		{`@ifdef A;`, "in.less:1:1: error: @ifdef needs a block [less/syntax]"},
		{`@text "a" { b { c: d } }`, "in.less:1:1: error: @text takes no block [less/syntax]"},
		{`@ifdef A { b: c }`, "in.less:1:12: error: Properties must be inside selector blocks. They cannot be in the root [less/syntax]"},
		{`.a { b+: c; @ifdef A { b+: d } }`, `in.less:1:24: error: "+:" cannot add to a value outside of the block: write the whole value in each case [less/syntax]`},
		{`.a { b: c } @ifdef A { .d:extend(.a) {} }`, "in.less:1:26: error: extend would add selectors outside of the block, for those who do not get it [less/syntax]"},
		{`@ifdef A { .a { b: c }`, "in.less:1:10: error: the `{` of `@ifdef A` is not closed [less/parse]"},
		{`@ifdef A { @c: red; } .a { b: @c }`, "in.less:1:31: error: variable @c is undefined [less/name]"},
	}
	for _, test := range tests {
		_, ds := less.Compile(fstest.MapFS{"in.less": {Data: []byte(test.in)}}, "in.less", blockOptions())
		if err := ds.Err(); err == nil || strings.Split(err.Error(), "\n")[0] != test.want {
			t.Errorf("%s\n got %v\nwant %s", test.in, err, test.want)
		}
	}
}

func TestOrigin(t *testing.T) {
	files := fstest.MapFS{"in.less": {Data: []byte("@v: x;\n.a {\n  b: c;\n  d: @v;\n}")}}
	r, _ := less.Compile(files, "in.less", &less.Options{Origins: true})
	f, span, ok := r.Origin(strings.Index(string(r.CSS), "x;"))
	if line, col := f.Position(span.Start); !ok || line != 4 || col != 3 {
		t.Errorf("the value comes from %d:%d", line, col)
	}
	if r, _ := less.Compile(files, "in.less", nil); r == nil {
		t.Fatal("no result")
	} else if _, _, ok := r.Origin(3); ok {
		t.Error("an origin without Options.Origins")
	}
}
