package skin

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"skinbuild/internal/agents/ua"
)

const reference = "../../../../shared/zimbra/"

// skipWithoutReference skips the test in a checkout that has no ../shared.
func skipWithoutReference(t testing.TB) {
	t.Helper()
	if _, err := os.Stat("../../../../shared"); err != nil {
		t.Skipf("not compared with the servlet's output: %v", err)
	}
}

// rows returns the rows of a table of the servlet's output, without its head line
// where there is one.
func rows(t testing.TB, name string, head bool) [][]string {
	t.Helper()
	skipWithoutReference(t)
	data, err := os.ReadFile(reference + "golden/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return cells(string(data), head)
}

func cells(text string, head bool) [][]string {
	var out [][]string
	for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		if i > 0 || !head {
			out = append(out, strings.Split(line, "\t"))
		}
	}
	return out
}

// agents returns the macros of each browser of the tables.
func agents(t testing.TB) map[string]ua.Macros {
	t.Helper()
	out := map[string]ua.Macros{}
	for _, row := range rows(t, "uakeys.tsv", false) {
		m, err := ua.ServletMacros(row[1])
		if err != nil {
			t.Fatal(err)
		}
		out[row[0]] = m
	}
	return out
}

// stock opens the webapp of a release as the tables have it.
func stock(t testing.TB, tag string) *Webapp {
	t.Helper()
	skipWithoutReference(t)
	return open(t, reference+"webroot/"+tag+"/webapps/zimbra")
}

func open(t testing.TB, dir string) *Webapp {
	t.Helper()
	w, err := Open(os.DirFS(dir), nil)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func synthetic(t testing.TB) *Webapp {
	t.Helper()
	skipWithoutReference(t)
	return open(t, reference+"golden/synthetic/root")
}

// stockSkins loads all skins of the three releases, by "TAG NAME".
func stockSkins(t testing.TB) map[string]*Skin {
	t.Helper()
	out := map[string]*Skin{}
	for _, tag := range []string{"8.8.15", "9.0.0", "10.1.3"} {
		w := stock(t, tag)
		for _, name := range w.Skins() {
			out[tag+" "+name] = w.Load(name)
		}
	}
	return out
}

var pathOf = map[string]string{"css": "/css/skin.css", "html": "/html/skin.html", "javascript": "/js/skin.js"}

// wantHash renders one case of a table and compares it with the servlet's bytes.
func wantHash(t *testing.T, s *Skin, req *Request, what, hash, size, blobs string) (equal bool) {
	t.Helper()
	got, ds := s.Render(req)
	if err := ds.Err(); err != nil {
		t.Errorf("%s: %v", what, err)
		return false
	}
	sum := sha256.Sum256([]byte(got.Text()))
	if hex.EncodeToString(sum[:]) == hash {
		return true
	}
	t.Errorf("%s: %d bytes differ from the servlet's %s: %s", what, len(got.Text()), size, firstDifference(got.Text(), blob(blobs+hash)))
	return false
}

// blob returns the servlet's output where the reference holds it in full.
func blob(name string) string {
	f, err := os.Open(reference + "golden/" + name + ".gz")
	if err != nil {
		return ""
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return ""
	}
	data, _ := io.ReadAll(z)
	return string(data)
}

func firstDifference(got, want string) string {
	if want == "" {
		return "(the servlet's output is not at hand)"
	}
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return "\n got " + a[i] + "\nwant " + b[i]
		}
	}
	return "one is longer"
}

// logEqual says how many rows of a table are equal, if all are; the test has said
// which are not.
func logEqual(t *testing.T, table string, n int) {
	t.Helper()
	if !t.Failed() {
		t.Logf("%s: %d of %d equal", table, n, n)
	}
}

func TestSkinsLikeTheServlet(t *testing.T) {
	macros := agents(t)
	skins := stockSkins(t)
	list, equal := rows(t, "index.tsv", true), 0
	for _, row := range list {
		req := &Request{Path: pathOf[row[3]], Client: row[2], Macros: macros[row[4]]}
		if wantHash(t, skins[row[0]+" "+row[1]], req, strings.Join(row[:5], " "), row[5], row[6], "blobs/") {
			equal++
		}
	}
	if t.Logf("%d of %d equal", equal, len(list)); equal != 2880 {
		t.Errorf("%d cases equal, want 2880", equal)
	}
}

