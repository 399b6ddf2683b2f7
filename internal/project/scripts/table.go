package scripts

import (
	"fmt"
	"strings"
)

// tableHead opens docs/fixes.md.
const tableHead = `# The fixes of FixZimbra.js

Made by ` + "`skinbuild fixes --format markdown > docs/fixes.md`" + ` from the files of
` + "`overrides/fixes/`" + `; a test compares the two. docs/scripts.md tells how a fix
works and how to add one. Each can be switched off by its id in
` + "`overrides/SynaSkinOverride.json`" + `, ` + "`{\"fixes\": {\"off\": [\"ZBUG-866\"]}}`" + `, and
` + "`SynaSkin.report()`" + ` in the browser's console says what became of each.

| id | symptom | browsers | vendor | replaces | needed if | waits for |
|---|---|---|---|---|---|---|
`

// FixTable returns docs/fixes.md for these fixes.
func FixTable(fixes []Fix) string {
	var b strings.Builder
	b.WriteString(tableHead)
	for _, f := range fixes {
		places := make([]string, len(f.Places))
		for i, p := range f.Places {
			places[i] = "`" + p + "`"
		}
		fmt.Fprintf(&b, "| [%s](../overrides/%s) | %s | %s | %s | %s | %s | %s |\n", f.ID, f.File, cell(f.Symptom), cell(f.Browsers), cell(f.Vendor),
			orDash(strings.Join(places, ", ")), cell(f.Guard), orDash(strings.Join(f.Packages, ", ")))
	}
	return b.String()
}

func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}
