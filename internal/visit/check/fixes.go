package check

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"skinbuild/internal/report"
)

// fixForm is how a fix registers itself in a built script; probe.js has the same for
// scripts inside the page.
var fixForm = regexp.MustCompile(`\.fix\(\{id:"([^"]+)"`)

// fixScript loads the packages for which fixes wait, as the client does when a person goes
// there, and then reports the fixes.
//
//go:embed fixes.js
var fixScript string

// fixes compares the report of the fixes with those in the page's scripts: each must be
// applied, or not needed for a reason that fits the release. On a page of the client all
// packages have been loaded, so none may wait.
func (j *visitor) fixes(l *look) {
	states := j.saw.Report
	if l.page.Client && l.fixErr == nil && len(l.fixes) > 0 {
		states = l.fixes
	}
	wanted, bad := j.bundles()
	if len(wanted) == 0 && len(bad) == 0 && len(states) == 0 {
		if p := j.places(); p.fix >= 0 || p.head >= 0 {
			j.set("fixes", false, "skinbuild's scripts are in the page, but SynaSkin.report() is empty")
			return
		}
		j.notRun("fixes", "this page has no fixes")
		return
	}
	counts := map[string]int{}
	seen := map[string]bool{}
	for _, f := range states {
		seen[f.ID] = true
		counts[f.State]++
		text := f.State
		if f.Detail != "" {
			text += ": " + f.Detail
		}
		j.v.Facts = append(j.v.Facts, report.Fact{Group: "fixes", Name: f.ID, Value: short(text)})
		if why := j.fault(l, f); why != "" {
			bad = append(bad, f.ID+": "+why)
		}
	}
	for _, id := range wanted {
		if !seen[id] {
			bad = append(bad, id+": is in the scripts of the page, and not in their report")
		}
	}
	if len(bad) > 0 {
		j.set("fixes", false, summary(bad, "fixes failed"))
		return
	}
	var words []string
	for _, state := range []string{"applied", "not needed", "waiting", "off"} {
		if n := counts[state]; n > 0 {
			words = append(words, fmt.Sprintf("%d %s", n, state))
		}
	}
	j.set("fixes", true, strings.Join(words, ", "))
}

// fault returns what is wrong with the state of a fix; "" if nothing is.
func (j *visitor) fault(l *look, f fixState) string {
	absent := slices.Contains(j.Fixes.Absent, f.ID)
	// An emulated browser is another engine, which may not have the fault.
	needed := l.page.Client && !j.v.Emulated && j.Fixes.Needed != nil && slices.Contains(j.Fixes.Needed(j.saw.Agent), f.ID)
	switch {
	case f.State == "failed":
		return f.Detail
	case f.State == "waiting" && l.page.Client && !absent:
		return "still waits " + f.Detail
	case f.State == "not needed" && f.Detail == "":
		return "is not needed, and gives no reason"
	case f.State == "not needed" && needed:
		return "says that it is not needed (" + f.Detail + "), but the release has the fault, and this browser shows it"
	case f.State == "applied" && strings.HasPrefix(f.Detail, "still waiting") && l.page.Client && needed:
		return "is applied in part: " + f.Detail
	}
	return ""
}

// bundles returns the ids of the fixes in the scripts of the page, sorted, and what is
// wrong with a script itself.
func (j *visitor) bundles() (ids, bad []string) {
	facts := j.pageFacts(j.page)
	ids = slices.Clone(j.saw.Fixes)
	for _, e := range j.saw.Elements {
		if strings.HasPrefix(e, "inline:") || !slices.ContainsFunc(bundles, func(name string) bool { return is(e, name) }) {
			continue
		}
		if _, ok := facts.fixes[e]; !ok {
			text, _, err := j.get(e)
			if err != nil {
				bad = append(bad, e+" cannot be read: "+err.Error())
			}
			if err == nil && strings.TrimSpace(text) == "" {
				bad = append(bad, e+" is empty")
			}
			facts.fixes[e] = []string{}
			for _, m := range fixForm.FindAllStringSubmatch(text, -1) {
				facts.fixes[e] = append(facts.fixes[e], m[1])
			}
		}
		ids = append(ids, facts.fixes[e]...)
	}
	slices.Sort(ids)
	return slices.Compact(ids), bad
}

// bundles are the scripts that may have fixes.
var bundles = []string{"FixZimbra", "SynaHead", "SynaPage", "SynaWindow", "SynaSkinOverride"}
