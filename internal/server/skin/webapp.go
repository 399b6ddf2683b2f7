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
)

// Release says which of its two behaviours the servlet has.
type Release uint8

const (
	FromTree    Release     = iota // as the stock skins of the tree say; without them Since10_1
	Before10_1                     // 8.7 to 10.0: a manifest's …Ignore lists mean nothing
	Since10_1                      // 10.1.0.beta on: …Ignore lists remove files
	defaultSkin = "harmony"        // what web.xml sets since 8.7
)

// Options says how a webapp is read; nil means all defaults.
type Options struct {
	Dir         string  // what diagnostics put before the path of a file; "" for nothing
	Release     Release // the zero value looks at the tree
	DefaultSkin string  // what is sent for a skin that does not exist; "" means "harmony"
}

// The limits that keep a broken or hostile skin from eating the machine. The
// servlet has none: it runs out of memory or stack.
const (
	maxFileSize = 16 << 20 // bytes of one file
	maxOutput   = 64 << 20 // bytes of one answer, and of all values of its properties
	maxDepth    = 1000     // tokens within tokens
	maxFiles    = 10000    // files that one manifest lists
)

// A Webapp is the web client as it lies on disk. It keeps the files that it has
// read, so it shows the webapp at one moment; it is safe for concurrent use.
type Webapp struct {
	fsys    fs.FS
	opt     Options
	release Release

	mu    sync.Mutex
	files map[string]*textFile
	dirs  map[string]map[string]bool // directory → name → is a directory
}

// Open returns the webapp whose root is fsys: the directory that holds skins/ and
// css/. The error is one of reading it.
func Open(fsys fs.FS, opt *Options) (*Webapp, error) {
	w := &Webapp{fsys: fsys, files: map[string]*textFile{}, dirs: map[string]map[string]bool{}}
	if opt != nil {
		w.opt = *opt
	}
	if w.opt.DefaultSkin == "" {
		w.opt.DefaultSkin = defaultSkin
	}
	if info, err := fs.Stat(fsys, "skins"); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("%s: no directory skins/ in it, so it is no webapp: %w", cmpDir(w.opt.Dir), fs.ErrNotExist)
	}
	w.release = w.opt.Release
	if w.release == FromTree {
		w.release = w.guessRelease()
	}
	return w, nil
}

func cmpDir(dir string) string {
	if dir == "" {
		return "."
	}
	return dir
}

// Release returns the behaviour in force: Before10_1 or Since10_1.
func (w *Webapp) Release() Release { return w.release }

// guessRelease looks at the stock skin that every release has: since 10.1 its
// manifest removes the screen's style sheets from the print client.
func (w *Webapp) guessRelease() Release {
	stock := w.read("skins/" + defaultSkin + "/manifest.xml")
	if stock == nil || strings.Contains(stock.src.Text(), "<cssIgnore>") {
		return Since10_1
	}
	return Before10_1
}

// Skins returns the names of the folders below skins/ that have a manifest,
// sorted. A leading "_" marks the vendor's parts, which are no skins.
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

// A textFile is a file as the servlet reads it: decoded and cut into lines.
type textFile struct {
	src   *source.File
	name  string // path below the webapp, resolved
	lines []line
	size  int // bytes on disk
	dirty int // bytes that are no UTF-8 and became U+FFFD
}

// fileKind is what a path names.
type fileKind uint8

const (
	missing fileKind = iota
	regular
	directory
)

// kind tells what the clean path below the webapp names.
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

// list returns what a directory holds; nil where it cannot be read.
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

// read returns the file of the clean path, or nil where it cannot be read: it is
// missing, a directory, or longer than maxFileSize.
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

func (w *Webapp) load(name string) *textFile {
	info, err := fs.Stat(w.fsys, name)
	if err != nil || info.IsDir() || info.Size() > maxFileSize {
		return nil
	}
	data, err := fs.ReadFile(w.fsys, name)
	if err != nil || len(data) > maxFileSize {
		return nil
	}
	text, dirty := java.DecodeUTF8(data)
	src := source.NewFile(path.Join(w.opt.Dir, name), text)
	return &textFile{src: src, name: name, lines: splitLines(text), size: len(data), dirty: dirty}
}

// ParseRelease returns the behaviour of a version of Zimbra ("8.8.15", "10.1.3");
// FromTree for "".
func ParseRelease(version string) (Release, bool) {
	if version == "" {
		return FromTree, true
	}
	var major, minor int
	if n, _ := fmt.Sscanf(version, "%d.%d", &major, &minor); n < 1 || major < 1 {
		return FromTree, false
	}
	if major > 10 || major == 10 && minor >= 1 {
		return Since10_1, true
	}
	return Before10_1, true
}
