package inject

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"skinbuild/internal/server/jsp"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// everywhere are operations at every anchor, with every shape, and on attributes.
// Which of them a template has a place for is its business: all are optional.
func everywhere(t testing.TB) *Series {
	t.Helper()
	var tables []Config
	for i, a := range anchors {
		tables = append(tables,
			Config{Key: fmt.Sprintf("script-%d", i), Anchor: a.name, Script: "js/a.js", Nonce: "requestScope.nonce"},
			Config{Key: fmt.Sprintf("inline-%d", i), Anchor: a.name, Script: "js/a.js", Inline: true},
			Config{Key: fmt.Sprintf("style-%d", i), Anchor: a.name, Style: "css/a.css"},
			Config{Key: fmt.Sprintf("fragment-%d", i), Anchor: a.name, Fragment: "a.html"})
	}
	for i, s := range []string{"body", "p", "div > a", "td.b", "[id]"} {
		tables = append(tables,
			Config{Key: fmt.Sprintf("class-%d", i), Selector: s, AddClass: fmt.Sprintf("ours-%d", i)},
			Config{Key: fmt.Sprintf("id-%d", i), Selector: s, SetID: "ours"},
			Config{Key: fmt.Sprintf("before-%d", i), Selector: s, Script: "js/a.js"},
			Config{Key: fmt.Sprintf("end-%d", i), Selector: s, Position: "end", Script: "js/a.js"})
	}
	tables = append(tables, Config{Key: "literal", Literal: "x", Position: "after", Script: "js/a.js"},
		Config{Key: "patch", Patch: "a.diff"})
	for i := range tables {
		tables[i].Optional, tables[i].Via = true, "template"
		if tables[i].Patch == "" {
			tables[i].Targets = []string{"**"}
		}
	}
	s, ds := New(tables, fstest.MapFS{
		"js/a.js":   {Data: []byte("var a = 1;\nvar b = \"\\u00e4\";\n")},
		"css/a.css": {Data: []byte("a { color: red }\n")},
		"a.html":    {Data: []byte("<div\nclass=\"ours\">\n<br>text</div>\n")},
		"a.diff":    {Data: []byte("--- a/public/a.jsp\n+++ b/public/a.jsp\n@@ -1,2 +1,2 @@\n-<html>\n+<html lang=\"en\">\n <head>\n")},
	})
	if ds.Err() != nil {
		t.Fatal(ds.Err())
	}
	return s
}

// checkLaws applies the operations to a webapp of one template and holds the laws.
// It returns how many operations were applied.
func checkLaws(t testingT, s *Series, name, text string) int {
	live := fstest.MapFS{name: {Data: []byte(text), Mode: 0o644}}
	p, err := s.Apply(live, Options{})
	if err != nil {
		t.Fatalf("%v", err)
	}
	if p.Diags.Err() != nil {
		if len(p.Changes) > 0 {
			t.Fatalf("changes in spite of %v", p.Diags.Err())
		}
		return 0
	}
	apply(t, live, p.Changes)
	applied := string(live[name].Data)
	again, err := s.Apply(live, Options{})
	if err != nil || again.Diags.Err() != nil || len(again.Changes) != 0 {
		t.Fatalf("not idempotent: %v, %v, %v\n%q\n%q", err, again.Diags.Err(), again.Changes, text, applied)
	}
	for _, f := range again.Files {
		if f.State != Applied && f.State != NotApplicable {
			t.Fatalf("%s is %s after Apply", f.Path, f.State)
		}
	}
	sameTokens(t, name, text, applied)
	back, err := Revert(live, Options{})
	if err != nil || back.Diags.Err() != nil {
		t.Fatalf("revert: %v, %v\n%q", err, back.Diags.Err(), applied)
	}
	apply(t, live, back.Changes)
	if got := string(live[name].Data); got != text || len(live) != 1 {
		t.Fatalf("reverted to %q, want %q (%d files)", got, text, len(live))
	}
	n := 0
	for _, f := range p.Files {
		for _, op := range f.Ops {
			if op.Action == "insert" {
				n++
			}
		}
	}
	return n
}

type testingT interface {
	Fatalf(format string, args ...any)
}

func apply(t testingT, live fstest.MapFS, changes []tree.Change) {
	for _, c := range changes {
		switch now, ok := live[c.Path.String()]; {
		case ok != (c.Old != nil) || ok && string(now.Data) != string(c.Old.Data):
			t.Fatalf("%s is not what the change says it was", c.Path)
		case c.New == nil:
			delete(live, c.Path.String())
		default:
			live[c.Path.String()] = &fstest.MapFile{Data: c.New.Data, Mode: c.New.Mode}
		}
	}
}

// sameTokens compares what the two texts are made of, independently of the
// package's own proof: the texts of all segments of one kind, joined, less those
// of our blocks, which an own search finds. Patched files differ.
func sameTokens(t testingT, name, vendor, applied string) {
	if strings.Contains(applied, "skinbuild:patch") {
		return
	}
	kinds := func(text string) (list []jsp.Kind) {
		list = make([]jsp.Kind, len(text))
		for _, s := range jsp.Scan(source.NewFile(name, text)).Segments {
			for i := s.Start; i < s.End; i++ {
				list[i] = s.Kind
			}
		}
		return list
	}
	want, got := kinds(vendor), kinds(applied)
	c := syntaxOf(jsp.Scan(source.NewFile(name, "")).JSP)
	before, d := c.strip(source.NewFile(name, applied))
	if d != nil {
		t.Fatalf("%v", d)
	}
	i := 0
	for j := 0; j < len(applied); j++ {
		if len(before.blocks) > 0 && j == before.blocks[0].span.Start {
			j = before.blocks[0].span.End - 1
			before.blocks = before.blocks[1:]
			continue
		}
		if i >= len(vendor) || vendor[i] != applied[j] || want[i] != got[j] {
			t.Fatalf("byte %d of the vendor's text is read otherwise in %q", i, applied)
		}
		i++
	}
	if i != len(vendor) {
		t.Fatalf("%d of %d bytes of the vendor's text are left in %q", i, len(vendor), applied)
	}
}

