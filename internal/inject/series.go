package inject

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"skinbuild/internal/codes"
	"skinbuild/internal/server/jsp"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
	"skinbuild/internal/versions"
)

// A Group is the part of a bundle that an operation belongs to.
type Group string

// The groups of template operations.
const (
	// Templates are insertions and attributes.
	Templates Group = "templates"
	// BackPorts are patches.
	BackPorts Group = "back-ports"
)

// Options say how Apply and Revert treat a webapp. The zero value has no bundle
// name in the markers and finds out the release.
type Options struct {
	// Release is the vendor's release; "" means the one that the files are of.
	Release string
	// Bundle and Generation are written into the markers. Blocks that name another
	// bundle stay as they are; those that name none belong to every bundle. Revert
	// with an empty Bundle removes the blocks of all bundles.
	Bundle     string
	Generation int
	// Hold names groups whose operations are not performed; the blocks that the
	// templates have of them stay.
	Hold []Group
	// LeaveOut leaves out each patch that does not fit, instead of reporting an error;
	// Plan.Patches says which.
	LeaveOut bool
	// Known are files besides templates that may hold patches of earlier runs: what a
	// record of these runs names.
	Known []string
	// Original returns the vendor's bytes of a compressed file that an earlier run has
	// written, nil if they are not known; a nil function knows none.
	Original func(path string) []byte
	// Skip reports templates to leave as they are; nil means none.
	Skip func(path string) bool
	// AcceptEdits reports templates that may differ around the blocks from what
	// the blocks were written for; nil means none.
	AcceptEdits func(path string) bool
}

// mine reports whether a run with these options replaces the block.
func (o Options) mine(b block) bool {
	group := Templates
	if b.patch {
		group = BackPorts
	}
	return (b.bundle == "" || b.bundle == o.Bundle) && !slices.Contains(o.Hold, group)
}

// Apply plans the changes that bring the webapp to the state that the operations
// describe: they replace the blocks of an older set, and templates that no operation
// names any more get the vendor's text back. The error is about reading; everything
// else is in the plan's Diags.
func (s *Series) Apply(live fs.FS, opt Options) (*Plan, error) {
	p := &planner{series: s, opt: opt, live: live, plan: &Plan{Release: opt.Release}, assets: newAssets(live), known: map[string]*template{}}
	if err := p.read(); err != nil {
		return nil, err
	}
	if err := p.detect(); err != nil {
		return nil, err
	}
	if err := p.patches(); err != nil {
		return nil, err
	}
	p.sort()
	for _, t := range p.templates {
		p.template(t)
	}
	p.missing()
	return p.finish()
}

// Revert plans the removal of a bundle's blocks, or of all blocks, from the
// webapp, and of the assets that no other block refers to. It needs no operations:
// the markers hold what it has to know.
func Revert(live fs.FS, opt Options) (*Plan, error) {
	p := &planner{series: &Series{}, opt: opt, live: live, plan: &Plan{}, assets: newAssets(live), revert: true, known: map[string]*template{}}
	if err := p.read(); err != nil {
		return nil, err
	}
	p.sort()
	for _, t := range p.templates {
		p.template(t)
	}
	return p.finish()
}

// planner makes one plan.
type planner struct {
	series    *Series
	opt       Options
	live      fs.FS
	revert    bool
	templates []*template
	known     map[string]*template // by path
	packages  map[string][]string  // script → packages; nil: not read yet
	releases  []string             // candidates; nil: not known
	plan      *Plan
	assets    *assets
	used      map[string]map[string]bool // key → patterns of its targets that a file had
}

// A template is a file of the webapp that an operation may concern, or that
// has a block: most are templates.
type template struct {
	file *source.File // uncompressed
	mode fs.FileMode
	old  []byte
	form string // how the file is compressed; see packedForm

	before     stripped
	drift      *source.Diag // why before is not known
	mine, kept []block
	current    string // before, with the steps made
	steps      []step
	remarks    []OpStatus // of patches that do not change it
	result     string     // the text as planned
}

// roots are the folders of a webapp that hold templates, and whether those below
// them do too. Scripts, pictures and the help, thousands of files, are not read.
var roots = []struct {
	dir  string
	deep bool
}{{".", false}, {"WEB-INF/tags", true}, {"h", true}, {"m", true}, {"modern", false}, {"public", true}, {"skins", true}, {"templates", true}, {"zimbrax", false}}

