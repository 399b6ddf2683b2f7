package deploy

import (
	"path"
	"slices"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/inject"
	"skinbuild/internal/project"
	"skinbuild/internal/project/pack"
	"skinbuild/internal/server/vendor"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
	"skinbuild/internal/versions"
)

// suits reports whether the bundle is for this webapp, and not older than what was
// applied before.
func (p *planner) suits(src *Source, m pack.Manifest) bool {
	ok := true
	if most := p.highest(m.Name); most > m.Sequence && !p.req.AllowDowngrade && !src.again {
		p.conflict(m.Name, codes.DeployDowngrade, "sequence %d is lower than %d, which was applied before", m.Sequence, most).
			WithHint("--allow-downgrade applies it all the same; skinbuild rollback returns to an earlier state")
		ok = false
	}
	release := p.newest
	switch {
	case len(m.Releases) == 0 || p.req.AnyRelease:
	case release == "":
		p.conflict(m.Name, codes.DeployRelease, "the bundle is for %s, and no file says which release this webapp is", strings.Join(m.Releases, ", ")).
			WithHint("name the release: --release %s", m.Releases[0])
		ok = false
	case slices.ContainsFunc(p.candidates(), func(r string) bool { return slices.Contains(m.Releases, r) }):
	case slices.ContainsFunc(m.Releases, func(r string) bool { return series(r) == series(release) }):
		p.note("the bundle %s is for %s; this webapp is %s, another patch of the same release", m.Name, strings.Join(m.Releases, ", "), release)
	default:
		p.conflict(m.Name, codes.DeployRelease, "the bundle is for %s, and this webapp is %s", strings.Join(m.Releases, ", "), release).
			WithHint("--any-release applies it all the same")
		ok = false
	}
	return ok
}

// candidates are the releases that the webapp may be.
func (p *planner) candidates() []string {
	if p.req.Release != "" {
		return []string{p.req.Release}
	}
	return p.facts.releases
}

// series is a release without its patch level: "8.8.15" for 8.8.15.p46.
func series(release string) string { return versions.First(release, 3) }

// applyTemplates plans the operations of a bundle, the insertions and the back-ports.
// Where they do not fit, the groups that may be left out are.
func (p *planner) applyTemplates(now *Applied, ops *inject.Series, config *project.Config) error {
	if ops == nil {
		ops, _ = inject.New(nil, tree.Tree{})
	}
	opt := inject.Options{Release: p.newest, Bundle: now.Name, Generation: p.plan.next.Number, Skip: p.skip,
		LeaveOut: config.Held(string(inject.BackPorts)), Known: p.recorded(), Original: p.original,
		AcceptEdits: func(name string) bool { return matches(p.req.Accept, name) }}
	plan, err := ops.Apply(p.over, opt)
	if err != nil {
		return err
	}
	first := plan
	for _, hold := range holdable(config) {
		if plan.Diags.Err() == nil {
			break
		}
		opt.Hold = hold
		if plan, err = ops.Apply(p.over, opt); err != nil {
			return err
		}
	}
	if plan.Diags.Err() != nil {
		p.plan.Diags = append(p.plan.Diags, first.Diags...)
		return nil
	}
	p.plan.Diags = append(p.plan.Diags, plan.Diags...)
	for _, g := range opt.Hold {
		p.hold(now, string(g), first.Diags)
	}
	group := GroupPlan{Bundle: now.Name, Group: string(inject.Templates), Files: []FilePlan{}}
	p.take(plan, &group)
	p.plan.Groups = append(p.plan.Groups, group)
	p.fixes(now, plan)
	for name := range p.vendor {
		e, err := p.over.read(name)
		if err != nil || e == nil {
			return err
		}
		for _, asset := range inject.AssetsOf(name, string(e.Data), now.Name) {
			now.Assets = append(now.Assets, asset.String())
		}
	}
	slices.Sort(now.Assets)
	now.Assets = slices.Compact(now.Assets)
	return nil
}

// holdable lists the sets of groups that may be left out, the smallest loss first.
func holdable(config *project.Config) [][]inject.Group {
	var sets [][]inject.Group
	if config.Held(string(inject.BackPorts)) {
		sets = append(sets, []inject.Group{inject.BackPorts})
	}
	if config.Held(string(inject.Templates)) {
		sets = append(sets, []inject.Group{inject.Templates})
	}
	if len(sets) == 2 {
		sets = append(sets, []inject.Group{inject.Templates, inject.BackPorts})
	}
	return sets
}