func TestCombinedRequestsLikeTheServlet(t *testing.T) {
	macros := agents(t)
	skins := stockSkins(t)
	list, equal := rows(t, "index-combo.tsv", true), 0
	for _, row := range list {
		req := &Request{Path: row[3], Client: row[2], Macros: macros[row[4]]}
		if wantHash(t, skins[row[0]+" "+row[1]], req, strings.Join(row[:5], " "), row[5], row[6], "blobs-combo/") {
			equal++
		}
	}
	if t.Logf("%d of %d equal", equal, len(list)); equal != 1440 {
		t.Errorf("%d cases equal, want 1440", equal)
	}
}

func TestSyntheticSkinLikeTheServlet(t *testing.T) {
	macros, syn := agents(t), synthetic(t).Load("syn")
	list := rows(t, "synthetic/index.tsv", true)
	for _, row := range list {
		req := &Request{Path: pathOf[row[3]], Client: row[2], Macros: macros[row[4]]}
		wantHash(t, syn, req, strings.Join(row[:5], " "), row[5], row[6], "synthetic/blobs/")
	}
	if len(list) < 192 {
		t.Errorf("%d cases, want 4 clients × 3 types × 16 browsers", len(list))
	}
	logEqual(t, "synthetic/index.tsv", len(list))
}

