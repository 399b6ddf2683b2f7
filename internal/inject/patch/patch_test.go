package patch

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"skinbuild/internal/source"
)

// page is the file that the diffs of these tests are made from.
const page = "one\ntwo\nthree\nfour\nfive\nsix\nseven\n"

// change replaces line four.
const change = `--- a/public/a.jsp
+++ b/public/a.jsp
@@ -2,5 +2,5 @@
 two
 three
-four
+FOUR
 five
 six
`

// parse reads a patch that must be right.
func parse(t testing.TB, text string) *Patch {
	t.Helper()
	p, ds := Parse(source.NewFile("patches/fix.patch", text))
	if ds.Err() != nil {
		t.Fatal(ds.Err())
	}
	return p
}

// tried returns the state of a text, and the text with the edits made.
func tried(t testing.TB, p *Part, text string) (Outcome, string) {
	t.Helper()
	f := source.NewFile(p.Path, text)
	out := p.Try(f)
	after, err := source.Apply(f, out.Edits)
	if err != nil {
		t.Fatal(err)
	}
	if out.State.Changes() != (after != text) || (out.State == Conflict) != (out.Diag != nil) {
		t.Errorf("%s, %v, %q", out.State, out.Diag, after)
	}
	return out, after
}

func TestStates(t *testing.T) {
	fixed := strings.Replace(page, "four", "FOUR", 1)
	for _, test := range []struct {
		name, diff, text string
		state            State
		want, says       string
	}{
		{"fits", change, page, Fits, fixed, ""},
		{"already", change, fixed, Already, fixed, ""},
		{"moved", change, "zero\nzero\n" + page, Moved, "zero\nzero\n" + fixed, ""},
		{"already, moved", change, "zero\n" + fixed, Already, "zero\n" + fixed, ""},
		{"context differs", change, strings.Replace(page, "two", "2", 1), Conflict, "", `expects line 2 to be "two"`},
		{"white space differs", change, strings.Replace(page, "two", "two ", 1), Conflict, "", `expects line 2 to be "two"`},
		{"line ends differ", change, strings.ReplaceAll(page, "\n", "\r\n"), Conflict, "", "line ends differ"},
		{"two places, one named", change, page + page, Fits, fixed + page, ""},
		{"two places, none named", change, "zero\n" + page + page, Conflict, "", "fits 2 places"},
		{"another file", change, "eight\nnine\n", Conflict, "", "does not fit"},
		{"empty", change, "", Conflict, "", "does not fit"},
		{"cut", change, "one\ntwo\nthree", Conflict, "", `expects line 3 to be "three"`},
		{"no final line end", change, "one\ntwo\nthree\nfour\nfive\nsix", Conflict, "", `expects line 6`},
		{"no final line end, as in the diff", "--- a/public/a.jsp\n+++ b/public/a.jsp\n@@ -1,2 +1,2 @@\n one\n-two\n\\ No newline at end of file\n+TWO\n\\ No newline at end of file\n", "one\ntwo", Fits, "one\nTWO", ""},
		{"both are there", "--- a/public/a.jsp\n+++ b/public/a.jsp\n@@ -1,3 +1,2 @@\n x\n-x\n x\n", "x\nx\nx\n", Conflict, "", "cannot be told"},
		{"both are there, and the id decides", "diff --git a/public/a.jsp b/public/a.jsp\nindex f3eae69..1111111 100644\n--- a/public/a.jsp\n+++ b/public/a.jsp\n@@ -1,3 +1,2 @@\n x\n-x\n x\n", "x\nx\nx\n", Fits, "x\nx\n", ""},
		{"the id of the result", "diff --git a/public/a.jsp b/public/a.jsp\nindex 1111111..22d0d82 100644\n--- a/public/a.jsp\n+++ b/public/a.jsp\n@@ -1,3 +1,2 @@\n y\n-x\n x\n", "vendor\n", Already, "vendor\n", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			out, got := tried(t, parse(t, test.diff).Parts[0], test.text)
			if out.State != test.state || test.want != "" && got != test.want {
				t.Errorf("%s (%v), %q", out.State, out.Diag, got)
			}
			if out.Diag != nil && !strings.Contains(out.Diag.Error()+out.Diag.Hint, test.says) {
				t.Errorf("%v (%s), want %q", out.Diag, out.Diag.Hint, test.says)
			}
		})
	}
}

