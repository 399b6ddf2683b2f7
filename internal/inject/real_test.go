package inject

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"

	"skinbuild/internal/server/jsp"
	"skinbuild/internal/source"
	"skinbuild/internal/testenv"
)

// templates calls do for every distinct template of the fixtures and, if there
// are any, of the release trees, and returns how many there were.
func templates(t *testing.T, do func(name, text string)) int {
	t.Helper()
	webapps := []string{"../server/reference/webapp"}
	if testenv.TreesDir() != "" {
		for _, dir := range testenv.Trees(t) {
			webapps = append(webapps, dir)
		}
	}
	seen := map[string]bool{}
	for _, dir := range webapps {
		for _, root := range []string{"public", "WEB-INF/tags", "h", "m"} {
			err := filepath.WalkDir(filepath.Join(dir, root), func(name string, e fs.DirEntry, err error) error {
				if err != nil || e.IsDir() {
					return nil // not every release has every folder
				}
				rel, _ := filepath.Rel(dir, name)
				text, err := os.ReadFile(name)
				if rel = filepath.ToSlash(rel); err == nil && isTemplate(rel) && !seen[rel+string(text)] {
					seen[rel+string(text)] = true
					do(rel, string(text))
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	return len(seen)
}

// TestLawsOnTemplates has every operation at every place of every template.
func TestLawsOnTemplates(t *testing.T) {
	s := everywhere(t)
	applied := 0
	n := templates(t, func(name, text string) { applied += checkLaws(t, s, name, text) })
	t.Logf("%d templates, %d operations applied", n, applied)
	if applied < 2*n {
		t.Errorf("only %d operations were applied to %d templates", applied, n)
	}
}

// TestParsedPage parses what is left for a browser, all branches of the page at
// once, with an HTML parser of others: apart from our elements it must build the
// same tree as before.
func TestParsedPage(t *testing.T) {
	var tables []Config
	for i, a := range anchors {
		tables = append(tables, Config{Key: string(rune('a' + i)), Anchor: a.name, Script: "js/a.js", Via: "template", Optional: true, Targets: []string{"**"}})
	}
	s, ds := New(tables, project)
	if ds.Err() != nil {
		t.Fatal(ds.Err())
	}
	ours := 0
	n := templates(t, func(name, text string) {
		live := fstest.MapFS{name: {Data: []byte(text), Mode: 0o644}}
		p, err := s.Apply(live, Options{})
		if err != nil || p.Diags.Err() != nil {
			t.Errorf("%s: %v, %v", name, err, p.Diags.Err())
			return
		}
		apply(t, live, p.Changes)
		before, _ := parsed(t, name, text)
		after, found := parsed(t, name, string(live[name].Data))
		if before != after {
			i := 0
			for i < len(before) && i < len(after) && before[i] == after[i] {
				i++
			}
			t.Errorf("%s: the page is another one from %.100q on, want %.100q", name, after[max(i-40, 0):], before[max(i-40, 0):])
		}
		for _, f := range p.Files {
			for _, op := range f.Ops {
				if op.Action == "insert" {
					ours--
				}
			}
		}
		ours += found
	})
	if ours != 0 {
		t.Errorf("the parser found %+d more of our elements than were inserted", ours)
	}
	t.Logf("%d templates", n)
}

// parsed returns the tree of the page without our scripts and without white
// space, and how many of our scripts there were.
func parsed(t *testing.T, name, text string) (tree string, ours int) {
	t.Helper()
	d := jsp.Scan(source.NewFile(name, text))
	var page strings.Builder
	for _, s := range d.Segments {
		switch s.Kind {
		case jsp.ServerComment, jsp.Directive, jsp.Scriptlet, jsp.Action:
		case jsp.EL:
			page.WriteString("EL")
		default:
			page.WriteString(d.At(s.Span))
		}
	}
	root, err := html.Parse(strings.NewReader(page.String()))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode && n.Data == "script" && len(n.Attr) > 0 && strings.Contains(n.Attr[0].Val, "js/skinbuild/a.") {
			ours++
			return
		}
		if n.Type == html.CommentNode && strings.HasPrefix(n.Data, " "+sign) {
			return // a marker in plain HTML
		}
		if n.Type == html.TextNode {
			b.WriteString(strings.Join(strings.Fields(n.Data), ""))
			return
		}
		b.WriteString("<" + n.Data)
		for _, a := range n.Attr {
			b.WriteString(" " + a.Key + "=" + a.Val)
		}
		b.WriteString(">")
		for c := range n.ChildNodes() {
			walk(c)
		}
		b.WriteString("</>")
	}
	walk(root)
	return b.String(), ours
}
