package skin

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"skinbuild/internal/java"
	"skinbuild/internal/source"
	"skinbuild/internal/versions"
)

// Release selects one of the servlet's two behaviours.
type Release uint8

const (
	FromTree    Release     = iota // detect from the stock skins of the tree; Since10_1 if there are none
	Before10_1                     // 8.7 to 10.0: a manifest's …Ignore lists have no effect
	Since10_1                      // 10.1.0.beta on: …Ignore lists remove files
	defaultSkin = "harmony"        // what web.xml sets since 8.7
)

// Options control how a webapp is read; nil means all defaults.
type Options struct {
	Release     Release // the zero value detects it from the tree
	DefaultSkin string  // sent instead of a skin that does not exist; "" means "harmony"
	// Shown returns the path that diagnostics print for a file of the webapp; nil prints
	// the path below the webapp's folder.
	Shown func(name string) string
}

// Limits on the resources of a faulty or hostile skin. The servlet has no
// limits: it runs out of memory or stack.
const (
	maxFileSize = 2 << 20 // bytes of one file, unless it is a script
	maxScript   = 16 << 20
	maxOutput   = 8 << 20 // bytes of one answer, unless it is a script, and of all values of its properties
	maxScripts  = 64 << 20
	maxDepth    = 1000  // nested tokens
	maxFiles    = 10000 // files that one manifest lists
)

// A Webapp is a webapp on disk. It caches the files that it has read, so it
// shows the state of the webapp at one moment. It is safe for concurrent use.
type Webapp struct {
	fsys    fs.FS
	opt     Options
	release Release

	mu    sync.Mutex
	files map[string]*textFile
	dirs  map[string]map[string]bool // directory → name → is a directory
}

// Open returns the webapp whose root, the directory that contains skins/ and
// css/, is fsys. It returns an error if the root cannot be read.
func Open(fsys fs.FS, opt *Options) (*Webapp, error) {
	w := &Webapp{fsys: fsys, files: map[string]*textFile{}, dirs: map[string]map[string]bool{}}
	if opt != nil {
		w.opt = *opt
	}
	if w.opt.DefaultSkin == "" {
		w.opt.DefaultSkin = defaultSkin
	}
	if info, err := fs.Stat(fsys, "skins"); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("%s is not a webapp: it has no directory skins/: %w", w.shown("."), fs.ErrNotExist)
	}
	w.release = w.opt.Release
	if w.release == FromTree {
		w.release = w.guessRelease()
	}
	return w, nil
}

func (w *Webapp) shown(name string) string {
	if w.opt.Shown == nil {
		return name
	}
	return w.opt.Shown(name)
}

// Release returns the behaviour in use: Before10_1 or Since10_1.
func (w *Webapp) Release() Release { return w.release }

// guessRelease looks at the stock skin that every release has: since 10.1 its
// manifest excludes the screen style sheets from the print client.
func (w *Webapp) guessRelease() Release {
	stock := w.read("skins/" + defaultSkin + "/manifest.xml")
	if stock == nil || strings.Contains(stock.src.Text(), "<cssIgnore>") {
		return Since10_1
	}
	return Before10_1
}

// Skins returns the names of the folders below skins/ that contain a manifest,
// sorted. Folders whose name begins with "_" hold shared parts of the vendor
// and are not skins.
func (w *Webapp) Skins() []string {
	var names []string
	for name, isDir := range w.list("skins") {
		if isDir && !strings.HasPrefix(name, "_") && w.kind("skins/"+name+"/manifest.xml") == regular {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// A textFile is a file as the servlet reads it: decoded and split into lines.
type textFile struct {
	src   *source.File
	name  string // path below the webapp, resolved
	lines []line
	size  int // bytes on disk
	dirty int // bytes that are not UTF-8 and became U+FFFD
}

// fileKind is the kind of file that a path names.
type fileKind uint8

const (
	missing fileKind = iota
	regular
	directory
)

// kind returns the kind of file at the clean path below the webapp.
func (w *Webapp) kind(name string) fileKind {
	if name == "." {
		return directory
	}
	isDir, ok := w.list(path.Dir(name))[path.Base(name)]
	switch {
	case !ok:
		return missing
	case isDir:
		return directory
	}
	return regular
}

// list returns the entries of a directory, or nil if it cannot be read.
func (w *Webapp) list(dir string) map[string]bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if names, ok := w.dirs[dir]; ok {
		return names
	}
	var names map[string]bool
	if entries, err := fs.ReadDir(w.fsys, dir); err == nil {
		names = make(map[string]bool, len(entries))
		for _, e := range entries {
			isDir := e.IsDir()
			if e.Type()&fs.ModeSymlink != 0 {
				info, err := fs.Stat(w.fsys, path.Join(dir, e.Name()))
				if err != nil {
					continue
				}
				isDir = info.IsDir()
			}
			names[e.Name()] = isDir
		}
	}
	w.dirs[dir] = names
	return names
}

// read returns the file at the clean path, or nil if it is missing, a
// directory, or longer than fileLimit.
func (w *Webapp) read(name string) *textFile {
	w.mu.Lock()
	defer w.mu.Unlock()
	if f, ok := w.files[name]; ok {
		return f
	}
	f := w.load(name)
	w.files[name] = f
	return f
}

// fileLimit returns the most bytes that a file is read with. Scripts are only searched,
// not taken apart.
func fileLimit(name string) int64 {
	if strings.HasSuffix(name, ".js") {
		return maxScript
	}
	return maxFileSize
}

func (w *Webapp) load(name string) *textFile {
	info, err := fs.Stat(w.fsys, name)
	if err != nil || info.IsDir() || info.Size() > fileLimit(name) {
		return nil
	}
	data, err := fs.ReadFile(w.fsys, name)
	if err != nil || int64(len(data)) > fileLimit(name) {
		return nil
	}
	text, dirty := java.DecodeUTF8(data)
	src := source.NewFile(w.shown(name), text)
	return &textFile{src: src, name: name, lines: splitLines(text), size: len(data), dirty: dirty}
}

// ParseRelease returns the behaviour of a Zimbra version ("8.8.15", "10.1.3"),
// or FromTree for "".
func ParseRelease(version string) (Release, bool) {
	if version == "" {
		return FromTree, true
	}
	r, err := versions.ParseSeries(version)
	switch {
	case err != nil || r[0] < 1:
		return FromTree, false
	case r.Compare(versions.Release{10, 1}) >= 0:
		return Since10_1, true
	}
	return Before10_1, true
}
