// Package scripts builds the scripts that go into the pages of the web client, and
// tells which fixes a release needs.
package scripts

import (
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"io/fs"
	"skinbuild/internal/server/es3"
	"slices"
	"sync"

	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// Options says what Build builds from.
type Options struct {
	Overrides fs.FS // the folder overrides/
	Modules   fs.FS // node_modules with the packages of overrides/vendor.json
	Skins     fs.FS // sheets that may ask for feature detects; nil for none

	JQuery  string  // the version, one of overrides/vendor.json; "" is JQueryFor(nil)
	Detects Detects // "" is Modernizr
}

// Detects says where the feature detects come from.
type Detects string

const (
	Modernizr Detects = "modernizr" // all that the package has
	Native    Detects = "native"    // those of overrides/detects, a few lines each
)

// A Script is one file for the pages of the web client.
type Script struct {
	Name      string // "FixZimbra.js"
	Text      []byte
	Map       []byte // source map, with the sources in it; nil if there is none
	Gzip      int    // size compressed, in bytes
	Integrity string // for the integrity attribute, "sha384-…"
	ES3       bool   // passes es3.Check for skin.js without a complaint, so it may go any way
}

// A Result is what Build made.
type Result struct {
	Scripts []Script // in the order in which pages load them
	Fixes   []Fix    // in FixZimbra.js, sorted by id
	Detects []string // in SynaModernizr.js, sorted
	Pins    []Pin    // third-party packages whose code is in the scripts
}

// Build makes the scripts. It reads nothing but the file systems given, and the
// same files give the same bytes. Own scripts that do not pass es3.Check are an
// error, since they may be sent as part of skin.js.
func Build(opt *Options) (*Result, source.Diags, error) {
	pins, ds, err := opt.pins()
	if err != nil || ds.Err() != nil {
		return nil, ds, err
	}
	r := &Result{Pins: pins}
	if r.Fixes, err = Fixes(opt.Overrides); err != nil {
		return nil, nil, err
	}
	detects, found, err := r.chooseDetects(opt)
	if err != nil {
		return nil, nil, err
	}
	if ds = append(ds, found...); ds.Err() != nil {
		return nil, ds, nil
	}
	ds = append(ds, r.run(opt.jobs(detects, pins))...)
	if ds.Err() != nil {
		return nil, ds, nil
	}
	return r, ds, nil
}

// job makes one script.
type job struct {
	name string
	es3  bool // it must pass es3.Check for skin.js without a complaint
	make func() (text, sourceMap []byte, ds source.Diags)
}

// jobs lists the scripts in the order in which pages load them.
func (opt *Options) jobs(detects []string, pins []Pin) []job {
	own := func(name string) job {
		return job{name, true, func() ([]byte, []byte, source.Diags) {
			b := &bundle{sources: opt.Overrides}
			return b.run(name, "")
		}}
	}
	jquery := func(name, entry string) job {
		return job{name, false, func() ([]byte, []byte, source.Diags) {
			text, ds := buildJQuery(opt.Modules, entry, folderOf(pins, jqueryName))
			return smaller(text), nil, ds
		}}
	}
	detector := job{"SynaModernizr.js", false, func() ([]byte, []byte, source.Diags) {
		text, ds := buildModernizr(opt.Modules, detects)
		return smaller(text), nil, ds
	}}
	if opt.Detects == Native {
		detector = job{"SynaModernizr.js", true, func() ([]byte, []byte, source.Diags) {
			b := &bundle{sources: opt.Overrides, virtual: map[string]string{"native": nativeEntry(detects)}}
			return b.run("native", "")
		}}
	}
	return []job{
		own("SynaHead.js"),
		detector,
		jquery("SynaJQuery.js", jqueryIfMissing),
		jquery("SynaQuery.js", jqueryPrivate),
		{"SynaSkinConfig.js", true, func() ([]byte, []byte, source.Diags) {
			text, ds := configScript(opt.Overrides)
			return text, nil, ds
		}},
		own("FixZimbra.js"),
		own("SynaSkinOverride.js"),
	}
}

// run does the jobs at once, each on its own.
func (r *Result) run(jobs []job) source.Diags {
	r.Scripts = make([]Script, len(jobs))
	found := make([]source.Diags, len(jobs))
	var group sync.WaitGroup
	for i, j := range jobs {
		group.Go(func() { r.Scripts[i], found[i] = j.run() })
	}
	group.Wait()
	return slices.Concat(found...)
}

func (j job) run() (Script, source.Diags) {
	text, sourceMap, ds := j.make()
	if ds.Err() != nil {
		return Script{}, ds
	}
	found := es3.Check(source.NewFile(j.name, string(text)), es3.ForSkin)
	if j.es3 {
		for _, d := range found {
			d.Severity = source.Error
		}
		ds = append(ds, found...)
	}
	return Script{Name: j.name, Text: text, Map: sourceMap, Gzip: tree.GzipSize(text), Integrity: integrity(text), ES3: len(found) == 0}, ds
}

func (r *Result) chooseDetects(opt *Options) (modules []string, ds source.Diags, err error) {
	inScripts, err := findUses(opt.Overrides)
	if err != nil {
		return nil, nil, err
	}
	inSheets, err := findUses(opt.Skins)
	if err != nil {
		return nil, nil, err
	}
	files, err := opt.detectFiles()
	if err != nil {
		return nil, nil, err
	}
	inConfig, err := configUses(opt.Overrides)
	if err != nil {
		return nil, nil, err
	}
	r.Detects, modules, ds = chooseDetects(slices.Concat(inScripts, inSheets, inConfig), files)
	if opt.Detects == Native {
		for _, d := range ds {
			if d.Hint == "" {
				d.WithHint("add %s/NAME.js to the scripts, or choose detects = %q", nativeDir, Modernizr)
			}
		}
	}
	return modules, ds, nil
}

// detectFiles maps the names of the detects that there are to their modules.
func (opt *Options) detectFiles() (map[string]string, error) {
	if opt.Detects == Native {
		return nativeFiles(opt.Overrides)
	}
	return detectFiles(opt.Modules)
}

// Tree returns the scripts as files js/NAME.
func (r *Result) Tree() (tree.Tree, error) {
	return r.files("js/", "", func(s Script) []byte { return s.Text })
}

// Maps returns the source maps as files maps/NAME.map. They hold the sources, and
// are for the desk, not for the server: no script names its map.
func (r *Result) Maps() (tree.Tree, error) {
	return r.files("maps/", ".map", func(s Script) []byte { return s.Map })
}

func (r *Result) files(dir, suffix string, data func(Script) []byte) (tree.Tree, error) {
	var entries []tree.Entry
	var errs []error
	for _, s := range r.Scripts {
		if data(s) == nil {
			continue
		}
		path, err := tree.ParsePath(dir + s.Name + suffix)
		errs = append(errs, err)
		entries = append(entries, tree.Entry{Path: path, Mode: 0o644, Data: data(s)})
	}
	if err := errors.Join(errs...); err != nil {
		return tree.Tree{}, err
	}
	return tree.New(entries...)
}

func integrity(text []byte) string {
	sum := sha512.Sum384(text)
	return "sha384-" + base64.StdEncoding.EncodeToString(sum[:])
}
