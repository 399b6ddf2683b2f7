package releases

import (
	"fmt"
	"strings"
	"text/tabwriter"
)

// Text prints the news for people.
func (n *News) Text() string {
	var b strings.Builder
	writeReleases(&b, fmt.Sprintf("released since %s", n.Since), n.Releases)
	writeReleases(&b, fmt.Sprintf("not yet out on %s, the day of the data", n.Data), n.Planned)
	n.writeChanges(&b)
	if len(n.Checks) > 0 {
		b.WriteString("\nto check\n")
	}
	for _, c := range n.Checks {
		fmt.Fprintf(&b, "  %s\n    %s\n", c.Why, c.Command)
	}
	fmt.Fprintf(&b, "\ndata: MDN browser-compat-data %s of %s\n", n.Version, n.Data)
	return b.String()
}

func writeReleases(b *strings.Builder, title string, list []Release) {
	if len(list) == 0 {
		fmt.Fprintf(b, "%s: nothing\n", title)
		return
	}
	fmt.Fprintf(b, "%s\n", title)
	w := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	for _, r := range list {
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s %s\t%s\n", r.Date, r.Name, r.Version, r.Engine, r.EngineVersion, r.Status)
	}
	w.Flush() // to a Builder: it cannot fail
}

func (n *News) writeChanges(b *strings.Builder) {
	b.WriteString("\nchanges in features of the webmail list")
	if len(n.Changes) == 0 {
		b.WriteString(": none\n")
		return
	}
	b.WriteByte('\n')
	w := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	for _, c := range n.Changes {
		mark := " "
		if c.Worse {
			mark = "!"
		}
		fmt.Fprintf(w, "%s %s\t%s %s\t%s\t%s\t%s → %s", mark, c.Date, c.Browser, c.Version, c.Feature, c.Kind, c.Before, c.Now)
		if used := append(append([]string{}, c.UsedBy...), c.Rules...); len(used) > 0 {
			fmt.Fprintf(w, "\tused by %s", strings.Join(used, ", "))
		}
		fmt.Fprintln(w)
	}
	w.Flush() // to a Builder: it cannot fail
}
