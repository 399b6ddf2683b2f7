// Package convert converts a skin of the server, in CSS with macros and
// properties, to a LESS skin that gives every browser the same rules.
//
// Tokens that contain values become variables, tokens that contain declarations
// become mixins, the servlet's calls become functions, #IFDEF becomes @ifdef,
// and adjacent rules with a common beginning are nested. skin.properties is
// kept and stays effective: variables and mixins print the tokens again.
package convert

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/java"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// Options control the conversion; nil means all defaults.
type Options struct {
	Shown   func(name string) string // the path that diagnostics print for a file; nil prints the one below the webapp's folder
	Modern  bool                     // prefixes become those that the project's browsers need, not those that were there
	Flatten bool                     // files of other folders that the manifest lists become the skin's own
}

// A Result is a converted skin.
type Result struct {
	Name   string    // of its folder: letters and digits
	Tree   tree.Tree // of its folder
	Sheets []Sheet   // in the manifest's order
}

// A Sheet describes the conversion of one style sheet.
type Sheet struct {
	From  string // below the webapp
	Name  string // in the folder, ".less"
	Bytes [2]int // before and after
	Count
}

// maxFile is the maximum size of an input file.
const maxFile = 16 << 20

// Skin converts the skin in the given folder below skins/ of a webapp:
// "harmony", or "_base/base3" for a shared part of the vendor. It builds the
// result and compares it: every known browser and client gets the rules and
// declarations of the original, in order, except for prefixes if they are
// written by the library. If there are errors, the result is nil.
func Skin(webapp fs.FS, folder string, opt *Options) (*Result, source.Diags) {
	if opt == nil {
		opt = &Options{}
	}
	c := &converter{app: webapp, folder: folder, opt: opt, name: notInName.ReplaceAllString(path.Base(folder), "")}
	c.run()
	if c.ds.Err() != nil {
		return nil, c.ds
	}
	return &c.result, c.ds
}

var notInName = regexp.MustCompile(`[^A-Za-z0-9]`)

// converter is one run of Skin.
type converter struct {
	app      fs.FS
	folder   string
	name     string
	opt      *Options
	manifest *source.File
	entries  []tree.Entry      // of the original, laid out as the result
	from     map[string]string // path in the folder → path below the webapp
	sheets   []*sheet
	result   Result
	ds       source.Diags
}

func (c *converter) run() {
	if err := c.gather(); err != nil {
		c.fail("%s", err)
	}
	if c.ds.Err() != nil {
		return
	}
	original, err := tree.New(c.entries...)
	if err != nil {
		c.fail("%s", err)
		return
	}
	c.readSheets(original)
	if c.ds.Err() != nil {
		return
	}
	s := newServer(c.app, c.name, original)
	v := newVocabulary(s.describe)
	c.ds = append(c.ds, convertSheets(c.sheets, v, s.closed, c.opt.Modern)...)
	if c.ds.Err() != nil {
		return
	}
	c.assemble(original, v)
	if c.ds.Err() == nil {
		c.ds = append(c.ds, c.compare(s)...)
	}
}

func (c *converter) shown(name string) string {
	if c.opt.Shown == nil {
		return name
	}
	return c.opt.Shown(name)
}

// fail reports an error without a place in a file.
func (c *converter) fail(format string, args ...any) {
	f := source.NewFile(c.shown("skins/"+c.folder), "")
	c.ds = append(c.ds, f.Errorf(source.At(0), codes.ConvertRead, format, args...))
}

// gather reads the files of the folder and, if they are to be copied into it,
// the files that the manifest lists elsewhere.
func (c *converter) gather() error {
	dir := path.Join("skins", c.folder)
	if c.name == "" {
		return errors.New("the name of a skin needs letters or digits")
	}
	if info, err := fs.Stat(c.app, dir); err != nil || !info.IsDir() {
		return errors.New("the folder does not exist")
	}
	c.from = map[string]string{}
	err := fs.WalkDir(c.app, dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if !d.Type().IsRegular() {
			return fmt.Errorf("%s: not a regular file (%s)", name, d.Type())
		}
		return c.add(strings.TrimPrefix(name, dir+"/"), name)
	})
	if err != nil {
		return err
	}
	return c.readManifest(dir)
}

