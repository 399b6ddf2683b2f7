package css

import (
	"fmt"
	"strings"
	"testing"

	"skinbuild/internal/source"
)

// outline writes each statement as KIND depth [@at] text, with marks for what it tells.
func outline(sheet string) string {
	var b strings.Builder
	for _, s := range Scan(source.NewFile("t", sheet)) {
		var text strings.Builder
		for _, t := range s.Tokens {
			text.WriteString(t.Text)
		}
		fmt.Fprintf(&b, "%s%d %s", [...]string{"decl", "rule", "at"}[s.Kind], s.Depth, strings.TrimSpace(text.String()))
		if s.At != "" {
			fmt.Fprintf(&b, " @%s", s.At)
		}
		if s.Kind == Declaration {
			fmt.Fprintf(&b, " name=%s", s.Name())
		}
		if s.Kind == Rule && s.Empty {
			b.WriteString(" empty")
		}
		if s.Kind == Rule && s.AfterRule {
			b.WriteString(" after")
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestScan(t *testing.T) {
	for _, tt := range []struct{ sheet, want string }{
		{`a{b:c;d : e}`, "rule0 a after\ndecl1 b:c name=b\ndecl1 d : e name=d\n"},
		{`a{}b{/* */}`, "rule0 a empty after\nrule0 b empty after\n"},
		{`@import "x;y"; @media p{a{b:url(x;y)}c{}}`, "at0 @import \"x;y\" @import\nrule0 @media p @media after\nrule1 a\ndecl2 b:url(x;y) name=b\nrule1 c empty after\n"},
		{`@-webkit-keyframes x{0%{a:b}}`, "rule0 @-webkit-keyframes x @keyframes after\nrule1 0%\ndecl2 a:b name=a\n"},
		{`a{--x:{a:b;c:d};e:f}`, "rule0 a after\ndecl1 --x:{a:b;c:d} name=--x\ndecl1 e:f name=e\n"},
		{`a{b;c:d}}e{f:g}`, "rule0 a after\ndecl1 b name=\ndecl1 c:d name=c\nrule0 e after\ndecl1 f:g name=f\n"},
		{`a{*b:c;d:e(f;g)`, "rule0 a after\ndecl1 *b:c name=*b\ndecl1 d:e(f;g) name=d\n"},
		{`{a:b}`, "decl1 a:b name=a\n"},
		{"", ""},
	} {
		if got := outline(tt.sheet); got != tt.want {
			t.Errorf("%s:\n%s\nwant\n%s", tt.sheet, got, tt.want)
		}
	}
}

func TestWithin(t *testing.T) {
	all := Scan(source.NewFile("t", "@supports (a:b){@media p{c{d:e}}}"))
	d := all[len(all)-1]
	if d.Within("supports") != all[0] || d.Within("layer") != nil {
		t.Error("the at-rules around a declaration")
	}
}

func TestUnprefixed(t *testing.T) {
	for name, want := range map[string]string{"-webkit-box-flex": "box-flex", "--x-y": "--x-y", "color": "color", "-x": "-x", "-": "-", "": ""} {
		if got := Unprefixed(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func FuzzScan(f *testing.F) {
	for _, s := range []string{"a{b:c}", "a{b:url(", "@media {{{", "/*", "\"", "a{--x:{", "\x00", "}}}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, sheet string) {
		var joined strings.Builder
		for _, token := range Tokens(sheet) {
			joined.WriteString(token.Text)
		}
		if joined.String() != sheet {
			t.Errorf("%q: the tokens are %q", sheet, joined.String())
		}
		for _, s := range Scan(source.NewFile("t", sheet)) {
			_, _ = s.Name(), s.Value()
		}
	})
}