// read reads the templates that an operation names, and those that hold a marker.
func (p *planner) read() error {
	if _, err := fs.Stat(p.live, "."); err != nil {
		return err
	}
	for _, root := range roots {
		err := fs.WalkDir(p.live, root.dir, func(name string, e fs.DirEntry, err error) error {
			switch {
			case err != nil && name == root.dir && errors.Is(err, fs.ErrNotExist):
				return nil
			case err != nil:
				return err
			case e.IsDir() && name != root.dir && (!root.deep || strings.HasPrefix(e.Name(), ".")):
				return fs.SkipDir
			case e.IsDir() || !isTemplate(name):
				return nil
			}
			return p.readFile(name, e)
		})
		if err != nil {
			return err
		}
	}
	for _, name := range p.opt.Known {
		if form := packedForm(name); form != "" {
			// It follows the file that it is a form of, if there is one.
			if _, err := fs.Stat(p.live, strings.TrimSuffix(name, form)); err == nil {
				continue
			}
		}
		if _, err := p.load(name); err != nil {
			return err
		}
	}
	return nil
}

func (p *planner) sort() {
	slices.SortFunc(p.templates, func(a, b *template) int { return cmp.Compare(a.file.Name(), b.file.Name()) })
}

// isTemplate goes by the ending; the pages in h and m have none.
func isTemplate(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".jsp", ".jspf", ".tag", ".tagf", ".html", ".htm":
		return true
	case "":
		return strings.HasPrefix(name, "h/") || strings.HasPrefix(name, "m/")
	}
	return false
}

func (p *planner) readFile(name string, e fs.DirEntry) error {
	info, err := e.Info()
	if err != nil {
		return err
	}
	wanted := p.series.concerns(name)
	f := source.NewFile(name, "")
	switch {
	case !info.Mode().IsRegular() && wanted:
		p.reject(f.Errorf(source.At(0), codes.InjectIrregular, "not a regular file (%s)", info.Mode().Type()).
			WithHint("a link in a webapp may lead anywhere: put the file itself there"))
	case info.Size() > maxFile && wanted:
		p.reject(f.Errorf(source.At(0), codes.InjectHuge, "%d bytes are more than the limit of %d for a template", info.Size(), maxFile))
	}
	if !info.Mode().IsRegular() || info.Size() > maxFile {
		return nil
	}
	data, err := fs.ReadFile(p.live, name)
	if err != nil {
		return err
	}
	if p.opt.Skip != nil && p.opt.Skip(name) {
		p.skipped(name, string(data))
		return nil
	}
	if text := string(data); wanted || strings.Contains(text, sign) {
		p.add(&template{file: source.NewFile(name, text), mode: info.Mode().Perm(), old: data})
	}
	return nil
}

// skipped records a template that stays as it is.
func (p *planner) skipped(name, text string) {
	for _, op := range p.series.ops {
		if t, ok := op.base().target(name); ok {
			p.use(op.base().Key, t.pattern)
		}
	}
	for _, asset := range References(text) {
		p.assets.refer(asset)
	}
}

// concerns reports whether an operation has the path among its targets.
func (s *Series) concerns(path string) bool {
	return slices.ContainsFunc(s.ops, func(op Op) bool {
		_, ok := op.base().target(path)
		return ok
	})
}

func (p *planner) report(d *source.Diag) { p.plan.Diags = append(p.plan.Diags, d) }

// reject reports that nothing can be done with the file: its operations have
// found it, and fail.
func (p *planner) reject(d *source.Diag) {
	p.report(d)
	for _, op := range p.series.ops {
		if t, ok := op.base().target(d.File.Name()); ok {
			p.use(op.base().Key, t.pattern)
		}
	}
}

// detect finds out what releases the webapp may be. Files in which we have put
// something count as what they were before.
func (p *planner) detect() error {
	if p.plan.Release != "" {
		if _, err := versions.ParseRelease(p.plan.Release); err != nil {
			return err
		}
		p.releases = []string{p.plan.Release}
		return nil
	}
	var err error
	p.releases, err = detectReleases(func(name string) (string, error) {
		data, err := readSmall(p.live, name)
		if err != nil {
			return "", err
		}
		f := source.NewFile(name, string(data))
		if s, d := jspComment.strip(f); d == nil {
			return s.vendor, nil
		}
		return f.Text(), nil
	})
	p.plan.Release = describe(p.releases)
	return err
}

// template plans one file.
func (p *planner) template(t *template) {
	status := FileStatus{Path: t.file.Name()}
	if t.drift != nil {
		status.State = Drifted
		p.reject(t.drift)
		p.plan.Files = append(p.plan.Files, status)
		return
	}
	before, mine, kept := t.before, t.mine, t.kept
	if len(before.blocks)+len(t.steps)+len(t.remarks) == 0 && !p.series.concerns(status.Path) {
		return // it was only looked at
	}
	status.Vendor = before.vendor
	if t.form != "" {
		status.Vendor = string(t.old)
		if len(before.blocks) > 0 {
			status.Vendor = string(p.original(status.Path, t.form, t))
		}
	}
	for _, b := range kept {
		p.assets.refer(b.asset())
	}
	switch edited := before.edited(mine); {
	case p.revert:
		p.revertTemplate(t, before, mine, kept, &status)
	case edited != nil && (p.opt.AcceptEdits == nil || !p.opt.AcceptEdits(status.Path)):
		status.State, status.Edited = Drifted, true
		p.reject(t.file.Errorf(edited.span, codes.InjectEdited, "somebody edited the file beside the block of %s", edited.key).
			WithHint("--accept %s keeps the edit, --skip %s leaves the file as it is", status.Path, status.Path))
	default:
		p.applyTemplate(t, before, mine, kept, &status)
	}
	p.plan.Files = append(p.plan.Files, status)
}

