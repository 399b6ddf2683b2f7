package report

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"skinbuild/internal/testenv"
	"skinbuild/internal/visit/browser"
	"skinbuild/internal/visit/browser/browsertest"
)

// sample is a report of n agents on three pages, every screenshot another one.
func sample(t testing.TB, n int) *Report {
	t.Helper()
	r := &Report{Title: "Check of <skins>", Notes: []string{"Browser data of 2026-11-01"}}
	for i := range n {
		for j, page := range []string{"login", "mail & more", "<print>"} {
			v := Visit{Agent: fmt.Sprintf("Chrome %d on Windows", 100+i), UserAgent: fmt.Sprintf("Mozilla/5.0 Chrome/%d", 100+i),
				Engine: "Chromium 156.0", Emulated: true, Page: page, Facts: []Fact{{Name: "macros", Value: "CHROME WEBKIT"}, {"fixes", "ZBUG-1", "applied"}, {"fixes", "ZBUG-2", "not needed"}}}
			v.Checks = []Check{{"no-404", Passed, ""}, {"console", Passed, ""}, {"fixes", Passed, "12 applied"}}
			if i%7 == 3 {
				v.Checks[1] = Check{"console", Failed, `TypeError: <x> is "odd"`}
			}
			if i%5 == 4 {
				v.Engine, v.Emulated = "WebKit 2.38.6", false
				v.Checks[0] = Check{"no-404", NotRun, "WebKit does not show requests"}
			}
			v.Screenshot = shot(t, uint64(i*3+j))
			r.Visits = append(r.Visits, v)
		}
	}
	return r
}

// shot looks like a page: flat areas and lines of something like text.
func shot(t testing.TB, seed uint64) []byte {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 1))
	img := image.NewGray(image.Rect(0, 0, 1280, 800))
	for i := range img.Pix {
		img.Pix[i] = 240
		if x, y := i%1280, i/1280; x > 200 && y/10%2 == 1 && random.Uint32()&3 == 0 {
			img.Pix[i] = 30
		}
	}
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := encoder.Encode(&out, img); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestNothingPassesByOmission(t *testing.T) {
	if new(Visit).Outcome() != NotRun || new(Check).Outcome != NotRun {
		t.Error("an empty visit or check passes")
	}
	v := Visit{Checks: []Check{{Outcome: Passed}, {Outcome: NotRun}}}
	if v.Outcome() != NotRun {
		t.Error("a visit with a check that was not run passes")
	}
	v.Checks = append(v.Checks, Check{Outcome: Failed})
	if v.Outcome() != Failed {
		t.Error("a failed check does not fail its visit")
	}
}

func TestText(t *testing.T) {
	var out bytes.Buffer
	if err := sample(t, 10).WriteText(&out); err != nil {
		t.Fatal(err)
	}
	want := `console: TypeError: <x> is "odd"
  Chrome 103 on Windows, login (emulated agent on Chromium 156.0)
  Chrome 103 on Windows, mail & more (emulated agent on Chromium 156.0)
  Chrome 103 on Windows, <print> (emulated agent on Chromium 156.0)
not run (6): no-404: WebKit does not show requests
note: Browser data of 2026-11-01
30 visits: 81 checks passed, 3 failed, 6 not run
`
	if out.String() != want {
		t.Errorf("got:\n%swant:\n%s", out.String(), want)
	}
}

func TestJSON(t *testing.T) {
	r := sample(t, 10)
	var out bytes.Buffer
	if err := r.WriteJSON(&out); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Counts Counts
		Visits []struct {
			Agent  string
			Checks []struct{ Name, Outcome, Reason string }
		}
	}
	if err := json.Unmarshal(out.Bytes(), &got); err != nil || got.Counts != (Counts{81, 3, 6}) || got.Visits[9].Checks[1].Outcome != "failed" {
		t.Errorf("%v: %+v", err, got)
	}
}

