package main

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"skinbuild/internal/agents/breakage"
	"skinbuild/internal/agents/compat"
	"skinbuild/internal/profile"
)

const (
	labelWidth = 11 // of the first column
	lineWidth  = 100
)

// writeProfile prints one agent for people.
func writeProfile(b *strings.Builder, p *profile.Profile) {
	row(b, "agent", shown(p.UserAgent))
	row(b, "who", who(p.Identity))
	row(b, "engine", orNone(strings.TrimSpace(p.Identity.Engine+" "+p.Identity.EngineVersion)))
	row(b, "released", released(p.Release))
	for _, d := range p.Identity.Doubts {
		row(b, "doubt", d)
	}
	b.WriteByte('\n')
	row(b, "reference", who(p.Identity))
	row(b, "library", library("mssola/useragent", p.Library))
	if p.UAP != nil {
		row(b, "", library("uap-go", *p.UAP))
	}
	writeServlet(b, p)
	if p.Taglib.Error != "" {
		row(b, "taglib", "fails: "+p.Taglib.Error)
	} else {
		row(b, "taglib", "version "+p.Taglib.Version+"; "+orNone(strings.Join(p.Taglib.True, " ")))
		if p.Taglib.MobileSupported {
			row(b, "", "the login page sends it to the client for phones")
		}
	}
	row(b, "client", fmt.Sprintf("%s on %s, version %s; %s", p.Client.Browser, p.Client.Platform, p.Client.Version, orNone(strings.Join(p.Client.True, " "))))
	b.WriteByte('\n')
	writeScripts(b, p.Scripts)
	writeLacks(b, p)
	b.WriteByte('\n')
	writeBreaks(b, p.Breaks)
}

// shown cuts a text that would fill the screen, and shows what is not printable.
func shown(s string) string {
	const most = 500
	quoted := fmt.Sprintf("%q", s[:min(len(s), most)])
	quoted = strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(quoted[1 : len(quoted)-1])
	if len(s) > most {
		return fmt.Sprintf("%s… (%d bytes)", quoted, len(s))
	}
	if s == "" {
		return "(empty)"
	}
	return quoted
}

func who(id profile.Identity) string {
	name := orUnknown(strings.TrimSpace(shown0(id.Family) + " " + shown0(id.Version)))
	if id.System != "" {
		name += " on " + strings.TrimSpace(id.System+" "+shown0(id.SystemVersion))
	}
	return name + ", " + form(id.Form)
}

// shown0 is shown for a text that may be empty.
func shown0(s string) string {
	if s == "" {
		return ""
	}
	return shown(s)
}

func form(f string) string {
	if f == "unknown" {
		return "of unknown form"
	}
	return f
}

