package less_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"skinbuild/internal/testenv"

	"github.com/google/go-cmp/cmp"
)

// A testCase is one line of testdata/cases.tsv: a case of the tests of less.js.
type testCase struct {
	id, less, expected, category, check string
	options                             refOptions
	needsJS                             bool
}

// refOptions are the options of less.js that the reference data uses.
type refOptions struct {
	Math              json.RawMessage   `json:"math"`
	StrictMath        bool              `json:"strictMath"`
	StrictUnits       bool              `json:"strictUnits"`
	Compress          bool              `json:"compress"`
	JavascriptEnabled bool              `json:"javascriptEnabled"`
	GlobalVars        map[string]string `json:"globalVars"`
	ModifyVars        map[string]string `json:"modifyVars"`
	Banner            string            `json:"banner"`
	Paths             []string          `json:"paths"`
	ProcessImports    *bool             `json:"processImports"`
	StrictImports     bool              `json:"strictImports"`
	RewriteUrls       string            `json:"rewriteUrls"`
	RelativeUrls      bool              `json:"relativeUrls"`
	Rootpath          string            `json:"rootpath"`
	URLArgs           string            `json:"urlArgs"`
	DumpLineNumbers   string            `json:"dumpLineNumbers"`
	Plugin            string            `json:"plugin"`
	SyncImport        bool              `json:"syncImport"`
	SourceMap         json.RawMessage   `json:"sourceMap"`
}

type refSourceMap struct {
	Basepath          string `json:"sourceMapBasepath"`
	Rootpath          string `json:"sourceMapRootpath"`
	URL               string `json:"sourceMapURL"`
	OutputFilename    string `json:"sourceMapOutputFilename"`
	FileInline        bool   `json:"sourceMapFileInline"`
	DisableAnnotation bool   `json:"disableSourcemapAnnotation"`
}

