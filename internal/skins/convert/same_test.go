package convert_test

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/css"
	"skinbuild/internal/less/syntax"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/server/yui"
	"skinbuild/internal/skins/compile"
	"skinbuild/internal/skins/convert"
	"skinbuild/internal/source"
	"skinbuild/internal/testenv"
	"skinbuild/internal/tree"
)

// macroSets returns every set of macros of a browser in the recorded data.
func macroSets(t testing.TB) []ua.Macros {
	t.Helper()
	_, rows := testenv.Table(t, "../../agents/ua/testdata/macros.tsv")
	seen := map[string]bool{}
	var out []ua.Macros
	for _, row := range rows {
		m, err := ua.ServletMacros(row[0])
		if err == nil && !seen[m.String()] {
			seen[m.String()] = true
			out = append(out, m)
		}
	}
	if len(out) < 40 {
		t.Fatalf("only %d sets of macros", len(out))
	}
	return out
}

// withSkin is a webapp with one additional folder below skins/.
type withSkin struct {
	fs.FS
	dir string
	t   fs.FS
}

func (w withSkin) ReadDir(name string) ([]fs.DirEntry, error) {
	list, err := fs.ReadDir(struct{ fs.FS }{w.FS}, name)
	if name == w.dir || strings.HasPrefix(name, w.dir+"/") {
		sub, err := fs.Sub(w.t, path.Join(".", strings.TrimPrefix(strings.TrimPrefix(name, w.dir), "/")))
		if err != nil {
			return nil, err
		}
		return fs.ReadDir(sub, ".")
	}
	if name != "skins" || err != nil {
		return list, err
	}
	dir := tree.MustPath(path.Base(w.dir) + "/x")
	one, err := tree.New(tree.Entry{Path: dir})
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(e fs.DirEntry) bool { return e.Name() == path.Base(w.dir) })
	own, err := fs.ReadDir(one, ".")
	return append(list, own...), err
}

func (w withSkin) Open(name string) (fs.File, error) {
	if name == w.dir {
		return w.t.Open(".")
	}
	if rest, ok := strings.CutPrefix(name, w.dir+"/"); ok {
		return w.t.Open(rest)
	}
	return w.FS.Open(name)
}

