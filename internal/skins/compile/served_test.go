package compile_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/skins/compile"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// sent returns the server's answer; that it fails is the test's failure.
func sent(t fataler, built tree.Tree, macros ua.Macros) skin.Rendered {
	t.Helper()
	files := fstest.MapFS{}
	for e := range built.All() {
		files["skins/acme/"+e.Path.String()] = &fstest.MapFile{Data: e.Data}
	}
	app, err := skin.Open(files, nil)
	if err != nil {
		t.Fatal(err)
	}
	r, ds := app.Render(&skin.Request{Path: "/css/skin.css", Skin: "acme", Macros: macros})
	if ds.Err() != nil {
		t.Fatal(ds.Err())
	}
	return r
}

// served returns what the server sends of the built skin's sheet to a browser with
// those macros.
func served(t fataler, built tree.Tree, macros ua.Macros) string {
	t.Helper()
	r := sent(t, built, macros)
	_, body, ok := strings.Cut(r.Body(), "File: zimbra/skins/acme/skin.css\n */\n\n")
	if !ok {
		t.Fatal("no sheet in", r.Body())
	}
	body, _, _ = strings.Cut(body, "/* Error: file doesn't exist - zimbra%2Fskins%2Facme%2Fimg%2Fimages.css")
	return body
}

func macroSets(t testing.TB) []ua.Macros {
	var all []ua.Macros
	for _, b := range ua.Supported() {
		m, err := ua.ServletMacros(b.UserAgent)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, m)
	}
	return all
}

// pieces are what random sheets are made of: everything that the servlet could take
// for something of its own.
var pieces = []string{
	".a { b: c }\n", ".a{b:c}", "@media print { .a { b: c } }", "@media (min-width: 1px) and (color) { .x, .y { z: w } }",
	"@keyframes k { from { a: b } to { a: c } }", "@font-face { font-family: x; src: url(a@2x.woff) }", "@supports (display: grid) { .a { display: grid } }",
	`.s { content: "a@b" }`, `.s { content: "a@b c@d" }`, `.s { content: "@x@" 'y@' "z@" }`, `.s { content: "@darken(AppC)@" }`, `.s { content: "\40@\"@" }`,
	".u { background: url(a@2x.png), url(b@3x.png) }", `.u { background: url("a@2x.png") url('b@3x.png') }`, ".u { background: url(data:image/png;base64,AAAA@@) }",
	"/* a@b, c@d @darken(AppC)@ */\n", "/*\n#ENDIF\n@x@\n#else\n * #ifdef MSIE\n*/", "/* #endif */", "// @x@ y@z\n", "/*! keep@this @that */",
	"#endif { a: b }", "#else .x { a: b }", "#ifdef .msie { a: b }", "#ENDIF .x, #ELSE { a: b }", "#else,#endif{a:b}", "#ifndef > b { a: b }",
	"@import url(x@2.css);", `@import "x@2.css" print;`, "@namespace svg url(http://x@y/z@w);", `@charset "utf-8";`,
	".n { .m { a: b } &:hover { c: d } @media print { e: f } }", ".e { a: \"x\\\n#endif\\\ny\" }", ".c { --x: { a: @b@ } }", ".at\\@x { a: b } .at\\@y\\@z { a: b }",
	"@page :first { margin: 1cm }", "@layer a, b;", "@layer a { .x { y: z } }", "@container c (width > 1px) { .x { y: z } }", ".w { width: calc(1px + 2%); flex: 1 1 0px }",
	".z { margin: 0 0 0 0; color: rgb(1, 2, 3); transition: all 0s } ", ".attr[data-x=\"a@b@c\"] { a: b }",
}

// What comes out of the servlet for a skin without tokens is, for every browser,
// just what was built.
func TestServedAsPrinted(t *testing.T) {
	sets := macroSets(t)
	rapid.Check(t, func(t *rapid.T) {
		sheet := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 8).Draw(t, "sheet"), rapid.SampledFrom([]string{"", " ", "\n"}).Draw(t, "between"))
		checkServed(t, sheet, rapid.SampledFrom(sets).Draw(t, "macros"))
	})
}

type fataler interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