func TestKeys(t *testing.T) {
	const ops = "=== WEB-INF/classes/messages/ZmMsg.properties\nwas title = Old\nset title = New\nappend added = a \\u00e4\nwas gone = x\nremove gone\n"
	for _, test := range []struct {
		name, text string
		state      State
		want       string
	}{
		{"fits", "title = Old\ngone = x\n", Fits, "title = New\nadded = a \\u00e4\n"},
		{"already", "title=New\nadded : a \xe4\n", Already, ""},
		{"some are there", "# text\ntitle: Old\nadded = a \\u00e4\n", Fits, "# text\ntitle: New\nadded = a \\u00e4\n"},
		{"on two lines", "title = O\\\n   ld\ngone = \\\n x\nlast = 1\n", Fits, "title = New\nlast = 1\nadded = a \\u00e4\n"},
		{"line ends of Windows", "title = Old\r\ngone = x\r\n", Fits, "title = New\r\nadded = a \\u00e4\r\n"},
		{"another value", "title = Other\ngone = x\n", Conflict, ""},
		{"no such key", "gone = x\n", Conflict, ""},
		{"the key to add has another value", "title = Old\nadded = b\n", Conflict, ""},
		{"the key to remove has another value", "title = Old\ngone = y\n", Conflict, ""},
		{"no final line end", "title = Old", Conflict, ""},
		{"damaged", "title = \\u12\n", Conflict, ""},
		{"the last of two counts", "title = Other\ntitle = Old\ngone = x\n", Fits, "title = Other\ntitle = New\nadded = a \\u00e4\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			out, got := tried(t, parse(t, ops).Parts[0], test.text)
			if out.State != test.state || test.want != "" && got != test.want {
				t.Errorf("%s (%v), %q", out.State, out.Diag, got)
			}
		})
	}
}

// TestBadPatches: each fault has one code, at the line where it is.
func TestBadPatches(t *testing.T) {
	for _, test := range []struct{ name, text, code, says string }{
		{"empty", "", "patch/syntax", "changes no file"},
		{"prose", "hello\n", "patch/syntax", "changes no file"},
		{"cut off", change[:len(change)-6], "patch/truncated", "cut off"},
		{"a line too many", strings.Replace(change, " five\n", "", 1), "patch/truncated", "cut off"},
		{"line ends of Windows", strings.ReplaceAll(change, "\n", "\r\n"), "patch/line-ends", "CRLF"},
		{"leaves the tree", strings.ReplaceAll(change, "public/a.jsp", "public/../../etc/a.jsp"), "patch/target", "not a path below the webapp"},
		{"absolute", strings.NewReplacer("a/public/a.jsp", "/etc/a.jsp", "b/public/a.jsp", "/etc/a.jsp").Replace(change), "patch/target", "not a path below the webapp"},
		{"twice", change + change, "patch/twice", "two parts"},
		{"binary", "diff --git a/css/a.css b/css/a.css\nindex 1111111..2222222 100644\nBinary files a/css/a.css and b/css/a.css differ\n", "patch/binary", "binary"},
		{"new file", "--- /dev/null\n+++ b/public/new.jsp\n@@ -0,0 +1 @@\n+x\n", "patch/target", "create"},
		{"deleted file", "--- a/public/old.jsp\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n", "patch/target", "delete"},
		{"renamed file", "diff --git a/public/a.jsp b/public/b.jsp\nsimilarity index 100%\nrename from public/a.jsp\nrename to public/b.jsp\n", "patch/target", "rename"},
		{"no context", "--- a/public/a.jsp\n+++ b/public/a.jsp\n@@ -2,0 +3 @@\n+x\n", "patch/context", "no context"},
		{"web.xml", strings.ReplaceAll(change, "public/a.jsp", "WEB-INF/web.xml"), "patch/target", ""},
		{"a library", strings.ReplaceAll(change, "public/a.jsp", "WEB-INF/lib/a.jsp"), "patch/target", ""},
		{"not a text file", strings.ReplaceAll(change, "public/a.jsp", "img/a.png"), "patch/target", ""},
		{"no CVE", "CVE: 2022-1\n\n" + change, "patch/header", "CVE"},
		{"no release", "Fixed-In: later\n\n" + change, "patch/header", "release"},
		{"a variant elsewhere", "Variants: ../x.patch\n\n" + change, "patch/header", "folder"},
		{"unknown verb", "=== WEB-INF/classes/a.properties\nput a = b\n", "patch/syntax", "no operation"},
		{"was without verb", "=== WEB-INF/classes/a.properties\nwas a = b\n", "patch/syntax", "followed"},
		{"was and append", "=== WEB-INF/classes/a.properties\nwas a = b\nappend a = c\n", "patch/syntax", "followed"},
		{"a key twice", "=== WEB-INF/classes/a.properties\nset a = b\nremove a\n", "patch/twice", "two operations"},
		{"keys of a page", "=== public/a.jsp\nset a = b\n", "patch/target", "not a properties file"},
		{"bad escape", "=== WEB-INF/classes/a.properties\nset a = \\u12\n", "patch/syntax", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			p, ds := Parse(source.NewFile("patches/fix.patch", test.text))
			if p != nil || len(ds) == 0 || ds[0].Code.String() != test.code || !strings.Contains(ds[0].Error(), test.says) {
				t.Errorf("%v", ds)
			}
		})
	}
}

