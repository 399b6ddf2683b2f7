package less_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// webClient is the environment variable that names a checkout of zm-web-client,
// for the stylesheets of its editor.
const webClient = "ZM_WEB_CLIENT"

// A corpus is one entry of corpora.json: a real project and what less.js made of it.
type corpus struct {
	ID, Package, Entry, Expected string
	Options                      json.RawMessage
	NeedsJS                      string            `json:"needs_js"`
	Patch                        map[string][]hunk // file of the package → changes
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
	if err := json.Unmarshal(readShared(t, "corpora.json"), &list); err != nil {
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
		dir := os.Getenv(webClient)
		skipWithout(t, dir, webClient+", a checkout of zm-web-client")
		return os.DirFS(dir), c.Entry
	}
	skipWithout(t, modulesDir, "the npm packages of bench/, installed by make setup")
	name := c.Package[:strings.LastIndexByte(c.Package, '@')]
	entry := c.Entry
	if alias := aliases[c.Package]; alias != "" {
		entry = alias + strings.TrimPrefix(entry, name)
		name = alias
	}
	files := overlay{os.DirFS(filepath.FromSlash(modulesDir)), oneFile{}}
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

func (c *corpus) truth(t testing.TB) string {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(readShared(t, c.Expected)))
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestCorpora compiles real projects and compares with what less.js 4.9.1 made of
// them, byte for byte.
func TestCorpora(t *testing.T) {
	needShared(t)
	for _, c := range loadCorpora(t) {
		t.Run(c.ID, func(t *testing.T) {
			files, entry := c.load(t)
			got := compileRef(t, files, entry, decodeRef(t, string(c.Options), path.Dir(entry)))
			if got.err != "" {
				t.Fatalf("error: %s", got.err)
			}
			diff(t, c.truth(t), got.css)
			t.Logf("%s: %d bytes", c.ID, len(got.css))
		})
	}
}
