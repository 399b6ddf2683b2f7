package skin

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/testenv"
)

// servlet is the folder with what the vendor's servlet answered; README.md there
// tells how it was run.
const servlet = "testdata/servlet/"

func rows(t testing.TB, name string) [][]string {
	t.Helper()
	_, rows := testenv.Table(t, servlet+name)
	return rows
}

// agents returns the macros of each browser of the tables.
func agents(t testing.TB) map[string]ua.Macros {
	t.Helper()
	out := map[string]ua.Macros{}
	for _, row := range rows(t, "agents.tsv") {
		m, err := ua.ServletMacros(row[1])
		if err != nil {
			t.Fatal(err)
		}
		out[row[0]] = m
	}
	return out
}

// stock opens the webapp of a release.
func stock(t testing.TB, tag string) *Webapp {
	t.Helper()
	return open(t, os.DirFS(testenv.Release(t, tag)))
}

func open(t testing.TB, files fs.FS) *Webapp {
	t.Helper()
	w, err := Open(files, nil)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// synthetic opens a webapp with a skin of corner cases, written for the servlet.
func synthetic(t testing.TB) *Webapp {
	t.Helper()
	return open(t, archive(t, "syn.zip"))
}

func archive(t testing.TB, name string) *zip.Reader {
	t.Helper()
	data := testenv.Data(t, servlet+name)
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	return z
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

// wantHash renders one case of a table and compares it with the first half of the
// SHA-256 of the servlet's bytes.
func wantHash(t *testing.T, s *Skin, req *Request, what, hash, size string) (equal bool) {
	t.Helper()
	got, ds := s.Render(req)
	if err := ds.Err(); err != nil {
		t.Errorf("%s: %v", what, err)
		return false
	}
	sum := sha256.Sum256([]byte(got.Text()))
	if hex.EncodeToString(sum[:8]) == hash {
		return true
	}
	want, _ := fs.ReadFile(archive(t, "syn-sent.zip"), hash)
	t.Errorf("%s: %d bytes differ from the servlet's %s: %s", what, len(got.Text()), size, firstDifference(got.Text(), string(want)))
	return false
}

func firstDifference(got, want string) string {
	if want == "" {
		return "(only the hash of the servlet's output is here)"
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
	list, equal := rows(t, "skins.tsv.gz"), 0
	for _, row := range list {
		req := &Request{Path: pathOf[row[3]], Client: row[2], Macros: macros[row[4]]}
		if wantHash(t, skins[row[0]+" "+row[1]], req, strings.Join(row[:5], " "), row[5], row[6]) {
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
	list, equal := rows(t, "pages.tsv.gz"), 0
	for _, row := range list {
		req := &Request{Path: row[3], Client: row[2], Macros: macros[row[4]]}
		if wantHash(t, skins[row[0]+" "+row[1]], req, strings.Join(row[:5], " "), row[5], row[6]) {
			equal++
		}
	}
	if t.Logf("%d of %d equal", equal, len(list)); equal != 1440 {
		t.Errorf("%d cases equal, want 1440", equal)
	}
}

func TestSyntheticSkinLikeTheServlet(t *testing.T) {
	macros, syn := agents(t), synthetic(t).Load("syn")
	list := rows(t, "syn-skins.tsv")
	for _, row := range list {
		req := &Request{Path: pathOf[row[3]], Client: row[2], Macros: macros[row[4]]}
		wantHash(t, syn, req, strings.Join(row[:5], " "), row[5], row[6])
	}
	if len(list) < 192 {
		t.Errorf("%d cases, want 4 clients × 3 types × 16 browsers", len(list))
	}
	logEqual(t, "syn-skins.tsv", len(list))
}

var tsvEscapes = strings.NewReplacer(`\`, `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`)

func TestExpressionsLikeTheServlet(t *testing.T) {
	macros, w := agents(t), synthetic(t)
	list, equal := rows(t, "expressions.tsv.gz"), 0
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
	list := rows(t, "opacity.tsv")
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
	logEqual(t, "opacity.tsv", len(list))
}

func TestColorNamesLikeTheServlet(t *testing.T) {
	list := rows(t, "colors.tsv")
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

// domain is what a domain of the properties table sets.
var domain = map[string]string{"AppC": "#123456", "TxtC": "white", "SelC": "nosuch", "AltC": "#abc", "LogoURL": "http://x.example/"}

// TestPropertiesLikeTheServlet compares hashes of the values, which are the vendor's
// text, and the values themselves of the synthetic skin.
func TestPropertiesLikeTheServlet(t *testing.T) {
	macros, w := agents(t), synthetic(t)
	wantProperties(t, "syn-props-chrome156.tsv", w.Load("syn").properties(&Request{Macros: macros["chrome156"]}), rows(t, "syn-props-chrome156.tsv"), tsvEscapes.Replace)
	wantProperties(t, "syn-props-standard-msie8.tsv", w.Load("syn").properties(&Request{Macros: macros["msie8"], Client: "standard"}), rows(t, "syn-props-standard-msie8.tsv"), tsvEscapes.Replace)
	skins := map[[3]string][][]string{}
	for _, row := range rows(t, "properties.tsv.gz") {
		key := [3]string(row[:3])
		skins[key] = append(skins[key], row[3:])
	}
	if len(skins) != 16 {
		t.Errorf("%d skins, want 16", len(skins))
	}
	hash := func(value string) string {
		sum := sha256.Sum256([]byte(tsvEscapes.Replace(value)))
		return hex.EncodeToString(sum[:4])
	}
	for key, list := range skins {
		t.Run(strings.Join(key[:], " "), func(t *testing.T) {
			req := &Request{Macros: macros["chrome156"]}
			if key[2] == "yes" {
				req.Domain = domain
			}
			wantProperties(t, strings.Join(key[:], " "), stock(t, key[0]).Load(key[1]).properties(req), list, hash)
		})
	}
}

// wantProperties compares all properties of a skin, written by form, with a list.
func wantProperties(t *testing.T, name string, got *table, list [][]string, form func(string) string) {
	t.Helper()
	for _, row := range list {
		v, ok := got.lookup(row[0])
		if !ok || form(v.text) != row[1] {
			t.Errorf("%s: %s = %q (known: %v), want %q", name, row[0], v.text, ok, row[1])
		}
	}
	if len(list) != len(got.values) || len(list) < 30 {
		t.Errorf("%s: %d properties, want %d", name, len(got.values), len(list))
	}
	logEqual(t, name, len(list))
}

func TestShadesLikeTheServlet(t *testing.T) {
	list, compared := rows(t, "shades.tsv.gz"), 0
	for _, row := range list {
		percent, err := strconv.Atoi(row[0])
		if err != nil || len(row[1]) != 512 || len(row[2]) != 512 {
			t.Fatalf("row %s: %v", row[0], err)
		}
		for v := range 256 {
			c := rgb{uint8(v), uint8(v), uint8(v)}
			darker, lighter := c.darken(float32(percent)/100).String(), c.lighten(float32(percent)/100).String()
			wantDarker, wantLighter := "#"+strings.Repeat(row[1][2*v:2*v+2], 3), "#"+strings.Repeat(row[2][2*v:2*v+2], 3)
			if darker != wantDarker || lighter != wantLighter {
				t.Errorf("%02x at %s %%: darker %s, lighter %s; want %s, %s", v, row[0], darker, lighter, wantDarker, wantLighter)
			}
			compared++
		}
	}
	if compared != 256*101 {
		t.Errorf("%d shades, want %d", compared, 256*101)
	}
	logEqual(t, "shades.tsv", compared)
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