func checkServed(t fataler, sheet string, macros ua.Macros) {
	t.Helper()
	built, ds := compile.Skin(skinOf(sheet), "skins/acme", nil)
	if ds.Err() != nil {
		return // refused, with a place
	}
	want := text(built.Files, "skin.css")
	if got := served(t, built.Files, macros); got != want {
		t.Fatalf("the server sends\n%s\nof\n%s", got, want)
	}
}

func skinOf(sheet string) fs.FS {
	return fstest.MapFS{"skins/acme/manifest.xml": {Data: []byte(manifest)}, "skins/acme/skin.less": {Data: []byte(sheet)}}
}

// tokenPieces are parts of sheets with tokens, beside what could be taken for some.
var tokenPieces = []string{
	".a { color: token(Own); border: token(Width) solid token(Own); }", ".a { content: \"x@y\" token(Own) \"z@w\"; }", "@o: token(Own); .a { content: \"@{o}@@{o}\"; b: @o }",
	"@w: token(Width); @media (min-width: @w) and (max-width: @w) { .a { b: c } }", "@w: token(Width); @supports (width: @w) { .a { b: @w } }",
	".a { background: token-url(Own, \"/a@2x.png\") token(Width), url(b@3x.png); }", ".a { token(Bundle); b: c; }", ".a { @raw \"@Own@: x;\"; }",
	".a { margin: token(Width) token(Width) token(Width) token(Width) !important; }", ".a { b: calc(token(Width) + 1px) ~\"x\" }", "/* @Own@ a@b */ .a { b: token(Own) }",
	"@ifdef WINDOWS { .a { b: token(Own) } } @else { .a { b: \"@x@\" } }",
}

// Of a skin with tokens the server replaces just those.
func TestServedTokens(t *testing.T) {
	windows := macroSets(t)[0]
	rapid.Check(t, func(t *rapid.T) {
		sheet := strings.Join(rapid.SliceOfN(rapid.SampledFrom(append(tokenPieces, pieces...)), 1, 6).Draw(t, "sheet"), "\n")
		files := fstest.MapFS{
			"skins/acme/manifest.xml":    {Data: []byte("<skin><substitutions><file>skin.properties</file></substitutions><css><file>skin.css</file></css></skin>")},
			"skins/acme/skin.properties": {Data: []byte("Own = own\nWidth = 7px\nBundle = x: y;")},
			"skins/acme/skin.less":       {Data: []byte(sheet)},
		}
		built, ds := compile.Skin(files, "skins/acme", nil)
		if ds.Err() != nil {
			return
		}
		want := strings.NewReplacer("@Own@", "own", "@Width@", "7px", "@Bundle@", "x: y;").Replace(onWindows(text(built.Files, "skin.css")))
		if got := served(t, built.Files, windows); got != want {
			t.Fatalf("the server sends\n%s\nof\n%s", got, text(built.Files, "skin.css"))
		}
	})
}

// onWindows decides the one case that the pieces have.
func onWindows(sheet string) string {
	var out strings.Builder
	off := false
	for line := range strings.Lines(sheet) {
		switch strings.TrimSpace(line) {
		case "#IFDEF WINDOWS":
		case "#ELSE":
			off = true
		case "#ENDIF":
			off = false
		default:
			if !off {
				out.WriteString(line)
			}
		}
	}
	return out.String()
}

// FuzzSkin builds whatever there is: no input may break the builder, leave a block
// open or make the server fail.
func FuzzSkin(f *testing.F) {
	for _, p := range append(pieces, tokenPieces...) {
		f.Add(p)
	}
	f.Add("@import (reference) \"mixins\"; .a { .gradient(to left, token(A), red); .keyframes(x; { to { .opacity(.5) } }); @ifdef MSIE { .user-select(none) } }")
	f.Add(".a { token-grad(A, #fff, linear-vertical); token-border(1px, solid); b: token-darken(#fff, 5) }")
	list := browserList(f, oldList)
	windows := macroSets(f)[0]
	f.Fuzz(func(t *testing.T, sheet string) {
		if len(sheet) > 2000 || strings.ContainsAny(sheet, "\r\x00") {
			return
		}
		built, ds := compile.Skin(skinOf(sheet), "skins/acme", &compile.Options{Browsers: list, Mode: compile.PerMacro})
		if ds.Err() != nil || strings.Contains(sheet, "@raw") {
			return
		}
		depth := 0
		for _, d := range skin.Directives(source.NewFile("skin.css", text(built.Files, "skin.css"))) {
			switch d.Word {
			case "#ifdef", "#ifndef":
				depth++
			case "#endif":
				depth--
			}
		}
		if depth != 0 {
			t.Fatalf("%d blocks are open in\n%s", depth, text(built.Files, "skin.css"))
		}
		sent(t, built.Files, windows)
	})
}

