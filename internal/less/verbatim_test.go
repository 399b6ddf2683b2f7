package less_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"skinbuild/internal/less"
)

// A text of the host comes out unchanged wherever CSS takes a name, and the result
// says where it stands and what called for it.
func TestVerbatim(t *testing.T) {
	opt := &less.Options{Origins: true, Functions: map[string]less.Func{
		"host": func(c *less.Call, args []less.Value) (less.Value, error) {
			name, err := c.CSS(args[0])
			return &less.Anonymous{Text: c.Verbatim(7, "@"+name+"@")}, err
		},
		"inner": func(c *less.Call, args []less.Value) (less.Value, error) {
			text, err := c.CSS(args[0])
			if kind, verbatim, ok := c.Stands(text); ok && kind == 7 {
				return &less.Keyword{Text: strings.Trim(verbatim, "@")}, err
			}
			return &less.Keyword{Text: "no" + c.Expand(text)}, err
		},
	}}
	tests := []struct{ in, want string }{
		{`.a { b: host(x) 1px; }`, ".a {\n  b: @x@ 1px;\n}\n"},
		{`@v: host(x); .a-@{v} { c: "@{v}/d" url("@{v}"); e: ~"@{v}"; }`, ".a-@x@ {\n  c: \"@x@/d\" url(\"@x@\");\n  e: @x@;\n}\n"},
		{`@v: host(x); @media (min-width: @v) { .a { b: inner(@v); c: inner("a@{v}") } }`, "@media (min-width: @x@) {\n  .a {\n    b: x;\n    c: no\"a@x@\";\n  }\n}\n"},
		{".a { host(x); b: \"\uFDD0g\"; c: host(y) }", ".a {\n@x@\n  b: \"\uFDD0g\";\n  c: @y@;\n}\n"},
		{".a { b: \"\uFDD0g\uFDD1\" }", ".a {\n  b: \"\uFDD0g\uFDD1\";\n}\n"},
	}
	for _, test := range tests {
		r, ds := less.Compile(fstest.MapFS{"in.less": {Data: []byte(test.in)}}, "in.less", opt)
		if ds.Err() != nil {
			t.Errorf("%s: %v", test.in, ds.Err())
			continue
		}
		if got := strings.ReplaceAll(string(r.CSS), "  @x@\n", "@x@\n"); got != test.want {
			t.Errorf("%s\n got %q\nwant %q", test.in, got, test.want)
		}
		last := 0
		for _, v := range r.Verbatims {
			text := string(r.CSS[v.Start:v.End])
			if v.Start < last || text[0] != '@' || text[len(text)-1] != '@' || v.Kind != 7 || v.Name != "host" || !strings.HasPrefix(v.File.Text()[v.At:], "host(") {
				t.Errorf("%s: %+v has %q", test.in, v, text)
			}
			last = v.End
		}
		if n := strings.Count(test.want, "@x@") + strings.Count(test.want, "@y@") - strings.Count(test.want, "no\"a@x@"); len(r.Verbatims) != n {
			t.Errorf("%s: %d texts, want %d", test.in, len(r.Verbatims), n)
		}
	}
}

// What follows a text of the host keeps its origin.
func TestVerbatimKeepsOrigins(t *testing.T) {
	opt := &less.Options{Origins: true, Functions: map[string]less.Func{
		"host": func(c *less.Call, _ []less.Value) (less.Value, error) {
			return &less.Anonymous{Text: c.Verbatim(0, strings.Repeat("long", 20))}, nil
		},
	}}
	r, ds := less.Compile(fstest.MapFS{"in.less": {Data: []byte(".a {\n  b: host();\n  c: d;\n}")}}, "in.less", opt)
	if ds.Err() != nil {
		t.Fatal(ds.Err())
	}
	f, span, ok := r.Origin(strings.Index(string(r.CSS), "c: d"))
	if line, col := f.Position(span.Start); !ok || line != 3 || col != 3 {
		t.Errorf("the declaration comes from %d:%d", line, col)
	}
}

// Messages have the text, not what stands for it.
func TestVerbatimInMessages(t *testing.T) {
	opt := &less.Options{Functions: map[string]less.Func{
		"host": func(c *less.Call, _ []less.Value) (less.Value, error) {
			return &less.Anonymous{Text: c.Verbatim(0, "@x@")}, nil
		},
	}}
	_, ds := less.Compile(fstest.MapFS{"in.less": {Data: []byte("@v: host(); @m: { a: b }; .b { c: @m[@@v]; }")}}, "in.less", opt)
	if ds.Err() == nil {
		t.Fatal("no error")
	}
	if text := ds.Err().Error(); strings.Contains(text, "\uFDD0") || !strings.Contains(text, "@x@") {
		t.Error(text)
	}
}
