package versions

import (
	"cmp"
	"strings"
	"testing"

	"skinbuild/internal/testenv"
)

// TestReleaseOrder compares the order of releases with that in which the vendor
// tagged them: testdata/tags.txt has the tags of zm-web-client by date. Patches of
// several releases were made side by side, so only tags of one release and the
// releases themselves, by line of development, have an order.
func TestReleaseOrder(t *testing.T) {
	tags := strings.Fields(string(testenv.Data(t, "testdata/tags.txt")))
	compared := 0
	for i, later := range tags {
		b, err := ParseRelease(later)
		if err != nil {
			if later != "ZC-2.57.0" {
				t.Error(err)
			}
			continue
		}
		for _, earlier := range tags[:i] {
			a, err := ParseRelease(earlier)
			sameRelease, sameLine := a[0] == b[0] && a[1] == b[1] && a[2] == b[2], a[0] == b[0] && a[1] == b[1] && a[3] <= 0 && b[3] <= 0
			if err != nil || !sameRelease && !sameLine {
				continue
			}
			compared++
			if c := a.Compare(b); c > 0 || c == 0 && !sameName(earlier, later) {
				t.Errorf("%s is before %s by date, and Compare is %d", earlier, later, c)
			}
		}
	}
	if compared < 1000 {
		t.Errorf("only %d pairs are compared", compared)
	}
}

// sameName reports whether two tags name one release.
func sameName(a, b string) bool {
	return strings.EqualFold(a, b) || a+"-GA" == b
}

func TestReleases(t *testing.T) {
	order := []string{"8.7.11", "8.7.11.p2", "8.8.0.beta1", "8.8.15", "8.8.15.p4", "8.8.15.p39", "8.8.15.p39.1", "8.8.15.P40", "9.0.0", "10.0.0-GA", "10.1.0.beta", "10.1.0"}
	for i, a := range order {
		for j, b := range order {
			v, err1 := ParseRelease(a)
			w, err2 := ParseRelease(b)
			if err1 != nil || err2 != nil || v.Compare(w) != cmp.Compare(i, j) {
				t.Errorf("%s and %s: %d, %v, %v", a, b, v.Compare(w), err1, err2)
			}
		}
	}
	for _, bad := range []string{"", "8", "8.8", "8.8.15.", "8.8.15.p46x", "8.8.15.1", "v8.8.15", "8.8.p1", "-1.0.0", "8.8.15 ", "8.8.9999999", "8.8.15.p1.2.3", ".8.8", "8.8.15-"} {
		if r, err := ParseRelease(bad); err == nil {
			t.Errorf("ParseRelease(%q) = %v", bad, r)
		}
	}
	for text, want := range map[string]Release{"10": {10}, "10.1": {10, 1}, "10.1.3": {10, 1, 3}, "8.8.15.p46": {8, 8, 15, 46}} {
		if r, err := ParseSeries(text); err != nil || r != want {
			t.Errorf("ParseSeries(%q) = %v, %v", text, r, err)
		}
	}
}

func TestConstraint(t *testing.T) {
	for _, tt := range []struct{ constraint, allowed, others string }{
		{"", "8.8.15 10.1.0 nonsense", ""},
		{">=8.8.15 <9 || 10.1.*", "8.8.15 8.8.15.p46 10.1.0 10.1.3 10.1.0.beta", "8.8.14 9.0.0 10.0.9 nonsense"},
		{"8.8.15.*", "8.8.15 8.8.15.p46", "8.8.1 8.8.150"},
		{"<9", "8.8.15.p46 9.0.0.beta1", "9.0.0"},
		{"=9.0.0.p46", "9.0.0.P46", "9.0.0"},
		{"9.0.0", "9.0.0", "9.0.0.p1"},
		{"<=8.8.15", "8.8.15", "8.8.15.p1"},
		{">10", "10.0.1", "10.0.0 10.0.0-GA"},
	} {
		c, err := ParseConstraint(tt.constraint)
		if err != nil {
			t.Fatal(err)
		}
		for want, list := range map[bool]string{true: tt.allowed, false: tt.others} {
			for release := range strings.FieldsSeq(list) {
				if c.Allows(release) != want {
					t.Errorf("%q: %s is allowed: %v", tt.constraint, release, !want)
				}
			}
		}
	}
	for _, bad := range []string{"8", "=9", "||", ">=8 ||", ">=x", "~8.8.15", "<", "8.8.15*"} {
		if c, err := ParseConstraint(bad); err == nil {
			t.Errorf("ParseConstraint(%q) = %v", bad, c)
		}
	}
}

func TestCompare(t *testing.T) {
	for i, order := 0, strings.Fields("0.9 1 1.0.1 1.2 1.10 9 10 10.0.0.1 15.4 16 16.4 16.10 100 20241231235959999999999"); i < len(order); i++ {
		for j := range order {
			if got := Compare(order[i], order[j]); got != cmp.Compare(i, j) {
				t.Errorf("Compare(%s, %s) = %d", order[i], order[j], got)
			}
		}
	}
	for _, same := range [][2]string{{"1", "1.0"}, {"01.2", "1.02"}, {"", "0"}, {"1.x", "1"}, {"1..2", "1.0.2"}} {
		if Compare(same[0], same[1]) != 0 {
			t.Errorf("Compare(%q, %q) = %d", same[0], same[1], Compare(same[0], same[1]))
		}
	}
	if ComparePrefix("18.2", "18") != 0 || ComparePrefix("18.2", "18.1") <= 0 || ComparePrefix("17.9", "18") >= 0 || ComparePrefix("18", "18.1") >= 0 {
		t.Error("ComparePrefix")
	}
}

func TestParts(t *testing.T) {
	if got := First("1.2.3", 2) + " " + First("1", 2) + " " + Major("18_6") + " " + Major("x"); got != "1.2 1 18 " {
		t.Errorf("got %q", got)
	}
	for s, want := range map[string]bool{"9": true, "15.4": true, "": false, ".": false, "1.": false, ".1": false, "1..2": false, "1x": false, "-1": false} {
		if Valid(s) != want {
			t.Errorf("Valid(%q) = %v", s, !want)
		}
	}
}
