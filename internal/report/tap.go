package report

import (
	"fmt"
	"io"
	"strings"
)

// WriteTAP prints the checks in the Test Anything Protocol, version 14: one line
// each, and for a failed one the reason.
func (r *Report) WriteTAP(w io.Writer) error {
	var b strings.Builder
	n := 0
	for _, v := range r.Visits {
		for _, c := range v.Checks {
			n++
			state, end := "ok", ""
			switch c.Outcome {
			case Failed:
				state = "not ok"
			case NotRun:
				end = " # SKIP " + tapText(c.Reason)
			}
			fmt.Fprintf(&b, "%s %d - %s: %s: %s%s\n", state, n, tapText(v.Page), tapText(v.Agent), tapText(c.Name), end)
			if c.Outcome == Failed {
				fmt.Fprintf(&b, "  ---\n  message: %q\n  ...\n", c.Reason)
			}
		}
	}
	_, err := fmt.Fprintf(w, "TAP version 14\n1..%d\n%s", n, b.String())
	return err
}

// tapText keeps a text from being read as a directive or a line of its own.
func tapText(s string) string {
	return strings.NewReplacer("\\", "\\\\", "#", "\\#", "\n", " ", "\r", " ").Replace(s)
}
