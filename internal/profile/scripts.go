package profile

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"sync"

	"skinbuild"
	"skinbuild/internal/agents/breakage"
	"skinbuild/internal/agents/ua"
	"skinbuild/internal/project/scripts"
	"skinbuild/internal/versions"
)

// Scripts lists which fixes of FixZimbra.js act in a browser. At run time each
// fix tests the vendor's code and the browser first; this list follows the
// fix's "browsers:" line.
type Scripts struct {
	Act []string `json:"act"` // ids, sorted
	May []string `json:"may"` // depends on the screen, a setting, or the features of the browser
	Off []string `json:"off"` // the release has repaired the bug, or lacks the function
}

// Injected is a set of fixes, each with whether a release needs it.
type Injected struct {
	fixes []scripts.Fix
	needs []scripts.Need
}

var ownScripts = sync.OnceValues(func() (*Injected, error) { return NewInjected(OwnOverrides()) })

// NewInjected reads the fixes of an overrides folder. Given the roots of a
// release's scripts, it turns off the fixes that the release does not need. A
// root without scripts of the client, such as an overlay of skins, has no
// effect.
func NewInjected(folder fs.FS, release ...fs.FS) (*Injected, error) {
	fixes, err := scripts.Fixes(folder)
	if err != nil {
		return nil, err
	}
	in := &Injected{fixes: fixes}
	if len(release) == 0 {
		return in, nil
	}
	needs, err := scripts.Needs(fixes, release...)
	if slices.ContainsFunc(needs, func(n scripts.Need) bool {
		return n == scripts.Needed || n == scripts.NeedBrowser || n == scripts.NotNeeded
	}) {
		in.needs = needs
	}
	return in, err
}

// OwnOverrides returns the overrides folder of the default project, which is
// embedded in the tool.
func OwnOverrides() fs.FS {
	folder, err := fs.Sub(skinbuild.Default(), "overrides")
	if err != nil {
		panic(err) // the name is a constant here
	}
	return folder
}

// IDs returns the ids of the fixes, sorted.
func (in *Injected) IDs() []string {
	ids := make([]string, len(in.fixes))
	for i, f := range in.fixes {
		ids[i] = f.ID
	}
	return ids
}

func (in *Injected) on(s *ua.Subject) Scripts {
	out := Scripts{Act: []string{}, May: []string{}, Off: []string{}}
	if !s.Identity.Human() {
		return out
	}
	for i, f := range in.fixes {
		is := concerns(f.Browsers, s)
		switch {
		case is == no:
		case in.needs != nil && (in.needs[i] == scripts.NotNeeded || in.needs[i] == scripts.NotThere):
			out.Off = append(out.Off, f.ID)
		case is == yes && !f.OptIn:
			out.Act = append(out.Act, f.ID)
		default:
			out.May = append(out.May, f.ID)
		}
	}
	return out
}

// concern reports whether a fix applies to a browser.
type concern uint8

const (
	no concern = iota
	maybe
	yes
)

// clauseForm is one browser in the "browsers:" line of a fix: "Edge 12 to 18",
// "Safari on iOS before 16.4", "Firefox 57 and later", "Chrome with …".
var clauseForm = regexp.MustCompile(`^(Chrome|Firefox|Safari|Edge|Internet Explorer)(?: on (iOS|iPadOS))?(?: (before ))?(?: ?([\d.]+))?(?: to ([\d.]+))?( and older| and later)?( (?:with|once) .+)?$`)

var (
	inBrackets = regexp.MustCompile(` \([^)]*\)`)
	andAnother = regexp.MustCompile(` and (Chrome|Firefox|Safari|Edge|Internet)`)
)

// concerns parses the "browsers:" line of a fix, which is written for people in
// a few fixed forms. An unknown form gives "maybe"; a test finds those.
func concerns(text string, s *ua.Subject) concern {
	edgeHTML := strings.Contains(text, "(EdgeHTML)")
	text, _, _ = strings.Cut(text, ": ")
	text = inBrackets.ReplaceAllString(text, "")
	if is, known := general(text, s); known {
		return is
	}
	worst := no
	for _, part := range clauses(text) {
		is, known := clause(part, edgeHTML, s)
		if !known {
			is = maybe
		}
		worst = max(worst, is)
	}
	return worst
}

