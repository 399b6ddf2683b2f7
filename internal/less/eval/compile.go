package eval

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"unicode/utf16"

	"skinbuild/internal/codes"
	"skinbuild/internal/less/budget"
	"skinbuild/internal/less/output"
	"skinbuild/internal/less/syntax"
	"skinbuild/internal/less/value"
	"skinbuild/internal/source"
)

// compilation is the state of one call of Compile.
type compilation struct {
	ctx    context.Context
	fsys   fs.FS
	opt    *Options
	limits Limits
	budget *budget.Budget // of the limit on memory
	space  *workspace
	entry  *fileInfo
	buffer []byte // for reading

	imports  *importer
	warnings source.Diags
	said     map[warningKind]int
	marks    *output.Marks
	added    map[string]bool // the functions of plugins, by name

	verbatims value.Verbatims
	placed    []value.Verbatim
}

// The default limits; the largest real projects stay below a hundredth of them.
var defaultLimits = Limits{Steps: 50_000_000, Depth: 20_000, Output: 256 << 20, Imports: 5_000, File: 32 << 20, Memory: 512 << 20}

const maxDepth = 100_000

// Compile compiles the file of that name in fsys; nothing outside of fsys is read.
// A nil opt means lessc's defaults. The result is nil if one of the diagnostics is
// an error; the first error is the one that less.js would report.
func Compile(fsys fs.FS, name string, opt *Options) (*Result, source.Diags) {
	if opt == nil {
		opt = &Options{}
	}
	c := &compilation{ctx: cmp.Or(opt.Context, context.Background()), fsys: fsys, opt: opt, said: map[warningKind]int{}}
	c.limits = Limits{
		Steps:   cmp.Or(opt.Limits.Steps, defaultLimits.Steps),
		Depth:   min(cmp.Or(opt.Limits.Depth, defaultLimits.Depth), maxDepth),
		Output:  cmp.Or(opt.Limits.Output, defaultLimits.Output),
		Imports: cmp.Or(opt.Limits.Imports, defaultLimits.Imports),
		File:    cmp.Or(opt.Limits.File, defaultLimits.File),
		Memory:  cmp.Or(opt.Limits.Memory, defaultLimits.Memory),
	}
	c.budget = budget.New(c.limits.Memory)
	text, err := c.readFile(name)
	if err != nil {
		return nil, source.Diags{source.NewFile(name, "").Errorf(source.At(0), fileCode(err), "%s", fileError(name, err))}
	}
	c.space = newWorkspace(c.budget)
	result, ds := c.compile(name, text)
	c.space.done(c.budget.Used())
	return result, ds
}

// fileCode is the code of an error of reading: a limit was passed, or else.
func fileCode(err error) codes.Code {
	if _, ok := err.(*value.Failure); ok {
		return codes.LessLimit
	}
	return codes.LessFile
}

// fileError names the file in the words of the user, not of the fs.FS.
func fileError(name string, err error) string {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return fmt.Sprintf("%s: %s", name, pathError.Err)
	}
	return err.Error()
}

func (c *compilation) compile(name, text string) (result *Result, diags source.Diags) {
	parsed := c.parse(name, text)
	c.entry = c.entryInfo(name, parsed.Sheet.File)
	diags = c.parseDiags(parsed)
	if c.opt.Compress {
		c.warnings = append(c.warnings, parsed.Sheet.File.Warnf(source.At(0), codes.LessCompressOption, "%s", compressWarning))
	}
	c.imports = newImporter(c)
	c.imports.size = len(parsed.Sheet.File.Text())
	root, info := c.withVars(parsed.Sheet)
	e := newEvaluator(c)
	c.imports.path = e.importPath
	c.imports.run(root, info)
	diags = append(diags, c.imports.diags...)
	if diags.Err() != nil {
		return nil, c.withWarnings(taught(diags))
	}
	css, mapping, errs := e.run(root, info)
	defer func() { c.verbatims.ExpandDiags(diags) }()
	for _, err := range errs {
		diags = append(diags, c.diag(err))
	}
	if len(errs) > 0 {
		return nil, c.withWarnings(taught(diags))
	}
	diags = append(diags, c.warnings...)
	if c.opt.Lint {
		diags = append(diags, c.lint(parsed.Sheet)...)
	}
	return &Result{CSS: css, SourceMap: mapping, Imports: c.imports.order, Verbatims: c.placed, marks: c.marks}, diags
}

// parse parses a file. Its memory counts also if the cache has it already.
func (c *compilation) parse(name, text string) *syntax.Result {
	r := c.opt.Cache.parse(name, text, c.limits.Memory, &c.space.arena)
	ended := len(r.Errors) > 0 && r.Errors[len(r.Errors)-1].Kind == "Limit"
	if size := r.Bytes + len(text); ended || size <= c.budget.Left() {
		c.budget.Take(min(size, c.budget.Left()))
		return r
	}
	over := &budget.Exceeded{Max: c.limits.Memory}
	return &syntax.Result{Sheet: &syntax.Sheet{File: r.Sheet.File}, Errors: []syntax.Error{{Text: over.Error(), Kind: "Limit"}}}
}

