package yui

import (
	"slices"
	"strings"
	"testing"

	"skinbuild/internal/css"
	"skinbuild/internal/source"
)

// damage lists, for each rule, sheets that the compressor damages, and the same
// sheet in the spelling that survives ("" if there is none).
var damage = []struct{ rule, sheet, safe string }{
	{"calc", `a{width:calc(100% + 10px)}`, `a{width:calc(100% - -10px)}`},
	{"calc", `a{width:calc(100% + -10px)}`, `a{width:calc(100% - 10px)}`},
	{"calc", `a{width:max(10px,20% + var(--x)*2)}`, `a{width:max(10px,20% - -1*var(--x)*2)}`},
	{"calc", `a{width:calc(100% + (2px*3))}`, `a{width:calc(100% - -1*(2px*3))}`},
	{"calc", `a{width:calc(100% - (2px*3))}`, `a{width:calc(100% - 1*(2px*3))}`},
	{"calc", `a{width:calc(1px*(2 + 3))}`, `a{width:calc(1px*(2 - -3))}`},
	{"calc", `a{width:calc(10px + 0px)}`, `a{width:calc(10px - -00px)}`},
	{"zero", `a{transition:all 0s}`, `a{transition:all 00s}`},
	{"zero", `a{animation-delay:0ms}`, `a{animation-delay:00ms}`},
	{"zero", `a{transition:top .3s ease .0s,left 0.0s}`, `a{transition:top .3s ease 00s,left 00s}`},
	{"zero", `a{color:hsl(0,0%,50%)}`, `a{color:hsl(0,00%,50%)}`},
	{"zero", `a{color:color-mix(in srgb,red 0%,blue)}`, `a{color:color-mix(in srgb,red 00%,blue)}`},
	{"zero", `a{color:rgb(0%,50%,0%)}`, `a{color:rgb(00%,50%,00%)}`},
	{"zero", `a{width:min(0px,10%)}`, `a{width:min(00px,10%)}`},
	{"zero", `a{width:calc(100% - 0px)}`, `a{width:calc(100% - 00px)}`},
	{"zero", `a{flex:1 1 0%}`, `a{flex:1 1 00%}`},
	{"zero", `a{height:0%}`, `a{height:00%}`},
	{"zero", `a{--gap:0px}`, `a{--gap:00px}`},
	{"zero", `@font-face{font-family:x;src:url("x");line-gap-override:0%}`, `@font-face{font-family:x;src:url("x");line-gap-override:00%}`},
	{"zero", `a{rotate:0deg}`, `a{rotate:00deg}`},
	{"keyframe", `@keyframes x{0%{top:1px}50%{top:2px}}`, `@keyframes x{from{top:1px}50%{top:2px}}`},
	{"keyframe", `@-webkit-keyframes x{0%,20%{top:1px}}`, `@-webkit-keyframes x{from,20%{top:1px}}`},
	{"dot-zero", `a{margin:1.0em}`, `a{margin:1em}`},
	{"dot-zero", `a{margin:10.0px -5.0%}`, `a{margin:10px -5%}`},
	{"dot-zero", `@keyframes x{from{top:1px}50.0%{top:2px}}`, `@keyframes x{from{top:1px}50%{top:2px}}`},
	{"not-paren", `@media not (hover){a{top:1px}}`, `@media not all and (hover){a{top:1px}}`},
	{"not-paren", `@media print, not (hover){a{top:1px}}`, `@media print, not all and (hover){a{top:1px}}`},
	{"not-paren", `@media (hover) or (min-width:1px){a{top:1px}}`, `@media (hover) or /*!*/(min-width:1px){a{top:1px}}`},
	{"not-paren", `@supports not (a:b){a{top:1px}}`, `@supports not /*!*/(a:b){a{top:1px}}`},
	{"not-paren", `@supports (top:1px) and (not (a:b)){a{top:1px}}`, `@supports (top:1px) and (not /*!*/(a:b)){a{top:1px}}`},
	{"not-paren", `@container side (min-width:1px){a{top:1px}}`, `@container side /*!*/(min-width:1px){a{top:1px}}`},
	{"not-paren", `@scope (.a) to (.b){a{top:1px}}`, `@scope (.a) to /*!*/(.b){a{top:1px}}`},
	{"data-url", `a{background:url("data:image/svg+xml;utf8,<svg xmlns='x'>")}`, `a{background:url("data:image/svg+xml;utf8,<svg%20xmlns='x'>")}`},
	{"rgb", `a{color:rgb(1 2 3)}`, `a{color:rgb(1,2,3)}`},
	{"rgb", `a{color:rgb(300,1,0)}`, `a{color:rgb(255,1,0)}`},
	{"rgb", `a{color:rgb(1,2,3,1)}`, `a{color:rgba(1,2,3,1)}`},
	{"rgb", `a{border:1px rgb(1,2,3)solid}`, `a{border:1px rgb(1,2,3) solid}`},
	{"descendant", `@media print{li :hover{top:1px}}`, `@media print{li *:hover{top:1px}}`},
	{"descendant", `b{top:1px}:root li :hover{top:1px}`, `b{top:1px}:root li *:hover{top:1px}`},
	{"descendant", `a{& :hover{top:1px}}`, `a{& *:hover{top:1px}}`},
	{"descendant", `a{.b ::before{top:1px}}`, `a{.b *::before{top:1px}}`},
	{"zeros", `a{flex:0 0}`, `a{flex:0 00}`},
	{"zeros", `a{object-position:0 0}`, `a{object-position:0 00}`},
	{"zeros", `a{box-shadow:0 0 0px}`, `a{box-shadow:0 0 00px}`},
	{"zeros", `a{background:0 0}`, `a{background:0 00}`},
	{"zeros", `a{--p:0 0}`, `a{--p:0 00}`},
	{"name", `.p-0small{top:1px}`, `.p-\000030small{top:1px}`},
	{"name", `#a0px .w-0em{top:1px}`, `#a\000030px .w-\000030em{top:1px}`},
	{"name", `a{animation:fade0s 1s}`, `a{animation:fade\000030s 1s}`},
	{"url", `a{background:url(img0small.png)}`, `a{background:url("img0small.png")}`},
	{"url", `a{background:url( Toolbar.png )}`, `a{background:url("Toolbar.png")}`},
	{"url", `a{fill:url(x.svg#Facade)}`, `a{fill:url("x.svg#Facade")}`},
	{"url", `a{fill:url(#aabbcc)}`, `a{fill:url("#aabbcc")}`},
	{"case", `a{animation:Active 1s}@keyframes Active{to{top:1px}}`, `a{animation:\000041ctive 1s}@keyframes Active{to{top:1px}}`},
	{"case", `.md\:Link{top:1px}`, `.md\:\00004cink{top:1px}`},
	{"comment", `a{content:"/*"}b{top:1px}/* x */c{top:2px}`, `a{content:"/\*"}b{top:1px}/* x */c{top:2px}`},
	{"comment", `a{margin:0/**/auto}`, `a{margin:0 auto}`},
	{"charset", `a[b$=c]{top:1px}@charset "utf-8";b{top:1px}`, ""},
	{"none", `a{--my-background:none}`, `a{--my-background:n\6fne}`},
	{"empty", `@layer a{}@layer b{c{top:1px}}`, ""},
	{"empty", `.w-1\/2{}b{top:1px}`, ""},
	{"overflow", `a{content:"` + strings.Repeat("x", 9000) + `"}`, ""},
	{"overflow", `b{top:1px}` + strings.Repeat("a:hover,", 4000) + `c{top:1px}`, ""},
}

