package tree

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"
)

func TestParsePath(t *testing.T) {
	for _, tt := range []struct{ in, want string }{ // want: part of the error, "" for none
		{"a", ""},
		{"a/b.c/..d", ""},
		{"ä/ö.css", ""},
		{"a..", ""},
		{"", "names no file"},
		{".", "names no file"},
		{"/etc/passwd", "is absolute"},
		{"c:/x", "is absolute"},
		{"..", "leaves its tree"},
		{"../x", "leaves its tree"},
		{"a/../../x", "leaves its tree"},
		{"a/../b", "is not clean"},
		{"a//b", "is not clean"},
		{"a/", "is not clean"},
		{"./a", "is not clean"},
		{`a\..\b`, `contains "\"`},
		{"a\x00b", "control character"},
		{"a\nb", "control character"},
	} {
		_, err := ParsePath(tt.in)
		switch {
		case tt.want == "" && err != nil:
			t.Errorf("ParsePath(%q) = %v", tt.in, err)
		case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
			t.Errorf("ParsePath(%q): error %v, want one with %q", tt.in, err, tt.want)
		}
	}
}

func FuzzParsePath(f *testing.F) {
	for _, s := range []string{"a/b", "../a", "/a", "a/./b", `a\b`, "a\x7f", "a\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ParsePath(s)
		if err == nil && (!utf8.ValidString(s) || !fs.ValidPath(p.String()) || p.String() != s) {
			t.Errorf("ParsePath(%q) = %q", s, p)
		}
	})
}

func mustTree(t *testing.T, files ...string) Tree {
	t.Helper()
	var entries []Entry
	for _, f := range files {
		name, data, _ := strings.Cut(f, "=")
		entries = append(entries, Entry{MustPath(name), 0o644, []byte(data)})
	}
	tr, err := New(entries...)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

func TestTreeIsFS(t *testing.T) {
	tr := mustTree(t, "b/x=1", "a=2", "a.b=3", "b/y/z=4", "b.c/q=5")
	if err := fstest.TestFS(tr, "a", "a.b", "b/x", "b/y/z", "b.c/q"); err != nil {
		t.Error(err)
	}
	if err := fstest.TestFS(Tree{}); err != nil {
		t.Error(err)
	}
	again, err := Load(tr)
	if err != nil || again.Digest() != tr.Digest() {
		t.Errorf("Load(tree) differs: %v", err)
	}
}

func TestNewRefuses(t *testing.T) {
	for name, entries := range map[string][]Entry{
		"two files of one path": {{Path: MustPath("a")}, {Path: MustPath("a")}},
		"and the directory of":  {{Path: MustPath("a")}, {Path: MustPath("a.b")}, {Path: MustPath("a/c/d")}},
		"has no path":           {{}},
	} {
		if _, err := New(entries...); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("New: error %v, want %q", err, name)
		}
	}
	a := mustTree(t, "x=1", "y=2")
	if _, err := Merge(a, mustTree(t, "y=2")); err == nil {
		t.Error("Merge took the same path twice")
	}
}

func TestLoadRefusesLinks(t *testing.T) {
	fsys := fstest.MapFS{"a": {Data: []byte("b"), Mode: fs.ModeSymlink}}
	if _, err := Load(fsys); err == nil || !strings.Contains(err.Error(), "not a regular file") {
		t.Errorf("Load of a link: %v", err)
	}
}

func TestDigestSeesEverything(t *testing.T) {
	seen := map[string]string{}
	for _, tr := range []Tree{
		{}, mustTree(t, "a="), mustTree(t, "a=b"), mustTree(t, "ab="), mustTree(t, "a=", "b="),
		{[]Entry{{MustPath("a"), 0o755, []byte("b")}}},
	} {
		d := tr.Digest()
		if seen[d] != "" {
			t.Errorf("two trees of digest %s", d)
		}
		seen[d] = d
	}
}

func TestDiff(t *testing.T) {
	old := mustTree(t, "a=1", "b=2", "c=3")
	now := mustTree(t, "b=2", "c=4", "d=5")
	var got []string
	for _, c := range Diff(old, now) {
		got = append(got, describe(c))
	}
	if s := strings.Join(got, " "); s != "-a ~c +d" {
		t.Errorf("Diff = %s", s)
	}
	got = nil
	for _, c := range Diff(old, now) {
		got = append(got, describe(c.Undo()))
	}
	if s := strings.Join(got, " "); s != "+a ~c -d" {
		t.Errorf("undo = %s", s)
	}
	if len(Diff(old, old)) != 0 {
		t.Error("a tree differs from itself")
	}
}

func describe(c Change) string {
	switch {
	case c.Old == nil:
		return "+" + c.Path.String()
	case c.New == nil:
		return "-" + c.Path.String()
	}
	return "~" + c.Path.String()
}
