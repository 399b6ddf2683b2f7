package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
)

// The part of the JUnit form that CI systems read, as the schema of Jenkins' xUnit
// plugin has it (junit-10.xsd).
type (
	junitSuites struct {
		XMLName xml.Name `xml:"testsuites"`
		Name    string   `xml:"name,attr"`
		junitCounts
		Suites []junitSuite `xml:"testsuite"`
	}
	junitCounts struct {
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Time     junitSeconds `xml:"time,attr"`
	}
	junitSuite struct {
		Name string `xml:"name,attr"`
		junitCounts
		Skipped    int             `xml:"skipped,attr"`
		Properties []junitProperty `xml:"properties>property"`
		Cases      []junitCase     `xml:"testcase"`
	}
	junitProperty struct {
		Name  string `xml:"name,attr"`
		Value string `xml:"value,attr"`
	}
	junitCase struct {
		Class   string        `xml:"classname,attr"`
		Name    string        `xml:"name,attr"`
		Time    junitSeconds  `xml:"time,attr"`
		Failure *junitMessage `xml:"failure"`
		Skipped *junitMessage `xml:"skipped"`
	}
	junitMessage struct {
		Message string `xml:"message,attr"`
	}
	junitSeconds time.Duration
)

// MarshalText writes seconds with three decimals.
func (s junitSeconds) MarshalText() ([]byte, error) {
	return fmt.Appendf(nil, "%.3f", time.Duration(s).Seconds()), nil
}

// WriteJUnit prints one suite per page and engine, one case per check. CI systems follow
// a case from run to run by its class and name, so neither has an engine's patch version;
// the full version is a property of the suite. Each check of a visit has an equal share
// of the visit's time.
func (r *Report) WriteJUnit(w io.Writer) error {
	out := junitSuites{Name: r.Title}
	for _, name := range r.distinct(suiteName) {
		suite := junitSuite{Name: name}
		for i := range r.Visits {
			if v := &r.Visits[i]; suiteName(v) == name {
				suite.add(v)
			}
		}
		out.Tests += suite.Tests
		out.Failures += suite.Failures
		out.Time += suite.Time
		out.Suites = append(out.Suites, suite)
	}
	data, err := xml.MarshalIndent(out, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, data)
	return err
}

func suiteName(v *Visit) string { return v.Page + " in " + stableEngine(v.Engine) }

// className is the agent and the kind of the visit. An agent that is the engine itself
// has the engine's name with its version.
func className(v *Visit) string {
	return strings.ReplaceAll(v.Agent+" ("+v.Kind()+")", v.Engine, stableEngine(v.Engine))
}

// stableEngine returns the name of an engine with the part of its version that patches
// leave: "Chromium 156" for "Chromium 156.0.8078.79", "WPE WebKit 2.38" for 2.38.6.
func stableEngine(engine string) string {
	i := strings.LastIndexByte(engine, ' ')
	parts := strings.Split(engine[i+1:], ".")
	if i < 0 || len(parts) < 2 {
		return engine
	}
	stable := parts[0]
	if strings.HasSuffix(engine[:i], "WebKit") {
		stable += "." + parts[1]
	}
	return engine[:i+1] + stable
}

func (s *junitSuite) add(v *Visit) {
	if len(s.Properties) == 0 {
		s.Properties = []junitProperty{{"engine", v.Engine}}
	}
	s.Time += junitSeconds(v.Time)
	for _, c := range v.Checks {
		tc := junitCase{Class: className(v), Name: c.Name, Time: junitSeconds(v.Time) / junitSeconds(len(v.Checks))}
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
