package expect

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"skinbuild/internal/profile"
	"skinbuild/internal/source"
)

const table = "# what QA expects\n" +
	"agent\tname\tfamily\tversion\tservlet\tclient.browser\ttaglib.isMobile\tbreaks\tfeature.css.selectors.has\tfixes.clipboard\n" +
	"chrome\t\tChrome\t157\tWINDOWS CHROME CHROME_4_OR_HIGHER SAFARI SAFARI_2_OR_HIGHER SAFARI_5_OR_HIGHER WEBKIT\tGC157\tno\tblink-as-safari, xslt-by-name\tyes\tno\n" +
	"\n" +
	"safari-ios\tiPhone\tSafari\t27\t\tSAF27.2\t1\t\tyes\tacts\n" +
	"Mozilla/5.0 (compatible; Googlebot/2.1)\t\tGooglebot\n"

func parse(t *testing.T, text string) *Table {
	t.Helper()
	parsed, ds := Parse(source.NewFile("t.tsv", text))
	if ds.Err() != nil {
		t.Fatal(ds.Err())
	}
	return parsed
}

func check(t *testing.T, text string) (*Table, []Answer) {
	t.Helper()
	parsed := parse(t, text)
	all, err := parsed.Check()
	if err != nil {
		t.Fatal(err)
	}
	return parsed, all
}

func TestCheck(t *testing.T) {
	_, all := check(t, table)
	if failed := Failed(all); len(failed) != 0 || len(all) != 8+6+1 {
		t.Errorf("%d answers, %+v", len(all), failed)
	}
}

func TestDiffers(t *testing.T) {
	text := strings.NewReplacer("GC157", "GC156", "xslt-by-name", "xslt-by-nose", "SAF27.2", "?", "Googlebot\n", "Bingbot\n").Replace(table)
	parsed, all := check(t, text)
	want := "t.tsv:3: chrome\n  client.browser\n    - GC156\n    + GC157\n  breaks\n    - xslt-by-nose\n    + xslt-by-name\n" +
		"t.tsv:5: iPhone\n  client.browser\n    - ?\n    + SAF27.2\n" +
		"t.tsv:6: Mozilla/5.0 (compatible; Googlebot/2.1)\n  family\n    - Bingbot\n    + Googlebot\n" +
		"11 answers as expected, 4 not\n"
	if got := Text(all); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	ds := Diags(all)
	if len(ds) != 4 || !strings.HasPrefix(ds[0].Error(), "t.tsv:3:") || !strings.Contains(ds[0].Error(), "chrome: client.browser is GC157, expected GC156 [expect/differs]") {
		t.Errorf("%v", ds)
	}
	updated, err := parsed.Updated(all)
	if err != nil {
		t.Fatal(err)
	}
	if _, again := check(t, updated); len(Failed(again)) != 0 {
		t.Errorf("updated:\n%s", updated)
	}
	if !strings.HasPrefix(updated, "# what QA expects\nagent\tname\t") || !strings.Contains(updated, "\tblink-as-safari") {
		t.Errorf("updated:\n%s", updated)
	}
	var junit, tap bytes.Buffer
	r := Report("t.tsv", all)
	if err := r.WriteJUnit(&junit); err != nil {
		t.Fatal(err)
	}
	if err := r.WriteTAP(&tap); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(junit.String(), `tests="15" failures="4"`) || !strings.Contains(junit.String(), "is GC157, expected GC156") {
		t.Errorf("%s", junit.String())
	}
	if !strings.Contains(tap.String(), "1..15\n") || strings.Count(tap.String(), "\nnot ok ") != 4 || !strings.Contains(tap.String(), "not ok 4 - t.tsv: chrome: client.browser\n  ---\n") {
		t.Errorf("%s", tap.String())
	}
}

func TestParseErrors(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", "t.tsv:1:1: error: no line that names the columns [expect/head]"},
		{"name\tfamily\n", "t.tsv:1:1: error: no column is named agent [expect/head]"},
		{"agent\tfamly\n", `t.tsv:1:7: error: unknown question "famly" [expect/question]`},
		{"agent\tclient.isSafary\n", `t.tsv:1:7: error: unknown question "client.isSafary" [expect/question]`},
		{"agent\tfeature.css.nothing\n", `t.tsv:1:7: error: unknown question "feature.css.nothing" [expect/question]`},
		{"agent\tfamily\tfamily\n", "t.tsv:1:14: error: duplicate column family [expect/head]"},
		{"agent\tfamily\ncrome\tChrome\n", `t.tsv:2:1: error: "crome" is neither a User-Agent nor a known browser [expect/agent]`},
		{"agent\tfamily\nchrome\tChrome\tx\n", "t.tsv:2:15: error: 3 cells for 2 columns [expect/columns]"},
	} {
		_, ds := Parse(source.NewFile("t.tsv", tt.text))
		if len(ds) != 1 || ds[0].Error() != tt.want {
			t.Errorf("%q: %v, want %s", tt.text, ds, tt.want)
		}
	}
}

// TestEveryQuestionHasAnAnswer checks that every valid column name has an
// answer.
func TestEveryQuestionHasAnAnswer(t *testing.T) {
	p, err := profile.Of("Mozilla/5.0 (X11; Linux x86_64; rv:160.0) Gecko/20100101 Firefox/160.0", nil)
	if err != nil {
		t.Fatal(err)
	}
	names := questionNames()
	for _, q := range names {
		if !known(q) || answer(p, q) == "" {
			t.Errorf("%s: known %v, %q", q, known(q), answer(p, q))
		}
	}
	for _, q := range []string{"fixes.clipboard", "breaks.xslt-by-name", "servlet.GECKO", "taglib.isMobile", "client.isFirefox", "feature.css.selectors.has"} {
		if !slices.Contains(names, q) {
			t.Errorf("no question %s", q)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(table)
	f.Add("agent\t?\n\r\n\t\t\tx")
	f.Add("agent\tfamily\n\xff /\t?")
	f.Fuzz(func(t *testing.T, text string) {
		parsed, ds := Parse(source.NewFile("t.tsv", text))
		if ds.Err() != nil {
			return
		}
		all, err := parsed.Check()
		if err != nil {
			t.Fatal(err)
		}
		updated, err := parsed.Updated(all)
		if err != nil {
			t.Fatal(err)
		}
		again, ds := Parse(source.NewFile("t.tsv", updated))
		if ds.Err() != nil {
			t.Fatalf("%q became %q: %v", text, updated, ds.Err())
		}
		if all, err = again.Check(); err != nil || len(Failed(all)) > 0 {
			t.Errorf("%q became %q: %v %+v", text, updated, err, Failed(all))
		}
	})
}
