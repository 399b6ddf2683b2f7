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

	"skinbuild/internal/server/jsp"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// Apply plans what brings the webapp live to the state that the operations ask
// for: blocks of an older set are replaced, files that no operation concerns any
// more get the vendor's text back. release is the vendor's; "" has it told from
// the files. The error is about reading; everything else is in the plan's Diags.
func (s *Series) Apply(live fs.FS, release string) (*Plan, error) {
	p := &planner{series: s, live: live, plan: &Plan{Release: release}, assets: newAssets(live)}
	if err := p.read(); err != nil {
		return nil, err
	}
	if err := p.detect(); err != nil {
		return nil, err
	}
	for _, t := range p.templates {
		p.template(t)
	}
	p.missing()
	return p.finish()
}

// Revert plans what takes everything of ours out of the webapp. It needs no
// operations: the files say it.
func Revert(live fs.FS) (*Plan, error) {
	p := &planner{series: &Series{}, live: live, plan: &Plan{}, assets: newAssets(live), revert: true}
	if err := p.read(); err != nil {
		return nil, err
	}
	for _, t := range p.templates {
		p.template(t)
	}
	return p.finish()
}

// planner makes one plan.
type planner struct {
	series    *Series
	live      fs.FS
	revert    bool
	templates []template
	releases  []string // candidates; nil: not known
	plan      *Plan
	assets    *assets
	used      map[string]map[string]bool // key → patterns of its targets that a file had
}

// A template is a file of the webapp that an operation may concern, or that
// holds something of ours.
type template struct {
	file *source.File
	mode fs.FileMode
	old  []byte
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
	slices.SortFunc(p.templates, func(a, b template) int { return cmp.Compare(a.file.Name(), b.file.Name()) })
	return nil
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
		p.reject(f.Errorf(source.At(0), "inject/irregular", "not a regular file (%s)", info.Mode().Type()).
			WithHint("a link in a webapp may lead anywhere: put the file itself there"))
	case info.Size() > maxFile && wanted:
		p.reject(f.Errorf(source.At(0), "inject/huge", "%d bytes are more than the limit of %d for a template", info.Size(), maxFile))
	}
	if !info.Mode().IsRegular() || info.Size() > maxFile {
		return nil
	}
	data, err := fs.ReadFile(p.live, name)
	if err != nil {
		return err
	}
	if text := string(data); wanted || strings.Contains(text, sign) {
		p.templates = append(p.templates, template{source.NewFile(name, text), info.Mode().Perm(), data})
	}
	return nil
}

