package es3

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"skinbuild/internal/testenv"

	"skinbuild/internal/source"
)

// es3Snippets returns small scripts, one per line, with "⏎" for a line end.
// Check and YUI Compressor judge each.
func es3Snippets(t testing.TB) []string {
	t.Helper()
	text, err := os.ReadFile("testdata/cases.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSuffix(line, "\n"); line != "" && !strings.HasPrefix(line, "# ") {
			all = append(all, strings.ReplaceAll(line, "⏎", "\n"))
		}
	}
	words := append(strings.Fields("await async of get set eval arguments undefined NaN each xml include static1"), strings.Fields(allReserved)...)
	for _, w := range words {
		for _, form := range []string{"var %;", "a.%;", "a.%();", "({%:1})", "function %(){}", "function f(%){}", "(function %(){})", "a.%=1", "%=1", "a={b:1,%:function(){}}", "try{}catch(%){}"} {
			all = append(all, strings.ReplaceAll(form, "%", w))
		}
	}
	return all
}

const allReserved = `break case catch continue default delete do else finally for function if in instanceof new return switch this throw try
	typeof var void while with null true false abstract boolean byte char class const debugger double enum export extends final float goto
	implements import int interface long native package private protected public short static super synchronized throws transient
	volatile let yield`

// stricter lists scripts that YUI Compressor accepts and Check rejects: quirks
// of its parser, and extensions of Mozilla that no current browser has.
var stricter = map[string]string{
	"a.throw;":               "YUI's parser omits this word after a dot",
	"a.throw();":             "YUI's parser omits this word after a dot",
	"a.throw=1":              "YUI's parser omits this word after a dot",
	"for each(var a in b){}": "E4X",
	"<a/>":                   "E4X",
	"a.@b":                   "E4X",
	"a..b":                   "E4X",
	"a::b":                   "E4X",
	"var [a]=b":              "destructuring of JavaScript 1.7",
	"function f([a]){}":      "destructuring of JavaScript 1.7",
	"function f(/*@*/){}":    "accepted by accident: a kept comment is a statement",
	"017":                    "octal numbers are not in ECMAScript 3",
	"08":                     "octal numbers are not in ECMAScript 3",
	"09.5":                   "octal numbers are not in ECMAScript 3",
	"0x":                     "not a number",
	"3in a":                  "a name must not directly follow a number",
	"function(){}":           "a statement needs the name",
	"function (a){}":         "a statement needs the name",
	"@a":                     "E4X",
	`"\u{61}"`:               "not decoded: the escape reaches the browser as it is",
	"try{}catch(throw){}":    "YUI's parser omits this word",
}

func TestES3AgreesWithYUI(t *testing.T) {
	snippets := es3Snippets(t)
	refused := 0
	for i, v := range testenv.YUI(t, snippets) {
		s := snippets[i]
		ds := Check(source.NewFile("x.js", s), ForZimlet)
		switch {
		case v.OK && ds.Err() != nil && stricter[s] == "":
			t.Errorf("%q: YUI Compressor accepts it, Check says %v", s, ds.Err())
		case !v.OK && ds.Err() == nil:
			t.Errorf("%q: Check accepts it, YUI Compressor says %s", s, v.Text)
		case !v.OK:
			refused++
		}
	}
	if refused < 100 || refused > len(snippets)-100 {
		t.Errorf("YUI Compressor refused %d of %d scripts: too few to compare", refused, len(snippets))
	}
	t.Logf("%d scripts, %d refused by both", len(snippets), refused)
}

// TestES3OnVendor compares the two on every script of two releases.
func TestES3OnVendor(t *testing.T) {
	for _, tag := range []string{"8.8.15", "10.1.3"} {
		names, texts := vendorScripts(t, testenv.Tree(t, tag))
		refused := 0
		for i, v := range testenv.YUI(t, texts) {
			err := Check(source.NewFile(names[i], texts[i]), ForZimlet).Err()
			if v.OK != (err == nil) {
				t.Errorf("%s: YUI Compressor accepts it: %v (%.80s), Check: %v", names[i], v.OK, v.Text, err)
			}
			if !v.OK {
				refused++
			}
		}
		t.Logf("%s: %d scripts, %d refused by both", tag, len(names), refused)
	}
}

