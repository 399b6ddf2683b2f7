package less_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"skinbuild/internal/less"
)

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
	names, _ := filepath.Glob(sharedDir + "/suite/test-data/tests-unit/*/*.less")
	for _, name := range names {
		if data, err := os.ReadFile(name); err == nil && len(data) < 4096 {
			f.Add(string(data))
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		limits := less.Limits{Steps: 20_000, Depth: 200, Output: 1 << 20, Imports: 20}
		result, ds := less.Compile(oneFile{"in.less": text}, "in.less", &less.Options{Context: ctx, Limits: limits, SourceMap: &less.SourceMap{}})
		if (result == nil) != (ds.Err() != nil) {
			t.Errorf("result %v with errors %v", result, ds.Err())
		}
	})
}
