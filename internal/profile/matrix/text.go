package matrix

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// WriteJSON prints the table as JSON.
func (m *Matrix) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(m)
}

// WriteCSV writes one record per row: section, name, then one cell per browser.
// The first record holds the names of the browsers, the second their releases.
func (m *Matrix) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	head := func(name string, get func(Column) string) []string {
		record := []string{"browser", name}
		for _, c := range m.Columns {
			record = append(record, get(c))
		}
		return record
	}
	records := [][]string{
		head("id", func(c Column) string { return c.ID }), head("name", func(c Column) string { return c.Name }),
		head("version", func(c Column) string { return c.Version }), head("released", func(c Column) string { return c.Date }),
		head("userAgent", func(c Column) string { return c.UserAgent }),
	}
	for _, s := range m.Sections {
		for _, r := range s.Rows {
			records = append(records, append([]string{s.Name, r.Name}, r.Cells...))
		}
	}
	return out.WriteAll(records)
}

// WriteText writes one line per browser, then the features that differ, grouped
// by the browsers that differ.
func (m *Matrix) WriteText(w io.Writer) error {
	var b strings.Builder
	classes := m.classes()
	table := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "browser\tversion\treleased\tcss\tclient\tlogin\tlibrary\tfixes\tlacks\tbreaks")
	for i, c := range m.Columns {
		fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%s\t%s\t%s\t%s\t%s\t%s\n", c.ID, c.Version, orDash(c.Date), 1+slices.Index(classes, m.macros(i)),
			m.at(sectionClient, "browser", i), m.login(i), m.library(i), m.count(sectionFixes, i), m.lacks(i), orDash(strings.Join(m.breaks(i), ", ")))
	}
	table.Flush() // to a Builder: it cannot fail
	b.WriteString("\nfixes: active + possibly active; lacks: missing / partial / under another name; breaks: * possible or announced\n")
	for i, c := range classes {
		fmt.Fprintf(&b, "css %d: %s\n", i+1, orDash(c))
	}
	m.writeDifferences(&b)
	fmt.Fprintf(&b, "\ndata: %s %s of %s\n", m.Data.Source, m.Data.Version, m.Data.Date)
	_, err := io.WriteString(w, b.String())
	return err
}

func (m *Matrix) at(section, row string, column int) string {
	text, _ := m.cell(section, row, column)
	return text
}

// macros returns the macros of a browser as one text.
func (m *Matrix) macros(column int) string {
	return strings.Join(m.rowsWith(sectionServlet, column, func(cell string) bool { return cell != "" }), " ")
}

// classes returns the distinct sets of macros, which are the variants of a
// style sheet that the server can send.
func (m *Matrix) classes() []string {
	var list []string
	for i := range m.Columns {
		if c := m.macros(i); !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	return list
}

func (m *Matrix) login(column int) string {
	if m.at(sectionTaglib, "mobileSupported", column) != "" {
		return "phone"
	}
	return "desktop"
}

func (m *Matrix) library(column int) string {
	if m.at(sectionLibrary, "agrees", column) != "" {
		return "agrees"
	}
	return "differs: " + m.at(sectionLibrary, "browser", column)
}

func (m *Matrix) count(section string, column int) string {
	acts := len(m.rowsWith(section, column, func(cell string) bool { return cell == "acts" }))
	may := len(m.rowsWith(section, column, func(cell string) bool { return cell == "may act" }))
	return fmt.Sprintf("%d+%d", acts, may)
}

func (m *Matrix) lacks(column int) string {
	count := func(is func(string) bool) int { return len(m.rowsWith(sectionFeatures, column, is)) }
	return fmt.Sprintf("%d/%d/%d", count(func(c string) bool { return c == "no" }), count(func(c string) bool { return c == "partial" }),
		count(func(c string) bool { return strings.HasPrefix(c, "as ") }))
}

func (m *Matrix) breaks(column int) []string {
	var list []string
	for _, id := range m.rowsWith(sectionBreaks, column, func(cell string) bool { return cell != "" }) {
		if m.at(sectionBreaks, id, column) != "certain" {
			id += "*"
		}
		list = append(list, id)
	}
	return list
}

func (m *Matrix) rowsWith(section string, column int, is func(cell string) bool) []string {
	var names []string
	for _, s := range m.Sections {
		if s.Name != section {
			continue
		}
		for _, r := range s.Rows {
			if is(r.Cells[column]) {
				names = append(names, r.Name)
			}
		}
	}
	return names
}

// writeDifferences lists the features that not all browsers have, grouped by
// the browsers that lack them.
func (m *Matrix) writeDifferences(b *strings.Builder) {
	groups := map[string][]string{}
	var order []string
	for _, s := range m.Sections {
		if s.Name != sectionFeatures {
			continue
		}
		for _, r := range s.Rows {
			who := m.without(r)
			if who == "" {
				continue
			}
			if groups[who] == nil {
				order = append(order, who)
			}
			groups[who] = append(groups[who], r.Name)
		}
	}
	if len(order) > 0 {
		b.WriteString("\nfeatures that some browsers lack\n")
	}
	slices.SortStableFunc(order, func(x, y string) int { return len(groups[y]) - len(groups[x]) })
	for _, who := range order {
		fmt.Fprintf(b, "  %s (%d)\n    %s\n", who, len(groups[who]), strings.Join(groups[who], ", "))
	}
}

// without returns which browsers lack a feature under its own name, "no: ie11;
// partial: safari", or "" if all have it.
func (m *Matrix) without(r Row) string {
	var states []string
	by := map[string][]string{}
	for i, cell := range r.Cells {
		if cell == ticked {
			continue
		}
		if by[cell] == nil {
			states = append(states, cell)
		}
		by[cell] = append(by[cell], m.Columns[i].ID)
	}
	slices.Sort(states)
	var parts []string
	for _, s := range states {
		parts = append(parts, s+": "+strings.Join(by[s], ", "))
	}
	return strings.Join(parts, "; ")
}