// The page is what people open: it must work from a file, offline, by keyboard,
// on a phone, and for everyone.
func TestHTMLInABrowser(t *testing.T) {
	testenv.Long(t)
	r := sample(t, 50)
	var out bytes.Buffer
	if err := r.WriteHTML(&out); err != nil {
		t.Fatal(err)
	}
	if out.Len() > 10<<20 {
		t.Errorf("the page of 50 agents is %d bytes", out.Len())
	}
	name := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(name, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	b := browsertest.Open(t, browser.Chromium)
	axe := testenv.Data(t, testenv.Module(t, "axe-core/axe.min.js"))
	for _, width := range []int{1280, 390} {
		page := look(t, b, name, width, "(function () {"+string(axe)+`;
			document.querySelectorAll("details").forEach(function (d, i) { if (i % 9 == 0 || i < 12) { d.open = true; } });
			document.getElementById("show-pictures").click();
			return axe.run().then(function (r) { return r.violations.map(function (v) { return v.id + " " + v.nodes[0].html; }); });
		}())`)
		if string(page.Value) != "[]" {
			t.Errorf("axe at %d pixels: %s", width, page.Value)
		}
		if len(page.Requests) != 1 || len(page.Console) != 0 {
			t.Errorf("requests %v, console %v", page.Requests, page.Console)
		}
	}
	for script, want := range map[string]string{
		`document.documentElement.scrollWidth <= innerWidth`: `true`,
		`(function () { var f = document.getElementById("filter-agent"); f.value = "mozilla chrome/10"; f.dispatchEvent(new Event("input"));
			return document.getElementById("shown").textContent; }())`: `"10 of 50 agents"`,
		`(function () { var f = document.getElementById("filter-outcome"); f.value = "failed"; f.dispatchEvent(new Event("input"));
			return document.getElementById("shown").textContent; }())`: `"7 of 50 agents"`,
		`(function () { var f = document.getElementById("filter-kind"); f.value = "real"; f.dispatchEvent(new Event("input"));
			var open = Array.prototype.filter.call(document.querySelectorAll("details.visit"), function (d) { return !d.hidden; });
			return [document.getElementById("shown").textContent, open.length]; }())`: `["10 of 50 agents",30]`,
		`new Promise(function (ok) { var box = document.getElementById("show-pictures"); box.click(); setTimeout(function () {
			var on = document.querySelectorAll(".thumb img").length; box.click(); ok([on, document.querySelectorAll(".thumb img").length]); }, 100); })`: `[150,0]`,
		`new Promise(function (ok) { document.querySelector(".failures a").click(); setTimeout(function () {
			var d = document.activeElement.parentNode; ok([d.open, d.className, d.querySelector(".checks li").textContent.trim()]); }, 200); })`: `[true,"visit","failed console TypeError: <x> is \"odd\""]`,
		// A phone gets the table as a list: nothing to scroll sideways, the page's name in each cell.
		`(function () { var s = document.querySelector(".scroll"); return [s.scrollWidth <= s.clientWidth,
			getComputedStyle(document.querySelector("td .page")).display, document.querySelector("td .page").textContent]; }())`: `[true,"inline","login: "]`,
		// Whatever reacts can be reached by keyboard: it is a link, a field or a summary.
		`Array.prototype.every.call(document.querySelectorAll("a, input, select, summary, .scroll"), function (e) { return e.tabIndex >= 0; })`: `true`,
		`document.querySelectorAll("[onclick], [role=button]").length`:                                                                          `0`,
		`new Promise(function (ok) { document.querySelector("td a").click(); setTimeout(function () {
			var d = document.getElementById("v0"), img = d.querySelector("img");
			ok([d.open, document.activeElement === d.firstElementChild, img.complete && img.naturalWidth, img.alt]); }, 200); })`: `[true,true,640,"login as Chrome 100 on Windows"]`,
	} {
		if page := look(t, b, name, 390, script); string(page.Value) != want {
			t.Errorf("%s\n = %s, want %s", script, page.Value, want)
		}
	}
}

func look(t *testing.T, b *browser.Browser, name string, width int, script string) *browser.Page {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	page, err := b.Visit(ctx, "file://"+name, &browser.Options{Width: width, Height: 844, Script: script})
	if err != nil {
		t.Fatal(err)
	}
	return page
}

func TestHTMLSharesPictures(t *testing.T) {
	r := sample(t, 2)
	for i := range r.Visits {
		r.Visits[i].Screenshot = r.Visits[0].Screenshot
	}
	var out bytes.Buffer
	if err := r.WriteHTML(&out); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), "data:image/jpeg"); n != 1 {
		t.Errorf("%d pictures for one screenshot", n)
	}
	r.Visits[0].Screenshot = []byte("no picture")
	if err := r.WriteHTML(&out); err == nil || !strings.Contains(err.Error(), "login as Chrome 100") {
		t.Errorf("a broken screenshot: %v", err)
	}
}
