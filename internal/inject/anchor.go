package inject

import (
	"regexp"
	"slices"
	"strings"

	"skinbuild/internal/server/jsp"
	"skinbuild/internal/source"
)

// A place is where an insertion goes: before or after the thing at span.
type place struct {
	span  source.Span
	after bool
}

func (p place) offset() int {
	if p.after {
		return p.span.End
	}
	return p.span.Start
}

// An anchor is a place that templates of every release have, by a name.
type anchor struct {
	name string
	what string // what it looks for, for messages
	find func(d *jsp.Doc) []place
}

// anchors in the order in which a page has them; docs/inject.md lists where each
// exists.
var anchors = []anchor{
	{"head-start", "<head>", startTags("head", true)},
	{"before-first-stylesheet", "<link rel=stylesheet>", beforeFirstStylesheet},
	{"after-last-stylesheet", "<link rel=stylesheet> outside of conditions", afterLastStylesheet},
	{"head-end", "</head>", endTags("head")},
	{"body-start", "<body>", startTags("body", true)},
	{"before-boot", "include of Boot.jsp", boot(false)},
	{"after-boot", "include of Boot.jsp", boot(true)},
	{"after-packages", "script of a package (_all.js) with the code around it", afterPackages},
	{"before-launch-script", "script that declares launch()", beforeLaunchScript},
	{"body-end", "</body>", endTags("body")},
}

func anchorNames() []string {
	names := make([]string, len(anchors))
	for i, a := range anchors {
		names[i] = a.name
	}
	return names
}

func anchorNamed(name string) (anchor, bool) {
	i := slices.IndexFunc(anchors, func(a anchor) bool { return a.name == name })
	if i < 0 {
		return anchor{}, false
	}
	return anchors[i], true
}

func startTags(name string, after bool) func(*jsp.Doc) []place {
	return tagsThat(after, func(_ *jsp.Doc, t *jsp.Tag) bool { return t.Name == name && !t.End })
}

func endTags(name string) func(*jsp.Doc) []place {
	return tagsThat(false, func(_ *jsp.Doc, t *jsp.Tag) bool { return t.Name == name && t.End })
}

func tagsThat(after bool, is func(*jsp.Doc, *jsp.Tag) bool) func(*jsp.Doc) []place {
	return func(d *jsp.Doc) []place {
		var list []place
		for i := range d.Tags {
			if t := &d.Tags[i]; !t.Inside && is(d, t) {
				list = append(list, place{t.Span, after})
			}
		}
		return list
	}
}

func isStylesheet(d *jsp.Doc, t *jsp.Tag) bool {
	rel, ok := t.Attr("rel")
	return t.Name == "link" && !t.End && ok && slices.Contains(strings.Fields(strings.ToLower(d.At(rel.Value))), "stylesheet")
}

func beforeFirstStylesheet(d *jsp.Doc) []place {
	list := tagsThat(false, isStylesheet)(d)
	return list[:min(len(list), 1)]
}

// afterLastStylesheet leaves sheets out that only some requests get (unit tests,
// feeds), unless the head itself is in the same condition.
func afterLastStylesheet(d *jsp.Doc) []place {
	depth := 0
	if i := slices.IndexFunc(d.Tags, func(t jsp.Tag) bool { return t.Name == "head" && !t.End && !t.Inside }); i >= 0 {
		depth = d.Tags[i].Depth
	}
	list := tagsThat(true, func(d *jsp.Doc, t *jsp.Tag) bool { return isStylesheet(d, t) && t.Depth <= depth })(d)
	return list[max(len(list)-1, 0):]
}

// boot finds the include of Boot.jsp. A <jsp:include> with parameters lasts to
// its end tag; the vendor's has none.
func boot(after bool) func(*jsp.Doc) []place {
	return tagsThat(after, func(d *jsp.Doc, t *jsp.Tag) bool {
		page, ok := t.Attr("page")
		return t.Name == "jsp:include" && t.Closed && ok && strings.HasSuffix("/"+d.At(page.Value), "/Boot.jsp")
	})
}

var launch = regexp.MustCompile(`\bfunction\s+launch\s*\(`)

func beforeLaunchScript(d *jsp.Doc) []place {
	return tagsThat(false, func(d *jsp.Doc, t *jsp.Tag) bool {
		return t.Name == "script" && declares(d, t.Body, launch)
	})(d)
}

// declares reports whether the code in span, comments aside, matches.
func declares(d *jsp.Doc, span source.Span, re *regexp.Regexp) bool {
	if !re.MatchString(d.At(span)) {
		return false
	}
	for _, s := range d.Segments {
		if s.Kind == jsp.Script && s.Start >= span.Start && s.End <= span.End && re.MatchString(d.At(s.Span)) {
			return true
		}
	}
	return false
}

// packages is in the name of every concatenated script package of the client.
const packages = "_all.js"

// firstPackage returns the offset of the first live mention of a package.
func firstPackage(d *jsp.Doc) (int, bool) {
	text := d.File.Text()
	for from := 0; ; {
		i := strings.Index(text[from:], packages)
		if i < 0 {
			return 0, false
		}
		switch d.KindAt(from + i) {
		case jsp.PageComment, jsp.ServerComment, jsp.CodeComment:
			from += i + len(packages)
		default:
			return from + i, true
		}
	}
}

// afterPackages is behind the code that writes the package scripts: the loop in a
// scriptlet, the branches around one script, or that script alone. Pages that
// build the names with actions have no such place.
func afterPackages(d *jsp.Doc) []place {
	at, ok := firstPackage(d)
	if !ok || d.KindAt(at) == jsp.Action {
		return nil
	}
	depth, reached := 0, false
	for _, s := range d.Segments {
		if s.Kind == jsp.Scriptlet {
			depth += jsp.Braces(d.At(s.Span))
		}
		reached = reached || s.End > at
		if !reached || depth > 0 {
			continue
		}
		if s.Kind == jsp.Scriptlet {
			return []place{{s.Span, true}}
		}
		return scriptEndAfter(d, at)
	}
	return nil
}

// scriptEndAfter is the end tag of the script element whose start tag holds at.
func scriptEndAfter(d *jsp.Doc, at int) []place {
	for i, t := range d.Tags {
		if t.Name == "script" && !t.End && t.Start < at && at < t.Span.End && i+1 < len(d.Tags) && d.Tags[i+1].Name == "script" {
			return []place{{d.Tags[i+1].Span, true}}
		}
	}
	return nil
}
