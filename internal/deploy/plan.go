package deploy

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/deploy/after"
	"skinbuild/internal/deploy/disk"
	"skinbuild/internal/inject"
	"skinbuild/internal/project"
	"skinbuild/internal/project/pack"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// A Source is a verified bundle with the bytes of its file.
type Source struct {
	Bundle *pack.Bundle
	Data   []byte
	Signer string // who signed it; "" if no trusted key has signed it

	again bool // it is on the server already
}

// A Request is what a command asks for.
type Request struct {
	Command string // for the generation and messages
	Apply   []Source
	Remove  []string // names of bundles
	// Target is the generation of a rollback; nil otherwise.
	Target *Generation

	Release        string   // the vendor's release; "" means the one that the files are of
	AnyRelease     bool     // apply bundles that are for other releases
	AllowDowngrade bool     // apply bundles with a lower sequence
	AssetsOnly     bool     // write only the files to which pages will refer
	Accept         []string // patterns of files that need not be the vendor's
	Skip           []string // patterns of files to leave as they are
}

// The actions on a file.
const (
	Create  = "create"
	Replace = "replace"
	Remove  = "remove"
)

// A FilePlan is what happens to one file or skin.
type FilePlan struct {
	Path   string            `json:"path"`
	Action string            `json:"action"`
	Ops    []inject.OpStatus `json:"operations,omitempty"`
}

// A GroupPlan is what happens to one group of one bundle.
type GroupPlan struct {
	Bundle string     `json:"bundle"`
	Group  string     `json:"group"` // templates, back-ports, skins or zimlets
	Files  []FilePlan `json:"files"`
	Held   []string   `json:"held,omitempty"` // why the group is left out
}

// A PatchPlan is what happens to one back-port of one bundle.
type PatchPlan struct {
	Bundle string `json:"bundle"`
	inject.PatchStatus
}

// A Command is one of the vendor's commands with its arguments.
type Command []string

// String returns the command as a line for a shell.
func (c Command) String() string { return after.Quoted(c) }

// MarshalText gives JSON the line.
func (c Command) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// command adds a command, unless the plan has it already.
func (p *planner) command(argv ...string) {
	if !slices.ContainsFunc(p.plan.Commands, func(c Command) bool { return slices.Equal(c, argv) }) {
		p.plan.Commands = append(p.plan.Commands, argv)
	}
}

// A Plan is what a command would do. With an error among Diags it cannot be carried
// out.
type Plan struct {
	Command  string        `json:"command"`
	Releases []string      `json:"releases"` // that the vendor's templates are of
	Groups   []GroupPlan   `json:"groups"`
	Patches  []PatchPlan   `json:"patches"`
	Notes    []string      `json:"notes"`
	Commands []Command     `json:"commands"` // of the vendor, to run afterwards
	Diags    source.Diags  `json:"-"`
	Changes  []tree.Change `json:"-"` // of files, for a diff
	// Expected is what browsers must get once the plan is carried out.
	Expected after.Expected `json:"-"`

	next     *Generation
	same     bool // the current generation has the same bundles and records
	tx       *transaction
	contents []content
	objects  [][]byte
	zimlets  map[string][]byte // to write for zmzimletctl; nil to remove
}

// Empty reports whether the plan changes nothing on the server, not even what its
// state says about the bundles.
func (p *Plan) Empty() bool { return len(p.tx.Acts) == 0 && len(p.zimlets) == 0 && p.same }

// planner makes one plan.
type planner struct {
	server  *Server
	req     *Request
	plan    *Plan
	over    overlay
	base    fs.FS
	vendor  map[string]string    // path → the vendor's text, of templates with blocks
	skins   map[string]tree.Tree // to install
	noSkins map[string]bool      // to remove
	unused  []string             // assets that may go
	history []*Generation
	facts   *facts
	newest  string // of the releases that the webapp may be; "" if none is known
}