// FuzzParse: no input makes the parser fail, and what it reads can be tried on any text.
func FuzzParse(f *testing.F) {
	f.Add(change, page)
	f.Add("=== WEB-INF/classes/a.properties\nwas a = b\nset a = c\n", "a = b\n")
	f.Fuzz(func(t *testing.T, text, on string) {
		p, _ := Parse(source.NewFile("a.patch", text))
		if p == nil {
			return
		}
		for _, part := range p.Parts {
			tried(t, part, on)
		}
	})
}

// files is a webapp in memory.
type files map[string]string

func (m files) Text(name string) (string, error) {
	text, ok := m[name]
	if !ok {
		return "", fs.ErrNotExist
	}
	return text, nil
}

func (m files) Packages(script string) ([]string, error) {
	var list []string
	for name, text := range m {
		if names, _ := ScriptsIn(text); slices.Contains(names, script) {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list, nil
}

// failing cannot be read.
type failing struct{ files }

func (failing) Text(string) (string, error) { return "", errors.New("no disk") }

func TestDecide(t *testing.T) {
	fixed := strings.Replace(page, "four", "FOUR", 1)
	other := strings.Replace(page, "two", "2", 1)
	main := parse(t, "Subject: A fix\nFixed-In: 8.8.15.p41, 9.0.0.p34\n\n"+change)
	variant := parse(t, strings.Replace(change, " two", " 2", 1))
	both := parse(t, change+strings.ReplaceAll(change, "public/a.jsp", "public/b.jsp"))
	for _, test := range []struct {
		name     string
		p        *Patch
		webapp   files
		release  string
		state    State
		variant  int
		variants []*Patch
	}{
		{"fits", main, files{"public/a.jsp": page}, "8.8.15.p40", Fits, 0, nil},
		{"already goes before Fixed-In", main, files{"public/a.jsp": fixed}, "8.8.15.p46", Already, 0, nil},
		{"variant", main, files{"public/a.jsp": other}, "8.8.15.p40", Variant, 1, []*Patch{variant}},
		{"variant, there already", main, files{"public/a.jsp": strings.Replace(other, "four", "FOUR", 1)}, "8.8.15.p40", Already, 1, []*Patch{variant}},
		{"not needed", main, files{"public/a.jsp": other}, "8.8.15.p46", NotNeeded, 0, nil},
		{"not needed, and no file", main, files{}, "9.0.0.p34", NotNeeded, 0, nil},
		{"a series that Fixed-In does not name", main, files{"public/a.jsp": other}, "10.1.1", Conflict, 0, nil},
		{"unknown release", main, files{"public/a.jsp": other}, "", Conflict, 0, nil},
		{"no file", main, files{}, "8.8.15.p40", NoFile, 0, nil},
		{"one of two files", both, files{"public/a.jsp": page}, "", NoFile, 0, nil},
		{"one of two is there already", both, files{"public/a.jsp": page, "public/b.jsp": fixed}, "", Fits, 0, nil},
		{"one of two does not fit", both, files{"public/a.jsp": page, "public/b.jsp": other}, "", Conflict, 0, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			d, err := Decide(test.p, test.variants, test.webapp, test.release)
			if err != nil || d.State != test.state || d.Variant != test.variant {
				t.Errorf("%s, variant %d, %v, %v", d.State, d.Variant, d.Diags(), err)
			}
		})
	}
	if _, err := Decide(main, nil, failing{}, ""); err == nil {
		t.Error("a file that cannot be read is taken for one that is not there")
	}
}

// TestLanguages: texts of a language that the release lacks are not missed, those of the
// client are.
func TestLanguages(t *testing.T) {
	p := parse(t, "=== WEB-INF/classes/messages/ZmMsg.properties\nappend a = b\n=== WEB-INF/classes/messages/ZmMsg_pt_BR.properties\nappend a = c\n")
	for _, test := range []struct {
		webapp files
		state  State
		n      int
	}{
		{files{"WEB-INF/classes/messages/ZmMsg.properties": "x = y\n"}, Fits, 1},
		{files{"messages/ZmMsg.properties": "x = y\n", "messages/ZmMsg_pt_BR.properties": "x = z\n"}, Fits, 2},
		{files{"messages/ZmMsg_pt_BR.properties": "x = z\n"}, NoFile, 2},
		{files{}, NoFile, 1},
	} {
		d, err := Decide(p, nil, test.webapp, "")
		if err != nil || d.State != test.state || len(d.Files) != test.n {
			t.Errorf("%v: %s, %v, %v", test.webapp, d.State, d.Files, err)
		}
	}
}

// joined packages scripts as the vendor's build does: b requires c.
const joined = "if (AjxPackage.define(\"zm.A\")) {\none\ntwo\nthree\n}\n" +
	"if (AjxPackage.define(\"zm.b\")) {\nif (AjxPackage.define(\"zm.c\")) {\nc();\n}\n" + page + "}\n" +
	"if (AjxPackage.define(\"zm.d\")) {\none\ntwo\n}\n"

func TestPackages(t *testing.T) {
	script := strings.ReplaceAll(change, "public/a.jsp", "js/zm/b.js")
	src := "AjxPackage.require(\"zm.c\");\n" + page
	compressed := `/* licence */` + "\n" + `if(AjxPackage.define("zm.b")){one;two}` + "\n"
	for _, test := range []struct {
		name   string
		webapp files
		state  State
		in     []string // files with the change afterwards
		says   string
	}{
		{"source and package", files{"js/zm/b.js": src, "js/P_all.js": joined}, Moved, []string{"js/P_all.js", "js/zm/b.js"}, ""},
		{"package alone", files{"js/P_all.js": joined, "js/Q_all.js": "nothing();\n"}, Fits, []string{"js/P_all.js"}, ""},
		{"two packages", files{"js/P_all.js": joined, "js/Q_all.js": "first();\n" + joined}, Fits, []string{"js/P_all.js", "js/Q_all.js"}, ""},
		{"there already", files{"js/P_all.js": strings.Replace(joined, "four", "FOUR", 1)}, Already, nil, ""},
		{"compressed", files{"js/P_all.js.zgz": compressed}, Conflict, nil, "compressed"},
		{"the script is another in the package", files{"js/zm/b.js": page, "js/P_all.js": strings.Replace(joined, "two\nthree\nfour", "two\n3\nfour", 1)}, Conflict, nil, "in this package"},
		{"neither", files{"js/Q_all.js": "nothing();\n"}, NoFile, nil, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			d, err := Decide(parse(t, script), nil, test.webapp, "")
			if err != nil || d.State != test.state || !strings.Contains(texts(d.Diags()), test.says) {
				t.Fatalf("%s, %v, %v", d.State, d.Diags(), err)
			}
			var in []string
			for _, f := range d.Files {
				text, err := source.Apply(source.NewFile(f.Path, test.webapp[f.Path]), f.Edits)
				if err != nil {
					t.Fatal(err)
				}
				if d.State.Changes() && strings.Contains(text, "FOUR") {
					in = append(in, f.Path)
				}
			}
			slices.Sort(in)
			if !slices.Equal(in, test.in) {
				t.Errorf("changed: %q", in)
			}
		})
	}
}

