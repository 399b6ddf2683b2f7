package less_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"skinbuild/internal/less"
	"skinbuild/internal/source"
)

// explained are the diagnostics of a compilation, one line each: place, text, hint
// and notes.
func explained(files oneFile, opt *less.Options) []string {
	_, ds := less.Compile(files, "in.less", opt)
	var lines []string
	for _, d := range ds {
		line := d.Error()
		if d.Hint != "" {
			line += " | " + d.Hint
		}
		for _, r := range d.Related {
			n := source.Diag{File: r.File, Span: r.Span, Severity: source.Info, Text: r.Text}
			line += " | " + n.Error()
		}
		lines = append(lines, line)
	}
	return lines
}

func TestErrorsAreExplained(t *testing.T) {
	definitions := ".m(@a; @b) {}\n.m(dark, @c) {}\n.m(@a, @d) when (@a = 0) {}\n"
	tests := []struct {
		name  string
		files oneFile
		want  []string
	}{
		{"near variable", oneFile{"in.less": "@color: red;\n.a { b: @colr }"},
			[]string{"in.less:2:9: error: variable @colr is undefined [less/name] | did you mean @color? | in.less:1:1: info: @color is defined here"}},
		{"near mixin", oneFile{"in.less": ".round() {}\n.a { .rond(); }"},
			[]string{"in.less:2:6: error: .rond is undefined [less/name] | did you mean .round? | in.less:1:1: info: .round is defined here"}},
		{"the import chain", oneFile{"in.less": "@import 'a';", "a.less": "\n@import 'b';", "b.less": ".a { b: @c }"},
			[]string{"b.less:1:9: error: variable @c is undefined [less/name] | a.less:2:1: info: b.less is imported here | in.less:1:1: info: a.less is imported here"}},
		{"the import chain of a syntax error", oneFile{"in.less": "@import 'a';", "a.less": ".a { b: ; c"},
			[]string{"a.less:1:4: error: the `{` of `.a` is not closed [less/parse] | put `}` where the block ends | in.less:1:1: info: a.less is imported here"}},
		{"too few arguments", oneFile{"in.less": definitions + ".a { .m(1); }"},
			[]string{"in.less:4:6: error: no definition of .m takes these arguments: .m(1) [less/runtime]" +
				" | in.less:1:1: info: `.m(@a; @b)` does not fit: it needs a value for @b" +
				" | in.less:2:1: info: `.m(dark, @c)` does not fit: it needs a value for @c" +
				" | in.less:3:1: info: `.m(@a, @d) when (@a = 0)` does not fit: it needs a value for @d"}},
		{"too many, a rule", oneFile{"in.less": ".m(@a) {}\n.m { b: c }\n.a { .m(1; 2); }"},
			[]string{"in.less:3:6: error: no definition of .m takes these arguments: .m(1, 2) [less/runtime]" +
				" | in.less:1:1: info: `.m(@a)` does not fit: it takes 1 arguments and not 2" +
				" | in.less:2:1: info: `.m` does not fit: it takes no arguments"}},
		{"a pattern and a name", oneFile{"in.less": ".m(dark, @c) {}\n.a { .m(light, 1); }\n.d { .m(dark; @e: 1); }"},
			[]string{
				"in.less:2:6: error: no definition of .m takes these arguments: .m(light, 1) [less/runtime] | in.less:1:1: info: `.m(dark, @c)` does not fit: argument 1 is not dark",
				"in.less:3:6: error: no definition of .m takes these arguments: .m(dark, @e:1) [less/runtime] | in.less:1:1: info: `.m(dark, @c)` does not fit: it has no parameter @e",
			}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, explained(tt.files, nil)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestLint(t *testing.T) {
	tests := []struct {
		name  string
		files oneFile
		want  []string // places and texts
	}{
		{"variables", oneFile{"in.less": "@a: 1; @b: 2; @c: 3; @d: 'e'; @e: 4; @f: {g: 1}; @h: {@i: 1};\n.x { y: @a @@d; z: ~'@{b}'; @f(); w: @h[@i] }"},
			[]string{"in.less:1:15: @c is never used"}},
		{"mixins", oneFile{"in.less": ".a() {b: c} .d() {e: f} #n() {.m() {g: h} .k() {i: j}}\n.x { .a(); #n.m(); }"},
			[]string{"in.less:1:13: .d() is never called", "in.less:1:43: .k() is never called"}},
		{"imports", oneFile{"in.less": "@import 'css'; @import (reference) 'css'; @import 'vars'; @import (reference) 'ext'; @import 'nest';\n.x { y: @v; &:extend(.e); }",
			"css.less": ".c { d: e }", "vars.less": "@v: 1;", "ext.less": ".e { f: g }", "nest.less": "@import (reference) 'deep';", "deep.less": ".h() { i: j }"},
			[]string{"in.less:1:16: nothing of css.less is used", "in.less:1:86: nothing of nest.less is used",
				"nest.less:1:1: nothing of deep.less is used", "deep.less:1:1: .h() is never called"}},
		{"a library", oneFile{"in.less": "@import 'node_modules/lib/lib'; .x { y: @v }", "node_modules/lib/lib.less": "@v: 1; @w: 2;"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, line := range explained(tt.files, &less.Options{Lint: true}) {
				line, _, _ = strings.Cut(line, " [less/unused-")
				got = append(got, strings.Replace(line, " warning:", "", 1))
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}