// hold leaves a group of a bundle out and says why.
func (p *planner) hold(now *Applied, group string, why source.Diags) {
	held := Held{Group: group, Reasons: []string{}}
	for _, d := range why {
		if d.Severity == source.Error {
			held.Reasons = append(held.Reasons, d.Error())
		}
	}
	now.Held = append(now.Held, held)
	p.plan.Groups = append(p.plan.Groups, GroupPlan{Bundle: now.Name, Group: group, Files: []FilePlan{}, Held: held.Reasons})
}

// applySkins plans the skins of a bundle. If one is in the way of another and the group
// may be left out, all of them stay as they are.
func (p *planner) applySkins(src *Source, now *Applied, hold bool) error {
	skins := folders(src.Bundle.Files(), "skins")
	group := GroupPlan{Bundle: now.Name, Group: "skins", Files: []FilePlan{}}
	conflicts := len(p.plan.Diags)
	for _, name := range slices.Sorted(keys(skins)) {
		action, err := p.checkSkin(now, name, skins[name])
		if err != nil {
			return err
		}
		now.Skins = append(now.Skins, Folder{name, folderDigest(skins[name])})
		if action != "" {
			group.Files = append(group.Files, FilePlan{Path: "skins/" + name, Action: action})
		}
	}
	was := p.server.current.bundle(now.Name)
	if why := slices.Clone(p.plan.Diags[conflicts:]); hold && len(why) > 0 {
		p.plan.Diags = p.plan.Diags[:conflicts]
		p.hold(now, "skins", why)
		now.Skins = []Folder{}
		if was != nil {
			now.Skins = was.Skins
		}
		return nil
	}
	for _, f := range group.Files {
		name := path.Base(f.Path)
		p.skins[name] = skins[name]
		delete(p.noSkins, name)
		if f.Action == Create {
			p.command("zmprov", "modifyConfig", "+zimbraInstalledSkin", name)
		}
		p.command("zmprov", "flushCache", "skin")
	}
	if len(group.Files) > 0 {
		p.plan.Groups = append(p.plan.Groups, group)
	}
	if was == nil {
		return nil
	}
	gone := Applied{Name: was.Name}
	for _, f := range was.Skins {
		if _, ok := skins[f.Name]; !ok {
			gone.Skins = append(gone.Skins, f)
		}
	}
	return p.removeSkins(&gone)
}

// checkSkin returns what to do about a skin: "" if it is there already.
func (p *planner) checkSkin(now *Applied, name string, files tree.Tree) (action string, err error) {
	at := "skins/" + name
	live, err := p.server.digest(at, true)
	if err != nil {
		return "", err
	}
	was, owner := p.server.current.skin(name)
	switch {
	case p.skip(at):
		return "", nil
	case live == "" && vendor.Skin(name):
	case live == "":
		return Create, nil
	case live == folderDigest(files) && (owner == now.Name || owner == ""):
		return "", nil // it is there; after the loss of the state it is taken over
	case owner != "" && owner != now.Name:
		p.conflict(at, codes.DeploySkin, "the bundle %s has installed this skin", owner).WithHint("give the skin another name, or remove that bundle")
		return "", nil
	case live == was && owner == now.Name, matches(p.req.Accept, at) && !vendor.Skin(name):
		return Replace, nil
	case owner == now.Name:
		p.conflict(at, codes.DeploySkin, "somebody changed the skin since it was installed").WithHint("--accept %s replaces it, --skip %s leaves it as it is", at, at)
		return "", nil
	}
	if vendor.Skin(name) {
		p.conflict(at, codes.DeploySkin, "the vendor has a skin of this name").WithHint("give the skin another name")
		return "", nil
	}
	p.conflict(at, codes.DeploySkin, "a skin of this name is there that no bundle has installed").WithHint("--accept %s replaces it", at)
	return "", nil
}

// removeSkins plans the removal of a bundle's skins, unless they were changed.
func (p *planner) removeSkins(was *Applied) error {
	group := GroupPlan{Bundle: was.Name, Group: "skins", Files: []FilePlan{}}
	for _, f := range was.Skins {
		at := "skins/" + f.Name
		live, err := p.server.digest(at, true)
		if err != nil {
			return err
		}
		switch {
		case live == "" || p.skip(at):
			continue
		case live != f.Digest && !matches(p.req.Accept, at):
			p.conflict(at, codes.DeploySkin, "somebody changed the skin since it was installed").WithHint("--accept %s removes it all the same, --skip %s leaves it as it is", at, at)
			continue
		}
		p.noSkins[f.Name] = true
		group.Files = append(group.Files, FilePlan{Path: at, Action: Remove})
		p.command("zmprov", "modifyConfig", "-zimbraInstalledSkin", f.Name)
		p.command("zmprov", "flushCache", "skin")
	}
	if len(group.Files) > 0 {
		p.plan.Groups = append(p.plan.Groups, group)
	}
	return nil
}

