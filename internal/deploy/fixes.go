package deploy

import (
	"io/fs"
	"slices"
	"strings"

	"skinbuild/internal/inject"
	"skinbuild/internal/inject/patch"
)

// fixes records what becomes of the back-ports of a bundle, and says which of them the
// vendor has adopted and which are left out.
func (p *planner) fixes(now *Applied, plan *inject.Plan) {
	was := map[string]patch.State{}
	if before := p.server.current.bundle(now.Name); before != nil {
		for _, f := range before.Patches {
			was[f.Key] = f.State
		}
	}
	var why []string
	for _, s := range plan.Patches {
		p.plan.Patches = append(p.plan.Patches, PatchPlan{now.Name, s})
		now.Patches = append(now.Patches, Fix{s.Key, s.State, s.Variant, s.Files, s.Header.CVE})
		before, known := was[s.Key]
		switch {
		case s.State == patch.Already && known && before.Changes():
			p.note("the vendor's files have the fix %s by now: the back-port is dropped", s.Key)
		case s.State == patch.Already && !known:
			p.note("the vendor's files have the fix %s (%s): nothing to apply", s.Key, plural(len(s.Files), "file"))
		case s.State == patch.NotNeeded && before != patch.NotNeeded:
			p.note("the back-port %s is not needed: %s", s.Key, strings.Join(s.Reasons, ", "))
		case !s.State.Done():
			for _, reason := range s.Reasons {
				why = append(why, s.Key+": "+reason)
			}
			now.Held = append(now.Held, Held{"back-port " + s.Key, append([]string{}, s.Reasons...)})
		}
	}
	if why != nil {
		p.plan.Groups = append(p.plan.Groups, GroupPlan{Bundle: now.Name, Group: string(inject.BackPorts), Files: []FilePlan{}, Held: why})
	}
}

// recorded lists the files besides templates that hold patches of the last generation.
func (p *planner) recorded() []string {
	var names []string
	for _, r := range p.server.current.Files {
		if patch.KindOf(r.Path) != patch.Template {
			names = append(names, r.Path)
		}
	}
	return names
}

// patchable lists the files besides templates that may hold patches: those of the last
// generation or, if the state is lost, all that a patch can change.
func (p *planner) patchable() []string {
	if p.server.current.Number > 0 {
		return p.recorded()
	}
	var names []string
	for _, dir := range []string{"css", "js", "WEB-INF", "templates"} {
		_ = fs.WalkDir(p.base, dir, func(name string, e fs.DirEntry, err error) error {
			if err != nil {
				return nil // what cannot be read is reported where it is needed
			}
			if k := patch.KindOf(name); e.Type().IsRegular() && k != patch.Template && k != patch.Other {
				names = append(names, name)
			}
			return nil
		})
	}
	return names
}

// original returns the vendor's bytes of a file as a run has written it, nil if no
// generation knows it.
func (p *planner) original(name string) []byte {
	live, err := readEntry(p.base, name)
	if err != nil || live == nil {
		return nil
	}
	for _, g := range slices.Backward(p.history) {
		if r := g.file(name); r != nil && r.Output == hashOf(live.Data) {
			if data, err := p.server.object(r.Vendor); err == nil {
				return data
			}
		}
	}
	return nil
}
