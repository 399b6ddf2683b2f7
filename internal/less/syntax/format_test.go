package syntax

import (
	"testing"

	"skinbuild/internal/source"
)

func TestFormat(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"", ""},
		{"a{b:c}", "a {\n  b: c;\n}\n"},
		{"a , b>c{d:e;;f:g}", "a,\nb>c {\n  d: e;\n  f: g;\n}\n"},
		{"/* x */\n\n\n\na{}// y\nb{ /* z */ c:d; // e\n}", "/* x */\n\na {} // y\nb { /* z */\n  c: d; // e\n}\n"},
		{".m(@a;@b:1){.n( { x:y } );}", ".m(@a;@b:1) {\n  .n({\n    x: y;\n  });\n}\n"},
		{"@r:{a:b};", "@r: {\n  a: b;\n}\n"},
		{"a{b:url(x ; y);c:\"; }\";d+:e}", "a {\n  b: url(x ; y);\n  c: \"; }\";\n  d+: e;\n}\n"},
		{"a{--x: {a:b ;  c};d:e}", "a {\n  --x: {a:b ;  c};\n  d: e;\n}\n"},
		{"@media (a:b) and (c:d){e{f:g}}", "@media (a:b) and (c:d) {\n  e {\n    f: g;\n  }\n}\n"},
		{"a:hover:not(.b,.c){&:extend(.d all);@{p}-x:y}", "a:hover:not(.b,.c) {\n  &:extend(.d all);\n  @{p}-x: y;\n}\n"},
		{"@a :  {b ;c}\n ; a{--x:{b};--y: c{d\n;}}", "@a: {b ;c};\na {\n  --x: {b};\n  --y: c{d\n;};\n}\n"},
		{"@x  (a{b ;c}){d:e}", "@x (a{b ;c}) {\n  d: e;\n}\n"},
		{"a // one\n, b { c: d }", "a // one\n    , b {\n  c: d;\n}\n"},
		{"a\\ , b\\61  , c{d:e}", "a\\ ,\nb\\61 ,\nc {\n  d: e;\n}\n"},
		{"a (},b) , c{d:e}", "a (},b),\nc {\n  d: e;\n}\n"},
		{"a{@b0*0:( ) ;}", "a {\n  @b0*0:( );\n}\n"},
	} {
		r := Parse(source.NewFile("a.less", tt.in))
		if r.Errors != nil {
			t.Errorf("%q: %v", tt.in, r.Errors)
		}
		got := string(Format(r.Sheet))
		if got != tt.want {
			t.Errorf("Format(%q)\n got %q\nwant %q", tt.in, got, tt.want)
		}
		if again := string(Format(Parse(source.NewFile("a.less", got)).Sheet)); again != got {
			t.Errorf("Format(%q) is %q, then %q", tt.in, got, again)
		}
	}
}