// page draws templates that are made of the traps of real ones.
func page(t *rapid.T) string {
	pieces := []string{"<html>", "<head>", "</head>", "<body>", "</body>", "</html>", "<c:if test=\"${a > 1}\">", "</c:if>", "<% if (a) { %>", "<% } %>",
		"<link rel=\"stylesheet\" href=\"<c:url value=\"/a.css\"/>\">", "<script>\nfunction launch() {}\n</script>", "<script src=\"${a}/b_all.js\"></script>",
		"<jsp:include page=\"Boot.jsp\"/>", "<%-- <head> --%>", "<!-- </head> ${a} -->", "<p class=\"a\">", "<p id=b class=c>", "<td class=b>", "</p>", "<div><a>", "</a></div>",
		"<body <c:if test='a'>class=\"x\"</c:if>>", "<noscript>", "</noscript>", "<title>", "</title>", "\n", "\r\n", "\r", "\t", "  ", "x", "\xff", "ä", "<", "\"", "${", "<%", "<script>", "</script>", "<style>", "<!--"}
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 40).Draw(t, "pieces"), "")
}

func TestLaws(t *testing.T) {
	s := everywhere(t)
	pages, applied := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"public/a.jsp", "WEB-INF/tags/a.tag", "public/a.html", "h/a"}).Draw(t, "name")
		n := checkLaws(t, s, name, page(t))
		pages++
		applied += n
	})
	t.Logf("%d pages, %d operations applied", pages, applied)
	if applied < pages {
		t.Errorf("only %d operations were applied to %d pages: the laws were hardly tested", applied, pages)
	}
}

// From any set of operations to any other: the second run leaves nothing of the
// first, and what it makes is what it makes of the vendor's file.
func TestOlderBundles(t *testing.T) {
	all := everywhere(t)
	rapid.Check(t, func(draw *rapid.T) {
		subset := func(label string) *Series {
			s := &Series{}
			for _, op := range all.ops {
				if rapid.Bool().Draw(draw, label) {
					s.ops = append(s.ops, op)
				}
			}
			return s
		}
		text := page(draw)
		old, now := subset("old"), subset("new")
		direct := fstest.MapFS{"public/a.jsp": {Data: []byte(text), Mode: 0o644}}
		over := fstest.MapFS{"public/a.jsp": {Data: []byte(text), Mode: 0o644}}
		for _, step := range []struct {
			s *Series
			m fstest.MapFS
		}{{now, direct}, {old, over}, {now, over}} {
			p, err := step.s.Apply(step.m, Options{})
			if err != nil || p.Diags.Err() != nil {
				draw.Skip("does not fit")
			}
			apply(draw, step.m, p.Changes)
		}
		for name, f := range direct {
			if over[name] == nil || string(over[name].Data) != string(f.Data) {
				draw.Fatalf("%s differs from a direct application", name)
			}
		}
		for name := range over {
			if direct[name] == nil && !strings.HasPrefix(name, AssetDir+"/") {
				draw.Fatalf("%s is there, and not after a direct application", name)
			}
		}
	})
}

func FuzzLaws(f *testing.F) {
	f.Add("<html>\n<head>\n<link rel=stylesheet href=a></head><body>\n<p class=a>x</p>\n</body>\n</html>", "public/a.jsp")
	f.Add("<%@ taglib prefix=\"c\" %>\r\n<head>\r\n\t<c:if test=\"a\"><link rel='stylesheet'></c:if>\r\n</head>\r\n<body/>", "h/a")
	f.Add("<script>function launch(){}</script>\r<td class=b>x<div><a id=x>", "WEB-INF/tags/a.tag")
	f.Add("<!-- skinbuild:begin a sha256= --><html><head></head></html>", "public/a.html")
	s := everywhere(f)
	f.Fuzz(func(t *testing.T, text, name string) {
		if _, err := tree.ParsePath(name); err != nil || !fs.ValidPath(name) || !isTemplate(name) || !strings.HasPrefix(name, "public/") && !strings.HasPrefix(name, "h/") {
			name = "public/a.jsp"
		}
		checkLaws(t, s, name, text)
	})
}

// FuzzStrip reads texts with markers that nobody wrote.
func FuzzStrip(f *testing.F) {
	begin := jspComment.begin("a", false, "\nb\n", stamp{vendor: hash("c")})
	f.Add(begin+"\nb\n"+jspComment.end("a")+"\nc", true)
	f.Add("c"+jspComment.patch("a", hash("c"), stamp{vendor: hash("d")}, "0:1:ZA=="), true)
	f.Add(htmlComment.begin("a", true, "b", stamp{vendor: hash("c")})+"b"+htmlComment.end("a")+"c", false)
	f.Fuzz(func(t *testing.T, text string, server bool) {
		c := syntaxOf(server)
		before, d := c.strip(source.NewFile("a", text))
		if d != nil {
			_ = d.Excerpt()
			return
		}
		if !strings.Contains(text, sign) && before.vendor != text {
			t.Errorf("a text without markers became %q", before.vendor)
		}
	})
}
