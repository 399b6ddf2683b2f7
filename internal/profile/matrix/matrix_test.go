package matrix

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"skinbuild/internal/agents/compat"
)

func build(t *testing.T, columns []Column) *Matrix {
	t.Helper()
	m, err := Build(columns)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func ids(columns []Column) []string {
	var list []string
	for _, c := range columns {
		list = append(list, c.ID)
	}
	return list
}

func TestSupported(t *testing.T) {
	m := build(t, Supported())
	for _, tt := range []struct{ section, row, column, want string }{
		{"identity", "family", "edge", "Edge"},
		{"identity", "engine", "opera", "Blink"},
		{"servlet", "CHROME", "firefox", ""},
		{"servlet", "CHROME", "edge", "yes"},
		{"servlet", "MODERN_IE", "ie11", "yes"},
		{"taglib", "mobileSupported", "chrome-android", "yes"},
		{"taglib", "mobileSupported", "ipad", ""},
		{"client", "browser", "opera", "GC157"},
		{"fixes", "clipboard", "safari", "acts"},
		{"fixes", "touch", "ipad", "may act"},
		{"features", "css.selectors.has", "ie11", "no"},
		{"features", "css.selectors.has", "chrome", "yes"},
		{"features", "css.properties.user-select", "safari", "as -webkit-"},
		{"breaks", "ie11-as-ie7", "ie11", ""},
		{"breaks", "edgehtml-layers", "edge18", "certain"},
		{"breaks", "ipad-as-mac", "ipad", "possible"},
	} {
		got, ok := m.cell(tt.section, tt.row, indexOf(m.Columns, tt.column))
		if got != tt.want || !ok && tt.row != "ie11-as-ie7" {
			t.Errorf("%s %s of %s: %q (%v), want %q", tt.section, tt.row, tt.column, got, ok, tt.want)
		}
	}
}

// TestSince checks every version since a date, each with the version of its
// engine in the User-Agent.
func TestSince(t *testing.T) {
	columns := Since("2026-09-15")
	list := ids(columns)
	for _, want := range []string{"chrome", "chrome@154", "edge@153", "opera@136", "safari@27.1", "ipad@27.1", "firefox@156", "samsung"} {
		if want == "edge@153" || want == "samsung" {
			if slices.Contains(list, want) {
				t.Errorf("%s is older", want)
			}
		} else if !slices.Contains(list, want) {
			t.Errorf("no %s in %v", want, list)
		}
	}
	if slices.Contains(list, "ie11") || slices.Contains(list, "edge18") || slices.Contains(list, "edge18@157") || slices.Contains(list, "firefox-esr@158") {
		t.Errorf("%v", list)
	}
	i := slices.Index(list, "opera@138")
	if i < 0 || !strings.Contains(columns[i].UserAgent, "Chrome/154.0.0.0 Safari/537.36 OPR/138.0.0.0") || columns[i].Date != "2026-10-20" {
		t.Errorf("%v", columns[max(i, 0)])
	}
}

func TestOf(t *testing.T) {
	columns, without := Of(compat.List{{Browser: "chrome", Version: "100"}, {Browser: "opera_android", Version: "90"}})
	if got := ids(columns); !slices.Equal(got, []string{"chrome@100", "chrome-linux@100", "chrome-mac@100"}) {
		t.Errorf("%v", got)
	}
	if len(without) != 1 || without[0].Browser != "opera_android" {
		t.Errorf("%v", without)
	}
}

func TestForms(t *testing.T) {
	m := build(t, Supported())
	var j, c, h, x bytes.Buffer
	for _, err := range []error{m.WriteJSON(&j), m.WriteCSV(&c), m.WriteHTML(&h), m.WriteText(&x)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	records, err := csv.NewReader(&c).ReadAll()
	if err != nil || len(records[0]) != 2+len(m.Columns) {
		t.Errorf("%v, %d columns", err, len(records[0]))
	}
	again, err := Read(bytes.NewReader(j.Bytes()))
	if err != nil || !m.Compare(again).Empty() {
		t.Errorf("read again: %v", err)
	}
	for _, text := range []string{h.String(), x.String()} {
		for _, want := range []string{"chrome-android", "css.selectors.has", m.Data.Date} {
			if !strings.Contains(text, want) {
				t.Errorf("no %s in %.300s", want, text)
			}
		}
	}
	if strings.Contains(h.String(), "http://") || strings.Contains(h.String(), "https://") {
		t.Error("the page loads something from a server")
	}
}

func TestCompare(t *testing.T) {
	old := build(t, Supported()[:3])
	now := build(t, Supported()[1:4])
	if c := now.Compare(old); !slices.Equal(c.Gone, []string{"chrome"}) || !slices.Equal(c.Come, []string{"chrome-mac"}) || len(c.Changed) != 0 {
		t.Errorf("%+v", c)
	}
	var copied Matrix
	data, err := json.Marshal(now)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &copied); err != nil {
		t.Fatal(err)
	}
	copied.Columns[1].Version = "156"
	copied.Sections[0].Rows[0].Cells[2] = "Netscape"
	c := now.Compare(&copied)
	want := []Difference{{"chrome-linux", "release", "version", "156", "157"}, {"chrome-mac", "identity", "family", "Netscape", "Chrome"}}
	if !slices.Equal(c.Changed, want) || !strings.Contains(c.Text(), "chrome-mac\n  identity family: Netscape → Chrome\n") {
		t.Errorf("%+v\n%s", c.Changed, c.Text())
	}
}

func TestReadRefuses(t *testing.T) {
	for _, bad := range []string{"", "{}", "[]", `{"columns":[{"id":"a"}],"sections":[{"name":"x","rows":[{"name":"r","cells":[]}]}]}`, `{"colums":[]}`} {
		if _, err := Read(strings.NewReader(bad)); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
}
