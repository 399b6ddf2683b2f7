package skin

import (
	"fmt"
	"strings"
	"testing"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/source"
)

// TestServerFailures checks that one error names the cause and its place
// whenever the server answers with HTTP 500.
func TestServerFailures(t *testing.T) {
	const manifest = "skins/s/manifest.xml="
	for _, tt := range []struct {
		name  string
		files []string
		want  string
	}{
		{"surplus #ENDIF", []string{"skins/s/skin.css=a\n#ENDIF\nb"}, "skins/s/skin.css:3:1: error: a line after a surplus #ENDIF [skin/surplus-endif]"},
		{"missing percentage", []string{"skins/s/skin.css=a { @darken(red)@ }"}, "skins/s/skin.css:1:5: error: darken() needs a percentage after the colour [skin/fatal-call]"},
		{"wrong percentage", []string{"skins/s/skin.css=\n@lighten(red,1O)@"}, `skins/s/skin.css:2:1: error: lighten(): "1O" is not a percentage [skin/fatal-call]`},
		{"no parameter", []string{"skins/s/skin.css=@invert(,)@"}, "skins/s/skin.css:1:1: error: invert() without a colour [skin/fatal-call]"},
		{"in a property that nothing uses", []string{"skins/s/skin.properties=A = 1\nB = x @border(1px,inset,red,x)@", "skins/s/skin.css="}, `skins/s/skin.properties:2:7: error: border(): "x" is not a percentage [skin/fatal-call]`},
		{"colour over 255", []string{"skins/s/skin.properties=A = 1,2,256", "skins/s/skin.css=@darken(A,1)@"}, "skins/s/skin.css:1:1: error: a component of the colour A is over 255 [skin/fatal-call]"},
		{"cycle through grad", []string{"skins/s/skin.properties=A = @grad(A,red)@", "skins/s/skin.css="}, "skins/s/skin.properties:1:5: error: tokens are nested more than 1000 deep: the server's stack overflows [skin/limit]"},
		{"a directory", []string{manifest + "<skin><css><file>d</file></css></skin>", "skins/s/d/x=y"}, "skins/s/manifest.xml:1:18: error: zimbra/skins/s/d cannot be read as a file [skin/directory]"},
		{"no XML", []string{manifest + "<skin><css></skin>"}, "skins/s/manifest.xml:1:12: error: the manifest is not well-formed XML: </skin> must be </css> [skin/manifest]"},
		{"two roots", []string{manifest + "<skin/><skin/>"}, "skins/s/manifest.xml:1:8: error: the manifest is not well-formed XML: <skin> follows the root element [skin/manifest]"},
		{"another root", []string{manifest + "<skins/>"}, "skins/s/manifest.xml:1:1: error: the root element is <skins>, not <skin> [skin/manifest]"},
		{"not UTF-8", []string{manifest + "<skin>\xe9</skin>"}, "skins/s/manifest.xml:1:7: error: the manifest is not encoded in UTF-8 [skin/manifest]"},
		{"an unknown prefix", []string{manifest + "<skin><a:b/></skin>"}, "skins/s/manifest.xml:1:7: error: the manifest is not well-formed XML: the prefix of a:b is not declared [skin/manifest]"},
		{"an attribute twice", []string{manifest + "<skin a='' a=''/>"}, "skins/s/manifest.xml:1:12: error: the manifest is not well-formed XML: duplicate attribute a [skin/manifest]"},
		{"an unknown entity", []string{manifest + "<skin>&x;</skin>"}, "skins/s/manifest.xml:1:7: error: the manifest is not well-formed XML: the entity \"x\" is not declared [skin/manifest]"},
	} {
		got, ds := app(t, tt.files...).Load("s").Render(&Request{Path: "/css/skin.css"})
		var errs []string
		for _, d := range ds {
			if d.Severity == source.Error {
				errs = append(errs, d.Error())
			}
		}
		if got.Text() != "" || strings.Join(errs, "\n") != tt.want {
			t.Errorf("%s: %q\n got %s\nwant %s", tt.name, got.Text(), strings.Join(errs, "\n"), tt.want)
		}
	}
}

func TestUnanswerableRequests(t *testing.T) {
	for _, path := range []string{"/appcache/images,skin.appcache", "/skin.css", "skin.css", "/plain/skin.css"} {
		if got, ds := app(t, "skins/s/skin.css=a").Load("s").Render(&Request{Path: path}); ds.Err() == nil || got.Text() != "" {
			t.Errorf("%s: %q", path, got.Text())
		}
	}
}

