package yui

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/css"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/source"
	"skinbuild/internal/testenv"
)

// Differences in the compressor's output that do not change the meaning,
// although a browser reports another text: border:none and border:0, the unit
// of a zero length, colour names, rules without declarations.
var (
	noBorder  = regexp.MustCompile(`(?i)\b(border|border-top|border-right|border-bottom|border-left|outline|background)(\s*:\s*)none(\s*[;}])`)
	emptyRule = regexp.MustCompile(`(?m)^[^{}\n]*\{ \}\n?`)
	blanks    = regexp.MustCompile(`([,:]) +`) // in custom properties and conditions they stay as written
	zeroUnits = regexp.MustCompile(`\b0(px|%|deg|r?em|pt|in|cm|ex)`)
	colours   = strings.NewReplacer(
		":red", ":rgb(255,0,0)", " red", " rgb(255,0,0)", ":navy", ":rgb(0,0,128)", ":gray", ":rgb(128,128,128)", " gray", " rgb(128,128,128)", ":olive", ":rgb(128,128,0)",
		":purple", ":rgb(128,0,128)", ":silver", ":rgb(192,192,192)", " silver", " rgb(192,192,192)", ":teal", ":rgb(0,128,128)", ":orange", ":rgb(255,165,0)", ":maroon", ":rgb(128,0,0)")
)

func withoutNone(sheet string) string {
	return strings.ReplaceAll(noBorder.ReplaceAllString(sheet, "${1}${2}0${3}"), " 0pt", " 0")
}

func canonical(read string) string {
	read = blanks.ReplaceAllString(read, "$1")
	return strings.TrimSpace(zeroUnits.ReplaceAllString(colours.Replace(emptyRule.ReplaceAllString(read, "")), "0"))
}

// unseen is damage that Chromium does not show: it does not know -moz-
// properties, and a compressor that has run for a while accepts longer strings.
var unseen = regexp.MustCompile(`-moz-transition|path\(`)

// TestStock compares Check with the real compressor, rule by rule, on real
// sheets: those that the servlet sends for the stock skins, and sheets of large
// LESS projects.
func TestStock(t *testing.T) {
	testenv.Long(t)
	t.Run("packages", func(t *testing.T) {
		var sheets []string
		for _, name := range []string{"bootstrap/dist/css/bootstrap.css", "bootstrap/dist/css/bootstrap-theme.css", "uikit/dist/css/uikit.css", "antd4/dist/antd.css", "admin-lte/dist/css/AdminLTE.css"} {
			sheets = append(sheets, string(testenv.Data(t, testenv.Module(t, name))))
		}
		compareRules(t, sheets)
	})
	t.Run("stock skins", func(t *testing.T) {
		var sheets []string
		for _, tag := range []string{"8.8.15", "9.0.0", "10.1.3"} {
			sheets = append(sheets, stockSheets(t, tag)...)
		}
		compareRules(t, sheets)
	})
}

// stockSheets returns what pages of a release get as five browsers, for each skin.
func stockSheets(t *testing.T, tag string) []string {
	t.Helper()
	app, err := skin.Open(os.DirFS(testenv.Release(t, tag)), nil)
	if err != nil {
		t.Fatal(err)
	}
	_, agents := testenv.Table(t, "../skin/testdata/servlet/agents.tsv")
	var sheets []string
	for _, agent := range agents {
		if !slices.Contains([]string{"chrome156", "msie8", "firefox153", "none", "msie6"}, agent[0]) {
			continue
		}
		m, err := ua.ServletMacros(agent[1])
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range app.Skins() {
			sent, ds := app.Render(&skin.Request{Skin: name, Path: "/css/common,dwt,msgview,login,zm,spellcheck,zhtml,skin.css", Macros: m})
			if ds.Err() != nil {
				t.Fatal(ds)
			}
			sheets = append(sheets, sent.Text())
		}
	}
	return sheets
}

func compareRules(t *testing.T, sheets []string) {
	t.Helper()
	var rules []string
	seen := map[string]bool{}
	for _, sheet := range sheets {
		for _, rule := range topRules(sheet) {
			if !seen[rule] {
				seen[rule] = true
				rules = append(rules, "z{top:1px}\n"+rule)
			}
		}
	}
	if len(rules) < 1000 {
		t.Errorf("only %d rules", len(rules))
	}
	outs := compress(t, rules)
	var texts []string
	for _, o := range outs {
		texts = append(texts, o.css)
	}
	var plain []string
	for _, rule := range rules {
		plain = append(plain, withoutNone(rule))
	}
	before, after := understood(t, plain), understood(t, texts)
	missed, extra, both := 0, 0, map[string]int{}
	for i, rule := range rules {
		changed := outs[i].exception != "" || canonical(before[i]) != canonical(after[i])
		found := Check(source.NewFile("t.css", rule))
		if len(found) > 0 { // a finding may be about a difference that canonical ignores
			changed = outs[i].exception != "" || before[i] != after[i]
		}
		switch {
		case changed && len(found) == 0:
			missed++
			t.Errorf("not reported: %.300s\n  sent as %.300s\n  %.300s\n  %.300s", rule, texts[i], canonical(before[i]), canonical(after[i]))
		case !changed && len(found) > 0:
			extra++
			if !unseen.MatchString(rule) {
				t.Errorf("reported without reason: %v\n%.600s", found[0], rule)
			}
		case changed:
			for _, c := range codesOf(found) {
				both[c]++
			}
		}
	}
	t.Logf("%d rules: damaged and reported by rule %v, damaged and not reported %d, reported and not damaged %d", len(rules), both, missed, extra)
}

// topRules splits a sheet into its top-level rules.
func topRules(text string) []string {
	var all []string
	last := -1
	f := source.NewFile("t", text)
	for _, s := range css.Scan(f) {
		if s.Depth > 0 {
			continue
		}
		if last >= 0 {
			all = append(all, text[last:s.Tokens[0].Start])
		}
		last = s.Tokens[0].Start
	}
	if last >= 0 {
		all = append(all, text[last:])
	}
	return all
}