// partition divides the blocks into those that this run replaces and the others.
func (p *planner) partition(blocks []block) (mine, kept []block) {
	for _, b := range blocks {
		if p.opt.mine(b) || p.revert && p.opt.Bundle == "" {
			mine = append(mine, b)
		} else {
			kept = append(kept, b)
		}
	}
	return mine, kept
}

// keep returns the additions that put kept blocks back into base: the vendor's text,
// or the patched one where a kept block is a patch.
func (p *planner) keep(t *template, before stripped, mine, kept []block) (base string, first, last []addition, marks []string, ok bool) {
	isPatch := func(b block) bool { return b.patch }
	patched := slices.ContainsFunc(kept, isPatch)
	if patched && slices.ContainsFunc(mine, isPatch) {
		p.reject(t.file.Errorf(kept[0].span, codes.InjectTwoPatches, "two bundles have patched this file, so neither can be changed alone").
			WithHint("remove the other bundle first, then apply both again"))
		return "", nil, nil, nil, false
	}
	base = before.vendor
	if patched {
		base = before.patched
	}
	for _, b := range kept {
		if b.patch {
			marks = append(marks, b.raw)
			continue
		}
		a := addition{key: b.key, offset: b.inVendor, text: b.raw, kept: true}
		if patched {
			a.offset = b.inPatched
		}
		if a.offset < 0 {
			p.reject(t.file.Errorf(b.span, codes.InjectTwoPatches, "the block of %s stands in text that a patch has made", b.key).
				WithHint("remove the bundle %s first", b.bundle))
			return "", nil, nil, nil, false
		}
		if b.bundle < p.opt.Bundle {
			first = append(first, a)
		} else {
			last = append(last, a)
		}
	}
	return base, first, last, marks, true
}

func (p *planner) revertTemplate(t *template, before stripped, mine, kept []block, status *FileStatus) {
	if len(mine) == 0 {
		return
	}
	status.State = Outdated
	if edited := before.edited(mine); edited != nil {
		status.State, status.Edited = Drifted, true
		p.report(t.file.Warnf(edited.span, codes.InjectEdited, "somebody edited the file beside the blocks: the edit stays"))
	}
	for _, b := range mine {
		status.Ops = append(status.Ops, OpStatus{Key: b.key, Action: "remove"})
		p.assets.drop(b)
	}
	base, first, last, marks, ok := p.keep(t, before, mine, kept)
	if !ok {
		return
	}
	text, err := source.Apply(source.NewFile(t.file.Name(), base), edits(append(first, last...)))
	if err != nil {
		p.report(t.file.Errorf(source.At(0), codes.InjectOverlap, "%v", err))
		return
	}
	p.change(t, text+strings.Join(marks, ""))
}

// applyTemplate computes the text as the operations want it from the vendor's,
// and compares.
func (p *planner) applyTemplate(t *template, before stripped, mine, kept []block, status *FileStatus) {
	base, first, last, marks, ok := p.keep(t, before, mine, kept)
	if !ok {
		return
	}
	vendor := source.NewFile(t.file.Name(), base)
	w := &work{planner: p, vendor: before.vendor, doc: scan(vendor), status: status, first: first, last: last, marks: marks, steps: t.steps, skipped: t.remarks}
	w.stamp = stamp{hash(before.vendor), p.opt.Bundle, p.opt.Generation, mine}
	if d := checkText(w.doc); d != nil && p.series.concerns(vendor.Name()) {
		p.reject(d)
		return
	}
	if !w.run() {
		return
	}
	status.Ops = append(status.Ops, w.compare(mine)...)
	for _, b := range mine {
		p.assets.drop(b)
	}
	for _, a := range w.used {
		p.assets.keep(a)
	}
	switch text := w.text; {
	case text == t.file.Text() && len(mine) > 0:
		status.State = Applied
	case text == t.file.Text():
		status.State = NotApplicable
	case len(mine) > 0:
		status.State = Outdated
		p.change(t, text)
	default:
		status.State = Pristine
		p.change(t, text)
	}
}

