package eval

import (
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"path"
	"slices"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/less/syntax"
	"skinbuild/internal/less/value"
	"skinbuild/internal/source"
)

// A fileInfo is a file in the role it has in one compilation: what relative paths
// in it refer to, and whether it was imported for reference only.
type fileInfo struct {
	file      *source.File // the text that positions of its nodes refer to
	name      string       // as diagnostics name it
	dir       string       // of the file, with a final "/"; "" for the root
	entryDir  string       // dir of the file that the compilation began with
	rootPath  string       // put before relative URLs
	reference bool
}

// An imported is what an @import brings. It stands for nothing if skip says so.
type imported struct {
	info   *fileInfo
	sheet  *syntax.Sheet // nil for an inline import
	inline string        // its text
	skip   skipping
}

type skipping uint8

const (
	skipNever skipping = iota
	skipOnce           // unless this is the first evaluated import of that file
	skipAlways
)

// importKey is an @import statement in the role its file has: a file that is
// imported several times has its statements once in memory.
type importKey struct {
	node *syntax.Import
	from *fileInfo
}

// A block is a list of statements that variables are looked up in.
type block struct {
	rules []syntax.Stmt
	info  *fileInfo
}

// importer loads what a compilation imports, before anything is evaluated: first
// all paths that are known, in the order of their files, then one by one those
// that hold variables.
type importer struct {
	c *compilation
	// path evaluates the path of an import in the blocks around it, innermost first.
	path func(node *syntax.Import, blocks []block) (string, error)

	loaded  map[importKey]*imported
	files   map[string]*imported // by name, those parsed
	visited map[string]bool
	seen    map[string]bool           // by evaluation, for skipOnce
	texts   map[string]string         // of the files that were read, by name
	sheets  map[string]*syntax.Result // of those that were parsed
	names   names

	broughtBy map[*source.File]value.Place // the first import of each file

	references bool // some import is for reference only
	statements int  // of the files, at the top
	size       int  // of the files, in bytes
	queue      []pendingImport
	dynamic    []pendingImport
	packages   []string // the node_modules folders, nil before they were looked for
	count      int
	order      []string
	diags      source.Diags
}

type pendingImport struct {
	node     *syntax.Import
	blocks   []block
	multiple bool // an import around it says so
	at       nesting
}

// elsewhere is what is around imports in a block that is no module.
func (p pendingImport) elsewhere() pendingImport {
	p.at = elsewhere
	return p
}

// from is the file that the import stands in.
func (p pendingImport) from() *fileInfo { return p.blocks[0].info }

func newImporter(c *compilation) *importer {
	return &importer{c: c, loaded: map[importKey]*imported{}, files: map[string]*imported{}, visited: map[string]bool{}, seen: map[string]bool{},
		sheets: map[string]*syntax.Result{}, texts: map[string]string{}, broughtBy: map[*source.File]value.Place{}, names: newNames()}
}

// lookup returns what an import brought; nil for one that is left to the browser.
func (im *importer) lookup(node *syntax.Import, from *fileInfo) *imported {
	return im.loaded[importKey{node, from}]
}

// skipped reports whether an import brings nothing where it is evaluated.
func (im *importer) skipped(i *imported) bool {
	if i.skip == skipOnce {
		i.skip = skipNever
		if im.seen[i.info.name] {
			i.skip = skipAlways
		}
		im.seen[i.info.name] = true
	}
	return i.skip == skipAlways
}

// run loads everything that the sheet imports.
func (im *importer) run(sheet *syntax.Sheet, info *fileInfo) {
	im.visited[info.name] = true
	im.names.noteNames(sheet, inRoot)
	im.collect(sheet.Rules, []block{{sheet.Rules, info}}, pendingImport{})
	for len(im.queue)+len(im.dynamic) > 0 {
		if len(im.queue) > 0 {
			next := im.queue[0]
			im.queue = im.queue[1:]
			im.load(next, pathText(next.node.Path))
			continue
		}
		next := im.dynamic[0]
		im.dynamic = im.dynamic[1:]
		name, err := im.path(next.node, next.blocks)
		if err != nil {
			continue // it stays an import, whose path is evaluated again where it stands
		}
		if !isCSSImport(next.node, name) {
			im.load(next, name)
		}
	}
}

