package less_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"skinbuild/internal/testenv"
)

// A corpus is one entry of testdata/corpora.json: a real project, and the hash of
// what less.js makes of it: plain, compressed, and of the sources and mappings of its
// source map. Patch replaces inline JavaScript by its values.
type corpus struct {
	ID, Package, Entry, SHA256 string
	Compressed, Map            string
	Bytes                      int
	Options                    json.RawMessage
	NeedsJS                    string            `json:"needs_js"`
	Patch                      map[string][]hunk // file of the package → changes
}

// A hunk replaces length bytes at offset.
type hunk struct {
	offset, length int
	text           string
}

func (h *hunk) UnmarshalJSON(data []byte) error {
	return json.Unmarshal(data, &[]any{&h.offset, &h.length, &h.text})
}

func loadCorpora(t testing.TB) []corpus {
	t.Helper()
	var list []corpus
	if err := json.Unmarshal(testenv.Data(t, "testdata/corpora.json"), &list); err != nil {
		t.Fatal(err)
	}
	return list
}

// aliases are the packages that the lockfile holds in two major versions.
var aliases = map[string]string{
	"antd@4.24.16": "antd4", "uikit@2.27.4": "uikit2", "@fortawesome/fontawesome-free@6.7.2": "fontawesome6",
	"ionicons@2.0.1": "ionicons2", "bootstrap-datepicker@1.10.0": "bootstrap-datepicker1",
}

// load returns the file system of the corpus and its entry in it.
func (c *corpus) load(t testing.TB) (fs.FS, string) {
	t.Helper()
	if strings.HasPrefix(c.Package, "Zimbra/") {
		return os.DirFS(filepath.Join(testenv.LessData(t), "zm-web-client")), c.Entry
	}
	name := c.Package[:strings.LastIndexByte(c.Package, '@')]
	entry := c.Entry
	if alias := aliases[c.Package]; alias != "" {
		entry = alias + strings.TrimPrefix(entry, name)
		name = alias
	}
	testenv.Module(t, name)
	files := overlay{os.DirFS(testenv.Module(t, "")), oneFile{}}
	for file, hunks := range c.Patch {
		files.top[path.Join(name, file)] = patched(t, files.FS, path.Join(name, file), hunks)
	}
	if c.ID == "semantic-ui" {
		files.top[name+"/theme.config"] = patched(t, files.FS, name+"/theme.config.example", nil)
	}
	return files, entry
}

// patched returns the text of a file with the hunks applied; offsets count after
// line ends became "\n".
func patched(t testing.TB, fsys fs.FS, name string, hunks []hunk) string {
	t.Helper()
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(string(data), "\r\n", "\n")
	for end := len(text) + 1; ; {
		last := hunk{offset: -1}
		for _, h := range hunks {
			if h.offset < end && h.offset > last.offset {
				last = h
			}
		}
		if last.offset < 0 {
			return text
		}
		text = text[:last.offset] + last.text + text[last.offset+last.length:]
		end = last.offset
	}
}

// overlay is a file system with some files replaced.
type overlay struct {
	fs.FS
	top oneFile
}

func (o overlay) Open(name string) (fs.File, error) {
	if _, ok := o.top[name]; ok {
		return o.top.Open(name)
	}
	return o.FS.Open(name)
}

// allCorpora asks for every form of every project, compared with less.js itself: make
// corpora, which takes minutes.
var allCorpora = os.Getenv("CORPORA") == "all"

// TestCorpora compiles real projects and compares with what less.js makes of them,
// byte for byte, by its hash. Where the hashes differ less.js tells the difference. Of
// large projects it makes the plain form only, unless CORPORA is "all".
func TestCorpora(t *testing.T) {
	for _, c := range loadCorpora(t) {
		t.Run(c.ID, func(t *testing.T) {
			if c.Bytes > 300_000 {
				testenv.Long(t)
			}
			files, entry := c.load(t)
			got := compileRef(t, files, entry, decodeRef(t, string(c.Options), path.Dir(entry)))
			if got.err != "" {
				t.Fatalf("error: %s", got.err)
			}
			if hashOf(got.css) != c.SHA256 {
				diff(t, c.reference(t, files, entry), got.css)
				t.Errorf("%d bytes, and their hash is not that of testdata/corpora.json", len(got.css))
			}
			t.Logf("%s: %d bytes", c.ID, len(got.css))
			for form, want := range map[string]string{compressed: c.Compressed, mapped: c.Map} {
				if want == "" || c.Bytes > 300_000 && !allCorpora {
					continue
				}
				got := compileRef(t, files, entry, decodeRef(t, withOption(string(c.Options), form), path.Dir(entry)))
				text := got.css
				if form == mapped {
					text = mappingsOf(t, string(got.sourceMap))
				}
				if hashOf(text) != want {
					t.Errorf("with %s: the hash is not that of testdata/corpora.json: %s", form, got.err)
				}
			}
		})
	}
}

