package ua

import (
	"slices"
	"strings"
	"testing"

	"skinbuild/internal/testenv"
)

// rows returns the rows of a table of testdata, without its head line.
func rows(t testing.TB, name string) [][]string {
	t.Helper()
	_, rows := testenv.Table(t, "testdata/"+name)
	return rows
}

// wantMacros compares the macros of one User-Agent, joined by get, with a row
// of the real servlet's output.
func wantMacros(t *testing.T, userAgent, want string, get func(Macros) string) {
	t.Helper()
	m, err := ServletMacros(userAgent)
	if strings.HasPrefix(want, "!EXCEPTION") {
		if err == nil {
			t.Errorf("ServletMacros(%q) = %s, the servlet fails", userAgent, m)
		}
		return
	}
	if err != nil {
		t.Errorf("ServletMacros(%q): %v", userAgent, err)
		return
	}
	if got := get(m); got != want {
		t.Errorf("ServletMacros(%q)\n got %s\nwant %s", userAgent, got, want)
	}
}

func TestMacrosLikeTheServlet(t *testing.T) {
	list := rows(t, "macros.tsv")
	for _, row := range list {
		wantMacros(t, row[0], row[1], Macros.String)
	}
	ordered := rows(t, "macros-order.tsv")
	for _, row := range ordered {
		wantMacros(t, row[0], row[1], func(m Macros) string { return strings.Join(m.Names(), " ") })
	}
	if len(list) != 171 || len(ordered) != 171 {
		t.Errorf("%d and %d rows, want 171", len(list), len(ordered))
	}
	if !t.Failed() {
		t.Logf("macros and their order: 171 and 171 of 171 equal")
	}
}

func TestMacrosOfTheBrowserCorpus(t *testing.T) {
	agents := map[string]string{}
	for _, row := range rows(t, "uas.tsv") {
		agents[row[0]] = row[1]
	}
	list := rows(t, "skinmacros.tsv")
	for _, row := range list {
		wantMacros(t, agents[row[0]], row[1], func(m Macros) string { return strings.ReplaceAll(m.String(), " ", ",") })
	}
	if len(list) != len(agents) {
		t.Errorf("%d rows for %d User-Agents", len(list), len(agents))
	}
}

func TestMacroSets(t *testing.T) {
	m, ok := MacrosOf("MSIE", "WINDOWS")
	if !ok || !m.Has("MSIE") || m.Has("msie") || m.Has("GECKO") || m.Len() != 2 || m.String() != "MSIE WINDOWS" {
		t.Errorf("MacrosOf(MSIE, WINDOWS) = %q, %v", m, ok)
	}
	if _, ok := MacrosOf("MSIE", "MAC"); ok {
		t.Error("MacrosOf(MAC) is ok")
	}
	names := MacroNames()
	if len(names) > 64 || len(slices.Compact(slices.Sorted(slices.Values(names)))) != len(names) {
		t.Errorf("%d macros do not fit the set, or a name occurs twice", len(names))
	}
}

func FuzzServletMacros(f *testing.F) {
	for _, s := range []string{"", "Mozilla", "Mozilla/5.0 (X11; rv:1.8) Gecko/1 Firefox/0x1p3", "MSIE", "\tmozilla\u0130(opera;9)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, err := ServletMacros(s)
		if err == nil && len(m.Names()) != m.Len() {
			t.Errorf("ServletMacros(%q) = %v", s, m)
		}
	})
}