// Plan plans the request on the webapp as it is now. It writes nothing. The error is
// about reading.
func (s *Server) Plan(req *Request) (*Plan, error) {
	base := disk.FS(s.webapp, maxFile, false)
	p := &planner{server: s, req: req, base: base, over: overlay{base, map[string]*tree.Entry{}},
		vendor: map[string]string{}, skins: map[string]tree.Tree{}, noSkins: map[string]bool{},
		plan: &Plan{Command: req.Command, Groups: []GroupPlan{}, Patches: []PatchPlan{}, Notes: []string{}, Commands: []Command{}, zimlets: map[string][]byte{}}}
	p.plan.next = &Generation{Number: s.current.Number + 1, Time: s.opt.Now, Command: req.Command, Tool: s.opt.Tool, Bundles: slices.Clone(s.current.Bundles)}
	var err error
	if p.history, err = s.History(); err != nil {
		return nil, err
	}
	if p.facts, err = s.gather(base); err != nil {
		return nil, err
	}
	p.plan.Releases = append([]string{}, p.candidates()...)
	if n := len(p.plan.Releases); n > 0 {
		p.newest = p.plan.Releases[n-1]
		p.plan.next.Release = p.plan.Releases[0]
		if n > 1 {
			p.plan.next.Release += " to " + p.newest
		}
	}
	for _, name := range req.Remove {
		if err := p.remove(name); err != nil {
			return nil, err
		}
	}
	for i := range req.Apply {
		if err := p.apply(&req.Apply[i]); err != nil {
			return nil, err
		}
	}
	if err := p.conclude(); err != nil {
		return nil, err
	}
	return p.plan, nil
}

func (p *planner) conflict(name string, code codes.Code, format string, args ...any) *source.Diag {
	d := source.NewFile(name, "").Errorf(source.At(0), code, format, args...)
	p.plan.Diags = append(p.plan.Diags, d)
	return d
}

func (p *planner) note(format string, args ...any) {
	p.plan.Notes = append(p.plan.Notes, fmt.Sprintf(format, args...))
}

// matches reports whether a path matches one of the patterns: "*" is any part of a
// name, "**" anything.
func matches(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		if ok, err := path.Match(pattern, name); ok && err == nil {
			return true
		}
		dir, all := strings.CutSuffix(pattern, "**")
		return all && strings.HasPrefix(name, dir)
	})
}

// apply plans one bundle.
func (p *planner) apply(src *Source) error {
	m := src.Bundle.Manifest()
	if !p.suits(src, m) {
		return nil
	}
	now := Applied{Name: m.Name, Version: m.Version, Sequence: m.Sequence, ID: m.ID, Object: hashOf(src.Data), Signer: src.Signer,
		Accepted: slices.Clone(p.req.Accept), Assets: []string{}, Skins: []Folder{}, Zimlets: []Zimlet{}}
	if before := p.highest(m.Name); before > m.Sequence {
		now.Downgrade = true
	}
	p.plan.objects = append(p.plan.objects, src.Data)
	ops, config, ds, err := project.BundleOperations(src.Bundle.Files())
	if err != nil {
		return err
	}
	if ds.Err() != nil {
		p.plan.Diags = append(p.plan.Diags, ds...)
		return nil
	}
	if err := p.applyTemplates(&now, ops, config); err != nil {
		return err
	}
	if err := p.applySkins(src, &now, config.Held("skins")); err != nil {
		return err
	}
	p.applyZimlets(src, &now)
	b := p.plan.next.Bundles
	if i := slices.IndexFunc(b, func(a Applied) bool { return a.Name == m.Name }); i >= 0 {
		b[i] = now
	} else {
		p.plan.next.Bundles = append(b, now)
	}
	slices.SortFunc(p.plan.next.Bundles, func(a, b Applied) int { return cmp.Compare(a.Name, b.Name) })
	return nil
}

// highest returns the highest sequence of the bundle that was ever on the server.
func (p *planner) highest(name string) uint64 {
	var most uint64
	for _, g := range p.history {
		if a := g.bundle(name); a != nil {
			most = max(most, a.Sequence)
		}
	}
	return most
}