// The folders of webroot and of a real webapp that contain a manifest.
func skinFolders(t testing.TB, app fs.FS) []string {
	t.Helper()
	var out []string
	for _, pattern := range []string{"skins/*/manifest.xml", "skins/_base/*/manifest.xml"} {
		found, err := fs.Glob(app, pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range found {
			out = append(out, strings.TrimPrefix(path.Dir(name), "skins/"))
		}
	}
	return out
}

// original returns the skin as in the webapp. Shared parts of the vendor cannot
// be requested, so the test makes a skin of each.
func original(t testing.TB, app fs.FS, folder string) *skin.Skin {
	t.Helper()
	name := path.Base(folder)
	if strings.HasPrefix(folder, "_base/") {
		sub, err := fs.Sub(app, "skins/"+folder)
		if err != nil {
			t.Fatal(err)
		}
		app = withSkin{app, "skins/" + name, sub}
	}
	return load(t, app, name)
}

func load(t testing.TB, app fs.FS, name string) *skin.Skin {
	t.Helper()
	w, err := skin.Open(app, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := w.Load(name)
	if s.Name() != name {
		t.Fatalf("the webapp has no skin %s", name)
	}
	return s
}

func build(t testing.TB, app fs.FS, r *convert.Result) *skin.Skin {
	t.Helper()
	var list []tree.Entry
	for e := range r.Tree.All() {
		list = append(list, tree.Entry{Path: tree.MustPath("skins/" + r.Name + "/" + e.Path.String()), Mode: e.Mode, Data: e.Data})
	}
	project, err := tree.New(list...)
	if err != nil {
		t.Fatal(err)
	}
	built, ds := compile.Skin(project, "skins/"+r.Name, nil)
	if ds.Err() != nil {
		t.Fatalf("the result does not build: %v", ds.Err())
	}
	return load(t, withSkin{app, "skins/" + r.Name, built.Files}, r.Name)
}

var (
	blanks      = regexp.MustCompile(`\s+`)
	nextTo      = regexp.MustCompile(` ?([,>~+!/(]) ?| (\))`)
	comments    = regexp.MustCompile(`(?s)/\*.*?\*/`)
	bareNumber  = regexp.MustCompile(`(^|[^\w.#-])(-?)(\d*\.?\d+)([a-z%]*)`)
	colons      = regexp.MustCompile(`\s*:\s*`)
	opaqueColor = regexp.MustCompile(`rgb\((\d+),(\d+),(\d+)\)`)
)

// normal normalises what browsers treat alike: LESS adds blanks after commas
// and a zero before a point, and prints rgb(0,0,0) as #000000.
func normal(text string) string {
	if known, ok := normals[text]; ok {
		return known
	}
	n := normalForm(text)
	normals[strings.Clone(text)] = n
	return n
}

// normals caches normalised forms, because stock sheets are repetitive.
var normals = map[string]string{}

func normalForm(text string) string {
	text = strings.TrimSpace(blanks.ReplaceAllString(comments.ReplaceAllString(text, " "), " "))
	text = nextTo.ReplaceAllString(text, "$1$2")
	text = bareNumber.ReplaceAllStringFunc(text, func(s string) string {
		m := bareNumber.FindStringSubmatch(s)
		x, err := strconv.ParseFloat(m[3], 64)
		if err != nil {
			return s
		}
		return m[1] + m[2] + strconv.FormatFloat(x, 'f', -1, 64) + m[4]
	})
	return opaqueColor.ReplaceAllStringFunc(text, func(s string) string {
		m := opaqueColor.FindStringSubmatch(s)
		out := "#"
		for _, c := range m[1:] {
			n, _ := strconv.Atoi(c)
			out += fmt.Sprintf("%02x", n)
		}
		return out
	})
}

// sent returns the declarations of a sheet in order, each prefixed with its
// rule; rules without declarations are omitted.
func sent(text string) []string {
	f := source.NewFile("", text)
	var out []string
	var rule *css.Statement
	for _, s := range css.Scan(f) {
		if s.Kind == css.Rule {
			continue
		}
		if s.Parent != rule {
			rule = s.Parent
			line := ""
			for p := rule; p != nil; p = p.Parent {
				line = written(p) + " { " + line
			}
			out = append(out, line)
		}
		out = append(out, written(s))
	}
	return out
}

func safe(text string) string { return yui.Safe(source.NewFile("", text)) }

func written(s *css.Statement) string {
	var b strings.Builder
	for _, t := range s.Tokens {
		b.WriteString(t.Text)
	}
	text := comments.ReplaceAllString(b.String(), " ")
	name, value, ok := strings.Cut(text, ":")
	switch {
	case strings.HasPrefix(strings.TrimSpace(text), "@"):
		return normal(colons.ReplaceAllString(text, ":"))
	case s.Kind != css.Declaration || !ok:
		return normal(text)
	}
	return strings.TrimSpace(name) + ":" + normal(value)
}

// sameAnswers checks that a skin and its conversion give the same responses.
func sameAnswers(t *testing.T, was, is *skin.Skin, sets []ua.Macros) (answers int) {
	t.Helper()
	seen := map[[2]string]bool{}
	if clients := is.Clients(); !slices.Equal(clients, was.Clients()) {
		t.Errorf("clients %v became %v", was.Clients(), clients)
	}
	for _, client := range was.Clients() {
		for _, m := range sets {
			req := &skin.Request{Path: "/css/skin.css", Client: client, Macros: m}
			a, ds := was.Render(req)
			if ds.Err() != nil {
				t.Fatal(ds.Err())
			}
			b, ds := is.Render(req)
			if ds.Err() != nil {
				t.Fatal(ds.Err())
			}
			answers++
			key := [2]string{a.Body(), b.Body()}
			if seen[key] {
				continue
			}
			seen[key] = true
			x, y := sent(a.Text()), sent(b.Text())
			if !slices.Equal(x, y) { // a build prints what survives the server's compressor
				x, y = sent(safe(a.Text())), sent(safe(b.Text()))
			}
			for i := range max(len(x), len(y)) {
				if i >= len(x) || i >= len(y) || x[i] != y[i] {
					t.Errorf("client %s, macros %s: statement %d of %d and %d\nwas %q\n is %q", client, m, i, len(x), len(y), at(x, i), at(y, i))
					return answers
				}
			}
			if len(x) == 0 && strings.Contains(a.Text(), "{") {
				t.Fatal("nothing was compared")
			}
		}
	}
	return answers
}

func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

func TestSameRendering(t *testing.T) {
	sets := macroSets(t)
	var total convert.Count
	answers, sheets := 0, 0
	for _, tag := range []string{"8.8.15", "9.0.0", "10.1.3"} {
		app := os.DirFS(testenv.Release(t, tag))
		for _, folder := range skinFolders(t, app) {
			for _, flatten := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s/%s/flatten=%t", tag, folder, flatten), func(t *testing.T) {
					r := convertSkin(t, app, folder, flatten)
					sets := sets
					if len(r.Sheets) == 0 {
						sets = sets[:1] // it takes all sheets from its base, by reference
					}
					answers += sameAnswers(t, original(t, app, folder), build(t, app, r), sets)
					for _, s := range r.Sheets {
						sheets++
						total.Declarations += s.Declarations
						total.Raw += s.Raw
						if s.Raw*100 > s.Declarations {
							t.Errorf("%s: %d of %d declarations stay raw", s.From, s.Raw, s.Declarations)
						}
					}
				})
			}
		}
	}
	t.Logf("%d sets of macros, %d answers alike; %d sheets, %d declarations, %d raw", len(sets), answers, sheets, total.Declarations, total.Raw)
}

