package compile

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/codes"
	"skinbuild/internal/less"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// Options says how a skin is built; nil means all defaults.
type Options struct {
	Browsers compat.List // the browsers that the mixins serve; with an empty list they add nothing
	Mode     Mode        // "" is Static; a sheet that sets @skin-mode decides for itself
	Paths    []string    // where imports are looked for too, below the root of the file system
	Cache    *less.Cache // keeps parsed files between the skins of one run
}

const (
	manifestName = "manifest.xml"
	// library is the folder, beside those of the skins, of what they share.
	library = "_mixins"

	// The limits of a folder; the server reads no larger file.
	maxFiles    = 10_000
	maxFileSize = 16 << 20
)

var notAlphanumeric = regexp.MustCompile(`[^A-Za-z0-9]`)

// A Built is a skin as the server takes it, and what its files were made from.
type Built struct {
	Dir      string            // the folder of the sources
	Files    tree.Tree         // paths relative to the folder; empty after an error
	Manifest *source.File      // nil after an error of reading
	Sheets   map[string]*Sheet // those compiled from LESS, by their paths in Files
}

// Skin builds the skin in the folder dir of fsys. A style sheet that its manifest
// lists and that is not there is compiled from the .less of the same name; other
// .less are parts of sheets and not installed; all else is copied, except names
// that begin with a dot.
//
// The folder _mixins beside dir is an include path; if fsys has none, the tool's own
// library takes its place.
func Skin(fsys fs.FS, dir string, opt *Options) (*Built, source.Diags) {
	if opt == nil {
		opt = &Options{}
	}
	b := &builder{fsys: withLibrary(fsys, path.Join(path.Dir(dir), library)), dir: dir, opt: opt, sheetsBuilt: map[string]*Sheet{}}
	b.browsers = newBrowserFuncs(opt.Browsers, cmp.Or(opt.Mode, Static))
	built := &Built{Dir: dir, Sheets: b.sheetsBuilt}
	if err := b.build(); err != nil {
		b.diags = append(b.diags, source.NewFile(dir, "").Errorf(source.At(0), codes.SkinRead, "%s", err))
	}
	built.Manifest = b.manifest
	if b.diags.Err() != nil {
		return built, b.diags
	}
	t, err := tree.New(b.entries...)
	if err != nil {
		return built, append(b.diags, source.NewFile(dir, "").Errorf(source.At(0), codes.SkinRead, "%s", err))
	}
	built.Files = t
	return built, b.diags
}

// A builder is one run of Skin.
type builder struct {
	fsys    fs.FS
	dir     string
	opt     *Options
	entries []tree.Entry
	diags   source.Diags

	manifest    *source.File
	browsers    *browserFuncs
	sheetsBuilt map[string]*Sheet // by their paths
}

// build gathers the entries; an error is one of reading.
func (b *builder) build() error {
	names, err := b.names()
	if err != nil {
		return err
	}
	name := path.Join(b.dir, manifestName)
	text, err := fs.ReadFile(b.fsys, name)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("the folder has no %s, so it is not a skin", manifestName)
		}
		return err
	}
	b.manifest = source.NewFile(name, string(text))
	if base := path.Base(b.dir); base != "." && notAlphanumeric.MatchString(base) {
		b.diags = append(b.diags, b.manifest.Errorf(source.Span{}, codes.SkinUnreachableName, "no request can name the skin %q: the server removes all but letters and digits", base).
			WithHint("rename the folder to %s", notAlphanumeric.ReplaceAllString(base, "")))
	}
	listed, diags := skin.ListedFiles(b.manifest)
	b.diags = append(b.diags, diags...)
	b.sheets(listed, names)
	for _, n := range names {
		if strings.HasSuffix(n, ".less") {
			continue
		}
		data, err := fs.ReadFile(b.fsys, path.Join(b.dir, n))
		if err != nil {
			return err
		}
		b.add(n, data)
	}
	return nil
}