func orUnknown(s string) string {
	if s == "" {
		return "not known"
	}
	return s
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

func released(r *profile.Release) string {
	if r == nil {
		return "not known: the browser data has no such browser"
	}
	name := r.Browser
	if b := compat.BrowserByID(r.Browser); b != nil {
		name = b.Name
	}
	what := name + " " + r.Version
	switch {
	case r.Date == "" && r.Status == "":
		what += ": the browser data has no such version"
	case r.Date == "":
		what += ": no date, " + r.Status
	default:
		what += " on " + r.Date + ", " + r.Status
	}
	if !r.Own {
		what += " (it has the same engine)"
	}
	return what
}

func library(name string, l profile.Library) string {
	says := strings.TrimSpace(shown0(l.Family) + " " + shown0(l.Version))
	if l.System != "" {
		says += " on " + shown(l.System)
	}
	if l.Bot {
		says += ", bot"
	}
	agrees := "differs"
	if l.Agrees {
		agrees = "agrees"
	}
	return fmt.Sprintf("%s (%s): %s", orUnknown(says), name, agrees)
}

func writeServlet(b *strings.Builder, p *profile.Profile) {
	if p.Servlet.Error != "" {
		row(b, "servlet", "fails: "+p.Servlet.Error)
		return
	}
	row(b, "servlet", orNone(strings.Join(p.Servlet.Macros, " ")))
	switch {
	case len(p.Servlet.Like) > 0:
		row(b, "", "the same macros, so the same style sheets, as "+strings.Join(p.Servlet.Like, ", "))
	default:
		row(b, "", "no supported browser has these macros")
	}
	if v := p.Variant; v != nil {
		same := orNone(strings.Join(v.Same, ", "))
		row(b, "css", fmt.Sprintf("%s of %s: %d bytes, %s; the same as for %s", v.Path, v.Skin, v.Bytes, v.SHA256[:12], same))
	}
}

func writeScripts(b *strings.Builder, s profile.Scripts) {
	row(b, "scripts", fmt.Sprintf("FixZimbra.js: %d fixes act: %s", len(s.Act), orNone(strings.Join(s.Act, ", "))))
	if len(s.May) > 0 {
		row(b, "", fmt.Sprintf("%d may, the browser decides: %s", len(s.May), strings.Join(s.May, ", ")))
	}
	if len(s.Off) > 0 {
		row(b, "", fmt.Sprintf("%d this release does not need: %s", len(s.Off), strings.Join(s.Off, ", ")))
	}
}

func writeLacks(b *strings.Builder, p *profile.Profile) {
	total := len(compat.Webmail())
	if p.Unknown == total {
		row(b, "lacks", "not known")
		return
	}
	by := map[string][]string{}
	for _, f := range p.Lacks {
		name := f.Name
		if f.State == "as" {
			name += " (" + f.As + ")"
		}
		by[f.State] = append(by[f.State], name)
	}
	row(b, "lacks", fmt.Sprintf("%d of %d features: %s", len(by["no"]), total, listed(by["no"])))
	for _, s := range []struct{ state, text string }{{"partial", "in part"}, {"as", "under another name"}} {
		if list := by[s.state]; len(list) > 0 {
			row(b, "", fmt.Sprintf("%d %s: %s", len(list), s.text, listed(list)))
		}
	}
	if p.Unknown > 0 {
		row(b, "", fmt.Sprintf("of %d the data does not tell", p.Unknown))
	}
}

// listed joins names; of a long list it shows the start.
func listed(names []string) string {
	const most = 40
	if len(names) > most {
		return fmt.Sprintf("%s and %d more (--json has all)", strings.Join(names[:most], ", "), len(names)-most)
	}
	return orNone(strings.Join(names, ", "))
}

func writeBreaks(b *strings.Builder, hits []breakage.Hit) {
	if len(hits) == 0 {
		row(b, "breaks", "nothing that is known")
		return
	}
	for i, h := range hits {
		label := ""
		if i == 0 {
			label = "breaks"
		}
		row(b, label, fmt.Sprintf("%s (%s, %s): %s", h.ID, h.Severity, h.Certainty, h.Title))
		row(b, "", "→ "+h.Impact)
		var places []string
		for _, c := range h.Consumers {
			places = append(places, fmt.Sprintf("%s:%d %s", c.File, c.Line, c.Asks))
		}
		if len(places) > 0 {
			row(b, "", "in "+breakage.Release+": "+strings.Join(places, ", "))
		}
		row(b, "", workaroundText(h.Workarounds))
	}
}

func workaroundText(list []breakage.Workaround) string {
	if len(list) == 0 {
		return "no workaround in this project"
	}
	var whole, part []string
	for _, m := range list {
		if m.Whole {
			whole = append(whole, m.Kind+" "+m.ID)
		} else {
			part = append(part, m.Kind+" "+m.ID)
		}
	}
	switch {
	case len(part) == 0:
		return "workaround: " + strings.Join(whole, ", ")
	case len(whole) == 0:
		return "partial workaround: " + strings.Join(part, ", ")
	}
	return "workaround: " + strings.Join(whole, ", ") + "; partial: " + strings.Join(part, ", ")
}

// row prints a label and a text, of which further lines are indented.
func row(b *strings.Builder, label, text string) {
	width := labelWidth
	fmt.Fprintf(b, "%-*s", labelWidth, label)
	for i, word := range strings.Split(text, " ") {
		n := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case width+1+n > lineWidth:
			b.WriteString("\n" + strings.Repeat(" ", labelWidth))
			width = labelWidth
		default:
			b.WriteByte(' ')
			width++
		}
		b.WriteString(word)
		width += n
	}
	b.WriteByte('\n')
}
