package project

import (
	"context"
	"errors"
	"io/fs"

	"skinbuild/internal/inject"
	"skinbuild/internal/less"
	"skinbuild/internal/project/pack"
	"skinbuild/internal/skins/compile"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// BuildOptions say how a project is built.
type BuildOptions struct {
	Standard fs.FS // the default project, for what the project leaves out
	Modules  fs.FS // the folder of npm packages; nil where there is none

	// Webapp is the webapp that the checks look at. WebappKey names its content for
	// the cache; "" says that it may change. With Templates its templates are changed
	// too, and it is an error where the operations do not fit them. Release is its
	// release; "" detects it from the files.
	Webapp    fs.FS
	WebappKey string
	Templates bool
	Release   string

	// Parts limits the build to some parts; nil builds all, and the bundle of them.
	Parts *Selection

	Cache     *Cache // nil: everything is made anew
	Jobs      int    // parts made at once; 0: one for each processor
	KeepGoing bool   // make the other parts when one has failed

	Tool, Commit, Created string // for the bundle's manifest, see pack.Info

	// Begin is called when a part is begun, perhaps from several goroutines; may be nil.
	Begin func(part string)
}

// A Selection names parts of a project. What they are built from is read as in a
// whole build, but there are no operations, no templates and no bundle.
type Selection struct {
	Scripts        bool
	Skins, Zimlets []string
}

// A Build is what a build has made. With errors among the diagnostics it holds
// what the parts without errors made, and there is no bundle.
type Build struct {
	Files   tree.Tree    // as in the output folder: webapp/…, zimlets/NAME.zip, maps/…
	Plan    *inject.Plan // of the templates; nil without BuildOptions.Templates
	Scripts ScriptFacts
	Parts   []Part
	Info    pack.Info
	Bundle  []byte // not signed
}

// A Part is one step of a build, for the summary. Sizes are in bytes.
type Part struct {
	Name     string      `json:"name"` // "skin acme", "scripts", "zimlet com_x", "templates", "check acme", "bundle"
	Files    []BuiltFile `json:"files,omitempty"`
	Errors   int         `json:"errors"`
	Warnings int         `json:"warnings"`
	Cached   bool        `json:"cached"`
	Skipped  bool        `json:"skipped"` // not begun, since another part failed
	Seconds  float64     `json:"seconds"`
}

// A BuiltFile is a file that a part made. Gzip is 0 for what no browser is sent.
type BuiltFile struct {
	Path string `json:"path"`
	Size int    `json:"size"`
	Gzip int    `json:"gzip,omitempty"`
}

// Build builds the project. It writes nothing but the cache. The error is about
// reading, or that of ctx; what is wrong with the sources is in the diagnostics.
//
// What is made from sources alone comes first, then what needs the scripts: the
// operations, with them the zimlets and the vendor's templates; then checks of all
// that, and last the bundle. Within each of these, parts are made at once.
func (p *Project) Build(ctx context.Context, opt *BuildOptions) (*Build, source.Diags, error) {
	in, ds, err := p.readInputs(opt)
	r := &run{project: p, opt: opt, in: in, build: &Build{}, parsed: &less.Cache{}, skins: map[string]*compile.Built{}, diags: ds, err: err}
	r.build.Info = r.info()
	if s := opt.Parts; s != nil {
		r.in.skinNames, r.in.zimNames = s.Skins, s.Zimlets
		if r.err == nil {
			r.do(ctx, append(r.sources(), r.zimlets()...))
			r.do(ctx, r.checks())
		}
		return r.build, r.diags, errors.Join(r.err, ctx.Err())
	}
	stages := []func(){
		func() { r.do(ctx, r.sources()) },
		r.operations,
		func() { r.do(ctx, append(r.zimlets(), r.templates()...)) },
		func() { r.do(ctx, r.checks()) },
	}
	for _, stage := range stages {
		if r.err == nil && (opt.KeepGoing || !r.failed()) {
			stage()
		}
	}
	if r.err == nil && !r.failed() {
		r.do(ctx, r.bundle())
	}
	return r.build, r.diags, errors.Join(r.err, ctx.Err())
}

// sources are the parts that are made from files of the project alone.
func (r *run) sources() []job {
	var jobs []job
	if r.opt.Parts == nil || r.opt.Parts.Scripts {
		jobs = append(jobs, r.scriptsJob())
	}
	for _, name := range r.in.skinNames {
		jobs = append(jobs, r.skinJob(name))
	}
	return jobs
}
