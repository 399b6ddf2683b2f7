package report

import (
	"encoding/json"
	"encoding/xml"
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

// The part of the JUnit form that CI systems read.
type (
	junitSuites struct {
		XMLName xml.Name     `xml:"testsuites"`
		Name    string       `xml:"name,attr"`
		Suites  []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Class   string        `xml:"classname,attr"`
		Name    string        `xml:"name,attr"`
		Failure *junitMessage `xml:"failure"`
		Skipped *junitMessage `xml:"skipped"`
	}
	junitMessage struct {
		Message string `xml:"message,attr"`
	}
)

// WriteJUnit prints one suite per page and engine, one case per check.
func (r *Report) WriteJUnit(w io.Writer) error {
	out := junitSuites{Name: r.Title}
	for _, name := range r.distinct(suiteName) {
		suite := junitSuite{Name: name}
		for i := range r.Visits {
			if v := &r.Visits[i]; suiteName(v) == name {
				suite.add(v)
			}
		}
		out.Suites = append(out.Suites, suite)
	}
	data, err := xml.MarshalIndent(out, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, data)
	return err
}

func suiteName(v *Visit) string { return v.Page + " in " + v.Engine }

func (s *junitSuite) add(v *Visit) {
	for _, c := range v.Checks {
		tc := junitCase{Class: v.Agent + " (" + v.Kind() + ")", Name: c.Name}
		s.Tests++
		switch c.Outcome {
		case Failed:
			s.Failures++
			tc.Failure = &junitMessage{c.Reason}
		case NotRun:
			s.Skipped++
			tc.Skipped = &junitMessage{c.Reason}
		}
		s.Cases = append(s.Cases, tc)
	}
}