func convertSkin(t testing.TB, app fs.FS, folder string, flatten bool) *convert.Result {
	t.Helper()
	r, ds := convert.Skin(app, folder, &convert.Options{Flatten: flatten})
	if ds.Err() != nil {
		t.Fatal(ds.Err())
	}
	return r
}

// Sheets that no skin lists are most of the vendor's sheets; as sheets of a
// skin they convert without differences too.
func TestLawOfAllSheets(t *testing.T) {
	sets := macroSets(t)
	for _, tag := range []string{"8.8.15", "9.0.0", "10.1.3"} {
		t.Run(tag, func(t *testing.T) {
			app := allSheets(t, os.DirFS(testenv.Release(t, tag)))
			r := convertSkin(t, app, "sheets", true)
			sameAnswers(t, load(t, app, "sheets"), build(t, app, r), sets)
			all, raw := 0, 0
			for _, s := range r.Sheets {
				all += s.Declarations
				raw += s.Raw
			}
			t.Logf("%d sheets, %d declarations, %d raw", len(r.Sheets), all, raw)
			if os.Getenv("DUMP") != "" {
				for e := range r.Tree.All() {
					os.WriteFile("/tmp/dump-"+tag+"-"+e.Path.String(), e.Data, 0o644)
				}
			}
			if raw*100 > all {
				t.Errorf("%d of %d declarations stay raw", raw, all)
			}
		})
	}
}

// allSheets is a webapp with a skin that lists all sheets of css/.
func allSheets(t testing.TB, app fs.FS) fs.FS {
	t.Helper()
	names, err := fs.Glob(app, "css/*.css")
	if err != nil || len(names) == 0 {
		t.Fatalf("no sheets: %v", err)
	}
	var manifest strings.Builder
	manifest.WriteString("<skin><substitutions><file>../_base/base3/skin.properties</file></substitutions><css>")
	for _, name := range names {
		manifest.WriteString("<file>../../" + name + "</file>")
	}
	manifest.WriteString("</css></skin>")
	own, err := tree.New(tree.Entry{Path: tree.MustPath("manifest.xml"), Data: []byte(manifest.String())})
	if err != nil {
		t.Fatal(err)
	}
	return withSkin{app, "skins/sheets", own}
}

// textOf returns all text that affects the skin's responses and pages.
func textOf(t testing.TB, app fs.FS, folder string) string {
	t.Helper()
	var b strings.Builder
	for _, pattern := range []string{"skins/" + folder + "/*.*", "skins/_base/*/*.*", "css/zhtml*.css"} {
		names, err := fs.Glob(app, pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := fs.ReadFile(app, name)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&b, "%s\x00%s\x00", name, text)
		}
	}
	return b.String()
}