func (b *builder) add(name string, data []byte) {
	p, err := tree.ParsePath(name)
	if err != nil {
		b.diags = append(b.diags, source.NewFile(path.Join(b.dir, name), "").Errorf(source.At(0), codes.SkinRead, "%s", err))
		return
	}
	b.entries = append(b.entries, tree.Entry{Path: p, Mode: 0o644, Data: data})
}

// names returns the files of the folder, relative to it and sorted.
func (b *builder) names() ([]string, error) {
	var names []string
	err := fs.WalkDir(b.fsys, b.dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name == b.dir:
			return nil
		case strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir():
			return nil
		case !d.Type().IsRegular():
			return fmt.Errorf("%s: not a regular file (%s)", name, d.Type())
		case len(names) == maxFiles:
			return fmt.Errorf("more than %d files", maxFiles)
		}
		if info, err := d.Info(); err != nil || info.Size() > maxFileSize {
			return cmp.Or(err, fmt.Errorf("%s: more than %d MB", name, maxFileSize>>20))
		}
		names = append(names, relative(b.dir, name))
		return nil
	})
	slices.Sort(names)
	return names, err
}

func relative(dir, name string) string {
	if dir == "." {
		return name
	}
	return strings.TrimPrefix(name, dir+"/")
}

// sheets compiles the style sheets of the manifest that are not there.
func (b *builder) sheets(listed []skin.Listed, names []string) {
	done := map[string]bool{}
	for _, l := range listed {
		inside, ok := b.inside(l.Path)
		if l.Kind != "css" || !ok || done[inside] {
			continue
		}
		done[inside] = true
		sheet := strings.TrimSuffix(inside, ".css") + ".less"
		hasLESS := slices.Contains(names, sheet)
		switch {
		case slices.Contains(names, inside) && hasLESS:
			b.diags = append(b.diags, b.manifest.Warnf(l.Span, codes.SkinTwoSheets, "%s is there, so %s is not compiled", inside, sheet).WithHint("delete %s", inside))
		case hasLESS:
			b.sheet(sheet, inside)
		case !slices.Contains(names, inside):
			d := b.manifest.Errorf(l.Span, codes.SkinMissingFile, "there is no %s and no %s", inside, sheet)
			if near := source.Nearest(sheet, names); near != "" {
				d.WithHint("did you mean %s?", strings.TrimSuffix(near, ".less")+".css")
			}
			b.diags = append(b.diags, d)
		}
	}
}

// inside returns the path of a listed file relative to the folder; false if it is
// outside. ListedFiles does not know the folder's name, so "../NAME/x" is inside.
func (b *builder) inside(name string) (string, bool) {
	full := path.Join(b.dir, name)
	if b.dir == "." {
		return name, !strings.HasPrefix(name, "../")
	}
	rest, ok := strings.CutPrefix(full, b.dir+"/")
	return rest, ok
}

// sheet compiles one sheet.
func (b *builder) sheet(from, to string) {
	functions := serverFunctions()
	maps.Copy(functions, b.browsers.functions())
	opt := &less.Options{
		Paths:     append([]string{path.Join(path.Dir(b.dir), library)}, b.opt.Paths...),
		Functions: functions,
		AtRules:   serverRules(),
		Cache:     b.opt.Cache,
		Origins:   true,
	}
	name := path.Join(b.dir, from)
	r, diags := less.Compile(b.fsys, name, opt)
	for i, d := range diags {
		line, _ := d.File.Position(d.Span.Start)
		if d.Hint == "" && d.Severity == source.Error && strings.Contains(d.File.Line(line), "url(token") {
			d.WithHint("LESS calls no function within url(): write token-url(NAME)")
		}
		diags[i] = atCaller(d)
	}
	b.diags = append(b.diags, diags...)
	if r == nil {
		return
	}
	s := newSheet(name, r)
	text, diags := printSheet(s)
	b.add(to, []byte(text))
	b.diags = append(b.diags, diags...)
	b.sheetsBuilt[to] = s
}