// collect queues the imports of a list of statements and of what is inside them.
func (im *importer) collect(rules []syntax.Stmt, blocks []block, around pendingImport) {
	for _, s := range rules {
		switch s := s.(type) {
		case *syntax.Import:
			p := pendingImport{s, blocks, around.multiple, around.at}
			if len(s.Features) > 0 {
				p.at = elsewhere
			}
			im.enqueue(p)
		case *syntax.Ruleset:
			in := around
			in.at = max(around.at, inModule)
			im.inside(s.Rules, blocks, in)
		case *syntax.MixinDef:
			im.inside(s.Rules, blocks, around.elsewhere())
		case *syntax.Query:
			im.inside(s.Rules, blocks, around.elsewhere())
		case *syntax.AtRule:
			im.inside(s.Rules, blocks, around.elsewhere())
		default:
			for block := range detachedIn(s) {
				im.inside(block, blocks, around.elsewhere())
			}
		}
	}
}

// detachedIn yields the blocks that a statement has as values: that of a variable, and
// those that are arguments.
func detachedIn(s syntax.Stmt) iter.Seq[[]syntax.Stmt] {
	return func(yield func([]syntax.Stmt) bool) {
		block := func(x syntax.Expr) bool {
			switch x := x.(type) {
			case *syntax.Detached:
				return yield(x.Rules)
			case *syntax.MixinDef:
				return yield(x.Rules)
			}
			return true
		}
		switch s := s.(type) {
		case *syntax.Declaration:
			block(s.Value)
		case *syntax.MixinCall:
			for i := range s.Args {
				if !block(s.Args[i].Value) {
					return
				}
			}
		case *syntax.CallStmt:
			for _, arg := range s.Call.Args {
				if !block(arg) {
					return
				}
			}
		}
	}
}

func (im *importer) inside(rules []syntax.Stmt, blocks []block, around pendingImport) {
	if len(rules) == 0 || !hasImport(rules) {
		return
	}
	inner := append([]block{{rules, blocks[0].info}}, blocks...)
	im.collect(rules, inner, around)
}

// hasImport saves most blocks from being put on a list.
func hasImport(rules []syntax.Stmt) bool {
	for _, s := range rules {
		found := false
		switch s := s.(type) {
		case *syntax.Import:
			found = true
		case *syntax.Ruleset:
			found = hasImport(s.Rules)
		case *syntax.MixinDef:
			found = hasImport(s.Rules)
		case *syntax.Query:
			found = hasImport(s.Rules)
		case *syntax.AtRule:
			found = hasImport(s.Rules)
		default:
			for block := range detachedIn(s) {
				found = found || hasImport(block)
			}
		}
		if found {
			return true
		}
	}
	return false
}

func (im *importer) enqueue(p pendingImport) {
	switch {
	case p.node.Path == nil: // variables from outside: loaded already
	case isDynamic(p.node.Path):
		im.dynamic = append(im.dynamic, p)
	case !isCSSImport(p.node, pathText(p.node.Path)):
		im.queue = append(im.queue, p)
	}
}

// isDynamic reports whether a path has to be evaluated.
func isDynamic(e syntax.Expr) bool {
	if u, ok := e.(*syntax.URL); ok {
		e = u.Value
	}
	switch e := e.(type) {
	case *syntax.Quoted:
		return syntax.HasInterpolation(e.Text)
	case *syntax.Raw:
		return false
	}
	return true
}

// pathText is the path of an import without quotes and url().
func pathText(e syntax.Expr) string {
	if u, ok := e.(*syntax.URL); ok {
		e = u.Value
	}
	switch e := e.(type) {
	case *syntax.Quoted:
		return e.Text
	case *syntax.Raw:
		return e.Text
	}
	return ""
}

// importOptions are the words of an import, the last of opposites winning.
type importOptions struct {
	less, css, inline, reference, multiple, optional bool
}