func decodeRef(t testing.TB, text, dir string) refOptions {
	t.Helper()
	var o refOptions
	dec := json.NewDecoder(strings.NewReader(strings.ReplaceAll(text, "{dir}", dir)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&o); err != nil {
		t.Fatalf("options %s: %v", text, err)
	}
	return o
}

func loadCases(t testing.TB) []testCase {
	t.Helper()
	var cases []testCase
	_, rows := testenv.Table(t, "testdata/cases.tsv")
	for _, f := range rows {
		o := decodeRef(t, f[3], path.Dir(f[1]))
		o.JavascriptEnabled = o.JavascriptEnabled || f[6] == "yes: @plugin JS"
		cases = append(cases, testCase{id: f[0], less: f[1], expected: f[2], options: o, category: f[4], check: f[5],
			needsJS: strings.HasPrefix(f[6], "yes")})
	}
	return cases
}

// TestCases compiles every case of the less.js suite and compares as the suite
// does: byte for byte.
func TestCases(t *testing.T) {
	data := testenv.LessData(t)
	passed, total := map[string]int{}, map[string]int{}
	var order []string
	for _, c := range loadCases(t) {
		why := notRun[c.id]
		if why != "" {
			t.Logf("not run: %s: %s", c.id, why)
			continue
		}
		if c.options.Plugin != "" {
			t.Logf("not run: %s replaces parts of less.js by %s", c.id, c.options.Plugin)
			continue
		}
		group := c.category
		if c.needsJS {
			group += " (JavaScript)"
		}
		if total[group] == 0 {
			order = append(order, group)
		}
		total[group]++
		if t.Run(c.id, func(t *testing.T) { runCase(t, data, c) }) {
			passed[group]++
		}
	}
	for _, g := range order {
		t.Logf("%-24s %3d of %3d pass", g, passed[g], total[g])
	}
}

// notRun are the cases that need more of less.js than functions in JavaScript.
var notRun = map[string]string{
	"tests-config/3rd-party/bootstrap4":        "the corpus bootstrap4port is the same",
	"tests-unit/javascript/javascript":         "it asks for the process object of Node",
	"tests-unit/plugin-preeval/plugin-preeval": "a plugin cannot add visitors",
	"tests-unit/plugin/plugin":                 "a ruleset that a plugin returns cannot be called",
	"tests-error/eval/plugin-1":                "an exception of a plugin is reported at the @plugin that loads it",
	"tests-error/eval/plugin-3":                "the method eval of a plugin is not called",
}

func caseText(t *testing.T, data string, c testCase) string {
	t.Helper()
	if c.expected == "" {
		return ""
	}
	return strings.ReplaceAll(string(testenv.Data(t, filepath.Join(data, c.expected))), "\r\n", "\n")
}

// fill replaces the placeholders of an expectation; dir is the directory they
// stand for, with its final slash.
func fill(text, dir string) string {
	escape := strings.NewReplacer(".", `\.`, ":", `\:`, "/", `\/`, `\`, `\\`)
	return strings.NewReplacer(
		"{path}", dir,
		"{pathimport}", dir+"import/",
		"{pathesc}", escape.Replace(dir),
		"{pathimportesc}", escape.Replace(dir+"import/"),
		"{pathrel}", strings.TrimPrefix(dir, "test-data/"),
		"{node}", "", "{/node}", "", "{pathhref}", "", "{404status}", "",
	).Replace(text)
}

// placeDir is the directory that the placeholders of a case stand for.
func placeDir(c testCase, reported string) string {
	if strings.Contains(c.less, "tests-config/debug/") {
		return "test-data/tests-config/debug/"
	}
	if reported != "" {
		return path.Dir(reported) + "/"
	}
	return path.Dir(c.less) + "/"
}

func runCase(t *testing.T, data string, c testCase) {
	got := compileRef(t, os.DirFS(data), c.less, c.options)
	want := caseText(t, data, c)
	switch c.check {
	case "css":
		if got.err != "" {
			t.Fatalf("error: %s", got.err)
		}
		diff(t, fill(want, placeDir(c, "")), got.css)
	case "error":
		if got.err == "" {
			t.Fatalf("no error; css:\n%s", got.css)
		}
		diff(t, strings.TrimSpace(fill(want, placeDir(c, got.errFile))), strings.TrimSpace(got.err))
	default:
		checkMap(t, c, got, want)
	}
}

func diff(t *testing.T, want, got string) {
	t.Helper()
	if want == got {
		return
	}
	// A whole stylesheet as a diff helps nobody; the first places do.
	d := strings.SplitAfter(cmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n")), "\n")
	t.Errorf("differs (- want, + got):\n%s", strings.Join(d[:min(len(d), 60)], ""))
}

var mapComment = regexp.MustCompile(`/\*# sourceMappingURL=\S+ \*/$`)

func checkMap(t *testing.T, c testCase, got compiled, want string) {
	t.Helper()
	if got.err != "" {
		t.Fatalf("error: %s", got.err)
	}
	if c.check == "map-empty" {
		if got.css != "" || len(got.sourceMap) > 0 {
			t.Errorf("css %q and map %q, want neither", got.css, got.sourceMap)
		}
		return
	}
	var wantMap, gotMap any
	if err := errors.Join(json.Unmarshal([]byte(want), &wantMap), json.Unmarshal(got.sourceMap, &gotMap)); err != nil {
		t.Fatalf("%v\nwant %s\ngot  %s", err, want, got.sourceMap)
	}
	if d := cmp.Diff(wantMap, gotMap); d != "" {
		t.Errorf("map differs (- want, + got):\n%s", d)
	}
	if noted := mapComment.MatchString(got.css); c.check != "map-raw" && noted != (c.check == "map") {
		t.Errorf("the css names its map: %v", noted)
	}
}

// oneFile is a file system that holds small texts by name.
type oneFile map[string]string

func (o oneFile) Open(name string) (fs.File, error) {
	text, ok := o[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &memFile{name: path.Base(name), Reader: bytes.NewReader([]byte(text))}, nil
}

// memFile is an open file in memory and its own fs.FileInfo.
type memFile struct {
	*bytes.Reader
	name string
}

func (f *memFile) Stat() (fs.FileInfo, error) { return f, nil }
func (f *memFile) Close() error               { return nil }
func (f *memFile) Name() string               { return f.name }
func (f *memFile) Mode() fs.FileMode          { return 0o444 }
func (f *memFile) IsDir() bool                { return false }
func (f *memFile) ModTime() time.Time         { return time.Time{} }
func (f *memFile) Sys() any                   { return nil }