var tsvEscapes = strings.NewReplacer(`\`, `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`)

func TestExpressionsLikeTheServlet(t *testing.T) {
	macros, w := agents(t), synthetic(t)
	list, equal := rows(t, "synthetic/replace.tsv", true), 0
	unescape := strings.NewReplacer(`\\`, `\`, `\t`, "\t", `\n`, "\n", `\r`, "\r")
	for _, row := range list {
		got := tsvEscapes.Replace(expression(w, macros[row[0]], unescape.Replace(row[1])))
		if got == row[2] || got == exception && strings.HasPrefix(row[2], exception+" java.lang.") {
			equal++
		} else {
			t.Errorf("%s: %q\n got %q\nwant %q", row[0], row[1], got, row[2])
		}
	}
	if t.Logf("%d of %d equal", equal, len(list)); equal != 1518 {
		t.Errorf("%d lines equal, want 1518", equal)
	}
}

// exception is how the tables write that the servlet throws.
const exception = "!EXCEPTION"

// expression substitutes one line by the properties of the synthetic skin.
func expression(w *Webapp, m ua.Macros, line string) string {
	table := w.Load("syn").properties(&Request{Macros: m}).clone(m)
	got := table.replace(place{}, false, line)
	if table.fatal != nil {
		return exception
	}
	return got
}

func TestOpacityLikeTheServlet(t *testing.T) {
	macros, w := agents(t), synthetic(t)
	list := rows(t, "synthetic/opacity.tsv", true)
	for _, row := range list {
		if got := expression(w, macros["chrome156"], row[0]); got != row[1] {
			t.Errorf("%s: %q, want %q", row[0], got, row[1])
		}
		if got := expression(w, macros["msie8"], row[0]); got != row[2] {
			t.Errorf("%s in MSIE 8: %q, want %q", row[0], got, row[2])
		}
	}
	if len(list) < 100 {
		t.Errorf("only %d lines", len(list))
	}
	logEqual(t, "synthetic/opacity.tsv", len(list))
}

func TestColorNamesLikeTheServlet(t *testing.T) {
	list := rows(t, "colors.tsv", false)
	for _, row := range list {
		if c, state := parseColor(row[0]); state != isColor || c.String() != row[1] {
			t.Errorf("parseColor(%s) = %s, %v; want %s", row[0], c, state, row[1])
		}
	}
	if names := strings.Count(colorNames, "\n") - 1; names != 142 || len(list) != 142+216 {
		t.Errorf("%d names, %d in the table", names, len(list))
	}
	logEqual(t, "colors.tsv", len(list))
	for _, unknown := range []string{"lightgray", "darkgrey", "transparent", "rebeccapurple", "", "#12", "red ", "aqua 00ffff\naquamarine"} {
		if c, state := parseColor(unknown); state != noColor {
			t.Errorf("parseColor(%q) = %s", unknown, c)
		}
	}
}

func TestPropertiesLikeTheServlet(t *testing.T) {
	skipWithoutReference(t)
	files, err := os.ReadDir(reference + "golden/props")
	if err != nil || len(files) != 16 {
		t.Fatalf("%d files of properties, want 16: %v", len(files), err)
	}
	for _, f := range files {
		name, _ := strings.CutSuffix(f.Name(), ".tsv")
		name, domain, _ := strings.Cut(name, "-domain-")
		parts := strings.Split(name, "-")
		req := &Request{Macros: agents(t)[parts[2]]}
		if domain != "" {
			// The name of the file cannot hold all of what README.md says was set.
			req.Domain = map[string]string{"AppC": "#123456", "TxtC": "white", "SelC": "nosuch", "AltC": "#abc", "LogoURL": "http://x.example/"}
		}
		wantProperties(t, stock(t, parts[0]), parts[1], req, "props/"+f.Name())
	}
	w := synthetic(t)
	wantProperties(t, w, "syn", &Request{Macros: agents(t)["chrome156"]}, "synthetic/props-chrome156.tsv")
	wantProperties(t, w, "syn", &Request{Macros: agents(t)["msie8"], Client: "standard"}, "synthetic/props-standard-msie8.tsv")
}

func wantProperties(t *testing.T, w *Webapp, skin string, req *Request, name string) {
	t.Helper()
	table := w.Load(skin).properties(req)
	list := rows(t, name, false)
	for _, row := range list {
		v, ok := table.lookup(row[0])
		if got := tsvEscapes.Replace(v.text); !ok || got != row[1] {
			t.Errorf("%s: %s = %q (known: %v), want %q", name, row[0], got, ok, row[1])
		}
	}
	if len(list) != len(table.values) || len(list) < 30 {
		t.Errorf("%s: %d properties, want %d", name, len(table.values), len(list))
	}
	logEqual(t, name, len(list))
}

func TestShadesLikeTheServlet(t *testing.T) {
	skipWithoutReference(t)
	list := cells(blob("synthetic/darken-lighten.tsv"), true)
	for _, row := range list {
		percent, _ := strconv.Atoi(row[0])
		v, _ := strconv.ParseUint(row[1], 16, 8)
		c := rgb{uint8(v), uint8(v), uint8(v)}
		darker, lighter := c.darken(float32(percent)/100).String(), c.lighten(float32(percent)/100).String()
		if darker != "#"+strings.Repeat(row[2], 3) || lighter != "#"+strings.Repeat(row[3], 3) {
			t.Errorf("%s at %s %%: darker %s, lighter %s; want %s, %s", row[1], row[0], darker, lighter, row[2], row[3])
		}
	}
	if len(list) != 256*101 {
		t.Errorf("%d rows, want %d", len(list), 256*101)
	}
	logEqual(t, "synthetic/darken-lighten.tsv", len(list))
}

// servletCase is a random webapp, a request, and what the servlet sent.
type servletCase struct {
	Files                                               map[string][]byte
	Path, Client, Locale, Templates, Version, UserAgent string
	Sent                                                []byte
}

func TestRandomSkinsLikeTheServlet(t *testing.T) {
	f, err := os.Open("testdata/servlet.jsonl.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	equal, failures := 0, 0
	for dec := json.NewDecoder(z); ; {
		var c servletCase
		if err := dec.Decode(&c); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		got, want := c.render(t), string(c.Sent)
		if got == want || got == exception && strings.HasPrefix(want, exception) {
			equal++
		} else {
			t.Errorf("%s for %q: %s", c.Path, c.UserAgent, firstDifference(got, want))
		}
		if got == exception {
			failures++
		}
	}
	if equal != 400 || failures < 20 {
		t.Errorf("%d of 400 equal, %d of them failures of the server", equal, failures)
	}
	logEqual(t, "testdata/servlet.jsonl", equal)
}

func (c *servletCase) render(t *testing.T) string {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, data := range c.Files {
		fsys[name] = &fstest.MapFile{Data: data}
	}
	w, err := Open(fsys, &Options{DefaultSkin: "s"})
	if err != nil {
		t.Fatal(err)
	}
	m, err := ua.ServletMacros(c.UserAgent)
	if err != nil {
		return exception
	}
	got, ds := w.Render(&Request{Path: c.Path, Skin: "s", Client: c.Client, Macros: m, Locale: c.Locale, Templates: c.Templates, Version: c.Version})
	checkPlaces(t, got, ds)
	if ds.Err() != nil {
		return exception
	}
	return got.Text()
}
