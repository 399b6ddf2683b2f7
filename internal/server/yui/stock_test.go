package yui

import (
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"skinbuild/internal/css"
	"skinbuild/internal/source"
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
	var files []string
	for _, pattern := range []string{"zimbra/golden/blobs-combo/*.gz", "zimbra/golden/blobs/*.gz", "less/corpora/bootstrap*.css.gz", "less/corpora/uikit3.css.gz", "less/corpora/antd4.css.gz", "less/corpora/tinymce4-skin.css.gz"} {
		found, _ := filepath.Glob("../../../../shared/" + pattern)
		files = append(files, found...)
	}
	if len(files) < 100 {
		webroots(t)
	}
	var rules []string
	seen := map[string]bool{}
	for _, name := range files {
		for _, rule := range topRules(read(t, name)) {
			if !seen[rule] {
				seen[rule] = true
				rules = append(rules, "z{top:1px}\n"+rule)
			}
		}
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
			for _, c := range codes(found) {
				both[c]++
			}
		}
	}
	t.Logf("%d rules: damaged and reported by rule %v, damaged and not reported %d, reported and not damaged %d", len(rules), both, missed, extra)
}

func read(t *testing.T, name string) string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text[:min(len(text), 4000)]), "<html") || strings.HasPrefix(string(text), "<!--") {
		return ""
	}
	return string(text)
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
