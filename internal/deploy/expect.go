package deploy

import (
	"maps"
	"path"
	"slices"
	"strings"

	"skinbuild/internal/deploy/after"
	"skinbuild/internal/inject"
	"skinbuild/internal/inject/patch"
	"skinbuild/internal/server/jsp"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// flushTexts asks for the commands that make changed texts and tag libraries effective.
func (p *planner) flushTexts() {
	for _, name := range slices.Sorted(maps.Keys(p.over.changed)) {
		switch {
		case !p.changes(name):
		case patch.KindOf(name) == patch.Properties && strings.HasPrefix(name, "WEB-INF/classes/"):
			p.command("zmprov", "flushCache", "uistrings")
		case path.Ext(name) == ".tld":
			p.note("%s is read when the server starts: run zmmailboxdctl restart", name)
		}
	}
	isFlush := func(c Command) int {
		if len(c) > 1 && c[1] == "flushCache" {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(p.plan.Commands, func(a, b Command) int { return isFlush(a) - isFlush(b) })
}

// changes reports whether a file will be another than it is.
func (p *planner) changes(name string) bool {
	old, err := readEntry(p.base, name)
	now := p.over.changed[name]
	return err != nil || (old == nil) != (now == nil) || old != nil && string(old.Data) != string(now.Data)
}

// expected lists the pages and files that the plan changes and that browsers can ask
// for; of a plan that changes nothing, all that hold blocks. Tag files and texts have no
// address, and style sheets below css/ are answered by the skin servlet.
func (p *planner) expected() after.Expected {
	var out after.Expected
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(p.over.changed)), func(name string) bool { return !p.changes(name) })
	if len(names) == 0 {
		names = slices.Sorted(maps.Keys(p.vendor))
	}
	for _, name := range names {
		e, err := p.over.read(name)
		switch {
		case e == nil || err != nil:
		case patch.KindOf(name) == patch.Template && hasAddress(name):
			out.Pages = append(out.Pages, after.Page{Path: name, Assets: always(name, string(e.Data))})
		case strings.HasPrefix(name, "js/"):
			sum, ok := inject.Unpacked(name, e.Data)
			if ok {
				out.Assets = append(out.Assets, after.Asset{Path: name, SHA256: hashOf(sum)})
			}
		}
	}
	return out
}

// hasAddress reports whether browsers can ask for a template.
func hasAddress(name string) bool {
	dir, _, _ := strings.Cut(name, "/")
	return (dir == "public" || dir == "h" || dir == "m") && path.Ext(name) != ".jspf" && path.Ext(name) != ".tag"
}

// always returns the assets to which a page refers whatever its conditions are.
func always(name, text string) []string {
	doc := jsp.Scan(source.NewFile(name, text))
	var list []string
	for _, asset := range inject.References(text) {
		for _, tag := range doc.Tags {
			if tag.Depth == 0 && !tag.Inside && strings.Contains(doc.At(tag.Span), asset.String()) {
				list = append(list, asset.String())
			}
		}
	}
	return list
}

// onlyAssets reduces the plan to new files to which pages will refer: all servers get
// them before the first page does.
func (p *planner) onlyAssets() {
	changed := map[string]*tree.Entry{}
	for name, e := range p.over.changed {
		if e != nil && strings.HasPrefix(name, inject.AssetDir+"/") {
			changed[name] = e
		}
	}
	p.over.changed = changed
	p.skins, p.noSkins, p.plan.zimlets = nil, nil, map[string][]byte{}
	p.plan.Commands, p.plan.Notes = []Command{}, []string{}
	p.plan.Patches, p.plan.Groups = []PatchPlan{}, assetGroups(p.plan.Groups)
	p.plan.next.Bundles, p.plan.next.Files = p.server.current.Bundles, p.server.current.Files
	p.plan.next.Command += " --assets-only"
	p.plan.same = true
	pages := p.plan.Expected.Assets
	p.plan.Expected = after.Expected{}
	for _, a := range pages {
		if changed[a.Path] != nil {
			p.plan.Expected.Assets = append(p.plan.Expected.Assets, a)
		}
	}
}

// assetGroups keeps of the groups what creates assets.
func assetGroups(groups []GroupPlan) []GroupPlan {
	out := []GroupPlan{}
	for _, g := range groups {
		g.Held = nil
		g.Files = slices.DeleteFunc(slices.Clone(g.Files), func(f FilePlan) bool {
			return f.Action != Create || !strings.HasPrefix(f.Path, inject.AssetDir+"/")
		})
		if len(g.Files) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// Owner returns the user and group that own the webapp.
func (s *Server) Owner() (uid, gid int) {
	info, err := s.webapp.Lstat(".")
	if err != nil {
		return 0, 0
	}
	return info.UID, info.GID
}