func TestSkinNames(t *testing.T) {
	w := app(t, "skins/harmony/manifest.xml=<skin/>", "skins/x-y/manifest.xml=<skin/>", "skins/_base/manifest.xml=<skin/>")
	for name, want := range map[string]string{"s": "s", "": "harmony", "nosuch": "harmony", "x-y": "harmony", "../s": "s", "_s_": "s", "S": "harmony", "_base": "harmony"} {
		if got := w.Load(name).Name(); got != want {
			t.Errorf("Load(%q) is %s, want %s", name, got, want)
		}
	}
	if got := strings.Join(w.Skins(), " "); got != "harmony s x-y" {
		t.Errorf("Skins() = %s", got)
	}
}

func TestReleaseFromTree(t *testing.T) {
	for tag, want := range map[string]Release{"8.8.15": Before10_1, "9.0.0": Before10_1, "10.1.3": Since10_1} {
		if got := stock(t, tag).Release(); got != want {
			t.Errorf("%s: %v, want %v", tag, got, want)
		}
	}
	for version, want := range map[string]Release{"8.8.15": Before10_1, "10.0.9": Before10_1, "10.1.0": Since10_1, "10.1": Since10_1, "11": Since10_1, "": FromTree} {
		if got, ok := ParseRelease(version); !ok || got != want {
			t.Errorf("ParseRelease(%q) = %v, %v", version, got, ok)
		}
	}
	for _, bad := range []string{"x", "-1", "0.9"} {
		if _, ok := ParseRelease(bad); ok {
			t.Errorf("ParseRelease(%q) is ok", bad)
		}
	}
}

// TestPlacesOfStockSkins checks that text which was not replaced equals, byte
// for byte, the text at its place.
func TestPlacesOfStockSkins(t *testing.T) {
	w := stock(t, "10.1.3")
	s := w.Load("harmony")
	for _, key := range []string{"chrome156", "msie8"} {
		m := agents(t)[key]
		for _, path := range []string{"/css/common,dwt,msgview,login,zm,spellcheck,skin.css", "/html/skin.html"} {
			got, ds := s.Render(&Request{Path: path, Macros: m})
			if ds.Err() != nil {
				t.Fatalf("%s: %v", key, ds.Err())
			}
			checkPlaces(t, got, ds)
		}
	}
}

func TestPlacesOfReplacedText(t *testing.T) {
	w := app(t, "skins/s/skin.properties=A = red\nE =", "skins/s/skin.css=x\na@A@b@darken(A,0)@c@E@@A@d\n")
	got, _ := w.Load("s").Render(&Request{Path: "/css/skin.css"})
	text := got.Text()
	for part, want := range map[string]string{"x\n": "x", "ared": "a", "redb": "@A@", "b#": "b", "#ff0000": "@darken(A,0)@", "c" + "redd": "c", "redd": "@A@", "d\n": "d"} {
		f, s, ok := got.Source(strings.LastIndex(text, part))
		if !ok || f.Text()[s.Start:s.End] != want {
			t.Errorf("%q comes from %v %v, want %q", part, s, ok, want)
		}
	}
	start := strings.Index(text, "b#")
	if f, s, ok := got.Place(start, start+8); !ok || f.Text()[s.Start:s.End] != "b@darken(A,0)@" {
		t.Errorf("Place = %v, %v", s, ok)
	}
	for _, own := range []int{0, -1, len(text), strings.Index(text, "File:")} {
		if _, _, ok := got.Source(own); ok {
			t.Errorf("byte %d has a place", own)
		}
	}
}

// TestDiff checks that the lines common to both browsers are the same whichever
// of the two they are read from.
func TestDiff(t *testing.T) {
	w, macros := stock(t, "10.1.3"), agents(t)
	s := w.Load("harmony")
	render := func(key string) Rendered {
		got, ds := s.Render(&Request{Path: "/css/common,dwt,zm,skin.css", Macros: macros[key]})
		if ds.Err() != nil {
			t.Fatal(ds)
		}
		return got
	}
	keys := []string{"chrome156", "firefox153", "msie6"}
	for _, a := range keys {
		for _, b := range keys {
			x, y := render(a), render(b)
			all := Diff(x, y)
			if (a == b) != (len(all) == 0) {
				t.Errorf("%s and %s: %d differences", a, b, len(all))
			}
			if common(x, all, true) != common(y, all, false) {
				t.Errorf("%s and %s: what is not in the differences differs", a, b)
			}
		}
	}
}

// common returns the lines of an answer that are not among the differences.
func common(r Rendered, all []Difference, first bool) string {
	gone := map[string]int{}
	for _, d := range all {
		if first && d.InA {
			gone[fmt.Sprint(d.File.Name(), d.Line, d.A)]++
		} else if !first && d.InB {
			gone[fmt.Sprint(d.File.Name(), d.Line, d.B)]++
		}
	}
	var b strings.Builder
	for _, l := range r.lines() {
		if id := fmt.Sprint(l.source.Name(), l.line, l.text); gone[id] > 0 {
			gone[id]--
			continue
		}
		b.WriteString(l.text + "\n")
	}
	return b.String()
}

