// Package scripts builds the scripts that go into the pages of the web client, and
// tells which fixes a release needs.
package scripts

import (
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"io/fs"
	"skinbuild/internal/agents/compat"
	"skinbuild/internal/parallel"
	"skinbuild/internal/server/es3"
	"slices"

	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// Options says what Build builds from.
type Options struct {
	Overrides fs.FS // the folder overrides/
	Modules   fs.FS // node_modules with the packages of overrides/vendor.json
	Skins     fs.FS // sheets that may ask for feature detects; nil for none

	JQuery  string  // the version, one of overrides/vendor.json; "" builds no jQuery
	Detects Detects // "" is Native if overrides/detects has all that are asked for, else Modernizr

	Browsers compat.List // fixes for other browsers are left out; nil for every browser
	Releases []string    // fixes that none of these releases needs are left out; nil for every release
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
	From    Detects  // where they come from
	Pins    []Pin    // third-party packages whose code is in the scripts

	modules []string // of the detects, sorted
}

// Build makes the scripts. It reads nothing but the file systems given, and the
// same files give the same bytes. Own scripts that do not pass es3.Check are an
// error, since they may be sent as part of skin.js.
func Build(opt *Options) (*Result, source.Diags, error) {
	r := &Result{}
	var err error
	if r.Fixes, err = Fixes(opt.Overrides); err != nil {
		return nil, nil, err
	}
	left, err := r.choose(opt)
	if err != nil {
		return nil, nil, err
	}
	ds, err := r.chooseDetects(opt, left)
	if err != nil || ds.Err() != nil {
		return nil, ds, err
	}
	pins, found, err := opt.pins(r.From)
	r.Pins = pins
	if ds = append(ds, found...); err != nil || ds.Err() != nil {
		return nil, ds, err
	}
	ds = append(ds, r.run(opt.jobs(r, left))...)
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

// jobs lists the scripts in the order in which pages load them. Modules of left stay
// out of the scripts.
func (opt *Options) jobs(r *Result, left map[string]bool) []job {
	own := func(name string, virtual map[string]string) job {
		return job{name, true, func() ([]byte, []byte, source.Diags) {
			b := &bundle{sources: opt.Overrides, virtual: virtual, left: left}
			return b.run(name, "")
		}}
	}
	jquery := func(name, entry string) job {
		return job{name, false, func() ([]byte, []byte, source.Diags) {
			text, ds := buildJQuery(opt.Modules, entry, folderOf(r.Pins, jqueryName))
			return smaller(text), nil, ds
		}}
	}
	detector := job{"SynaModernizr.js", false, func() ([]byte, []byte, source.Diags) {
		text, ds := buildModernizr(opt.Modules, r.modules)
		return smaller(text), nil, ds
	}}
	if r.From == Native {
		detector = job{"SynaModernizr.js", true, func() ([]byte, []byte, source.Diags) {
			b := &bundle{sources: opt.Overrides, virtual: map[string]string{"native": nativeEntry(r.modules)}}
			text, _, ds := b.run("native", "")
			return smaller(text), nil, ds
		}}
	}
	list := []job{own("SynaHead.js", nil), own("SynaStart.js", registryOfHead), detector}
	if opt.JQuery != "" {
		list = append(list, jquery("SynaJQuery.js", jqueryIfMissing), jquery("SynaQuery.js", jqueryPrivate))
	}
	settings := job{"SynaSkinConfig.js", true, func() ([]byte, []byte, source.Diags) {
		text, ds := configScript(opt.Overrides)
		return text, nil, ds
	}}
	return append(list, settings, own("FixZimbra.js", registryOfHead), own("SynaSkinOverride.js", registryOfHead), own("SynaPage.js", registryOfHead))
}

// registryOfHead takes the registry of fixes from SynaHead.js, which comes first on
// every page, so that no page loads it twice.
var registryOfHead = map[string]string{"core/registry.js": `if (!window.SynaSkin || !window.SynaSkin.fix) {
	throw new Error("SynaHead.js must come before this script");
}
export default window.SynaSkin;
`}

// run does the jobs at once, each on its own.
func (r *Result) run(jobs []job) source.Diags {
	r.Scripts = make([]Script, len(jobs))
	found := make([]source.Diags, len(jobs))
	var group parallel.Group
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

// chooseDetects sets r.Detects, r.From and r.modules to what the scripts, sheets and
// settings ask for. Modules of left ask for nothing.
func (r *Result) chooseDetects(opt *Options, left map[string]bool) (source.Diags, error) {
	inScripts, err := findUses(opt.Overrides, left)
	if err != nil {
		return nil, err
	}
	inSheets, err := findUses(opt.Skins, nil)
	if err != nil {
		return nil, err
	}
	inConfig, err := configUses(opt.Overrides)
	if err != nil {
		return nil, err
	}
	uses := slices.Concat(inScripts, inSheets, inConfig)
	native, err := nativeFiles(opt.Overrides)
	if err != nil {
		return nil, err
	}
	r.From = opt.Detects
	if r.From == "" {
		r.From = Native
		if slices.ContainsFunc(uses, func(u detectUse) bool { return native[u.name] == "" }) {
			r.From = Modernizr
		}
	}
	files := native
	if r.From == Modernizr {
		if files, err = detectFiles(opt.Modules); err != nil {
			return nil, err
		}
	}
	var ds source.Diags
	r.Detects, r.modules, ds = chooseDetects(uses, files)
	if r.From == Native {
		for _, d := range ds {
			if d.Hint == "" {
				d.WithHint("add %s/NAME.js to the scripts, or choose detects = %q", nativeDir, Modernizr)
			}
		}
	}
	return ds, nil
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