// TestPackageLines: lines that the vendor's build takes out are not looked for in a
// package.
func TestPackageLines(t *testing.T) {
	p := parse(t, "--- a/js/zm/b.js\n+++ b/js/zm/b.js\n@@ -1,3 +1,3 @@\n AjxPackage.require(\"zm.c\");\r\n one\r\n-two\r\n+TWO\r\n")
	d, err := Decide(p, nil, files{"js/P_all.js": joined}, "")
	if err != nil || d.State != Fits || d.Files[0].Edits[0].New != "TWO" {
		t.Errorf("%s, %v, %v", d.State, d.Files, err)
	}
}

func TestImport(t *testing.T) {
	const commit = `commit 0123456789abcdef0123456789abcdef01234567
Author: A <a@example.com>
Date:   Mon Nov 7 10:00:00 2022 +0530

    ZBUG-2807: escape the text (CVE-2022-27926)
    
    More about it.

diff --git a/WebRoot/public/a.jsp b/WebRoot/public/a.jsp
index 1111111111..2222222222 100644
--- a/WebRoot/public/a.jsp
+++ b/WebRoot/public/a.jsp
@@ -2,5 +2,5 @@
 two
 three
-four
+FOUR
 five
 six
diff --git a/WebRoot/messages/ZmMsg.properties b/WebRoot/messages/ZmMsg.properties
index 1111111111..2222222222 100644
--- a/WebRoot/messages/ZmMsg.properties
+++ b/WebRoot/messages/ZmMsg.properties
@@ -9,5 +9,4 @@
 before = 1
-title = Old \
-   text
+title = New
-gone = x
+added = y
 after = 2
diff --git a/build.xml b/build.xml
index 1111111111..2222222222 100644
--- a/build.xml
+++ b/build.xml
@@ -1 +1 @@
-a
+b
`
	text, skipped, ds := Import(source.NewFile("0123456.diff", commit), nil)
	const want = `Subject: ZBUG-2807: escape the text (CVE-2022-27926)
Advisory: ZBUG-2807
CVE: CVE-2022-27926
Upstream: 0123456789abcdef0123456789abcdef01234567

diff --git a/public/a.jsp b/public/a.jsp
index 1111111111..2222222222 100644
--- a/public/a.jsp
+++ b/public/a.jsp
@@ -2,5 +2,5 @@
 two
 three
-four
+FOUR
 five
 six
=== WEB-INF/classes/messages/ZmMsg.properties
was gone = x
remove gone
was title = Old text
set title = New
append added = y
`
	if ds.Err() != nil || text != want || !slices.Equal(skipped, []string{"build.xml"}) {
		t.Errorf("%v, %q\n%q\n%q", ds, skipped, text, want)
	}
	for name, bad := range map[string][2]string{
		"another repository":    {strings.ReplaceAll(change, "public/a.jsp", "store/src/A.java"), "patch/target"},
		"leaves the tree":       {strings.ReplaceAll(change, "public/a.jsp", "WebRoot/../../etc/a.jsp"), "patch/target"},
		"a file twice":          {change + change, "patch/twice"},
		"cut off":               {commit[:len(commit)-4], "patch/truncated"},
		"line ends":             {strings.ReplaceAll(commit, "\n", "\r\n"), "patch/line-ends"},
		"a new file":            {"--- /dev/null\n+++ b/WebRoot/public/new.jsp\n@@ -0,0 +1 @@\n+x\n", "patch/target"},
		"not a diff":            {"hello\n", "patch/syntax"},
		"a part of WEB-INF/lib": {strings.ReplaceAll(change, "public/a.jsp", "WebRoot/WEB-INF/lib/a.jsp"), "patch/target"},
	} {
		if text, _, ds := Import(source.NewFile("x.diff", bad[0]), nil); ds.Err() == nil || ds[0].Code.String() != bad[1] {
			t.Errorf("%s: %v\n%s", name, ds, text)
		}
	}
}

