package less_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"skinbuild/internal/less"
)

// Each limit ends the compilation with one error, which names the limit and is at
// the statement that passed it.
func TestLimits(t *testing.T) {
	over, cancel := context.WithDeadline(context.Background(), time.Unix(0, 0))
	defer cancel()
	const forever = ".m(@n) when (@n > 0) { .m(@n + 1); }"
	deep := strings.Repeat("&-b { c: d; ", 9) + strings.Repeat("}", 9)
	many := strings.Repeat("a,", 30) + "b"
	long := strings.Repeat("b", 400)
	for _, tt := range []struct {
		name, in string
		ctx      context.Context
		limits   less.Limits
		want     string
	}{
		{"depth of calls", ".a { b: c }\n" + forever + "\n.b { .m(1); }", nil, less.Limits{Depth: 50}, "in.less:2:24: error: rules and calls nested deeper than 50 (the limit on depth) [less/limit]"},
		{"depth of rules", ".a {\n" + deep + " }", nil, less.Limits{Depth: 5}, "in.less:2:49: error: rules and calls nested deeper than 5 (the limit on depth) [less/limit]"},
		{"steps", ".a { b: c }\n.b { each(range(100), {\n d: e }); }", nil, less.Limits{Steps: 50}, "in.less:2:11: error: more than 50 steps of evaluation (the limit on steps) [less/limit]"},
		{"steps of selectors", ".a { b: c }\n" + many + " {\n& & & { d: e } }", nil, less.Limits{Steps: 500}, "in.less:3:1: error: more than 500 steps of evaluation (the limit on steps) [less/limit]"},
		{"output, a declaration", ".a { b: c;\n d: " + long + " }\n.e { f: g }", nil, less.Limits{Output: 200}, "in.less:2:2: error: more than 200 bytes of CSS (the limit on output) [less/limit]"},
		{"output, a selector", ".a { b: c }\n." + long + " { d: e }", nil, less.Limits{Output: 200}, "in.less:2:1: error: more than 200 bytes of CSS (the limit on output) [less/limit]"},
		{"output, a comment", ".a { b: c }\n/* " + long + " */", nil, less.Limits{Output: 200}, "in.less:2:1: error: more than 200 bytes of CSS (the limit on output) [less/limit]"},
		{"operations", ".a { b: c }\n.b { c: " + strings.Repeat("1+", 1_000_001) + "1 }", nil, less.Limits{}, "in.less:2:2000010: error: more than 1000000 operations in one statement (the limit on operations) [less/limit]"},
		{"imports", "@import \"b\";\n @import \"c\"; @import \"d\";", nil, less.Limits{Imports: 1}, "in.less:2:2: error: more than 1 imports (the limit on imports) [less/limit]"},
		{"size of a file", " @import \"b\";", nil, less.Limits{File: 30}, "in.less:1:2: error: b.less is 43 bytes, more than 30 (the limit on files) [less/limit]"},
		{"size of an optional file", " @import (optional) \"b\";", nil, less.Limits{File: 30}, "in.less:1:2: error: b.less is 43 bytes, more than 30 (the limit on files) [less/limit]"},
		{"size of the entry", ".a { b: c }", nil, less.Limits{File: 10}, "in.less:1:1: error: in.less is 11 bytes, more than 10 (the limit on files) [less/limit]"},
		{"memory, a list", ".a { b: c }\n.d { e: range(10000) }", nil, less.Limits{Memory: 100_000}, "in.less:2:9: error: more than 100000 bytes of memory (the limit on memory) [less/limit]"},
		{"memory, selectors", ".a { b: c }\n" + many + " {\n& & & & { d: e } }", nil, less.Limits{Memory: 1 << 20}, "in.less:3:1: error: more than 1 MB of memory (the limit on memory) [less/limit]"},
		{"memory, parsing", ".a { b: c }\n.d { e: " + strings.Repeat("@f ", 5_000) + "}", nil, less.Limits{Memory: 100_000}, "in.less:2:11256: error: more than 100000 bytes of memory (the limit on memory) [less/limit]"},
		{"time, importing", ".a { b: c }\n@import \"b\"; @import \"c\";", over, less.Limits{}, "in.less:2:1: error: the compilation was stopped: context deadline exceeded [less/limit]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := oneFile{"in.less": tt.in, "b.less": "/* forty-three bytes of text in the file */", "c.less": "", "d.less": ""}
			result, ds := less.Compile(files, "in.less", &less.Options{Context: tt.ctx, Limits: tt.limits})
			if result != nil || len(ds) != 1 {
				t.Fatalf("%d diagnostics: %v", len(ds), ds)
			}
			got, _, _ := strings.Cut(ds[0].Error(), "\n")
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// What is nested as deep as the limit allows ends soon: errors do not take time with
// the square of the depth.
func TestDeepErrors(t *testing.T) {
	for _, text := range []string{
		".m() { .m() } .m();", ".m(@a) { .a { .m(@a + 1) } } .m(1);", "@a: ~'@{b}x'; @b: ~'@{a}'; .a { b: @a }",
		"@d: { .a { @d(); } }; @d();", ".m(@n) { @r: if(isdefined(@x), 1, 2); .m(percentage(@n)) } .m(1);",
	} {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		result, ds := less.Compile(oneFile{"in.less": text}, "in.less", &less.Options{Context: ctx})
		cancel()
		if result != nil || !strings.Contains(ds[0].Text, "(the limit on ") {
			t.Errorf("%s: %v", text, ds)
		}
	}
}

// Time can end at any call.
func TestTimeLimit(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	in := oneFile{"in.less": ".a { b: c }\n.m(@n) when (@n > 0) { .m(@n - 1); .m(@n - 1); }\n.b { .m(60); }"}
	result, ds := less.Compile(in, "in.less", &less.Options{Context: ctx})
	if result != nil || len(ds) != 1 {
		t.Fatalf("%d diagnostics: %v", len(ds), ds)
	}
	line, _ := ds[0].File.Position(ds[0].Span.Start)
	if want := "the compilation was stopped: context deadline exceeded"; ds[0].Text != want || ds[0].Code.String() != "less/limit" || line < 2 {
		t.Errorf("line %d: %v", line, ds[0])
	}
}
