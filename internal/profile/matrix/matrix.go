// Package matrix builds a table of browsers: how each layer classifies them,
// what they are sent, what they support and what breaks. It writes the table as
// text, JSON, CSV and one self-contained HTML page, and compares two tables.
package matrix

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"skinbuild/internal/agents/breakage"
	"skinbuild/internal/agents/compat"
	"skinbuild/internal/agents/ua"
	"skinbuild/internal/profile"
)

// A Matrix is the table. Every row has one cell for each column.
type Matrix struct {
	Data     Data      `json:"data"`
	Columns  []Column  `json:"columns"`
	Sections []Section `json:"sections"`
}

// Data names the browser data behind a matrix.
type Data struct {
	Source  string `json:"source"`
	Version string `json:"version"`
	Date    string `json:"date"`
}

// A Column is one browser.
type Column struct {
	ID        string `json:"id"` // "chrome", or "chrome@155" for an explicit version
	Name      string `json:"name"`
	Browser   string `json:"browser"` // MDN's name
	Version   string `json:"version"`
	Date      string `json:"date"` // of its release; "" if unknown
	Status    string `json:"status"`
	UserAgent string `json:"userAgent"`
}

// A Section holds the rows of one layer.
type Section struct {
	Name string `json:"name"`
	Rows []Row  `json:"rows"`
}

// A Row is one question. An empty cell means no, or nothing.
type Row struct {
	Name  string   `json:"name"`
	Cells []string `json:"cells"`
}

// Same reports whether all browsers have the same answer.
func (r Row) Same() bool {
	return len(slices.Compact(slices.Clone(r.Cells))) <= 1
}

// Names of the sections, in order.
const (
	sectionIdentity = "identity"
	sectionLibrary  = "library"
	sectionServlet  = "servlet"
	sectionTaglib   = "taglib"
	sectionClient   = "client"
	sectionFixes    = "fixes"
	sectionFeatures = "features"
	sectionBreaks   = "breaks"
)

// Supported returns the browsers of the supported list as columns.
func Supported() []Column {
	var list []Column
	for _, b := range ua.Supported() {
		list = append(list, column(b, b.Key))
	}
	return list
}

// Since returns the browsers of the supported list in every version released on
// or after date ("2026-08-01").
func Since(date string) []Column {
	return releases(func(_ *compat.Browser, r compat.Release) bool { return r.Released() && r.Date >= date })
}

// Of returns the browsers of the supported list in the versions of a browser
// list. without lists the releases for which the supported list has no
// User-Agent.
func Of(list compat.List) (columns []Column, without compat.List) {
	wanted := map[compat.Agent]bool{}
	for _, a := range list {
		wanted[a] = true
	}
	columns = releases(func(b *compat.Browser, r compat.Release) bool {
		return wanted[compat.Agent{Browser: b.ID, Version: r.Version}]
	})
	for _, c := range columns {
		delete(wanted, compat.Agent{Browser: c.Browser, Version: c.Version})
	}
	for _, a := range list {
		if wanted[a] {
			without = append(without, a)
		}
	}
	return columns, without
}

func releases(keep func(*compat.Browser, compat.Release) bool) []Column {
	var list []Column
	for _, b := range ua.Supported() {
		data := compat.BrowserByID(b.MDN)
		if data == nil {
			continue
		}
		for _, r := range data.Releases {
			if !keep(data, r) || esrOnly(b, r) {
				continue
			}
			if r.Version == b.Version {
				list = append(list, column(b, b.Key))
			} else if at, ok := ua.Find(b.Key + "@" + r.Version); ok && sameEngine(b, data, r) {
				at.UserAgent = engineIn(at.UserAgent, r)
				list = append(list, column(at, b.Key+"@"+r.Version))
			}
		}
	}
	return list
}

// esrOnly reports whether b is Firefox ESR and r is not an ESR release, which
// other keys cover.
func esrOnly(b ua.Browser, r compat.Release) bool {
	return strings.HasSuffix(b.Key, "-esr") && r.Status != "esr" && r.Version != b.Version
}

// sameEngine reports whether a release can have the User-Agent of that key,
// which is written for the engine of the listed version.
func sameEngine(b ua.Browser, data *compat.Browser, r compat.Release) bool {
	i := slices.IndexFunc(data.Releases, func(r compat.Release) bool { return r.Version == b.Version })
	return i < 0 || data.Releases[i].Engine == r.Engine
}

var chromeVersion = regexp.MustCompile(`Chrome/\d+\.`)

// engineIn sets Chrome's version in the User-Agent of a browser with Chrome's
// engine and its own version numbers.
func engineIn(userAgent string, r compat.Release) string {
	if r.Engine != "Blink" || r.EngineVersion == "" {
		return userAgent
	}
	return chromeVersion.ReplaceAllString(userAgent, "Chrome/"+r.EngineVersion+".")
}

func column(b ua.Browser, id string) Column {
	c := Column{ID: id, Name: b.Name, Browser: b.MDN, Version: b.Version, UserAgent: b.UserAgent}
	if data := compat.BrowserByID(b.MDN); data != nil {
		if i := slices.IndexFunc(data.Releases, func(r compat.Release) bool { return r.Version == b.Version }); i >= 0 {
			c.Date, c.Status = data.Releases[i].Date, data.Releases[i].Status
		}
	}
	return c
}