// remove plans the removal of a bundle.
func (p *planner) remove(name string) error {
	was := p.server.current.bundle(name)
	plan, err := inject.Revert(p.over, inject.Options{Bundle: name, Skip: p.skip, Known: p.patchable(), Original: p.original})
	if err != nil {
		return err
	}
	p.plan.Diags = append(p.plan.Diags, plan.Diags...)
	if plan.Diags.Err() != nil {
		return nil
	}
	group := GroupPlan{Bundle: name, Group: string(inject.Templates), Files: []FilePlan{}}
	p.take(plan, &group)
	p.plan.Groups = append(p.plan.Groups, group)
	if was != nil {
		if err := p.removeSkins(was); err != nil {
			return err
		}
		for _, z := range was.Zimlets {
			p.plan.zimlets[z.Name] = nil
			p.command("zmzimletctl", "undeploy", z.Name)
		}
	}
	p.plan.next.Bundles = slices.DeleteFunc(p.plan.next.Bundles, func(a Applied) bool { return a.Name == name })
	p.dropAssets(name)
	return nil
}

func (p *planner) skip(name string) bool { return matches(p.req.Skip, name) }

// take notes what an inject.Plan makes of the templates.
func (p *planner) take(plan *inject.Plan, group *GroupPlan) {
	ops := map[string][]inject.OpStatus{}
	for _, f := range plan.Files {
		ops[f.Path] = f.Ops
		if f.State != inject.NotApplicable && (f.State != inject.Drifted || f.Edited) {
			p.vendor[f.Path] = f.Vendor
		}
	}
	for _, c := range plan.Changes {
		name := c.Path.String()
		p.over.changed[name] = c.New
		action := Replace
		switch {
		case c.Old == nil:
			action = Create
		case c.New == nil:
			action = Remove
		}
		group.Files = append(group.Files, FilePlan{name, action, ops[name]})
	}
}

// conclude turns what was planned into a transaction.
func (p *planner) conclude() error {
	if err := p.exactOutputs(); err != nil {
		return err
	}
	p.collectAssets()
	if err := p.dropUnused(); err != nil {
		return err
	}
	if err := p.recordFiles(); err != nil {
		return err
	}
	p.plan.Diags = p.plan.Diags.Sorted()
	p.plan.tx = &transaction{Generation: p.plan.next.Number, Command: p.req.Command}
	p.plan.same = sameBundles(p.server.current, p.plan.next)
	if p.plan.Diags.Err() != nil {
		return p.excerpts()
	}
	p.flushTexts()
	p.plan.Expected = p.expected()
	if p.req.AssetsOnly {
		p.onlyAssets()
	}
	return p.transact()
}

// exactOutputs takes the bytes of the target of a rollback, where the vendor's file is
// the one that they were made from.
func (p *planner) exactOutputs() error {
	if p.req.Target == nil {
		return nil
	}
	for name, vendor := range p.vendor {
		r := p.req.Target.file(name)
		if r == nil || r.Vendor != hashOf([]byte(vendor)) || p.skip(name) {
			continue
		}
		data, err := p.server.object(r.Output)
		if err != nil {
			return err
		}
		now, err := p.over.read(name)
		if err != nil || now == nil {
			return err
		}
		p.over.changed[name] = &tree.Entry{Path: now.Path, Mode: now.Mode, Data: data}
	}
	return nil
}

// recordFiles writes down which templates will hold blocks, and checks that what they
// are changed from is the vendor's.
func (p *planner) recordFiles() error {
	records := map[string]Record{}
	for _, r := range p.server.current.Files {
		if _, planned := p.vendor[r.Path]; planned {
			continue
		}
		now, err := p.over.read(r.Path)
		if err != nil {
			return err
		}
		if now == nil {
			continue // the vendor's release has the file no more
		}
		if text, whole := inject.VendorText(r.Path, string(now.Data)); whole && text == string(now.Data) {
			continue // the vendor has replaced it, and nothing is to be put back
		}
		records[r.Path] = r
	}
	for name, vendor := range p.vendor {
		now, err := p.over.read(name)
		if err != nil {
			return err
		}
		if now == nil || string(now.Data) == vendor {
			continue
		}
		records[name] = Record{name, hashOf([]byte(vendor)), hashOf(now.Data)}
		p.plan.objects = append(p.plan.objects, []byte(vendor), now.Data)
		if err := p.checkVendor(name, vendor, now); err != nil {
			return err
		}
	}
	p.plan.next.Files = []Record{}
	for _, r := range records {
		p.plan.next.Files = append(p.plan.next.Files, r)
	}
	slices.SortFunc(p.plan.next.Files, func(a, b Record) int { return cmp.Compare(a.Path, b.Path) })
	return nil
}

