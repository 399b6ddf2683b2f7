package expect

import (
	"fmt"
	"slices"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/profile"
	"skinbuild/internal/report"
	"skinbuild/internal/source"
)

// An Answer is one expectation and its result.
type Answer struct {
	Name      string `json:"name"` // of the agent, as in the table
	UserAgent string `json:"userAgent"`
	Line      int    `json:"line"`
	Question  string `json:"question"`
	Want      string `json:"want"`
	Got       string `json:"got"`
	OK        bool   `json:"ok"`

	span source.Span
	file *source.File
}

// Check answers every question of a table. It returns an error if a profile
// cannot be computed.
func (t *Table) Check() ([]Answer, error) {
	var all []Answer
	for _, r := range t.rows {
		p, err := profile.Of(r.agent, nil)
		if err != nil {
			return nil, err
		}
		for _, c := range r.questions {
			got := answer(p, c.question)
			line, _ := t.file.Position(c.span.Start)
			all = append(all, Answer{r.name, r.agent, line, c.question, c.want, got, c.want != unanswered && equal(c.question, c.want, got), c.span, t.file})
		}
	}
	return all, nil
}

// Failed returns the answers that differ from the expectation.
func Failed(all []Answer) []Answer {
	return slices.DeleteFunc(slices.Clone(all), func(a Answer) bool { return a.OK })
}

// Diags returns a diagnostic for the cell of each answer that differs.
func Diags(all []Answer) source.Diags {
	var ds source.Diags
	for _, a := range Failed(all) {
		ds = append(ds, a.file.Errorf(a.span, codes.ExpectDiffers, "%s: %s is %s, expected %s", short(a.Name), a.Question, a.Got, a.Want))
	}
	return ds
}

// Updated returns the text of the table with the correct answer in each cell
// that differs.
func (t *Table) Updated(all []Answer) (string, error) {
	var edits []source.Edit
	for _, a := range Failed(all) {
		edits = append(edits, source.Edit{Span: a.span, New: a.Got})
	}
	return source.Apply(t.file, edits)
}

// Text prints the differences grouped by agent; of sets, only the words that
// differ.
func Text(all []Answer) string {
	var b strings.Builder
	last := 0
	failed := Failed(all)
	for _, a := range failed {
		if a.Line != last {
			fmt.Fprintf(&b, "%s:%d: %s\n", a.file.Name(), a.Line, short(a.Name))
			last = a.Line
		}
		fmt.Fprintf(&b, "  %s\n", a.Question)
		want, got := []string{a.Want}, []string{a.Got}
		if isSet(a.Question) {
			want, got = without(setOf(a.Want), setOf(a.Got)), without(setOf(a.Got), setOf(a.Want))
		}
		for _, w := range want {
			fmt.Fprintf(&b, "    - %s\n", w)
		}
		for _, g := range got {
			fmt.Fprintf(&b, "    + %s\n", g)
		}
	}
	fmt.Fprintf(&b, "%d answers as expected, %d not\n", len(all)-len(failed), len(failed))
	return b.String()
}

func without(list, other []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(w string) bool { return slices.Contains(other, w) })
}

// short shortens a User-Agent that is used as a name.
func short(name string) string {
	const most = 80
	if runes := []rune(name); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return name
}

// Report returns the answers as check results, for the formats that CI reads.
func Report(file string, all []Answer) *report.Report {
	r := &report.Report{Title: file}
	for _, a := range all {
		if n := len(r.Visits); n == 0 || r.Visits[n-1].Agent != a.Name {
			r.Visits = append(r.Visits, report.Visit{Agent: a.Name, UserAgent: a.UserAgent, Engine: "uacheck", Emulated: true, Page: file})
		}
		check := report.Check{Name: a.Question, Outcome: report.Passed}
		if !a.OK {
			check.Outcome = report.Failed
			check.Reason = fmt.Sprintf("line %d: is %s, expected %s", a.Line, a.Got, a.Want)
		}
		last := &r.Visits[len(r.Visits)-1]
		last.Checks = append(last.Checks, check)
	}
	return r
}