// TestImportKeepsDiffs: changes that do not show whole properties stay lines.
func TestImportKeepsDiffs(t *testing.T) {
	for name, lines := range map[string]string{
		"the first line may be a rest": "@@ -5,2 +5,2 @@\n-a = 1\n+a = 2\n b = 1\n",
		"the last line goes on":        "@@ -5,2 +5,2 @@\n b = 1\n-a = 1 \\\n+a = 2 \\\n",
		"a comment":                    "@@ -5,2 +5,2 @@\n b = 1\n-# one\n+# two\n",
		"a key twice":                  "@@ -5,3 +5,3 @@\n b = 1\n-a = 1\n-a = 2\n+a = 3\n+a = 4\n",
	} {
		text, _, ds := Import(source.NewFile("x.diff", "--- a/WebRoot/keys/a.properties\n+++ b/WebRoot/keys/a.properties\n"+lines), nil)
		if ds.Err() != nil || !strings.Contains(text, "+++ b/WEB-INF/classes/keys/a.properties\n"+lines[:4]) {
			t.Errorf("%s: %v\n%s", name, ds, text)
		}
	}
}

// texts joins diagnostics.
func texts(ds source.Diags) string {
	var list []string
	for _, d := range ds {
		list = append(list, d.Error())
	}
	return strings.Join(list, "\n")
}