// withVars puts the variables from outside and the banner around the input, each
// in a file of its own, so that the positions of the input stay what they are.
func (c *compilation) withVars(sheet *syntax.Sheet) (*syntax.Sheet, *fileInfo) {
	before := c.opt.Banner + varsText(c.opt.GlobalVars)
	after := varsText(c.opt.ModifyVars)
	if before == "" && after == "" {
		return sheet, c.entry
	}
	root := &syntax.Sheet{File: sheet.File}
	add := func(part *syntax.Sheet, info *fileInfo) {
		node := &syntax.Import{Options: []string{"less", "multiple"}}
		root.Rules = append(root.Rules, node)
		c.imports.loaded[importKey{node, c.entry}] = &imported{info: info, sheet: part}
		c.imports.names.noteNames(part, inRoot)
		c.imports.collect(part.Rules, []block{{part.Rules, info}, {root.Rules, c.entry}}, pendingImport{})
	}
	outside := func(name, text string) {
		if text == "" {
			return
		}
		part := syntax.Parse(source.NewFile(name, text))
		c.imports.diags = append(c.imports.diags, c.parseDiags(part)...)
		info := *c.entry
		info.file, info.name = part.Sheet.File, name
		add(part.Sheet, &info)
	}
	outside("<global-var>", before)
	// The input itself is the entry; its own info keeps the importer from taking the
	// wrapper's imports for its own.
	info := *c.entry
	add(sheet, &info)
	outside("<modify-var>", after)
	return root, c.entry
}

func varsText(vars []Var) string {
	var b strings.Builder
	for _, v := range vars {
		fmt.Fprintf(&b, "@%s: %s;", strings.TrimPrefix(v.Name, "@"), strings.TrimSuffix(v.Value, ";"))
	}
	return b.String()
}

