package inject

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/inject/patch"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// A Patch is a back-port: a fix of the vendor's, with its variants for other releases.
// Its files are changed together or not at all.
type Patch struct {
	rule
	patch    *patch.Patch
	variants []*patch.Patch
}

// PatchStatus is what a plan says about one patch.
type PatchStatus struct {
	Key     string       `json:"key"`
	State   patch.State  `json:"state"`
	Variant int          `json:"variant,omitempty"` // 1 for the first of its variants
	Offset  int          `json:"offset,omitempty"`  // of a patch that moved: by how many lines at most
	Files   []string     `json:"files"`             // that hold the change, or will
	Reasons []string     `json:"reasons,omitempty"` // why it is left out
	Header  patch.Header `json:"header"`
}

func (c *Config) patch(r rule, project fs.FS) (Op, *source.Diag) {
	for key, set := range map[string]bool{"anchor": c.Anchor != "", "literal": c.Literal != "", "selector": c.Selector != ""} {
		if set {
			return nil, c.errorf(key, codes.InjectAmbiguous, "a patch says itself where it goes: leave %s out", key)
		}
	}
	op := &Patch{rule: r}
	var d *source.Diag
	if op.patch, d = c.readPatch(c.Patch, project); d != nil {
		return nil, d
	}
	for _, name := range op.patch.Header.Variants {
		v, d := c.readPatch(path.Join(path.Dir(c.Patch), name), project)
		if d != nil {
			return nil, d
		}
		op.variants = append(op.variants, v)
	}
	named := op.targets
	op.targets = nil
	for _, p := range append([]*patch.Patch{op.patch}, op.variants...) {
		for _, part := range p.Parts {
			if len(named) > 0 && !slices.ContainsFunc(named, func(t target) bool { return t.matches(part.Path) }) {
				return nil, p.File.Errorf(source.At(0), codes.InjectTarget, "the patch is for %q, which is not among the targets", part.Path)
			}
			op.targets = append(op.targets, target{pattern: part.Path})
		}
	}
	op.via = ViaTemplate
	return op, nil
}

// readPatch reads one patch file of the project.
func (c *Config) readPatch(name string, project fs.FS) (*patch.Patch, *source.Diag) {
	f, d := c.read("patch", name, project)
	if d != nil {
		return nil, d
	}
	if i := strings.Index(f.Text(), sign); i >= 0 {
		return nil, f.Errorf(source.Span{Start: i, End: i + len(sign)}, codes.InjectMarker, "%q is what our markers begin with", sign)
	}
	p, ds := patch.Parse(f)
	if p == nil {
		return nil, ds[0]
	}
	return p, nil
}

// A step is what one patch makes of one file.
type step struct {
	key     string
	text    string   // afterwards
	regions []region // of text, that the patch made
}