// The forms beside the plain one, as options of less.js.
const (
	compressed = `"compress": true`
	mapped     = `"sourceMap": {"sourceMapOutputFilename": "out.css"}`
)

// withOption adds an option to an object in JSON.
func withOption(object, option string) string {
	if object == "{}" {
		return "{" + option + "}"
	}
	return strings.TrimSuffix(object, "}") + ", " + option + "}"
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// mappingsOf is what a source map says: the sources and the mappings.
func mappingsOf(t testing.TB, text string) string {
	t.Helper()
	var m struct {
		Sources  []string
		Mappings string
	}
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		t.Fatal(err)
	}
	return strings.Join(append(m.Sources, m.Mappings), "\n")
}

// TestCorporaLikeReference runs less.js itself on the projects, the small ones unless
// CORPORA is "all": the hashes of corpora.json are of what it prints.
func TestCorporaLikeReference(t *testing.T) {
	testenv.Long(t)
	var list []corpus
	var projects []feature
	for _, c := range loadCorpora(t) {
		// A patched project has the hash of the original.
		if c.Bytes > 60_000 && !allCorpora || c.Patch != nil || strings.HasPrefix(c.Package, "Zimbra/") && !testenv.HasLessData() {
			continue
		}
		files, entry := c.load(t)
		project := c.copyTo(t, files, entry)
		if c.Compressed != "" {
			project.Cases = append(project.Cases, corpusCase{entry, json.RawMessage(withOption(string(c.Options), compressed))},
				corpusCase{entry, json.RawMessage(withOption(string(c.Options), mapped))})
		}
		list, projects = append(list, c), append(projects, project)
	}
	var want []lessOutput
	testenv.Node(t, "corpus.mjs", projects, &want)
	for _, c := range list {
		if hashOf(want[0].CSS) != c.SHA256 {
			t.Errorf("%s: less.js prints something else than the hash of testdata/corpora.json says: %s", c.ID, want[0].Error)
		}
		want = want[1:]
		if c.Compressed == "" {
			continue
		}
		if hashOf(want[0].CSS) != c.Compressed || hashOf(mappingsOf(t, want[1].Map)) != c.Map {
			t.Errorf("%s: less.js makes another compressed text or map than testdata/corpora.json says", c.ID)
		}
		want = want[2:]
	}
	t.Logf("%d projects", len(list))
}

// reference is what less.js makes of the project.
func (c *corpus) reference(t *testing.T, files fs.FS, entry string) string {
	t.Helper()
	var want []lessOutput
	testenv.Node(t, "corpus.mjs", []feature{c.copyTo(t, files, entry)}, &want)
	if want[0].Error != "" {
		t.Fatalf("less.js: %s", want[0].Error)
	}
	return want[0].CSS
}

// copyTo puts the project on the disk, patched.
func (c *corpus) copyTo(t *testing.T, files fs.FS, entry string) feature {
	t.Helper()
	dir := t.TempDir()
	parts := strings.Split(entry, "/")
	root := parts[0]
	if root[0] == '@' {
		root = path.Join(root, parts[1])
	}
	copyTree(t, files, dir, root)
	if o, ok := files.(overlay); ok {
		for name, text := range o.top {
			if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	return feature{Dir: dir, Cases: []corpusCase{{Name: entry, Options: c.Options}}}
}

// copyTree copies a folder of files to the disk, without folders of other packages.
func copyTree(t *testing.T, files fs.FS, dir, root string) {
	t.Helper()
	err := fs.WalkDir(files, root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && d.Name() == "node_modules" {
			return fs.SkipDir
		}
		full := filepath.Join(dir, filepath.FromSlash(name))
		if d.IsDir() {
			return os.MkdirAll(full, 0o755)
		}
		if strings.Contains(".map .ts .tsx .md .ttf .eot .woff .woff2", path.Ext(name)) && path.Ext(name) != "" {
			return nil
		}
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		return os.WriteFile(full, data, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
}
