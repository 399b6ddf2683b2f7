package report

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// WriteText prints what failed, grouped by reason, and one line of counts.
func (r *Report) WriteText(w io.Writer) error {
	var b strings.Builder
	for _, f := range r.failures() {
		fmt.Fprintf(&b, "%s: %s\n", f.Check, f.Reason)
		for i, v := range f.Visits {
			if i == maxListed {
				fmt.Fprintf(&b, "  and %d more\n", len(f.Visits)-i)
				break
			}
			fmt.Fprintf(&b, "  %s, %s (%s)\n", v.Agent, v.Page, v.Kind())
		}
	}
	writeNotRun(&b, r)
	for _, n := range r.Notes {
		fmt.Fprintf(&b, "note: %s\n", n)
	}
	n := r.Counts()
	fmt.Fprintf(&b, "%d visits: %d checks passed, %d failed, %d not run\n", len(r.Visits), n.Passed, n.Failed, n.NotRun)
	_, err := io.WriteString(w, b.String())
	return err
}

// A list of more visits than this says less than its length.
const maxListed = 5

func writeNotRun(b *strings.Builder, r *Report) {
	counts := map[string]int{}
	var order []string
	for _, v := range r.Visits {
		for _, c := range v.Checks {
			line := c.Name + ": " + c.Reason
			if c.Outcome == NotRun && counts[line] == 0 {
				order = append(order, line)
			}
			if c.Outcome == NotRun {
				counts[line]++
			}
		}
	}
	for _, line := range order {
		fmt.Fprintf(b, "not run (%d): %s\n", counts[line], line)
	}
}

// WriteJSON prints the report with its counts; screenshots are left out.
func (r *Report) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(struct {
		Counts Counts `json:"counts"`
		*Report
	}{r.Counts(), r})
}
