package project

import (
	"errors"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"skinbuild/internal/codes"
	"skinbuild/internal/inject"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

const templatesPart = "templates"

// Operations returns the operations of the project: those of its file, over those
// of the default project, which go first; and last its patches.
func (p *Project) Operations(standard fs.FS) ([]inject.Config, source.Diags, error) {
	patches, ds, err := p.Patches()
	if err != nil || ds.Err() != nil {
		return nil, ds, err
	}
	list, ds, err := p.tables(standard)
	return slices.Concat(list, patches), ds, err
}

// tables returns the operations of the project file over those of the default project.
func (p *Project) tables(standard fs.FS) ([]inject.Config, source.Diags, error) {
	if !*p.Config.Scripts.Standard || standard == nil {
		return p.Config.Inject, nil, nil
	}
	tools, ds, err := Load(standard, ":default/"+FileName)
	if err != nil || ds.Err() != nil {
		return nil, ds, err
	}
	own := map[string]inject.Config{}
	for _, op := range p.Config.Inject {
		own[op.Key] = op
	}
	var list []inject.Config
	for _, op := range tools.Config.Inject {
		if mine, ok := own[op.Key]; ok {
			op = mine
		}
		list = append(list, op)
	}
	known := func(key string) bool {
		return slices.ContainsFunc(tools.Config.Inject, func(op inject.Config) bool { return op.Key == key })
	}
	for _, op := range p.Config.Inject {
		if !known(op.Key) {
			list = append(list, op)
		}
	}
	return list, nil, nil
}

// templates makes the operations, with what was made for them, and gives the
// templates of the webapp as they will be.
func (r *run) templates() []job {
	if r.series == nil || !r.opt.Templates {
		return nil
	}
	return []job{{name: templatesPart, run: func() (output, error) {
		held := r.project.Config.Held(string(inject.BackPorts))
		plan, err := r.series.Apply(r.opt.Webapp, inject.Options{Release: r.opt.Release, LeaveOut: held})
		if err != nil {
			return output{}, err
		}
		r.build.Plan = plan
		out := output{diags: append(plan.Diags, leftOut(plan, held)...)}
		out.files, err = changed(plan, r.build.Files)
		return out, err
	}}}
}

// leftOut warns of patches that do not fit the webapp, where they are not errors.
func leftOut(plan *inject.Plan, held bool) source.Diags {
	var ds source.Diags
	for _, s := range plan.Patches {
		if held && !s.State.Done() {
			ds = append(ds, source.NewFile(s.Key, "").Warnf(source.At(0), codes.PatchLeftOut, "%s: %s", s.State, strings.Join(s.Reasons, "; ")))
		}
	}
	return ds
}

// operations makes the series of operations from the tables and the scripts that
// were built, and puts what goes by skin into the skins.
func (r *run) operations() {
	tables, ds, err := r.project.Operations(r.opt.Standard)
	r.diags, r.err = append(r.diags, ds...), err
	if err != nil || ds.Err() != nil {
		return
	}
	built, err := sub(r.build.Files, "webapp")
	if err != nil {
		r.err = err
		return
	}
	r.series, ds = inject.New(tables, tree.Layers{built, r.project.fsys})
	if r.diags = append(r.diags, ds...); ds.Err() != nil {
		r.series = nil
		return
	}
	r.deliverIntoSkins()
}

// deliverIntoSkins adds the files that skins deliver to the built skins.
func (r *run) deliverIntoSkins() {
	list := r.series.Deliveries(inject.ViaSkin)
	if len(list) == 0 {
		return
	}
	folders := map[string]tree.Tree{}
	for _, name := range r.in.skinNames {
		folder, err := sub(r.build.Files, "webapp/skins/"+name)
		if err != nil {
			r.err = err
			return
		}
		folders[name] = folder
	}
	delivered, ds := deliver(list, folders)
	r.diags = append(r.diags, ds...)
	for _, name := range r.in.skinNames {
		folder := delivered[name].Below(tree.MustPath("webapp/skins/" + name))
		files, err := tree.Overlay(folder, r.build.Files)
		if err != nil {
			r.err = err
			return
		}
		r.build.Files = files
	}
}

// changed returns the templates of a plan, and the files that it adds, as they
// will be; those that are built already are left out.
func changed(plan *inject.Plan, built tree.Tree) (tree.Tree, error) {
	var entries []tree.Entry
	for _, c := range plan.Changes {
		p, err := tree.ParsePath("webapp/" + c.Path.String())
		if err != nil {
			return tree.Tree{}, err
		}
		if _, ok := built.Lookup(p); !ok && c.New != nil {
			entries = append(entries, tree.Entry{Path: p, Mode: c.New.Mode, Data: c.New.Data})
		}
	}
	return tree.New(entries...)
}

// injections returns what a bundle holds of the operations: the tables, as TOML,
// and the files of the project that they name.
func (r *run) injections() (tree.Tree, error) {
	tables, _, err := r.project.Operations(r.opt.Standard)
	if err != nil || len(tables) == 0 {
		return tree.Tree{}, err
	}
	var entries []tree.Entry
	var list []map[string]any
	for _, op := range tables {
		if op.Patch != "" && !strings.HasPrefix(op.Patch, "patches/") {
			op.Patch = "patches/" + path.Base(op.Patch)
		}
		list = append(list, setFields(op))
	}
	about := map[string]any{"inject": list}
	if policies := r.project.Config.OnConflict; len(policies) > 0 {
		about["on-conflict"] = policies
	}
	text, err := toml.Marshal(about)
	if err != nil {
		return tree.Tree{}, err
	}
	entries = append(entries, tree.Entry{Path: tree.MustPath("injections/" + FileName), Mode: 0o644, Data: text})
	for i, op := range tables {
		found, err := r.named(op, list[i])
		if err != nil {
			return tree.Tree{}, err
		}
		entries = append(entries, found...)
	}
	return tree.New(unique(entries)...)
}

// named returns the files of the project that an operation names, at the places
// where the reader of a bundle looks for them.
func (r *run) named(op inject.Config, table map[string]any) ([]tree.Entry, error) {
	var entries []tree.Entry
	add := func(name, place string) error {
		data, err := fs.ReadFile(r.project.fsys, name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil // it is built, or made from the values of the table
		}
		if err != nil {
			return err
		}
		p, err := tree.ParsePath(place)
		entries = append(entries, tree.Entry{Path: p, Mode: 0o644, Data: data})
		return err
	}
	var errs []error
	if op.Patch != "" {
		errs = append(errs, add(op.Patch, table["patch"].(string)), r.variantFiles(op.Patch, add))
	}
	if op.Fragment != "" {
		errs = append(errs, add(op.Fragment, "injections/"+op.Fragment))
	}
	for _, name := range []string{op.File, op.Script, op.Style} {
		if name != "" {
			errs = append(errs, add(name, "injections/"+name))
		}
	}
	return entries, errors.Join(errs...)
}

// unique leaves out a second entry of one path: two operations may name one file.
func unique(entries []tree.Entry) []tree.Entry {
	seen := map[tree.Path]bool{}
	return slices.DeleteFunc(entries, func(e tree.Entry) bool {
		again := seen[e.Path]
		seen[e.Path] = true
		return again
	})
}

// setFields returns the fields of a table that are set, by their names in TOML.
func setFields(op inject.Config) map[string]any {
	set := map[string]any{}
	v := reflect.ValueOf(op)
	for field, value := range v.Fields() {
		if name := field.Tag.Get("toml"); name != "" && name != "-" && !value.IsZero() {
			set[name] = value.Interface()
		}
	}
	return set
}