// concerns says whether an operation has the path among its targets.
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
		if _, err := parseVersion(p.plan.Release); err != nil {
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
func (p *planner) template(t template) {
	status := FileStatus{Path: t.file.Name()}
	c := syntaxOf(jsp.Scan(source.NewFile(t.file.Name(), "")).JSP)
	before, d := c.strip(t.file)
	switch {
	case d != nil:
		status.State = Drifted
		p.reject(d)
	case p.revert:
		p.revertTemplate(t, before, &status)
	case before.around:
		status.State = Drifted
		p.reject(faulty(t.file, before.blocks[0].span, "the file has been edited around the block of %s", before.blocks[0].key).
			WithHint("revert takes our blocks out and keeps the edit; then apply again"))
	default:
		p.applyTemplate(t, before, &status)
	}
	p.plan.Files = append(p.plan.Files, status)
}

func (p *planner) revertTemplate(t template, before stripped, status *FileStatus) {
	status.State = Outdated
	if before.around {
		status.State = Drifted
		p.report(t.file.Warnf(before.blocks[0].span, "inject/edited", "the file has been edited around our blocks: the edit is kept"))
	}
	for _, b := range before.blocks {
		status.Ops = append(status.Ops, OpStatus{Key: b.key, Action: "remove"})
		p.assets.drop(b)
	}
	p.change(t, before.vendor)
}

// applyTemplate computes the text as the operations want it from the vendor's,
// and compares.
func (p *planner) applyTemplate(t template, before stripped, status *FileStatus) {
	vendor := source.NewFile(t.file.Name(), before.vendor)
	w := &work{planner: p, vendor: before.vendor, sum: hash(before.vendor), doc: jsp.Scan(vendor), status: status}
	if d := checkText(w.doc); d != nil && p.series.concerns(vendor.Name()) {
		p.reject(d)
		return
	}
	if !w.run() {
		return
	}
	status.Ops = append(status.Ops, w.compare(before.blocks)...)
	for _, b := range before.blocks {
		p.assets.drop(b)
	}
	for _, a := range w.used {
		p.assets.keep(a)
	}
	switch text := w.text; {
	case text == t.file.Text() && len(before.blocks) > 0:
		status.State = Applied
	case text == t.file.Text():
		status.State = NotApplicable
	case len(before.blocks) > 0:
		status.State = Outdated
		p.change(t, text)
	default:
		status.State = Pristine
		p.change(t, text)
	}
}

func (p *planner) change(t template, text string) {
	path, err := tree.ParsePath(t.file.Name())
	if err != nil {
		p.report(t.file.Errorf(source.At(0), "inject/path", "%v", err))
		return
	}
	p.plan.Changes = append(p.plan.Changes, tree.Change{
		Path: path,
		Old:  &tree.Entry{Path: path, Mode: t.mode, Data: t.old},
		New:  &tree.Entry{Path: path, Mode: t.mode, Data: []byte(text)},
	})
}

// checkText refuses what cannot be a template.
func checkText(d *jsp.Doc) *source.Diag {
	text := d.File.Text()
	if i := strings.IndexByte(text, 0); i >= 0 {
		return d.File.Errorf(source.Span{Start: i, End: i + 1}, "inject/binary", "a NUL byte: this is no text in an encoding that contains ASCII")
	}
	if utf8.ValidString(text) || declaresOther(d) {
		return nil
	}
	i := 0
	for r, n := utf8.DecodeRuneInString(text); r != utf8.RuneError || n > 1; r, n = utf8.DecodeRuneInString(text[i:]) {
		i += n
	}
	return d.File.Errorf(source.Span{Start: i, End: i + 1}, "inject/encoding", "not valid UTF-8").
		WithHint(`if the file is in another encoding, declare it: <%%@ page pageEncoding="ISO-8859-1" %%>`)
}

// declaresOther says whether a directive names an encoding other than UTF-8.
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
		if r.via != ViaTemplate || r.Optional || r.releases != nil && !p.allowed(r) {
			continue
		}
		for _, t := range r.targets {
			if !t.required || p.used[r.Key][t.pattern] {
				continue
			}
			d := r.errorf("targets", "inject/missing-target", "%s: no template %s in this webapp", r.Key, t.pattern)
			if t.re != nil {
				d = r.errorf("targets", "inject/missing-target", "%s: no template that %s matches has the place", r.Key, t.pattern)
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

// allowed says whether the releases that the webapp may be are ones that the
// operation is for.
func (p *planner) allowed(r *rule) bool {
	return slices.ContainsFunc(p.releases, r.releases.allows)
}

// finish orders the changes so that a page never refers to a file that is not
// there: new files come first, files to remove last.
func (p *planner) finish() (*Plan, error) {
	p.checkReleases()
	first, last, err := p.assets.changes(p.report)
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

// checkReleases reports operations of which it cannot be told whether they are
// for this webapp.
func (p *planner) checkReleases() {
	for _, op := range p.series.ops {
		r := op.base()
		if r.releases == nil || r.via != ViaTemplate {
			continue
		}
		if len(p.releases) == 0 {
			p.report(r.errorf("releases", "inject/release", "%s: it cannot be told from the files what release this webapp is", r.Key).WithHint("say it: --release 8.8.15.p46"))
			continue
		}
		i := slices.IndexFunc(p.releases, func(v string) bool { return r.releases.allows(v) != p.allowed(r) })
		if i >= 0 {
			p.report(r.errorf("releases", "inject/release", "%s: the webapp may be %s, and not all of these are %s", r.Key, fmt.Sprint(p.releases), r.Releases).WithHint("say it: --release 8.8.15.p46"))
		}
	}
}