// general parses texts that are not about single browsers.
func general(text string, s *ua.Subject) (is concern, known bool) {
	old := s.Identity.Family == "IE" || s.Identity.Engine == "EdgeHTML"
	switch {
	case text == "all":
		return yes, true
	case text == "all current browsers":
		return pick(old, maybe, yes), true
	case text == "all browsers on Linux":
		return pick(s.Env.Has("isLinux"), yes, no), true
	case strings.HasPrefix(text, "all, ") || strings.HasPrefix(text, "all with "):
		return maybe, true
	case text == "browsers without XSLT":
		for _, hit := range breakage.Of(s) {
			if hit.ID == "xslt-by-name" {
				return pick(hit.Certainty == breakage.Certain, yes, maybe), true
			}
		}
		return no, true
	}
	return no, false
}

func pick(cond bool, a, b concern) concern {
	if cond {
		return a
	}
	return b
}

// clauses splits a line; "and later" at its end applies to each part.
func clauses(text string) []string {
	if _, rest, ok := strings.Cut(text, " also in "); ok {
		first, _, _ := strings.Cut(text, ";")
		return append(clauses(first), clauses(rest)...)
	}
	text, _, _ = strings.Cut(text, ", which ")
	text = andAnother.ReplaceAllString(strings.NewReplacer(" and what is built on it", "", ", what is built on it", "").Replace(text), ", $1")
	later := strings.HasSuffix(text, " and later")
	var parts []string
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ';' }) {
		part = strings.TrimSpace(part)
		if part == "and what is built on it" || part == "" {
			continue
		}
		if later && isDigit(part[len(part)-1]) {
			part += " and later"
		}
		parts = append(parts, part)
	}
	return parts
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func clause(text string, edgeHTML bool, s *ua.Subject) (is concern, known bool) {
	if text == "all mobile browsers" {
		return pick(s.Identity.Mobile(), yes, no), true
	}
	m := clauseForm.FindStringSubmatch(text)
	if m == nil {
		return no, false
	}
	name, system, before, low, high, tail, condition := m[1], m[2], m[3] != "", m[4], m[5], m[6], m[7]
	version, is := versionOf(name, edgeHTML, s)
	if is == no {
		return no, true
	}
	switch {
	case system == "iPadOS" && s.Identity.MaybeIPad():
		return maybe, true
	case system != "" && !strings.HasPrefix(s.Identity.System, "iPadOS") && s.Identity.System != system:
		return no, true
	case low == "":
	case version == "":
		is = maybe
	case high != "":
		is = pick(versions.Compare(version, low) >= 0 && versions.ComparePrefix(version, high) <= 0, is, no)
	case before:
		is = pick(versions.Compare(version, low) < 0, is, no)
	case tail == " and older":
		// EdgeHTML 18 calls itself Edge 44 in its own "About".
		is = pick(edgeHTML || versions.ComparePrefix(version, low) <= 0, is, no)
	case tail == " and later":
		is = pick(versions.Compare(version, low) >= 0, is, no)
	default:
		is = pick(versions.Major(version) == versions.Major(low), is, no)
	}
	if condition != "" {
		is = min(is, maybe)
	}
	return is, true
}

// versionOf returns whether the browser matches a name in a fix, and its
// version. "Chrome" and "Firefox" mean engines; "Safari" means every browser on
// Apple's engine.
func versionOf(name string, edgeHTML bool, s *ua.Subject) (string, concern) {
	id := s.Identity
	switch {
	case name == "Chrome" && id.Engine == "Blink", name == "Firefox" && id.Engine == "Gecko":
		return id.EngineVersion, yes
	case name == "Edge" && id.Engine == "EdgeHTML":
		return id.EngineVersion, yes
	case name == "Edge" && !edgeHTML && id.Family == "Edge" && id.Engine == "Blink":
		return id.EngineVersion, yes
	case name == "Internet Explorer" && id.Family == "IE":
		return id.Version, yes
	case name == "Safari" && id.Engine == "WebKit":
		if browser, version, _ := id.Agent(); strings.HasPrefix(browser, "safari") {
			return version, yes
		}
		return "", yes
	}
	return "", no
}
