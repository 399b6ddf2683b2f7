package source

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"skinbuild/internal/codes"
)

func TestPositions(t *testing.T) {
	f := NewFile("a.css", "ab\r\nü\n\nx")
	for _, tt := range []struct{ offset, line, col int }{
		{-1, 1, 1}, {0, 1, 1}, {2, 1, 3}, {3, 1, 4}, {4, 2, 1}, {6, 2, 3}, {7, 3, 1}, {8, 4, 1}, {9, 4, 2}, {99, 4, 2},
	} {
		line, col := f.Position(tt.offset)
		if line != tt.line || col != tt.col {
			t.Errorf("Position(%d) = %d:%d, want %d:%d", tt.offset, line, col, tt.line, tt.col)
		}
		if back, ok := f.Offset(line, col); ok && tt.offset >= 0 && tt.offset <= 9 && back != tt.offset {
			t.Errorf("Offset(%d, %d) = %d, want %d", line, col, back, tt.offset)
		}
	}
	if f.Lines() != 4 || f.Line(1) != "ab" || f.Line(2) != "ü" || f.Line(3) != "" || f.Line(4) != "x" || f.Line(5) != "" || f.Line(0) != "" {
		t.Error("Line")
	}
	for _, bad := range [][2]int{{0, 1}, {1, 0}, {1, 5}, {5, 1}, {4, 3}} {
		if _, ok := f.Offset(bad[0], bad[1]); ok {
			t.Errorf("Offset(%v) is ok", bad)
		}
	}
}

func TestApply(t *testing.T) {
	f := NewFile("a", "0123456789")
	for _, tt := range []struct {
		edits []Edit
		want  string // "" for an error
	}{
		{nil, "0123456789"},
		{[]Edit{{Span{8, 10}, "X"}, {Span{0, 1}, ""}}, "1234567X"},
		{[]Edit{{At(5), "a"}, {At(5), "b"}}, "01234ab56789"},
		{[]Edit{{Span{5, 6}, "z"}, {At(5), "a"}}, "01234az6789"},
		{[]Edit{{At(10), "!"}}, "0123456789!"},
		{[]Edit{{Span{2, 5}, ""}, {Span{4, 6}, ""}}, ""},
		{[]Edit{{Span{9, 11}, ""}}, ""},
		{[]Edit{{Span{-1, 1}, ""}}, ""},
		{[]Edit{{Span{3, 2}, ""}}, ""},
	} {
		got, err := Apply(f, tt.edits)
		if (err != nil) != (tt.want == "") || got != tt.want {
			t.Errorf("Apply(%v) = %q, %v; want %q", tt.edits, got, err, tt.want)
		}
	}
}

// span returns the span of the first part of the text of f.
func span(f *File, part string) Span {
	i := strings.Index(f.Text(), part)
	return Span{i, i + len(part)}
}

func TestExcerpt(t *testing.T) {
	f := NewFile("skin.less", "a {\n\tcolor: @bass;\n}\n")
	d := f.Errorf(span(f, "@bass"), codes.LessName, "variable @bass is undefined").
		WithHint("did you mean @base?").WithRelated(NewFile("vars.less", "\n@base: red;"), At(1), "@base is defined here")
	want := `skin.less:2:9: error: variable @bass is undefined [less/name]
    2 | 	color: @bass;
      | 	       ^^^^^
hint: did you mean @base?
vars.less:2:1: note: @base is defined here
`
	if got := d.Excerpt(); got != want {
		t.Errorf("got:\n%swant:\n%s", got, want)
	}
}

func TestExcerptOfHostileText(t *testing.T) {
	f := NewFile("a\x1b[2J.css", "x\x1b[31mred\u202e\x07 \xff end")
	got := f.Errorf(At(1), codes.LessParse, "bad \x1b]0;title\x07").Excerpt()
	if strings.ContainsAny(got, "\x1b\x07\u202e") {
		t.Errorf("control characters reach the terminal: %q", got)
	}
	long := NewFile("min.css", strings.Repeat("a{b:c}", 100_000)+"!"+strings.Repeat("a{b:c}", 100_000))
	got = long.Errorf(span(long, "!"), codes.LessParse, "bad").Excerpt()
	if len(got) > 600 || !strings.Contains(got, "!") {
		t.Errorf("excerpt of a long line is %d bytes", len(got))
	}
	multi := NewFile("m", "ab\ncd")
	if got := multi.Errorf(Span{1, 5}, codes.None, "bad").Excerpt(); got != "m:1:2: error: bad\n    1 | ab\n      |  ^\n" {
		t.Errorf("a span of two lines: %q", got)
	}
	if got := multi.Errorf(At(5), codes.None, "unexpected end").Excerpt(); got != "m:2:3: error: unexpected end\n    2 | cd\n      |   ^\n" {
		t.Errorf("at the end: %q", got)
	}
}