// skinActs are the acts on skins, in the order of their names.
func (p *planner) skinActs() ([]act, []content, error) {
	names := slices.Sorted(keys(p.skins))
	for name := range p.noSkins {
		names = append(names, name)
	}
	slices.Sort(names)
	var acts []act
	var contents []content
	for _, name := range names {
		at := "skins/" + name
		live, err := p.server.digest(at, true)
		if err != nil {
			return nil, nil, err
		}
		a := act{Path: at, Folder: true, Old: live, Temp: tempName(at)}
		files, install := p.skins[name]
		if install {
			a.New = folderDigest(files)
		}
		if a.Old != a.New {
			acts = append(acts, a)
			contents = append(contents, content{files: files})
		}
	}
	return acts, contents, nil
}

// folders divides the files below dir by the folder that they are in.
func folders(files tree.Tree, dir string) map[string]tree.Tree {
	parts := map[string][]tree.Entry{}
	for e := range files.All() {
		rest, ok := strings.CutPrefix(e.Path.String(), dir+"/")
		name, file, deeper := strings.Cut(rest, "/")
		p, err := tree.ParsePath(file)
		if ok && deeper && err == nil {
			parts[name] = append(parts[name], tree.Entry{Path: p, Mode: e.Mode, Data: e.Data})
		}
	}
	out := map[string]tree.Tree{}
	for name, entries := range parts {
		if t, err := tree.New(entries...); err == nil { // a part of a tree is a tree
			out[name] = t
		}
	}
	return out
}

// applyZimlets hands zimlets to the operator: whether one is deployed is in LDAP.
func (p *planner) applyZimlets(src *Source, now *Applied) {
	group := GroupPlan{Bundle: now.Name, Group: "zimlets", Files: []FilePlan{}}
	was := map[string]string{}
	if before := p.server.current.bundle(now.Name); before != nil {
		for _, z := range before.Zimlets {
			was[z.Name] = z.SHA256
		}
	}
	for e := range src.Bundle.Files().All() {
		file, ok := strings.CutPrefix(e.Path.String(), "zimlets/")
		if !ok {
			continue
		}
		z := Zimlet{strings.TrimSuffix(file, ".zip"), hashOf(e.Data)}
		now.Zimlets = append(now.Zimlets, z)
		if was[z.Name] == z.SHA256 {
			continue
		}
		p.plan.zimlets[z.Name] = e.Data
		group.Files = append(group.Files, FilePlan{Path: e.Path.String(), Action: Create})
		p.command("zmzimletctl", "deploy", path.Join(p.server.StatePath(), "zimlets", file))
	}
	if len(group.Files) > 0 {
		p.plan.Groups = append(p.plan.Groups, group)
	}
}

// dropAssets removes what a removed bundle has left in all generations.
func (p *planner) dropAssets(name string) {
	for _, g := range p.history {
		if a := g.bundle(name); a != nil {
			p.unused = append(p.unused, a.Assets...)
		}
	}
}

// dropUnused removes the assets among unused that no template refers to, if their
// content is what their name says.
func (p *planner) dropUnused() error {
	used := p.referenced()
	for _, name := range p.unused {
		if used[name] {
			delete(p.over.changed, name) // Revert knows the blocks of one bundle only
			continue
		}
		e, err := readEntry(p.base, name)
		if err != nil {
			return err
		}
		if e != nil && inject.AssetPath(name, string(e.Data)) == assetName(name) {
			p.over.changed[name] = nil
		}
	}
	return nil
}

// referenced returns the assets to which the templates will refer.
func (p *planner) referenced() map[string]bool {
	used := map[string]bool{}
	for name, assets := range p.facts.refers {
		if _, changes := p.over.changed[name]; changes {
			continue
		}
		for _, asset := range assets {
			used[asset.String()] = true
		}
	}
	for _, e := range p.over.changed {
		if e == nil {
			continue
		}
		for _, asset := range inject.References(string(e.Data)) {
			used[asset.String()] = true
		}
	}
	return used
}

// assetName is the name that AssetPath would give to the content of an asset named so:
// AssetPath adds the hash to the name again.
func assetName(name string) string {
	ending := path.Ext(name)
	stem := strings.TrimSuffix(name, ending)
	return stem + path.Ext(stem) + ending
}