// The same skin converts to the same folder, and the result is formatted.
func TestDeterministic(t *testing.T) {
	app := os.DirFS(testenv.Release(t, "10.1.3"))
	a, b := convertSkin(t, app, "carbon", true), convertSkin(t, app, "carbon", true)
	if a.Tree.Digest() != b.Tree.Digest() {
		t.Error("converted twice, it is not the same")
	}
	for e := range a.Tree.All() {
		if !strings.HasSuffix(e.Path.String(), ".less") {
			continue
		}
		parsed := syntax.Parse(source.NewFile(e.Path.String(), string(e.Data)))
		if text := syntax.Format(parsed.Sheet); string(text) != string(e.Data) {
			t.Errorf("%s is not in the usual form", e.Path)
		}
	}
}

// If the library writes the prefixes, everything else is unchanged.
func TestModern(t *testing.T) {
	app := allSheets(t, os.DirFS(testenv.Release(t, "9.0.0")))
	r, ds := convert.Skin(app, "sheets", &convert.Options{Flatten: true, Modern: true})
	if ds.Err() != nil {
		t.Fatal(ds.Err())
	}
	calls := 0
	for e := range r.Tree.All() {
		calls += strings.Count(string(e.Data), ".border-radius(")
		if strings.Contains(string(e.Data), ".spelled(") {
			t.Errorf("%s spells prefixes out", e.Path)
		}
	}
	if calls < 40 {
		t.Errorf("only %d calls of the library", calls)
	}
}

// Differences that the comparison must detect.
func TestComparison(t *testing.T) {
	const sheet = ".a { b: 1px 2px; c: d }\n.e { f: g }\n"
	for _, other := range []string{
		".a { c: d; b: 1px 2px }\n.e { f: g }\n", ".e { f: g }\n.a { b: 1px 2px; c: d }\n", ".a { b: 1px 2px }\n.e { f: g }\n",
		".a { b: 1px 3px; c: d }\n.e { f: g }\n", ".a .e { b: 1px 2px; c: d }\n.e { f: g }\n", ".a { b: 1px 2px }\n.a { c: d }\n.e { f: g }\n",
		"@media print { .a { b: 1px 2px; c: d } }\n.e { f: g }\n", ".a { b: 1px 2px !important; c: d }\n.e { f: g }\n", ".a { b: 1px 2px; c: d; f: g }\n",
		".a{ b: 1px 2px; c: d }\n.a.e { f: g }\n",
	} {
		if slices.Equal(sent(sheet), sent(other)) {
			t.Errorf("no difference seen: %s", other)
		}
	}
	for _, same := range []string{
		"/* x */ .a{b:1px  2px;c:d}.x {}\n.e{f:/* y */g;}", ".a { b: 1.0px 2px; c: d }\n\n.e { f: g; }",
	} {
		if !slices.Equal(sent(sheet), sent(same)) {
			t.Errorf("a difference that is none: %q %q", sent(sheet), sent(same))
		}
	}
}

func TestLawOfReleases(t *testing.T) {
	sets := macroSets(t)
	trees := testenv.Trees(t)
	seen := map[string]bool{} // what differs between releases is little
	skins, sheets := 0, 0
	for _, tag := range slices.Sorted(maps.Keys(trees)) {
		app := os.DirFS(trees[tag])
		for _, folder := range skinFolders(t, app) {
			key := folder + "\x00" + textOf(t, app, folder)
			if seen[key] {
				continue
			}
			seen[key] = true
			r := convertSkin(t, app, folder, true)
			skins++
			sheets += len(r.Sheets)
			t.Run(tag+"/"+folder, func(t *testing.T) {
				sameAnswers(t, original(t, app, folder), build(t, app, r), sets)
				for _, s := range r.Sheets {
					if s.Raw*100 > s.Declarations {
						t.Errorf("%s: %d of %d declarations stay raw", s.From, s.Raw, s.Declarations)
					}
				}
			})
		}
	}
	t.Logf("%d releases, %d different skins, %d sheets", len(trees), skins, sheets)
}