// A long line is cut around the caret, which stays below what it marks.
func TestExcerptIsCentred(t *testing.T) {
	for _, side := range []string{"a", "é", "漢", "\u202e", "\x01", "\xff"} {
		f := NewFile("f", strings.Repeat(side, 10_000)+"HERE"+strings.Repeat(side, 10_000))
		lines := strings.Split(f.Errorf(span(f, "HERE"), codes.None, "bad").Excerpt(), "\n")
		text, caret := []rune(lines[1]), []rune(lines[2])
		at := strings.Index(lines[2], "^")
		if columns(text) > lineWidth || len(caret) > len(text) || string(text[at:at+4]) != "HERE" {
			t.Errorf("%q:\n%s\n%s", side, lines[1], lines[2])
		}
		if before, after := at-len("12345 | "), len(text)-at-4; before < after-2 || before > after+2 {
			t.Errorf("%q: %d characters before, %d after", side, before, after)
		}
	}
}

// A text that is shown says which control characters it has.
func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"a\x1b[2J\x07": "a␛[2J␇", "x\u202ey\u2066": "x⇄y⇄", "\x7f\u0085": "␡\ufffd", "a\tb\n": "a\tb\n", "\xff": "\ufffd",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
	if got := Clean(strings.Repeat("é", 1<<20)); len(got) > maxText+50 || !strings.Contains(got, "(2096152 bytes)") {
		t.Errorf("a long text becomes %d bytes: %s", len(got), got)
	}
}

// Of many problems people see the first of each kind, and how many there are.
func TestLimited(t *testing.T) {
	var ds Diags
	a, b := NewFile("a", strings.Repeat("\n", 500)), NewFile("b", "")
	for i := range 500 {
		ds = append(ds, a.Warnf(At(i), codes.LessParse, "warned %d", i), b.Errorf(At(0), codes.LessName, "name %03d", i))
	}
	shown, rest := ds.Limited()
	if len(shown) != 40 || strings.Join(rest, "\n") != "b: and 480 more [less/name]\na: and 480 more [less/parse]" {
		t.Errorf("%d shown; %q", len(shown), rest)
	}
	for i := range 300 {
		ds = append(ds, NewFile(fmt.Sprintf("f%03d", i), "").Warnf(At(0), codes.LessParse, "bad"))
	}
	shown, rest = ds.Limited()
	if len(shown) != 200 || rest[len(rest)-1] != "and 140 more" || shown.Count(Error) != 20 {
		t.Errorf("%d shown, %d of them errors; %q", len(shown), shown.Count(Error), rest)
	}
}

func FuzzExcerpt(f *testing.F) {
	f.Add("a {\n b", 2, 3)
	f.Add("\xff\x00\u202e\r\n", 0, 9)
	f.Fuzz(func(t *testing.T, text string, start, end int) {
		d := NewFile("f", text).Errorf(Span{start, end}, codes.LessParse, "%s", text)
		excerpt := d.Excerpt()
		if strings.Contains(excerpt, "\x1b") {
			t.Error("an escape sequence came through")
		}
		for line := range strings.Lines(excerpt) {
			if len(line) > maxText+600 {
				t.Errorf("a line of %d bytes", len(line))
			}
		}
	})
}

func TestDiags(t *testing.T) {
	a, b := NewFile("a", "xyz"), NewFile("b", "xyz")
	warn := Diags{a.Warnf(At(0), codes.LessParse, "odd")}
	if warn.Err() != nil {
		t.Error("a warning counts as an error")
	}
	ds := Diags{b.Errorf(At(0), codes.LessParse, "2"), a.Errorf(At(2), codes.LessParse, "1"), a.Warnf(At(1), codes.LessParse, "0"), a.Errorf(At(2), codes.LessParse, "1")}
	var got []string
	for _, d := range ds.Sorted() {
		got = append(got, d.Text)
	}
	if s := strings.Join(got, ""); s != "012" {
		t.Errorf("sorted %s, want each once in order 012", s)
	}
	var d *Diag
	if err := ds.Err(); !errors.As(err, &d) || d != ds[0] {
		t.Errorf("errors.As found %v", d)
	}
}

func TestWriteForms(t *testing.T) {
	f := NewFile("skins/a b.css", "a{\n}x%")
	ds := Diags{f.Warnf(Span{4, 5}, codes.LessWarning, "100%%, it's: odd").WithHint("write <y>")}
	for format, want := range map[Format]string{
		JSON:   `{"file":"skins/a b.css","line":2,"column":2,"endLine":2,"endColumn":3,"severity":"warning","code":"less/warning","text":"100%, it's: odd","hint":"write <y>"}` + "\n",
		GitHub: "::warning file=skins/a b.css,line=2,col=2,endLine=2,endColumn=3,title=less/warning::100%25, it's: odd%0Ahint: write <y>\n",
	} {
		var out bytes.Buffer
		if err := Write(&out, ds, &WriteOptions{Format: format}); err != nil || out.String() != want {
			t.Errorf("format %d: %v\n got %s want %s", format, err, out.String(), want)
		}
	}
}

func TestNearest(t *testing.T) {
	words := []string{"color", "colour", "border-radius", "min", "max", "@base"}
	for name, want := range map[string]string{
		"colr": "color", "colourr": "colour", "border-raduis": "border-radius", "Color": "color", "mni": "min",
		"transition": "", "m": "", "": "", "@bass": "@base",
	} {
		if got := Nearest(name, words); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", name, got, want)
		}
	}
}