func (p *planner) change(t *template, text string) {
	path, err := tree.ParsePath(t.file.Name())
	if err != nil {
		p.report(t.file.Errorf(source.At(0), codes.InjectPath, "%v", err))
		return
	}
	data := pack(t.form, text)
	if t.form != "" && text == t.before.vendor {
		data = p.original(t.file.Name(), t.form, t)
	}
	t.result = text
	p.plan.Changes = append(p.plan.Changes, tree.Change{
		Path: path,
		Old:  &tree.Entry{Path: path, Mode: t.mode, Data: t.old},
		New:  &tree.Entry{Path: path, Mode: t.mode, Data: data},
	})
}

// checkText refuses what cannot be a template.
func checkText(d *jsp.Doc) *source.Diag {
	text := d.File.Text()
	if i := strings.IndexByte(text, 0); i >= 0 {
		return d.File.Errorf(source.Span{Start: i, End: i + 1}, codes.InjectBinary, "the file contains a NUL byte: it is not text in an encoding based on ASCII")
	}
	if utf8.ValidString(text) || declaresOther(d) {
		return nil
	}
	i := 0
	for r, n := utf8.DecodeRuneInString(text); r != utf8.RuneError || n > 1; r, n = utf8.DecodeRuneInString(text[i:]) {
		i += n
	}
	return d.File.Errorf(source.Span{Start: i, End: i + 1}, codes.InjectEncoding, "not valid UTF-8").
		WithHint(`if the file is in another encoding, declare it: <%%@ page pageEncoding="ISO-8859-1" %%>`)
}

// declaresOther reports whether a directive names an encoding other than UTF-8.
func declaresOther(d *jsp.Doc) bool {
	for _, s := range d.Segments {
		if s.Kind != jsp.Directive {
			continue
		}
		if _, after, ok := strings.Cut(d.At(s.Span), "pageEncoding="); ok && !strings.HasPrefix(strings.ToLower(strings.Trim(after, `"'`)), "utf-8") {
			return true
		}
	}
	return false
}

// missing reports targets that no file of the webapp is.
func (p *planner) missing() {
	for _, op := range p.series.ops {
		r := op.base()
		if _, patch := op.(*Patch); patch || r.via != ViaTemplate || r.Optional || slices.Contains(p.opt.Hold, groupOf(op)) || r.releases != nil && !p.allowed(r) {
			continue
		}
		for _, t := range r.targets {
			if !t.required || p.used[r.Key][t.pattern] {
				continue
			}
			d := r.errorf("targets", codes.InjectMissingTarget, "%s: no template %s in this webapp", r.Key, t.pattern)
			if t.search {
				d = r.errorf("targets", codes.InjectMissingTarget, "%s: no template that %s matches has the place", r.Key, t.pattern)
			}
			p.report(d.WithHint("name it in optional-targets if not every release has it"))
		}
	}
}

func (p *planner) use(key, pattern string) {
	if p.used == nil {
		p.used = map[string]map[string]bool{}
	}
	if p.used[key] == nil {
		p.used[key] = map[string]bool{}
	}
	p.used[key][pattern] = true
}

// allowed reports whether the releases that the webapp may be are ones that the
// operation is for.
func (p *planner) allowed(r *rule) bool {
	return slices.ContainsFunc(p.releases, r.releases.Allows)
}

// finish orders the changes so that a page never refers to a file that is not
// there: new files come first, files to remove last.
func (p *planner) finish() (*Plan, error) {
	p.checkReleases()
	if err := p.siblings(); err != nil {
		return nil, err
	}
	first, last, err := p.assets.changes(p.revert, p.report)
	if err != nil {
		return nil, err
	}
	p.plan.Changes = slices.Concat(first, p.plan.Changes, last)
	p.plan.Diags = p.plan.Diags.Sorted()
	if p.plan.Diags.Err() != nil {
		p.plan.Changes = nil
	}
	return p.plan, nil
}

// checkReleases reports operations with a condition on the release, if the release of
// this webapp is unknown.
func (p *planner) checkReleases() {
	for _, op := range p.series.ops {
		r := op.base()
		if r.releases == nil || r.via != ViaTemplate || slices.Contains(p.opt.Hold, groupOf(op)) {
			continue
		}
		if len(p.releases) == 0 {
			p.report(r.errorf("releases", codes.InjectRelease, "%s: it cannot be told from the files what release this webapp is", r.Key).WithHint("say it: --release 8.8.15.p46"))
			continue
		}
		i := slices.IndexFunc(p.releases, func(v string) bool { return r.releases.Allows(v) != p.allowed(r) })
		if i >= 0 {
			p.report(r.errorf("releases", codes.InjectRelease, "%s: the webapp may be %s, and not all of these are %s", r.Key, fmt.Sprint(p.releases), r.Releases).WithHint("say it: --release 8.8.15.p46"))
		}
	}
}
