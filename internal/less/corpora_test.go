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
// what less.js makes of it. Patch replaces inline JavaScript by its values.
type corpus struct {
	ID, Package, Entry, SHA256 string
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
var aliases = map[string]string{"antd@4.24.16": "antd4", "uikit@2.27.4": "uikit2"}

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

// TestCorpora compiles real projects and compares with what less.js makes of them,
// byte for byte, by its hash. Where the hashes differ less.js tells the difference.
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
			sum := sha256.Sum256([]byte(got.css))
			if hex.EncodeToString(sum[:]) != c.SHA256 {
				diff(t, c.reference(t, files, entry), got.css)
				t.Errorf("%d bytes, and their hash is not that of testdata/corpora.json", len(got.css))
			}
			t.Logf("%s: %d bytes", c.ID, len(got.css))
		})
	}
}

// TestCorporaLikeReference runs less.js itself on the projects: the hashes of
// corpora.json are of what it prints.
func TestCorporaLikeReference(t *testing.T) {
	testenv.Long(t)
	var list []corpus
	var projects []feature
	for _, c := range loadCorpora(t) {
		// A patched project has the hash of the original.
		if c.Patch != nil || strings.HasPrefix(c.Package, "Zimbra/") && !testenv.HasLessData() {
			continue
		}
		files, entry := c.load(t)
		list, projects = append(list, c), append(projects, c.copyTo(t, files, entry))
	}
	var want []lessOutput
	testenv.Node(t, "corpus.mjs", projects, &want)
	for i, c := range list {
		sum := sha256.Sum256([]byte(want[i].CSS))
		if hex.EncodeToString(sum[:]) != c.SHA256 {
			t.Errorf("%s: less.js prints something else than the hash of testdata/corpora.json says: %s", c.ID, want[i].Error)
		}
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
