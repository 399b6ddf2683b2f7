package lint

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"skinbuild/internal/server/skin"
	"skinbuild/internal/source"
	"skinbuild/internal/testenv"
)

func stock(t testing.TB, tag string) *skin.Webapp {
	t.Helper()
	app, err := skin.Open(os.DirFS(testenv.Release(t, tag)), nil)
	if err != nil {
		t.Fatal(err)
	}
	return app
}

// TestStockSkins looks for known mistakes in the stock skins: three macros that
// the servlet never defines, a colour without a property, and renamed tokens.
// None of them makes a request fail.
func TestStockSkins(t *testing.T) {
	for _, tag := range []string{"8.8.15", "9.0.0", "10.1.3"} {
		ds := Run(stock(t, tag), nil)
		for _, d := range ds {
			if d.Severity == source.Error && strings.HasPrefix(d.Code.String(), "skin/") {
				t.Errorf("%s: an error in a skin that works: %v", tag, d)
			}
		}
		for _, want := range []string{
			`the server never defines "MSIE  /* not sure why`,
			`the server never defines "MSIE_LESS_THAN_9"`,
			`the server never defines "MAC"`,
			`Unknown color:LoginCenterTop`,
			`no property TreeItemSpacing`,
			`no property OverflowElipsis`,
		} {
			found := 0
			for _, d := range ds {
				if strings.Contains(d.Error(), want) {
					found++
				}
			}
			if found == 0 {
				t.Errorf("%s: nothing found like %s", tag, want)
			}
		}
	}
}

// findingsPage lists the findings of Run in the stock skins.
const findingsPage = "../../../docs/stock-skins.md"

// TestStockFindings compares the findings in whole releases, including scripts,
// with the page that lists them.
func TestStockFindings(t *testing.T) {
	tags := []string{"8.8.15.p46", "9.0.0", "10.1.3"}
	lines := map[string]map[string][]string{} // row → tag → lines
	for _, tag := range tags {
		app, err := skin.Open(os.DirFS(testenv.Release(t, tag)), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range Run(app, nil) {
			line, _ := d.File.Position(d.Span.Start)
			row := fmt.Sprintf("| `%s` | %s | %s |", d.Code, d.File.Name(), strings.ReplaceAll(d.Text, "|", `\|`))
			if lines[row] == nil {
				lines[row] = map[string][]string{}
			}
			lines[row][tag] = append(lines[row][tag], strconv.Itoa(line))
		}
	}
	var table strings.Builder
	table.WriteString("| code | file | finding | 8.8.15.p46 | 9.0.0 | 10.1.3 |\n|---|---|---|---|---|---|\n")
	for _, row := range slices.Sorted(maps.Keys(lines)) {
		table.WriteString(row)
		for _, tag := range tags {
			table.WriteString(" " + strings.Join(slices.Compact(lines[row][tag]), ", ") + " |")
		}
		table.WriteString("\n")
	}
	page, err := os.ReadFile(findingsPage)
	if err != nil {
		t.Fatal(err)
	}
	head, have, _ := strings.Cut(string(page), "| code |")
	if *update {
		if err := os.WriteFile(findingsPage, []byte(head+table.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if "| code |"+have != table.String() {
		t.Errorf("%s lists\n%s\nfound is\n%s", findingsPage, have, table.String())
	}
}

// BenchmarkStockSkins lints all skins of a release for all clients and supported
// browsers.
func BenchmarkStockSkins(b *testing.B) {
	for b.Loop() {
		if ds := Run(stock(b, "10.1.3"), nil); len(ds) == 0 {
			b.Fatal("no findings")
		}
	}
}
