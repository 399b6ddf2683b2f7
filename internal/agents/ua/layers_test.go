package ua

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"skinbuild/internal/testenv"
)

// table returns a table of testdata with the names of its columns.
func table(t testing.TB, name string) (columns []string, rows [][]string) {
	t.Helper()
	return testenv.Table(t, "testdata/"+name)
}

// agents returns the User-Agents of the corpus by key.
func agents(t *testing.T) map[string]string {
	all := map[string]string{}
	for _, row := range rows(t, "uas.tsv") {
		all[row[0]] = row[1]
	}
	return all
}

// TestTaglibLikeTheBean compares with the upstream class, run with the real
// UserAgentUtils 1.21.
func TestTaglibLikeTheBean(t *testing.T) {
	all := agents(t)
	columns, list := table(t, "zuseragentbean.tsv")
	equal := 0
	for _, row := range list {
		b, err := Taglib(all[row[0]])
		if err != nil {
			t.Errorf("%s: %v", row[0], err)
			continue
		}
		got := []string{row[0], b.Version, strconv.Itoa(b.Major), strconv.Itoa(b.Minor)}
		for _, name := range columns[4:] {
			got = append(got, bit(b.Has(name)))
		}
		equal += countEqual(t, columns, got, row)
	}
	if want := 179 * 60; equal != want || len(columns)-4 != len(beanProperties) {
		t.Errorf("%d of %d columns are equal; %d properties for %d columns", equal, want, len(beanProperties), len(columns)-4)
	}
}

// TestClientLikeAjxEnv compares with the real script after it has loaded.
func TestClientLikeAjxEnv(t *testing.T) {
	all := agents(t)
	columns, list := table(t, "ajxenv.tsv")
	equal := 0
	for _, row := range list {
		e := Client(all[row[0]])
		got := []string{row[0], e.Browser, e.Platform}
		for _, name := range columns[3:] {
			got = append(got, e.Value(name))
		}
		equal += countEqual(t, columns, got, row)
	}
	if want := 179 * 70; equal != want || len(columns)-3 != len(envProperties) {
		t.Errorf("%d of %d columns are equal; %d properties for %d columns", equal, want, len(envProperties), len(columns)-3)
	}
}

func countEqual(t *testing.T, columns, got, want []string) (n int) {
	t.Helper()
	for i := 1; i < len(want); i++ {
		if got[i] != want[i] {
			t.Errorf("%s: %s = %s, the vendor's is %s", want[0], columns[i], got[i], want[i])
			continue
		}
		n++
	}
	return n
}

// webKitVersion is the vendor's pattern, as nightly tells it without one.
var webKitVersion = regexp.MustCompile(`\([^\n\r\x{2028}\x{2029}]*\) AppleWebKit/([^\n\r\x{2028}\x{2029}]*) \(`)

func FuzzNightly(f *testing.F) {
	for _, s := range []string{"", "(a) AppleWebKit/1+ (b) AppleWebKit/2 (c", "(a) AppleWebKit/+ (", ") AppleWebKit/1 ((", "(\u2028) AppleWebKit/ (", "(x) AppleWebKit/\n (", "(a) AppleWebKit/ (\r(b) AppleWebKit/9+ (c)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want := "undefined"
		if m := webKitVersion.FindStringSubmatch(s); m != nil {
			want = bit(strings.HasSuffix(m[1], "+"))
		}
		if got := nightly(s); got != want {
			t.Errorf("nightly(%q) = %s, want %s", s, got, want)
		}
	})
}