func optionsOf(node *syntax.Import) importOptions {
	var o importOptions
	for _, word := range node.Options {
		switch word {
		case "less":
			o.less, o.css = true, false
		case "css":
			o.less, o.css = false, true
		case "inline":
			o.inline = true
		case "reference":
			o.reference = true
		case "multiple":
			o.multiple = true
		case "once":
			o.multiple = false
		case "optional":
			o.optional = true
		}
	}
	return o
}

// isCSSImport reports whether an import is left to the browser.
func isCSSImport(node *syntax.Import, name string) bool {
	o := optionsOf(node)
	switch {
	case o.inline:
		return false
	case o.less || o.css:
		return o.css
	}
	return isCSSPath(name) || isRemote(name)
}

// load loads one import and queues what it imports itself.
func (im *importer) load(p pendingImport, name string) {
	o := optionsOf(p.node)
	o.multiple = o.multiple || p.multiple
	im.references = im.references || o.reference
	result, err := im.fetch(p, name, o)
	if err != nil {
		code := fileCode(err)
		if code == codes.LessLimit {
			im.queue, im.dynamic = nil, nil
		}
		d := p.from().file.Errorf(value.Place{File: p.from().file, Offset: p.node.At}.Span(), code, "%s", err)
		var placed *value.Error
		if errors.As(err, &placed) {
			d.Text, d.Hint = placed.Text, placed.Hint
			d = ownWords(d, placed)
		}
		if x := p.node.Path; d.Original != nil && x != nil && code == codes.LessFile {
			d.Span = pathSpan(d.File, x, d.Span)
		}
		im.explain(d)
		im.diags = append(im.diags, d)
		return
	}
	im.loaded[importKey{p.node, p.from()}] = result
	if result.skip == skipAlways || result.sheet == nil {
		return
	}
	im.visited[result.info.name] = true
	blocks := append([]block{{result.sheet.Rules, result.info}}, p.blocks...)
	im.names.noteNames(result.sheet, p.at)
	im.collect(result.sheet.Rules, blocks, pendingImport{multiple: o.multiple, at: p.at})
}

// fetch finds, reads and parses the file of an import.
func (im *importer) fetch(p pendingImport, name string, o importOptions) (*imported, error) {
	if im.count++; im.count > im.c.limits.Imports {
		return nil, &value.Failure{Kind: "Limit", Text: fmt.Sprintf("more than %d imports (the limit on imports)", im.c.limits.Imports)}
	}
	if err := im.c.ctx.Err(); err != nil {
		return nil, stopped(err)
	}
	if isRemote(name) {
		return nil, fmt.Errorf("'%s' is not fetched: only @import (css) can name an address", name)
	}
	full, data, err := im.find(name, p.from().dir, !o.less && !o.inline)
	if err != nil {
		if o.optional && fileCode(err) == codes.LessFile {
			return &imported{skip: skipAlways}, nil
		}
		return nil, err
	}
	info := im.c.fileInfo(full, p.from(), o.reference)
	result := &imported{info: info}
	if !o.multiple {
		result.skip = skipOnce
		if im.visited[full] {
			result.skip = skipAlways
		}
	}
	if o.inline {
		result.inline = strings.TrimPrefix(data, "\ufeff")
		info.file = source.NewFile(full, result.inline)
		return result, nil
	}
	if known := im.files[full]; known != nil && !o.multiple {
		result.sheet, result.info = known.sheet, known.info
		return result, nil
	}
	parsed := im.parse(full, data)
	if _, known := im.broughtBy[parsed.Sheet.File]; !known && full != im.c.entry.name {
		im.broughtBy[parsed.Sheet.File] = value.Place{File: p.from().file, Offset: p.node.At}
	}
	im.diags = append(im.diags, im.c.parseDiags(parsed)...)
	result.sheet = parsed.Sheet
	info.file = parsed.Sheet.File
	if im.files[full] == nil {
		im.files[full] = result
		im.order = append(im.order, full)
	}
	return result, nil
}