// newStep makes the edits of a patch in a text. Files that are not templates get the
// line end that their marker needs.
func newStep(key string, f *source.File, edits []source.Edit) (step, *source.Diag) {
	kind := kindOf(f.Name())
	if kind == patch.Style || kind == patch.Script || kind == patch.Properties {
		if !strings.HasSuffix(f.Text(), "\n") {
			edits = append(slices.Clone(edits), source.Edit{Span: source.At(len(f.Text())), New: "\n"})
		}
	}
	text, err := source.Apply(f, edits)
	if err != nil {
		return step{}, f.Errorf(source.At(0), codes.InjectOverlap, "%s: %v", key, err)
	}
	s := step{key: key, text: text}
	delta := 0
	for _, e := range edits {
		s.regions = append(s.regions, region{e.Start + delta, len(e.New), f.Text()[e.Start:e.End]})
		delta += len(e.New) - (e.End - e.Start)
	}
	if in, ok := scan(source.NewFile(f.Name(), text)).Opening(len(text)); kind == patch.Template && !ok {
		return s, f.Errorf(source.At(len(f.Text())), codes.InjectInside, "%s: the patched file ends in %s, so its marker has no place", key, in)
	}
	if last := strings.TrimRight(text, "\r\n"); kind == patch.Properties && strings.HasSuffix(last, `\`) {
		return s, f.Errorf(source.At(len(f.Text())), codes.InjectInside, "%s: the last property of the file goes on in the next line, so the marker of the patch has no place", key)
	}
	return s, nil
}

// mark returns the marker that undoes the step. It goes to the end of the file, the one
// place that every file has.
func (s step) mark(name string, at stamp) string {
	var made strings.Builder
	for _, r := range s.regions {
		made.WriteString(s.text[r.offset : r.offset+r.n])
	}
	return syntaxFor(name).patch(s.key, hash(made.String()), at, undoRecord(s.regions))
}

// patches decides for each patch, in order, what it does to the files as the patches
// before it have left them, and notes the steps.
func (p *planner) patches() error {
	for _, op := range p.series.ops {
		op, ok := op.(*Patch)
		if !ok || slices.Contains(p.opt.Hold, BackPorts) {
			continue
		}
		if err := p.decide(op); err != nil {
			return err
		}
	}
	return nil
}

// decide decides for one patch.
func (p *planner) decide(op *Patch) error {
	status := PatchStatus{Key: op.Key, State: patch.NotNeeded, Files: []string{}, Header: op.patch.Header}
	reason, err := p.unfitPatch(op)
	if err != nil {
		return err
	}
	if reason != "" {
		status.Reasons = []string{reason}
		p.plan.Patches = append(p.plan.Patches, status)
		return nil
	}
	d, err := patch.Decide(p.unskipped(op.patch), p.allUnskipped(op.variants), p, p.newest())
	if err != nil {
		return err
	}
	status.State, status.Variant, status.Offset = d.State, d.Variant, d.Offset()
	why := d.Diags()
	if d.State == patch.NoFile {
		why = append(why, p.noFile(op, d))
	}
	var steps []step
	if d.State.Changes() || d.State == patch.Already {
		var problem *source.Diag
		if steps, problem = p.steps(op, d); problem != nil {
			why, status.State = source.Diags{problem}, patch.Conflict
		}
	}
	switch {
	case status.State == patch.Conflict || status.State == patch.NoFile:
		p.leaveOut(op, &status, why)
	case status.State == patch.Already:
		for _, f := range d.Files {
			p.remark(f.Path, OpStatus{Key: op.Key, Action: "already", Reason: "the vendor's file has the change"})
			status.Files = append(status.Files, f.Path)
		}
	case status.State == patch.NotNeeded:
		status.Reasons = []string{"the release has the fix: Fixed-In " + strings.Join(op.patch.Header.FixedIn, ", ")}
	default:
		p.accept(op, &status, d, steps)
	}
	p.plan.Patches = append(p.plan.Patches, status)
	return nil
}

// accept notes the steps of a patch that fits.
func (p *planner) accept(op *Patch, status *PatchStatus, d patch.Decision, steps []step) {
	for i, f := range d.Files {
		status.Files = append(status.Files, f.Path)
		if !f.State.Changes() {
			p.remark(f.Path, OpStatus{Key: op.Key, Action: "already", Reason: "the vendor's file has the change"})
			continue
		}
		t := p.known[f.Path]
		t.steps = append(t.steps, steps[i])
		t.current = steps[i].text
	}
}

// steps makes the changes of a patch that fits, and notes none of them yet. A file that
// another bundle has patched cannot be judged: the change that is there may be of that
// bundle.
func (p *planner) steps(op *Patch, d patch.Decision) ([]step, *source.Diag) {
	list := make([]step, len(d.Files))
	for i, f := range d.Files {
		t := p.known[f.Path]
		if slices.ContainsFunc(t.kept, func(b block) bool { return b.patch }) {
			return nil, t.file.Errorf(source.At(0), codes.InjectTwoPatches, "%s: another bundle has patched this file", op.Key).
				WithHint("put both patches into one bundle")
		}
		if !f.State.Changes() {
			continue
		}
		var problem *source.Diag
		if list[i], problem = newStep(op.Key, source.NewFile(f.Path, t.current), f.Edits); problem != nil {
			return nil, problem
		}
	}
	return list, nil
}

// unfitPatch returns why the table of a patch leaves this webapp alone; "" if it does
// not.
func (p *planner) unfitPatch(op *Patch) (string, error) {
	if op.releases != nil && !p.allowed(&op.rule) {
		return "it is for other releases", nil
	}
	if op.Blobs == nil && op.Contains == nil && op.Lacks == nil {
		return "", nil
	}
	for _, part := range op.patch.Parts {
		t, err := p.load(part.Path)
		if err != nil {
			return "", err
		}
		if t == nil {
			continue
		}
		if reason := op.unfit(t.before.vendor); reason != "" {
			return part.Path + ": " + reason, nil
		}
	}
	return "", nil
}

// unskipped returns the patch without its parts for files to leave as they are.
func (p *planner) unskipped(from *patch.Patch) *patch.Patch {
	if p.opt.Skip == nil {
		return from
	}
	out := *from
	out.Parts = slices.DeleteFunc(slices.Clone(from.Parts), func(part *patch.Part) bool { return p.opt.Skip(part.Path) })
	return &out
}

func (p *planner) allUnskipped(list []*patch.Patch) []*patch.Patch {
	out := make([]*patch.Patch, len(list))
	for i, from := range list {
		out[i] = p.unskipped(from)
	}
	return out
}

// newest returns the newest release that the webapp may be, "" if none is known.
func (p *planner) newest() string {
	if len(p.releases) == 0 {
		return ""
	}
	return p.releases[len(p.releases)-1]
}

// leaveOut records why a patch is not applied. It is an error unless such patches are
// left out.
func (p *planner) leaveOut(op *Patch, status *PatchStatus, why source.Diags) {
	for _, d := range why {
		status.Reasons = append(status.Reasons, d.Error())
	}
	for _, d := range why {
		if t := p.known[d.File.Name()]; t != nil && t.drift != nil {
			continue // which is reported by itself
		}
		if op.Optional || p.opt.LeaveOut {
			p.remark(d.File.Name(), OpStatus{Key: op.Key, Action: "skip", Reason: d.Text})
			continue
		}
		keyed := *d
		if !strings.HasPrefix(d.Text, op.Key+": ") {
			keyed.Text = op.Key + ": " + d.Text
		}
		p.report(&keyed)
	}
}

func (p *planner) noFile(op *Patch, d patch.Decision) *source.Diag {
	i := slices.IndexFunc(d.Files, func(f patch.FileOutcome) bool { return f.State == patch.NoFile })
	name := op.patch.Parts[0].Path
	if i >= 0 {
		name = d.Files[i].Path
	}
	return source.NewFile(name, "").Errorf(source.At(0), codes.InjectMissingTarget, "%s: the webapp has no file %s", op.Key, name).
		WithHint("if this release does not need the patch, name the releases that have the fix in its Fixed-In")
}

// remark adds a status of a patch to those of a file.
func (p *planner) remark(name string, s OpStatus) {
	if t := p.known[name]; t != nil {
		t.remarks = append(t.remarks, s)
	}
}

// Text returns a file as the patches so far have left it; see patch.Webapp.
func (p *planner) Text(name string) (string, error) {
	t, err := p.load(name)
	if err != nil {
		return "", err
	}
	if t == nil {
		return "", fs.ErrNotExist
	}
	return t.current, nil
}

// Packages returns the packages that hold a script; see patch.Webapp.
func (p *planner) Packages(script string) ([]string, error) {
	if p.packages == nil {
		if err := p.readPackages(); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(slices.Clone(p.packages[script]), func(name string) bool { return p.opt.Skip != nil && p.opt.Skip(name) }), nil
}

// readPackages reads all packages: js/NAME_all.js, or a compressed form if that is all
// there is.
func (p *planner) readPackages() error {
	p.packages = map[string][]string{}
	list, err := fs.ReadDir(p.live, "js")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	there := map[string]bool{}
	for _, e := range list {
		there["js/"+e.Name()] = true
	}
	for _, e := range list {
		name := "js/" + e.Name()
		plain := strings.TrimSuffix(name, packedForm(name))
		if !strings.HasSuffix(plain, "_all.js") || plain != name && (there[plain] || packedForm(name) == ".min") {
			continue
		}
		t, err := p.load(name)
		if err != nil {
			return err
		}
		if t == nil {
			continue
		}
		scripts, _ := patch.ScriptsIn(t.before.vendor)
		for _, script := range scripts {
			if !slices.Contains(p.packages[script], name) {
				p.packages[script] = append(p.packages[script], name)
			}
		}
	}
	return nil
}

// load returns a file that a patch may concern, nil if there is none. Only regular files
// are read.
func (p *planner) load(name string) (*template, error) {
	if t, ok := p.known[name]; ok {
		return t, nil
	}
	if _, err := tree.ParsePath(name); err != nil || p.opt.Skip != nil && p.opt.Skip(name) {
		return nil, nil
	}
	info, err := fs.Stat(p.live, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxPackage {
		return nil, nil
	}
	data, err := fs.ReadFile(p.live, name)
	if err != nil {
		return nil, err
	}
	form := packedForm(name)
	text, err := unpack(form, data)
	if err != nil {
		return nil, nil // damaged: it holds nothing that a patch fits
	}
	t := &template{file: source.NewFile(name, text), mode: info.Mode().Perm(), old: data, form: form}
	p.add(t)
	return t, nil
}

// add strips a file and makes it known.
func (p *planner) add(t *template) {
	t.before, t.drift = syntaxFor(t.file.Name()).strip(t.file)
	t.current = t.file.Text()
	if t.drift == nil {
		t.mine, t.kept = p.partition(t.before.blocks)
		t.current = t.before.vendor
		if slices.ContainsFunc(t.kept, func(b block) bool { return b.patch }) {
			t.current = t.before.patched
		}
	}
	t.result = t.file.Text()
	p.known[t.file.Name()] = t
	p.templates = append(p.templates, t)
}
