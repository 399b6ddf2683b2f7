package census

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"skinbuild/internal/agents/ua"
)

// WriteText prints a result for people, with the first top entries of each
// list.
func (r *Result) WriteText(w io.Writer, top int) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s lines", thousands(r.Lines))
	if r.Hosts > 1 {
		fmt.Fprintf(&b, " of %d hosts", r.Hosts)
	}
	fmt.Fprintf(&b, ", %s broken\n", thousands(r.Broken))
	for _, x := range r.BrokenAt {
		fmt.Fprintf(&b, "  %s:%d: %s\n", x.File, x.Line, x.Why)
	}
	if more := r.Broken - int64(len(r.BrokenAt)); more > 0 && len(r.BrokenAt) > 0 {
		fmt.Fprintf(&b, "  and %s more\n", thousands(more))
	}
	for _, reason := range slices.Sorted(maps.Keys(r.Filtered)) {
		fmt.Fprintf(&b, "not counted: %s, %s\n", reason, thousands(r.Filtered[reason]))
	}
	fmt.Fprintf(&b, "%s requests from users with %s agents, about %s clients (distinct pairs of address and agent)\n",
		thousands(r.Requests), thousands(int64(len(r.Agents))+r.Others.Agents), thousands(r.Clients))
	if r.Others.Requests > 0 {
		limit := thousands(int64(r.CapAgents)) + " agents (--max-agents)"
		if r.Capped == cappedMemory {
			limit = "the memory for agents and their clients"
		}
		fmt.Fprintf(&b, "others: %s requests from about %s rare agents beyond the limit of %s; a listed agent may be missing up to %s requests\n",
			thousands(r.Others.Requests), thousands(r.Others.Agents), limit, thousands(r.Others.ShortBy))
	}
	t := table{&b, top, r}
	t.shifts(r.Shifts)
	t.groups("family", r.View.Families)
	t.groups("version", r.View.Versions)
	t.groups("engine", r.View.Engines)
	t.groups("system", r.View.Systems)
	t.groups("style sheets, by macros", named(r.View.Macros))
	t.breaks(r.View.Breaks)
	t.uncovered(r.View)
	t.agents(r.Agents)
	fmt.Fprintf(&b, "\ndata: MDN browser-compat-data %s of %s\n", r.DataVer, r.DataDate)
	_, err := io.WriteString(w, b.String())
	return err
}

// table prints the lists of a result.
type table struct {
	b   *strings.Builder
	top int
	r   *Result
}

func (t table) share(g Group) string {
	return fmt.Sprintf("%s\t%s\t%s\t%s", thousands(g.Clients), percent(g.Clients, t.r.Clients), thousands(g.Requests), percent(g.Requests, t.r.Requests))
}

const shareHead = "clients\tshare\trequests\tshare"

func (t table) print(lines []string, rest int) {
	w := tabwriter.NewWriter(t.b, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, line := range lines {
		fmt.Fprintln(w, line)
	}
	w.Flush() // to a Builder: it cannot fail
	if rest > 0 {
		fmt.Fprintf(t.b, "  and %d more (--top)\n", rest)
	}
}

func (t table) groups(title string, list []Group) {
	if len(list) == 0 {
		return
	}
	t.b.WriteByte('\n')
	lines := []string{shareHead + "\t  " + title}
	for _, g := range list[:min(t.top, len(list))] {
		lines = append(lines, t.share(g)+"\t  "+printable(g.Name))
	}
	t.print(lines, len(list)-t.top)
}

func (t table) shifts(list []Shift) {
	if list == nil {
		return
	}
	if t.b.WriteString("\ncompared with the earlier census"); len(list) == 0 {
		t.b.WriteString(": no version came, left or changed its share by half a point\n")
		return
	}
	t.b.WriteByte('\n')
	lines := []string{"before\tnow\t  version"}
	for _, s := range list[:min(t.top, len(list))] {
		lines = append(lines, fmt.Sprintf("%.1f %%\t%.1f %%\t  %s %s", 100*s.Before, 100*s.Now, printable(s.Name), s.Kind))
	}
	t.print(lines, len(list)-t.top)
}

// named puts the keys of the supported browsers with the same macros before
// each set of macros.
func named(list []Group) []Group {
	out := slices.Clone(list)
	for i, g := range out {
		var keys []string
		for _, b := range ua.Supported() {
			if m, err := ua.ServletMacros(b.UserAgent); err == nil && m.String() == g.Name {
				keys = append(keys, b.Key)
			}
		}
		if len(keys) > 0 {
			out[i].Name = strings.Join(keys, ", ") + ": " + g.Name
		}
	}
	return out
}

func (t table) breaks(list []Hit) {
	if len(list) == 0 {
		return
	}
	t.b.WriteByte('\n')
	lines := []string{shareHead + "\t  breaks"}
	for _, h := range list {
		name := fmt.Sprintf("%s (%s, %s)", h.Rule, h.Severity, h.Certainty)
		if h.Repaired {
			name += ", with a workaround"
		}
		lines = append(lines, t.share(h.Group)+"\t  "+name)
	}
	t.print(lines, 0)
}

func (t table) uncovered(v *View) {
	covered := percent(v.Covered.Clients, t.r.Clients)
	if len(v.Uncovered) == 0 {
		fmt.Fprintf(t.b, "\nthe browser list covers %s of the clients\n", covered)
		return
	}
	fmt.Fprintf(t.b, "\nthe browser list covers %s of the clients", covered)
	t.groups("not covered (the browser in MDN's data that counts)", v.Uncovered)
}

func (t table) agents(list []Agent) {
	if len(list) == 0 {
		return
	}
	t.b.WriteByte('\n')
	lines := []string{shareHead + "\t  agent"}
	for _, a := range list[:min(t.top, len(list))] {
		lines = append(lines, t.share(Group{Clients: a.Clients, Requests: a.Requests})+"\t  "+printable(a.UserAgent))
	}
	t.print(lines, len(list)-t.top)
}

// printable removes control characters, which a stranger may have put into the
// log, before text reaches a terminal.
func printable(s string) string {
	const most = 300
	cut := s[:min(len(s), most)]
	q := strconv.QuoteToGraphic(cut)
	q = strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(q[1 : len(q)-1])
	if len(s) > most {
		q += "…"
	}
	return q
}

func percent(n, of int64) string {
	if of == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f %%", 100*float64(n)/float64(of))
}

// thousands prints 1234567 as 1,234,567.
func thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