// Build fills the table.
func Build(columns []Column) (*Matrix, error) {
	version, published := compat.Source()
	m := &Matrix{Data: Data{"MDN browser-compat-data", version, published.Format("2006-01-02")}, Columns: columns}
	profiles := make([]*profile.Profile, len(columns))
	for i, c := range columns {
		p, err := profile.Of(c.UserAgent, nil)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.ID, err)
		}
		profiles[i] = p
	}
	m.identity(profiles)
	m.flags(sectionServlet, profiles, ua.MacroNames(), func(p *profile.Profile) []string { return p.Servlet.Macros })
	m.add(sectionTaglib, "version", profiles, func(p *profile.Profile) string { return p.Taglib.Version })
	m.add(sectionTaglib, "mobileSupported", profiles, func(p *profile.Profile) string { return tick(p.Taglib.MobileSupported) })
	m.flags(sectionTaglib, profiles, nil, func(p *profile.Profile) []string { return p.Taglib.True })
	m.add(sectionClient, "browser", profiles, func(p *profile.Profile) string { return p.Client.Browser })
	m.add(sectionClient, "platform", profiles, func(p *profile.Profile) string { return p.Client.Platform })
	m.add(sectionClient, "browserVersion", profiles, func(p *profile.Profile) string { return p.Client.Version })
	m.flags(sectionClient, profiles, nil, func(p *profile.Profile) []string { return p.Client.True })
	m.fixes(profiles)
	for _, name := range compat.Webmail() {
		row := Row{Name: name}
		for _, c := range columns {
			row.Cells = append(row.Cells, support(name, c))
		}
		m.append(sectionFeatures, row)
	}
	for _, r := range breakage.Rules() {
		m.add(sectionBreaks, r.ID, profiles, func(p *profile.Profile) string {
			for _, h := range p.Breaks {
				if h.ID == r.ID {
					return string(h.Certainty)
				}
			}
			return ""
		})
	}
	return m, nil
}

func (m *Matrix) identity(profiles []*profile.Profile) {
	for _, q := range []struct {
		name string
		get  func(profile.Identity) string
	}{
		{"family", func(i profile.Identity) string { return i.Family }},
		{"version", func(i profile.Identity) string { return i.Version }},
		{"engine", func(i profile.Identity) string { return i.Engine }},
		{"engineVersion", func(i profile.Identity) string { return i.EngineVersion }},
		{"system", func(i profile.Identity) string { return i.System }},
		{"form", func(i profile.Identity) string { return i.Form }},
	} {
		m.add(sectionIdentity, q.name, profiles, func(p *profile.Profile) string { return q.get(p.Identity) })
	}
	m.add(sectionLibrary, "browser", profiles, func(p *profile.Profile) string {
		return strings.TrimSpace(p.Library.Family + " " + p.Library.Version)
	})
	m.add(sectionLibrary, "agrees", profiles, func(p *profile.Profile) string { return tick(p.Library.Agrees) })
}

func (m *Matrix) fixes(profiles []*profile.Profile) {
	var ids []string
	for _, p := range profiles {
		ids = append(ids, p.Scripts.Act...)
		ids = append(ids, p.Scripts.May...)
	}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		m.add(sectionFixes, id, profiles, func(p *profile.Profile) string {
			switch {
			case slices.Contains(p.Scripts.Act, id):
				return "acts"
			case slices.Contains(p.Scripts.May, id):
				return "may act"
			}
			return ""
		})
	}
}

const ticked = "yes"

func tick(is bool) string {
	if is {
		return ticked
	}
	return ""
}

// support returns how a browser supports a feature: "yes", "no", "partial",
// "unknown" or "as -webkit-".
func support(feature string, c Column) string {
	f := profile.Support(feature, c.Browser, c.Version)
	if f.State == "as" {
		return "as " + f.As
	}
	return f.State
}

func (m *Matrix) add(section, name string, profiles []*profile.Profile, get func(*profile.Profile) string) {
	row := Row{Name: name, Cells: make([]string, len(profiles))}
	for i, p := range profiles {
		row.Cells[i] = get(p)
	}
	m.append(section, row)
}

// flags adds a row for each name that at least one browser has, in the order of
// known, otherwise by name.
func (m *Matrix) flags(section string, profiles []*profile.Profile, known []string, get func(*profile.Profile) []string) {
	var names []string
	for _, p := range profiles {
		names = append(names, get(p)...)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	if known != nil {
		slices.SortFunc(names, func(a, b string) int { return slices.Index(known, a) - slices.Index(known, b) })
	}
	for _, name := range names {
		m.add(section, name, profiles, func(p *profile.Profile) string { return tick(slices.Contains(get(p), name)) })
	}
}

func (m *Matrix) append(section string, row Row) {
	if n := len(m.Sections); n == 0 || m.Sections[n-1].Name != section {
		m.Sections = append(m.Sections, Section{Name: section})
	}
	last := &m.Sections[len(m.Sections)-1]
	last.Rows = append(last.Rows, row)
}

// cell returns an answer, and whether the matrix has that question and browser.
func (m *Matrix) cell(section, row string, column int) (string, bool) {
	for _, s := range m.Sections {
		if s.Name != section {
			continue
		}
		if i := slices.IndexFunc(s.Rows, func(r Row) bool { return r.Name == row }); i >= 0 && column < len(s.Rows[i].Cells) {
			return s.Rows[i].Cells[column], true
		}
	}
	return "", false
}
