package scripts

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/source"
)

// engineFor are the browsers for which core/engine.js sets classes.
const engineFor = "ie <= 11, edge <= 18"

// choose removes from r.Fixes what this build leaves out, and returns the modules
// that go with it: fixes for other browsers, fixes that none of the releases needs,
// and features that the settings do not switch on.
func (r *Result) choose(opt *Options) (left map[string]bool, err error) {
	left = map[string]bool{}
	if !opt.supports(engineFor) {
		left["core/engine.js"] = true
	}
	r.Fixes = slices.DeleteFunc(r.Fixes, func(f Fix) bool {
		out := f.Only != "" && !opt.supports(f.Only) || unneeded(f.ID, opt.Releases)
		if out {
			left[f.File] = true
		}
		return out
	})
	c, _, err := openConfig(opt.Overrides)
	if c == nil {
		return left, err
	}
	for name, on := range c.on() {
		if !on {
			left["features/"+name+".js"] = true
		}
	}
	return left, nil
}

// supports reports whether a browser of the list is one of the project's. Without a
// list of the project, each is.
func (opt *Options) supports(list string) bool {
	if len(opt.Browsers) == 0 {
		return true
	}
	wanted, _ := compat.ParseList(source.NewFile("", list)) // readHead has checked it
	return slices.ContainsFunc(wanted, func(a compat.Agent) bool { return slices.Contains(opt.Browsers, a) })
}

//go:embed needs.tsv
var needsTable string

// unneeded reports whether the code of all these releases is known to do without the
// fix. It is not known of a release or a fix that the table does not have.
func unneeded(id string, releases []string) bool {
	if len(releases) == 0 {
		return false
	}
	head, rows, _ := strings.Cut(needsTable, "\n")
	columns := strings.Split(head, "\t")
	for row := range strings.Lines(rows) {
		cells := strings.Split(strings.TrimSuffix(row, "\n"), "\t")
		if cells[0] != id {
			continue
		}
		return !slices.ContainsFunc(releases, func(release string) bool {
			i := slices.Index(columns, release)
			return i < 0 || cells[i] != "no"
		})
	}
	return false
}

// formatNeeds is the text of needs.tsv: a row for each fix, a column for each release,
// "no" where the code of the release is repaired or lacks what the fix repairs.
func formatNeeds(fixes []Fix, releases []string, needs map[string][]Need) string {
	var b strings.Builder
	fmt.Fprintf(&b, "fix\t%s\n", strings.Join(releases, "\t"))
	for i, f := range fixes {
		b.WriteString(f.ID)
		for _, release := range releases {
			word := "yes"
			if n := needs[release][i]; n == NotNeeded || n == NotThere {
				word = "no"
			}
			b.WriteString("\t" + word)
		}
		b.WriteString("\n")
	}
	return b.String()
}
