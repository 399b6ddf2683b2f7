package report

import (
	"bytes"
	"encoding/xml"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"skinbuild/internal/testenv"
)

// timed is a report whose visits took time and whose texts XML has to escape.
func timed(t testing.TB) *Report {
	t.Helper()
	r := sample(t, 10)
	for i := range r.Visits {
		r.Visits[i].Time = 1500 * time.Millisecond
		r.Visits[i].Checks[0].Reason += " \x1b<&\""
	}
	r.Visits[0].Agent, r.Visits[0].Emulated = r.Visits[0].Engine+" itself", false
	return r
}

func TestJUnit(t *testing.T) {
	var out bytes.Buffer
	if err := timed(t).WriteJUnit(&out); err != nil {
		t.Fatal(err)
	}
	var suites junitSuites
	if err := xml.Unmarshal(out.Bytes(), &suites); err != nil {
		t.Fatal(err)
	}
	var n Counts
	for _, s := range suites.Suites {
		n.Passed += s.Tests - s.Failures - s.Skipped
		n.Failed += s.Failures
		n.NotRun += s.Skipped
	}
	if len(suites.Suites) != 6 || n != (Counts{81, 3, 6}) || suites.Tests != 90 || suites.Failures != 3 {
		t.Errorf("%d suites, %+v, %d tests, %d failures", len(suites.Suites), n, suites.Tests, suites.Failures)
	}
	for _, want := range []string{
		`<testsuites name="Check of &lt;skins&gt;" tests="90" failures="3" errors="0" time="45.000">`,
		`<testsuite name="login in Chromium 156" tests="24" failures="1" errors="0" time="12.000" skipped="0">`,
		`<property name="engine" value="Chromium 156.0"></property>`,
		`<testcase classname="Chromium 156 itself (real engine Chromium 156)" name="no-404" time="0.500">`,
		`classname="Chrome 104 on Windows (real engine WebKit 2.38)"`,
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %s in\n%s", want, out.String())
		}
	}
}

// UnmarshalText reads what MarshalText wrote.
func (s *junitSeconds) UnmarshalText(text []byte) error {
	d, err := time.ParseDuration(string(text) + "s")
	*s = junitSeconds(d)
	return err
}

func TestStableEngine(t *testing.T) {
	for engine, want := range map[string]string{
		"Chromium 156.0.8078.79": "Chromium 156", "Firefox 153.0": "Firefox 153", "WPE WebKit 2.38.6": "WPE WebKit 2.38",
		"Chromium": "Chromium", "uacheck": "uacheck", "": "", "WebKit 2": "WebKit 2",
	} {
		if got := stableEngine(engine); got != want {
			t.Errorf("%q: %q, want %q", engine, got, want)
		}
	}
}

// Jenkins refuses a report that its schema does not allow. The JDK's validator is the
// judge; a report without a name for a suite shows that it judges.
func TestJUnitSchema(t *testing.T) {
	schema, err := os.ReadFile(testenv.SchemaData(t, "junit-10.xsd"))
	if err != nil {
		t.Fatal(err)
	}
	reports := [][]byte{schema}
	for _, r := range []*Report{timed(t), {Title: "empty"}, {Visits: []Visit{{}}}} {
		var out bytes.Buffer
		if err := r.WriteJUnit(&out); err != nil {
			t.Fatal(err)
		}
		reports = append(reports, out.Bytes())
	}
	wrong := bytes.Replace(reports[1], []byte("<testsuite name="), []byte("<testsuite nome="), 1)
	answers := testenv.RunJava(t, "testdata/Validate.java", append(reports, wrong))
	for i, a := range answers[1 : len(answers)-1] {
		if string(a) != "valid" {
			t.Errorf("report %d: %s\n%s", i, a, reports[i+1])
		}
	}
	if last := answers[len(answers)-1]; !slices.Contains(strings.Fields(string(last)), "'nome'") {
		t.Errorf("a wrong report: %s", last)
	}
}