func FuzzServedAsPrinted(f *testing.F) {
	for _, p := range pieces {
		f.Add(p)
	}
	sets := macroSets(f)
	f.Fuzz(func(t *testing.T, sheet string) {
		if strings.Contains(sheet, "token") || strings.Contains(sheet, "@raw") || strings.Contains(sheet, "@if") || strings.Contains(sheet, "@else") {
			return
		}
		if strings.ContainsAny(sheet, "\r\x00") || len(sheet) > 2000 {
			return
		}
		checkServed(t, sheet, sets[0])
	})
}

// Each browser gets the blocks that are for it, however they are nested.
func TestServedBlocks(t *testing.T) {
	sheet := `
.m(@v) { @ifdef GECKO { gecko: @v } @else { other: @v } }
.a { one: two; @ifdef CHROME { chrome: yes; .b { in: chrome; @ifndef WINDOWS { not: windows } @else { on: windows } } } @else { chrome: no; .m(1); } three: four }
@ifndef MSIE { @ifdef TRIDENT { .t { a: b; .m(2); } } @else { .not-t { a: b } } } @else { .msie { a: b } }
@media print { @ifdef WEBKIT { .w { a: b; @media (color) { c: d } } } }
`
	built, ds := compile.Skin(skinOf(sheet), "skins/acme", nil)
	if ds.Err() != nil {
		t.Fatal(ds.Err())
	}
	for _, m := range macroSets(t) {
		// The same sheet with the cases decided by hand.
		plain := decided(t, sheet, m)
		want, ds := compile.Skin(skinOf(plain), "skins/acme", nil)
		if ds.Err() != nil {
			t.Fatal(ds.Err(), plain)
		}
		if got, want := rules(served(t, built.Files, m)), rules(text(want.Files, "skin.css")); got != want {
			t.Errorf("%s\n got %s\nwant %s", m, got, want)
		}
	}
}

// rules returns a sheet without white space and rules that have nothing in them.
func rules(css string) string {
	s := strings.Join(strings.Fields(css), " ") + " "
	for {
		before := s
		for _, head := range []string{".a .b { } ", ".a { } ", ".w { } ", "@media print { } ", "@media print and (color) { } "} {
			s = strings.ReplaceAll(s, head, "")
		}
		if s == before {
			return s
		}
	}
}

// decided returns the sheet with each @ifdef replaced by "&" or nothing: a lone
// parent, whose rules LESS puts in its place.
func decided(t *testing.T, sheet string, m ua.Macros) string {
	t.Helper()
	var out strings.Builder
	var last bool
	for sheet != "" {
		i := strings.IndexByte(sheet, '@')
		if i < 0 {
			break
		}
		out.WriteString(sheet[:i])
		sheet = sheet[i:]
		word, _, _ := strings.Cut(sheet, " ")
		if word != "@ifdef" && word != "@ifndef" && word != "@else" {
			out.WriteString("@")
			sheet = sheet[1:]
			continue
		}
		head, rest, _ := strings.Cut(sheet, "{")
		body, after := blockOf(rest)
		name := strings.TrimSpace(strings.TrimPrefix(head, word))
		if word == "@else" {
			last = !last
		} else {
			last = m.Has(name) == (word == "@ifdef")
		}
		if last {
			kept := last
			out.WriteString("& {" + decided(t, body, m) + "}")
			last = kept
		}
		sheet = after
	}
	return out.String() + sheet
}

func blockOf(rest string) (body, after string) {
	depth := 1
	for i, c := range rest {
		switch c {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return rest[:i], rest[i+1:]
			}
		}
	}
	return rest, ""
}