// parse parses a file, once however often it is imported.
func (im *importer) parse(name, text string) *syntax.Result {
	known := im.sheets[name]
	if known == nil {
		known = im.c.parse(name, text)
		im.statements += len(known.Sheet.Rules)
		im.size += len(text)
		im.sheets[name] = known
	}
	return known
}

// find looks for a file beside the importing one, in the include paths, and as a
// package in the node_modules folders from the entry upwards.
func (im *importer) find(name, dir string, extend bool) (full, data string, err error) {
	explicit := strings.HasPrefix(name, ".") || strings.HasPrefix(name, "/")
	dirs := []string{""}
	if !isAbsolute(name) {
		dirs = im.c.opt.folders(dir)
	}
	var tried []string
	for _, d := range dirs {
		full := joinPath(d, name)
		if d == "." && !explicit {
			if found, data, ok := im.findPackage(full, extend); ok {
				return found, data, nil
			}
			tried = append(tried, "npm://"+full)
			if extend && !hasSuffix(full) {
				tried = append(tried, "npm://"+full+".less")
			}
		}
		if extend && !hasSuffix(full) {
			full += ".less"
		}
		if data, err := im.read(full); err == nil {
			return full, data, nil
		} else if !errors.Is(err, fs.ErrNotExist) {
			return "", "", err
		}
		tried = append(tried, full)
	}
	return "", "", im.notFound(name, dirs, tried, extend && !hasSuffix(name))
}

// notFound is the error of an import whose file is nowhere.
func (im *importer) notFound(name string, dirs, tried []string, extend bool) error {
	err := &value.Error{Failure: value.Failure{Kind: "File", Text: fmt.Sprintf("'%s' wasn't found. Tried - %s", name, strings.Join(tried, ","))}}
	base := path.Base(name)
	if extend {
		base += ".less"
	}
	var places, near []string
	for _, d := range dirs {
		folder := path.Clean(joinPath(d, path.Dir(name)))
		if slices.Contains(places, folder) {
			continue
		}
		places = append(places, folder)
		if entries, err := fs.ReadDir(im.c.fsys, strings.TrimPrefix(folder, "/")); err == nil {
			for _, e := range entries {
				near = append(near, e.Name())
			}
		}
	}
	err.Own = base + " is in none of these folders: " + strings.Join(places, ", ")
	if len(places) == 1 {
		err.Own = base + " is not in the folder " + places[0]
	}
	err.Hint = "an include path (-I) adds a folder"
	if n := source.Nearest(base, near); n != "" {
		err.Hint = "did you mean " + path.Join(path.Dir(name), n) + "?"
	}
	return err
}

// read reads a file, once however often it is imported.
func (im *importer) read(name string) (string, error) {
	if text, known := im.texts[name]; known {
		return text, nil
	}
	text, err := im.c.readFile(name)
	if err == nil {
		im.texts[name] = text
	}
	return text, err
}

// joinPath is name inside of dir, cleaned; without a dir it stays as written.
func joinPath(dir, name string) string {
	if dir == "" {
		return name
	}
	return path.Join(dir, name)
}

func (im *importer) findPackage(name string, extend bool) (full, data string, ok bool) {
	if im.packages == nil {
		im.packages = packageDirs(im.c.fsys, im.c.entry.dir)
	}
	for _, dir := range im.packages {
		full := path.Join(dir, name)
		if data, err := im.read(full); err == nil {
			return full, data, true
		}
		if extend && !hasSuffix(full) {
			if data, err := im.read(full + ".less"); err == nil {
				return full + ".less", data, true
			}
		}
	}
	return "", "", false
}

// packageDirs returns the node_modules folders from a directory upwards.
func packageDirs(fsys fs.FS, dir string) []string {
	found := []string{}
	for dir = strings.TrimSuffix(dir, "/"); ; dir = path.Dir(dir) {
		name := path.Join(dir, "node_modules")
		if info, err := fs.Stat(fsys, strings.TrimPrefix(name, "/")); err == nil && info.IsDir() {
			found = append(found, name)
		}
		if dir == "" || dir == "." || dir == "/" {
			return found
		}
	}
}