// checkVendor asks for --accept where a file that will change is neither the vendor's nor accepted.
func (p *planner) checkVendor(name, vendor string, now *tree.Entry) error {
	live, err := readEntry(p.base, name)
	if err != nil {
		return err
	}
	if live != nil && string(live.Data) == string(now.Data) {
		return nil // it is as an earlier run has left it
	}
	if p.server.knows(name, []byte(vendor)) || matches(p.req.Accept, name) {
		return nil
	}
	p.conflict(name, codes.DeployUnknownFile, "the file is not the vendor's of any known release, and not one that was accepted: somebody may have edited it").
		WithHint("compare it with the vendor's package; then --accept %s applies to it, --skip %s leaves it as it is", name, name)
	return nil
}

// transact lists the acts in the order in which they take effect: a page never refers
// to a file that is not there yet, or not any more.
func (p *planner) transact() error {
	var names []string
	for name := range p.over.changed {
		names = append(names, name)
	}
	slices.Sort(names)
	var first, middle, last []act
	var firstC, middleC, lastC []content
	for _, name := range names {
		old, err := readEntry(p.base, name)
		if err != nil {
			return err
		}
		now := p.over.changed[name]
		a := act{Path: name, Temp: tempName(name)}
		if old != nil {
			a.Old = hashOf(old.Data)
			p.plan.objects = append(p.plan.objects, old.Data)
		}
		if now != nil {
			a.New = hashOf(now.Data)
			p.plan.objects = append(p.plan.objects, now.Data)
		}
		if a.Old == a.New {
			continue
		}
		p.plan.Changes = append(p.plan.Changes, tree.Change{Path: tree.MustPath(name), Old: old, New: now})
		switch {
		case old == nil:
			first, firstC = append(first, a), append(firstC, content{file: now})
		case now == nil:
			last, lastC = append(last, a), append(lastC, content{})
		default:
			middle, middleC = append(middle, a), append(middleC, content{file: now})
		}
	}
	skins, contents, err := p.skinActs()
	if err != nil {
		return err
	}
	for i, a := range skins {
		if a.New == "" {
			last, lastC = append(last, a), append(lastC, contents[i])
		} else {
			first, firstC = append(first, a), append(firstC, contents[i])
		}
	}
	p.plan.tx.Acts = slices.Concat(first, middle, last)
	p.plan.contents = slices.Concat(firstC, middleC, lastC)
	return p.missingFolders()
}

// tempName is where new content waits, in the folder of the file. The skin servlet
// does not see a folder that begins with "_".
func tempName(name string) string {
	prefix := ".skinbuild-"
	if strings.HasPrefix(name, "skins/") {
		prefix = "_skinbuild-"
	}
	return path.Join(path.Dir(name), prefix+nonce())
}

// missingFolders lists the folders that the acts need and that are not there.
func (p *planner) missingFolders() error {
	seen := map[string]bool{".": true}
	var visit func(dir string) error
	visit = func(dir string) error {
		if seen[dir] {
			return nil
		}
		seen[dir] = true
		if err := visit(path.Dir(dir)); err != nil {
			return err
		}
		info, err := p.server.webapp.Lstat(dir)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			p.plan.tx.Folders = append(p.plan.tx.Folders, dir)
			return nil
		case err == nil && !info.Mode.IsDir():
			return &fs.PathError{Op: "open", Path: dir, Err: disk.ErrIrregular}
		}
		return err
	}
	for _, a := range p.plan.tx.Acts {
		if err := visit(path.Dir(a.Path)); err != nil {
			return err
		}
	}
	return nil
}