func codesOf(diags source.Diags) []string {
	var all []string
	for _, d := range diags {
		all = append(all, strings.TrimPrefix(d.Code.String(), "yui/"))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func TestCheckAndSafe(t *testing.T) {
	for _, d := range damage {
		f := source.NewFile("t.css", d.sheet)
		if got := codesOf(Check(f)); !slices.Contains(got, d.rule) {
			t.Errorf("%.80s: %v, want %s", d.sheet, got, d.rule)
		}
		want := d.safe
		if want == "" {
			want = d.sheet
		}
		if got := Safe(f); got != want {
			t.Errorf("%.80s: safe is %.200s, want %.200s", d.sheet, got, want)
		}
		if left := codesOf(Check(source.NewFile("t.css", want))); d.safe != "" && left != nil {
			t.Errorf("%s: still %v", d.safe, left)
		}
	}
}

// TestDamageIsReal runs the real compressor: it must damage every sheet of the
// table and leave every safe spelling intact, as read by a real browser.
func TestDamageIsReal(t *testing.T) {
	var sheets []string
	for _, d := range damage {
		sheets = append(sheets, d.sheet, d.safe)
	}
	after := compress(t, sheets)
	var out []string
	for _, a := range after {
		out = append(out, a.css)
	}
	before, read := understood(t, sheets), understood(t, out)
	for i, d := range damage {
		bad, good := 2*i, 2*i+1
		if after[bad].exception == "" && read[bad] == before[bad] {
			t.Errorf("%s: %s is not damaged: %s", d.rule, d.sheet, out[bad])
		}
		if (after[bad].exception != "") != crashes(d.sheet) {
			t.Errorf("%s: %.80s: exception %q, but Check says crash %v", d.rule, d.sheet, after[bad].exception, crashes(d.sheet))
		}
		if d.safe == "" {
			continue
		}
		if after[good].exception != "" || read[good] != before[good] {
			t.Errorf("%s: %s does not survive: %s %s", d.rule, d.safe, out[good], after[good].exception)
		}
		if before[good] != before[bad] && !writtenOtherwise[d.rule] && !strings.Contains(d.sheet, "--") {
			t.Errorf("%s: %s does not have the meaning of %s:\n%s\n%s", d.rule, d.safe, d.sheet, before[good], before[bad])
		}
	}
}

// writtenOtherwise are the rules whose safe spelling has the same meaning but a
// different text in a browser: browsers keep media queries and custom
// properties as written.
var writtenOtherwise = map[string]bool{"not-paren": true, "descendant": true, "data-url": true, "none": true, "charset": true}

func crashes(sheet string) bool {
	return slices.ContainsFunc(find(source.NewFile("t", sheet), css.Tokens(sheet)), func(d finding) bool { return d.crash })
}

// FuzzSafe checks that Check and Safe accept any text, and that Safe leaves a
// safe sheet unchanged.
func FuzzSafe(f *testing.F) {
	for _, d := range damage {
		f.Add(d.sheet)
	}
	f.Fuzz(func(t *testing.T, sheet string) {
		safe := sheet
		for range 8 {
			safe = Safe(source.NewFile("t", safe))
		}
		if again := Safe(source.NewFile("t", safe)); again != safe {
			t.Errorf("%q: %q becomes %q", sheet, safe, again)
		}
		for _, d := range Check(source.NewFile("t", sheet)) {
			if d.Span.Start < 0 || d.Span.End > len(sheet) || d.Span.Start > d.Span.End || d.Text == "" {
				t.Errorf("%q: %v", sheet, d.Span)
			}
		}
	})
}

func BenchmarkCheck(b *testing.B) {
	var sheet strings.Builder
	for range 200 {
		for _, d := range damage[:40] {
			sheet.WriteString(d.sheet)
			sheet.WriteString("\n.ZToolbar .ZButton-hover{color:#333;margin:0 4px;background:#fff url(\"/img/x.png\") no-repeat}\n")
		}
	}
	f := source.NewFile("b.css", sheet.String())
	b.SetBytes(int64(len(f.Text())))
	for b.Loop() {
		Check(f)
	}
}