// add reads a file into the layout.
func (c *converter) add(name, from string) error {
	info, err := fs.Stat(c.app, from)
	if err != nil {
		return err
	}
	if info.Size() > maxFile {
		return fmt.Errorf("%s is %d MB long; the limit is %d MB", from, info.Size()>>20, maxFile>>20)
	}
	data, err := fs.ReadFile(c.app, from)
	if err != nil {
		return err
	}
	p, err := tree.ParsePath(name)
	if err != nil {
		return err
	}
	if strings.HasSuffix(name, ".less") {
		return fmt.Errorf("%s: the skin already contains LESS files", from)
	}
	c.from[name] = from
	c.entries = append(c.entries, tree.Entry{Path: p, Mode: 0o644, Data: data})
	return nil
}

// file returns a file of the webapp with its path as shown in diagnostics.
func (c *converter) file(from string, data []byte) *source.File {
	text, dirty := java.DecodeUTF8(data)
	f := source.NewFile(c.shown(from), text)
	switch {
	case strings.IndexByte(text, 0) >= 0:
		c.ds = append(c.ds, f.Errorf(source.At(strings.IndexByte(text, 0)), codes.ConvertRead, "the file contains a NUL character and is not text"))
	case dirty > 0:
		c.ds = append(c.ds, f.Warnf(source.At(strings.IndexRune(text, '\uFFFD')), codes.ConvertRead, "not encoded in UTF-8: the server, and the converted skin, send \uFFFD instead of %d bytes", dirty))
	}
	return f
}

// readSheets reads the style sheets of the manifest in the folder.
func (c *converter) readSheets(original tree.Tree) {
	listed, ds := skin.ListedFiles(c.manifest)
	c.ds = append(c.ds, ds...)
	seen := map[string]bool{}
	for _, l := range listed {
		if l.Kind != "css" || strings.HasPrefix(l.Path, "../") || seen[l.Path] {
			continue
		}
		seen[l.Path] = true
		p, err := tree.ParsePath(l.Path)
		e, ok := original.Lookup(p)
		if err != nil || !ok {
			c.ds = append(c.ds, c.manifest.Errorf(l.Span, codes.ConvertRead, "%s does not exist", l.Path).
				WithHint("the server sends a comment instead; remove it from the manifest, or add the file"))
			continue
		}
		if !strings.HasSuffix(l.Path, ".css") {
			continue // the build knows no other name for what it compiles
		}
		c.sheets = append(c.sheets, &sheet{name: l.Path, from: c.from[l.Path], file: c.file(c.from[l.Path], e.Data)})
	}
}

// assemble collects the files of the result.
func (c *converter) assemble(original tree.Tree, v *vocabulary) {
	c.result.Name = c.name
	converted := map[string]bool{}
	var out []tree.Entry
	put := func(name, text string) {
		p, err := tree.ParsePath(name)
		if err != nil {
			c.fail("%s", err)
			return
		}
		out = append(out, tree.Entry{Path: p, Mode: 0o644, Data: []byte(text)})
	}
	for _, s := range c.sheets {
		converted[s.name] = true
		name := lessName(s.name)
		put(name, s.text)
		c.result.Sheets = append(c.result.Sheets, Sheet{s.from, name, [2]int{len(s.file.Text()), len(s.text)}, s.count})
	}
	if len(c.sheets) > 0 {
		put(tokensName, format(v.text()))
	}
	for e := range original.All() {
		if !converted[e.Path.String()] {
			out = append(out, e)
		}
	}
	t, err := tree.New(out...)
	if err != nil {
		c.fail("%s", err)
		return
	}
	c.result.Tree = t
}

func lessName(css string) string { return strings.TrimSuffix(css, ".css") + ".less" }

// tokensName is the part that all sheets of a skin import.
const tokensName = "tokens.less"