func TestRules(t *testing.T) {
	const css = `/* c */ a, td.x:hover::before > .y[title="a b.c"] { Color : red ; background: url(data:x;y) ;; broken }
@import "x";
@media print { .x { top: 0 } }
@font-face { font-family: x } } .x { a { b: c } d: e }`
	w := app(t, "skins/s/skin.css="+css)
	got, _ := w.Load("s").Render(&Request{Path: "/css/skin.css"})
	describe := func(query string) string {
		var out []string
		for _, r := range got.Rules(query) {
			s := strings.Join(append(r.Within, r.Selector), " ") + " {"
			for _, d := range r.Declarations {
				s += " " + d.Property + ":" + d.Value + ";"
				if text := got.Text()[d.Span.Start:d.Span.End]; !strings.Contains(text, ":") {
					t.Errorf("the declaration %+v spans %q", d, text)
				}
			}
			out = append(out, s+" }")
		}
		return strings.Join(out, "\n")
	}
	first := `a, td.x:hover::before > .y[title="a b.c"] { color:red; background:url(data:x;y); }`
	for query, want := range map[string]string{
		"":         first + "\n@media print .x { top:0; }\n@font-face { font-family:x; }\n.x { d:e; }\na { b:c; }",
		"a":        first + "\na { b:c; }",
		"td.x .y":  first,
		".x:hover": first,
		".y .x":    "",
		".c":       "",
		"@font":    "",
		".x":       first + "\n@media print .x { top:0; }\n.x { d:e; }",
	} {
		if got := describe(query); got != want {
			t.Errorf("Rules(%q)\n got %s\nwant %s", query, got, want)
		}
	}
}

func TestExplain(t *testing.T) {
	w := app(t, "skins/s/skin.css=", "skins/s/skin.properties=A=@B@ @darken(C,5)@ @round(R 1px)@\nB=@A@\nC=red\nC=blue\nR=2px\nred=x\nX=@darken(red,1)@ @no@")
	s := w.Load("s")
	req := &Request{Path: "/css/skin.css", Domain: map[string]string{"AppC": "red"}}
	var describe func(step *Step) string
	describe = func(step *Step) string {
		out := step.Name
		if step.Again {
			out += "…"
		}
		for _, u := range step.Uses {
			out += " (" + describe(u) + ")"
		}
		return out
	}
	for name, want := range map[string]string{"A": "A (B (A…)) (C) (R)", "X": "X", "C": "C", "AppC-05": "AppC-05"} {
		if step := s.Explain(req, name); step == nil || describe(step) != want {
			t.Errorf("Explain(%s) = %+v, want %s", name, step, want)
		}
	}
	if step := s.Explain(req, "no"); step != nil {
		t.Errorf("Explain(no) = %+v", step)
	}
	if p, ok := s.Property(req, "C"); !ok || p.Value != "blue" || len(p.Definitions) != 2 || p.Definitions[1].Raw != "blue" {
		t.Errorf("Property(C) = %+v, %v", p, ok)
	}
	if p, _ := s.Property(req, "AppC"); !p.Override || p.Value != "red" {
		t.Errorf("Property(AppC) = %+v", p)
	}
}

// TestAnswersAreShared checks that browsers share an answer if, and only if,
// they differ in no macro that the skin tests.
func TestAnswersAreShared(t *testing.T) {
	w := app(t, "skins/s/skin.properties=#IFDEF GECKO\nA=@grad(red,blue)@\n#ELSE\nA=1\n#ENDIF", "skins/s/skin.css=@A@")
	s := w.Load("s")
	for _, names := range [][]string{{"WINDOWS"}, {"LINUX", "WEBKIT"}, {"GECKO"}, {"GECKO", "FIREFOX"}, {"GECKO", "FIREFOX", "LINUX"}, {"GECKO", "WEBKIT"}} {
		m, _ := ua.MacrosOf(names...)
		got, _ := s.Render(&Request{Path: "/css/skin.css", Macros: m})
		fresh, _ := w.Render(&Request{Path: "/css/skin.css", Skin: "s", Macros: m})
		if got.Text() != fresh.Text() {
			t.Errorf("%v: shared\n%sfresh\n%s", names, got.Text(), fresh.Text())
		}
	}
	if len(s.answers) != 4 {
		t.Errorf("%d answers, want 4", len(s.answers))
	}
}