func vendorScripts(t *testing.T, root string) (names, texts []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".js") {
			return err
		}
		text, err := os.ReadFile(name)
		if f := newParser(source.NewFile(name, string(text))); f.done() {
			return err // comments only: the compressor fails on a script without a statement
		}
		names = append(names, strings.TrimPrefix(name, root+"/"))
		texts = append(texts, string(text))
		return err
	})
	if err != nil || len(names) < 100 {
		t.Fatalf("%s: %d scripts, %v", root, len(names), err)
	}
	return names, texts
}

// TestES3IsSoundOnMutants modifies the snippets: YUI Compressor must accept
// whatever Check accepts.
func TestES3IsSoundOnMutants(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	snippets := es3Snippets(t)
	var mutants []string
	for range 6000 {
		a, b := []rune(snippets[r.IntN(len(snippets))]), []rune(snippets[r.IntN(len(snippets))])
		i, j := r.IntN(len(a)+1), r.IntN(len(b)+1)
		s := string(a[:i]) + string(b[j:])
		if f := newParser(source.NewFile("x.js", s)); !f.done() {
			mutants = append(mutants, s)
		}
	}
	passed := 0
	for i, v := range testenv.YUI(t, mutants) {
		if Check(source.NewFile("x.js", mutants[i]), ForZimlet).Err() != nil {
			continue
		}
		passed++
		if !v.OK && !strings.Contains(v.Text, "Index ") { // YUI Compressor crashes on a script of comments only
			t.Errorf("%q: Check accepts it, YUI Compressor says %s", mutants[i], v.Text)
		}
	}
	if passed < 500 {
		t.Errorf("only %d of %d mutants passed", passed, len(mutants))
	}
	t.Logf("%d mutants, %d passed", len(mutants), passed)
}

func TestES3Messages(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"a.class", "x.js:1:3: error: reserved word class as property: YUI Compressor rejects the whole script [es3/reserved-word]"},
		{"a={\n default:1}", "x.js:2:2: error: reserved word default as key: YUI Compressor rejects the whole script [es3/reserved-word]"},
		{"a=[1,]", "x.js:1:5: warning: comma after the last element: Internet Explorer 8 counts one more element [es3/trailing-comma]"},
		{"\tDBG.println('x');", "x.js:1:2: warning: the server deletes this line before it compresses [es3/dbg-line]"},
		{"f(a=>b, `c`)", "x.js:1:4: error: an arrow function is newer than ECMAScript 3: YUI Compressor rejects the whole script [es3/newer-syntax]\n" +
			"x.js:1:9: error: a template literal is newer than ECMAScript 3: YUI Compressor rejects the whole script [es3/newer-syntax]"},
		{"if (a", "x.js:1:6: error: unexpected end of script, expected ) [es3/syntax]"},
		{"import a from 'b'", "x.js:1:1: error: import is newer than ECMAScript 3: YUI Compressor rejects the whole script [es3/syntax]"},
		{strings.Repeat("(", 2000), "x.js:1:1000: error: nesting is deeper than 1000 [es3/syntax]"},
	} {
		var got []string
		for _, d := range Check(source.NewFile("x.js", tt.text), ForZimlet) {
			got = append(got, d.Error())
		}
		if s := strings.Join(got, "\n"); s != tt.want {
			t.Errorf("%.40q:\n got %s\nwant %s", tt.text, s, tt.want)
		}
	}
	got := Check(source.NewFile("skin.js", "// @AppC@\nvar a = '</SCRIPT>';\n#ifdef IE\n"), ForSkin)
	if len(got) != 4 || got.Count(source.Error) != 2 {
		t.Errorf("skin.js: %v", got.Err())
	}
	if Check(source.NewFile("skin.js", "// nothing\n"), ForSkin).Err() == nil {
		t.Error("a skin.js without a statement is accepted")
	}
}

func FuzzCheck(f *testing.F) {
	for _, s := range es3Snippets(f) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, d := range Check(source.NewFile("x.js", s), ForSkin) {
			if d.Span.Start < 0 || d.Span.End < d.Span.Start || d.Span.End > len(s) {
				t.Fatalf("%v: span %v of %d bytes", d, d.Span, len(s))
			}
		}
	})
}

func BenchmarkCheck(b *testing.B) {
	text := strings.Repeat("function f(a, b) { for (var i = 0; i < a.length; i++) { if (/x[/]/.test(a[i]) || b) { b = {\"default\": a[i], c: [1, 2]}; } } return b; }\n", 4000)
	f := source.NewFile("x.js", text)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if Check(f, ForZimlet).Err() != nil {
			b.Fatal("refused")
		}
	}
}