// readFile reads a file of the compilation. Names that leave fsys do not exist.
func (c *compilation) readFile(name string) (string, error) {
	clean := path.Clean(strings.TrimPrefix(name, "/"))
	if !fs.ValidPath(clean) {
		return "", &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	f, err := c.fsys.Open(clean)
	if err != nil {
		return "", err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	if info.IsDir() {
		return "", &fs.PathError{Op: "read", Path: name, Err: fs.ErrNotExist}
	}
	// A file may be longer than it says, as those of /proc are.
	var text strings.Builder
	if size := info.Size(); size <= int64(c.limits.File) {
		text.Grow(int(size))
		if c.buffer == nil {
			c.buffer = make([]byte, 16<<10)
		}
		if _, err := io.CopyBuffer(&text, io.LimitReader(f, int64(c.limits.File)+1), c.buffer); err != nil {
			return "", err
		}
	}
	if size := max(info.Size(), int64(text.Len())); size > int64(c.limits.File) {
		return "", &value.Failure{Kind: "Limit", Text: fmt.Sprintf("%s is %d bytes, more than %d (the limit on files)", name, size, c.limits.File)}
	}
	return text.String(), nil
}

func (c *compilation) entryInfo(name string, f *source.File) *fileInfo {
	rootPath := c.opt.RootPath
	if rootPath != "" && !strings.HasSuffix(rootPath, "/") {
		rootPath += "/"
	}
	dir := dirOf(name)
	return &fileInfo{file: f, name: name, dir: dir, entryDir: dir, rootPath: rootPath}
}

// fileInfo is that of a file imported from another one.
func (c *compilation) fileInfo(name string, from *fileInfo, reference bool) *fileInfo {
	info := &fileInfo{file: source.NewFile(name, ""), name: name, dir: dirOf(name), entryDir: from.entryDir, rootPath: from.rootPath}
	info.reference = reference || from.reference
	if c.opt.rewrites() {
		info.rootPath = c.opt.RootPath + pathDiff(info.dir, info.entryDir)
	}
	return info
}

func (o *Options) rewrites() bool { return o.RewriteURLs != "" && o.RewriteURLs != "off" }

// dirOf is the directory of a file with its final "/", "" if it has none.
func dirOf(name string) string {
	if i := strings.IndexByte(name, '?'); i > 0 {
		name = name[:i]
	}
	return name[:strings.LastIndexByte(name, '/')+1]
}

// pathDiff is the way from the directory base to the directory dir; both end in
// "/" or are empty.
func pathDiff(dir, base string) string {
	to, from := segments(dir), segments(base)
	for len(to) > 0 && len(from) > 0 && to[0] == from[0] {
		to, from = to[1:], from[1:]
	}
	diff := strings.Repeat("../", len(from))
	for _, s := range to {
		diff += s + "/"
	}
	return diff
}

func segments(dir string) []string {
	var out []string
	for s := range strings.SplitSeq(strings.TrimSuffix(dir, "/"), "/") {
		switch {
		case s == "" || s == ".":
		case s == ".." && len(out) > 0:
			out = out[:len(out)-1]
		case s != "..":
			out = append(out, s)
		}
	}
	return out
}

// diag makes an error of evaluation a diagnostic.
func (c *compilation) diag(err error) *source.Diag {
	at := value.Place{File: c.entry.file, Offset: 0}
	kind, text := "Runtime", err.Error()
	var placed *value.Error
	var plain *value.Failure
	switch {
	case errors.As(err, &placed):
		kind, text = cmp.Or(placed.Kind, "Syntax"), placed.Text
		if placed.At.File != nil {
			at = placed.At
		}
	case errors.As(err, &plain):
		kind, text = plain.Kind, plain.Text
	}
	d := at.File.Errorf(at.Span(), codeOf(kind, codes.LessRuntime), "%s", text)
	if placed != nil {
		d.Hint = placed.Hint
		d.Code = cmp.Or(placed.Code, d.Code)
		d = ownWords(d, placed)
		for _, n := range placed.Notes {
			d.WithRelated(n.At.File, n.At.Span(), "%s", n.Text)
		}
	}
	c.imports.explain(d)
	return d
}

// codeOf returns the code of a kind of error, as less.js names them, or of a
// deprecation. Plugins make kinds of their own: those get the code other.
func codeOf(kind string, other codes.Code) codes.Code {
	if c, err := codes.Parse("less/" + strings.ToLower(kind)); err == nil {
		return c
	}
	return other
}

// A warningKind is a kind of warning in a file.
type warningKind struct{ file, kind string }

// maxRepeats is how often one kind of deprecation is warned of in a file.
const maxRepeats = 5

// parseDiags are the errors of a parsed file; its warnings are kept for the end.
func (c *compilation) parseDiags(r *syntax.Result) source.Diags {
	f := r.Sheet.File
	for _, w := range r.Warnings {
		key := warningKind{f.Name(), w.Kind}
		if c.said[key]++; w.Kind != "" && c.said[key] > maxRepeats {
			continue
		}
		d := f.Warnf(value.Place{File: f, Offset: w.At}.Span(), codeOf(w.Kind, codes.LessWarning), "%s", w.Text)
		if w.Own {
			d.Hint, d.Original = w.Hint, &source.Diag{File: f, Span: d.Span, Severity: source.Warning, Code: d.Code}
		}
		c.warnings = append(c.warnings, d)
	}
	var diags source.Diags
	for _, e := range r.Errors {
		d := f.Errorf(value.Place{File: f, Offset: e.At}.Span(), codeOf(e.Kind, codes.LessParse), "%s", e.Text)
		if c.imports != nil {
			c.imports.explain(d)
		}
		diags = append(diags, d)
	}
	return diags
}

// kinds gives less.js's spelling of the types of errors.
var kinds = map[string]string{"javascript": "JavaScript"}

// compressWarning is the one warning that is about an option.
const compressWarning = "The compress option has been deprecated. We recommend you use a dedicated css minifier, for instance see less-plugin-clean-css."

// LessText returns the diagnostic as less.js prints it: its type and message, file,
// line and column, and for an error the lines around. It is "" for what less.js does not
// say.
func LessText(d *source.Diag) string {
	if d.Original != nil {
		d = d.Original
	}
	if d.Text == "" {
		return ""
	}
	kind := strings.TrimPrefix(d.Code.String(), "less/")
	head := "DEPRECATED WARNING"
	switch {
	case d.Severity == source.Error && kind != "":
		head = cmp.Or(kinds[kind], strings.ToUpper(kind[:1])+kind[1:]) + "Error"
	case kind == "warning":
		head = "WARNING"
	}
	if d.Code == codes.LessCompressOption {
		return d.Text
	}
	if strings.HasPrefix(d.Text, "extend '") && strings.HasSuffix(d.Text, "' has no matches") {
		return head + ": " + d.Text
	}
	line, col := d.File.Position(d.Span.Start)
	text := d.File.Line(line)
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s in %s on line %d, column %d:\n", head, d.Text, d.File.Name(), line, len(utf16.Encode([]rune(text[:min(col-1, len(text))])))+1)
	if d.Severity == source.Error && line > 1 {
		fmt.Fprintf(&b, "%d %s\n", line-1, d.File.Line(line-1))
	}
	fmt.Fprintf(&b, "%d %s\n", line, text)
	if d.Severity == source.Error && line < d.File.Lines() {
		fmt.Fprintf(&b, "%d %s\n", line+1, d.File.Line(line+1))
	}
	return b.String()
}
