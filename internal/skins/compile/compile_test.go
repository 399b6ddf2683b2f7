package compile_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/agents/ua"
	"skinbuild/internal/skins/compile"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

const manifest = `<skin><common><css><file>skin.css</file></css></common></skin>`

// build builds a skin of one sheet.
func build(t *testing.T, sheet string, opt *compile.Options) (string, source.Diags) {
	t.Helper()
	files := fstest.MapFS{
		"skins/acme/manifest.xml": {Data: []byte(manifest)},
		"skins/acme/skin.less":    {Data: []byte(sheet)},
	}
	built, ds := compile.Skin(files, "skins/acme", opt)
	return text(built.Files, "skin.css"), ds
}

func text(t tree.Tree, name string) string {
	e, _ := t.Lookup(tree.MustPath(name))
	return string(e.Data)
}

func TestSheets(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"tokens", `.a { color: token(AppC); border: 1px solid token("AppC+05"); margin: token(Gap) !important; }`,
			".a {\n  color: @AppC@;\n  border: 1px solid @AppC+05@;\n  margin: @Gap@ !important;\n}\n"},
		{"a token named like a colour", `.a { color: token(Red); }`, ".a {\n  color: @Red@;\n}\n"},
		{"calls", `@c: #abc; .a { color: token-darken(AppC, 25); background: token-lighten(@c, 5%); outline-color: token-invert(red); width: token-cssvalue(Box, width) }`,
			".a {\n  color: @darken(AppC,25)@;\n  background: @lighten(#aabbcc,5)@;\n  outline-color: @invert(red)@;\n  width: @cssValue(Box,width)@;\n}\n"},
		{"a variable that holds a token", `@c: token(AppC); .a { color: @c; background: token-darken(@c, 5); }`,
			".a {\n  color: @AppC@;\n  background: @darken(AppC,5)@;\n}\n"},
		{"declarations", `.a { token(Text); color: red; token-grad(AppC, #fff, linear-vertical); token-round(3px 3px 0 0); token-opacity(50); token-css(Text, color, font-size); token-border(1px, solid, AppC, 25); }`,
			".a {\n@Text@\n  color: red;\n@grad(AppC,#ffffff,linear-vertical)@\n@round(3px 3px 0 0)@\n@opacity(50)@\n@css(Text,color,font-size)@\n@border(1px,solid,AppC,25)@\n}\n"},
		{"addresses", `@p: token(AppContextPath); .a { background: url("@{p}/img/a.png"); src: token-url(AppContextPath, "/img/b.png"); b: url(@p); }`,
			".a {\n  background: url(\"@AppContextPath@/img/a.png\");\n  src: url(@AppContextPath@/img/b.png);\n  b: url(@AppContextPath@);\n}\n"},
		{"the server's shades at build time", `.a { color: zdarken(#ffffff, 25); background: zlighten(#123456, 10%); outline-color: zinvert(#abc) }`,
			".a {\n  color: #bfbfbf;\n  background: #294866;\n  outline-color: #554433;\n}\n"},
		{"directives", `@ifdef MSIE { .a { b: c } } @else { .a { b: d } } .e { @ifndef GECKO { f: g; .h { i: j } } }`,
			"#IFDEF MSIE\n.a {\n  b: c;\n}\n#ELSE\n.a {\n  b: d;\n}\n#ENDIF\n.e {\n#IFNDEF GECKO\n  f: g;\n#ENDIF\n}\n#IFNDEF GECKO\n.e .h {\n  i: j;\n}\n#ENDIF\n"},
		{"no #ELSE inside of a block", `@ifdef MSIE { @ifdef WINDOWS { .a { b: c } } @else { .a { b: d } } }`,
			"#IFDEF MSIE\n#IFDEF WINDOWS\n.a {\n  b: c;\n}\n#ENDIF\n#IFNDEF WINDOWS\n.a {\n  b: d;\n}\n#ENDIF\n#ENDIF\n"},
		{"no second #ELSE", `@ifdef MSIE { a { b: c } } @else { a { b: d } } @ifdef MSIE { a { b: e } }`,
			"#IFDEF MSIE\na {\n  b: c;\n}\n#ELSE\na {\n  b: d;\n}\n#ENDIF\n#IFDEF MSIE\na {\n  b: e;\n}\n#ENDIF\n"},
		{"a macro in a variable", `.m(@macro) { @ifdef @{macro} { b: c } } .a { .m(MSIE); }`, ".a {\n#IFDEF MSIE\n  b: c;\n#ENDIF\n}\n"},
		{"raw", `@raw "@media print and (x: @W@) { a { b: \"c\" } }"; .a { @raw "@Text@ *zoom:1;"; @raw ''; }`,
			"@media print and (x: @W@) { a { b: \"c\" } }\n.a {\n@Text@ *zoom:1;\n}\n"},
		{"raw in lines", "@raw '#IFDEF MSIE\n.a { @Text@ }\n#ENDIF';\n@ifdef GECKO { .b { c: d } } @else { .b { c: e } }",
			"#IFDEF MSIE\n.a { @Text@ }\n#ENDIF\n#IFDEF GECKO\n.b {\n  c: d;\n}\n#ENDIF\n#IFNDEF GECKO\n.b {\n  c: e;\n}\n#ENDIF\n"},
		{"a token in a query", `@w: token(Wide); @media print and (min-width: @w) { .a { b: c } }`,
			"@media print and (min-width:\n@Wide@) {\n  .a {\n    b: c;\n  }\n}\n"},
		{"two @ in strings and addresses", `.a { content: "a@b c@d"; background: url(x@2.png), url("y@3.png"); } /* a@b.c, d@e.f */ .b { content: "a@b" }`,
			".a {\n  content: \"a\\40 b c\\40 d\";\n  background: url(x%402.png), url(\"y%403.png\");\n}\n/* a(at)b.c, d(at)e.f */\n.b {\n  content: \"a@b\";\n}\n"},
		{"what looks like a directive", "#endif { a: b } #else, #ifdef x { c: d }\n/*\n#ENDIF\n*/",
			"#\\000065ndif {\n  a: b;\n}\n#else,\n#\\000069fdef x {\n  c: d;\n}\n/*\n# ENDIF\n*/\n"},
		{"the compressor", `.a { width: calc(1px + 2%); color: hsl(0, 0%, 50%); } @keyframes k { 0% { a: b } to { a: c } }`,
			".a {\n  width: calc(1px - -2%);\n  color: hsl(0, 00%, 50%);\n}\n@keyframes k {\n  from {\n    a: b;\n  }\n  to {\n    a: c;\n  }\n}\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, ds := build(t, test.in, nil)
			if len(ds) > 0 {
				t.Error(ds.Err())
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSheetErrors(t *testing.T) {
	tests := []struct{ in, want, hint string }{
		{"\n@ifdef MSIE_12 { a { b: c } }", `skins/acme/skin.less:2:1: error: the server never defines "MSIE_12" [skin/unknown-macro]`, "did you mean MSIE_10?"},
		{"@ifdef MSIE && WINDOWS { a { b: c } }", `skins/acme/skin.less:1:1: error: the server never defines "MSIE && WINDOWS" [skin/unknown-macro]`, "there are no expressions: nest one @ifdef in another, or write one for each macro"},
		{"@ifdef { a { b: c } }", `skins/acme/skin.less:1:1: error: @ifdef needs a macro [skin/unknown-macro]`, ""},
		{"a { b: token() }", `skins/acme/skin.less:1:8: error: token() takes the name of one property [skin/token]`, ""},
		{"a { b: token(a@b) }", `skins/acme/skin.less:1:15: error: variable @b is undefined [less/name]`, ""},
		{`a { b: token("a@b") }`, `skins/acme/skin.less:1:8: error: token(): an argument of the server's cannot have an @ or a line end: "a@b" [skin/token]`, ""},
		{"a { b: token-darken(AppC) }", `skins/acme/skin.less:1:8: error: token-darken() takes COLOUR, PERCENT [skin/token]`, ""},
		{"a { b: token-darken(AppC, much) }", `skins/acme/skin.less:1:8: error: token-darken(): "much" is not a percentage [skin/token]`, ""},
		{"a { b: token-darken(AppC, 10px) }", `skins/acme/skin.less:1:8: error: token-darken(): "10px" is not a percentage [skin/token]`, ""},
		{"a { b: token-darken(token-lighten(AppC, 5), 5) }", `skins/acme/skin.less:1:8: error: token-darken(): the server's calls do not nest [skin/token]`, "define the inner one in skin.properties and name that"},
		{"a { b: token-darken(rgba(0, 0, 0, .5), 5) }", `skins/acme/skin.less:1:8: error: token-darken(): the server knows no transparent colours [skin/token]`, ""},
		{"a { b: zdarken(token(AppC), 5) }", `skins/acme/skin.less:1:8: error: zdarken(): "`, "token-darken() takes the name of a property"},
		{"a { b: zlighten(red, 5px) }", `skins/acme/skin.less:1:8: error: zlighten(): "5px" is not a percentage [skin/token]`, ""},
		{"a { b: needs(\"css.properties.user-selct\") }", `skins/acme/skin.less:1:8: error: needs(): MDN's data has no feature "css.properties.user-selct" [skin/browsers]`, "did you mean css.properties.user-select?"},
		{"a { b: lacking(\"css.properties.opacity\", i) }", `skins/acme/skin.less:1:8: error: lacking(): there is no browser "i" [skin/browsers]`, "did you mean ie?"},
		{"a { b: browsers(\"ie <= 9, crome 20\") }", `skins/acme/skin.less:1:8: error: browsers(): unknown browser "crome" [browsers/unknown]`, "did you mean chrome?"},
		{"@skin-mode: dynamic;\n@import (reference) \"mixins\";\na { .user-select(none); }", `skins/acme/skin.less:3:5: error: @skin-mode is static or per-macro, not "dynamic" [skin/browsers]`, ""},
		{"@import (reference) \"mixins\";\na { .user-selct(none); }", `skins/acme/skin.less:2:5: error: .user-selct is undefined [less/name]`, "did you mean .user-select?"},
		{"@import (reference) \"mixins\";\na { .gradient(to bottom); }", "skins/acme/skin.less:2:5: error: no definition of .gradient takes these arguments: .gradient(to bottom) [less/runtime]", ""},
		{"@import (reference) \"mixins\";\na { .gradient(to botom; red, blue); }", `skins/acme/skin.less:2:5: error: the direction of a gradient cannot be "to botom" [skin/mixin]`, "did you mean to bottom?"},
		{"@import (reference) \"mixins\";\na { .gradient(token(Way), red, blue); }", "skins/acme/skin.less:2:5: error: @-gradient-starts has no @Way@ [less/name]", ""},
		{"@import (reference) \"mixins\";\na { .opacity(half); }", `skins/acme/skin.less:2:5: error: an opacity cannot be "half" [skin/mixin]`, "it is one of: number"},
		{"@import (reference) \"mixins\";\na { .font-size(huge); }", `skins/acme/skin.less:2:5: error: @font-sizes has no huge [less/name]`, ""},
		{"@import (reference) \"mixins\";\na { .prefixed(user-selct; none); }", `skins/acme/skin.less:2:5: error: needs(): MDN's data has no feature "css.properties.user-selct" [skin/browsers]`, "did you mean css.properties.user-select?"},
		{"a { background: token-grad(red, blue) }", `skins/acme/skin.less:1:17: error: token-grad() makes whole declarations, so it cannot stand in a value [skin/token]`, "write it as a statement: token-grad(…);"},
		{"a { b: token(W) + 1 }", `skins/acme/skin.less:1:17: error: @W@ + 1 cannot be calculated: @W@ is neither a number nor a color [less/operation]`, ""},
		{"a {\n  b: c;\n  d: ~\"@AppC@\";\n}", `skins/acme/skin.less:3:3: error: the server takes the text between two @ for a token: d: @AppC@; [skin/lost-text]`, "token(NAME) prints a token, and @raw text as it is"},
		{"a { b: \"\uFDD0\" }", `skins/acme/skin.less:1:5: error: the character U+FDD0 or U+FDD1, which no text may have [skin/noncharacter]`, ""},
		{"a { b: \"\xff\" }", `skins/acme/skin.less:1:5: error: a character is not encoded in UTF-8: the server sends U+FFFD instead [skin/not-utf8]`, "save the file in UTF-8"},
		{"a { b: url(token(Logo)) }", "skins/acme/skin.less:1:", "LESS calls no function within url(): write token-url(NAME)"},
		{"@raw x;", `skins/acme/skin.less:1:1: error: @raw takes one string [skin/raw]`, `@raw "…";`},
	}
	for _, test := range tests {
		_, ds := build(t, test.in, &compile.Options{Browsers: browserList(t, oldList)})
		if len(ds) == 0 || !strings.HasPrefix(ds[0].Error(), test.want) {
			t.Errorf("%s\n got %v\nwant %s", test.in, ds.Err(), test.want)
			continue
		}
		if test.hint != "" && ds[0].Hint != test.hint {
			t.Errorf("%s\n hint %s\n want %s", test.in, ds[0].Hint, test.hint)
		}
	}
}

func TestFolders(t *testing.T) {
	good := fstest.MapFS{
		"skins/acme/manifest.xml":  {Data: []byte(`<skin><common><css><file>skin.css</file><file>../acme/more.css</file><file>../_base/base3/skin.css</file></css></common><print><css><file>print.css</file><file>skin.css</file></css></print></skin>`)},
		"skins/acme/skin.less":     {Data: []byte(`@import "parts/a"; @import "own";`)},
		"skins/acme/parts/a.less":  {Data: []byte(".a { b: c }")},
		"skins/acme/more.less":     {Data: []byte(".more { b: c }")},
		"skins/acme/print.css":     {Data: []byte("@media print { }")},
		"skins/acme/img/a.png":     {Data: []byte{0, 1}},
		"skins/acme/.git/config":   {Data: []byte("x")},
		"skins/_mixins/own.less":   {Data: []byte(".own { b: c }")},
		"skins/acme/img/.DS_Store": {Data: []byte("x")},
	}
	built, ds := compile.Skin(good, "skins/acme", nil)
	if len(ds) > 0 {
		t.Error(ds[0])
	}
	var names []string
	for e := range built.Files.All() {
		names = append(names, e.Path.String())
	}
	if got, want := strings.Join(names, " "), "img/a.png manifest.xml more.css print.css skin.css"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := text(built.Files, "skin.css"), ".a {\n  b: c;\n}\n.own {\n  b: c;\n}\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	again, _ := compile.Skin(good, "skins/acme", nil)
	if again.Files.Digest() != built.Files.Digest() {
		t.Error("not the same twice")
	}
	for name, test := range map[string]struct {
		files fstest.MapFS
		want  string
	}{
		"skins/acme":  {fstest.MapFS{"skins/acme/skin.less": {}}, "skins/acme:1:1: error: the folder has no manifest.xml, so it is not a skin [skin/read]"},
		"skins/a-b":   {fstest.MapFS{"skins/a-b/manifest.xml": {Data: []byte("<skin/>")}}, `skins/a-b/manifest.xml:1:1: error: no request can name the skin "a-b": the server removes all but letters and digits [skin/unreachable-name]`},
		"skins/bad":   {fstest.MapFS{"skins/bad/manifest.xml": {Data: []byte("<skin><css></skin>")}}, "skins/bad/manifest.xml:1:12: error: the manifest is not well-formed XML: </skin> must be </css> [skin/manifest]"},
		"skins/none":  {fstest.MapFS{"skins/none/manifest.xml": {Data: []byte("<skin>\n<css><file>skn.css</file></css></skin>")}, "skins/none/skin.less": {}}, "skins/none/manifest.xml:2:12: error: there is no skn.css and no skn.less [skin/missing-file]"},
		"skins/two":   {fstest.MapFS{"skins/two/manifest.xml": {Data: []byte(manifest)}, "skins/two/skin.less": {}, "skins/two/skin.css": {}}, "skins/two/manifest.xml:1:26: warning: skin.css is there, so skin.less is not compiled [skin/two-sheets]"},
		"skins/link":  {fstest.MapFS{"skins/link/manifest.xml": {Data: []byte("<skin/>")}, "skins/link/x": {Mode: fs.ModeSymlink}}, "skins/link:1:1: error: skins/link/x: not a regular file (L---------) [skin/read]"},
		"skins/large": {fstest.MapFS{"skins/large/manifest.xml": {Data: []byte("<skin/>")}, "skins/large/x": {Data: make([]byte, 17<<20)}}, "skins/large:1:1: error: skins/large/x: more than 16 MB [skin/read]"},
		"nosuch":      {fstest.MapFS{"skins/x": {}}, "nosuch:1:1: error: open nosuch: file does not exist [skin/read]"},
	} {
		_, ds := compile.Skin(test.files, name, nil)
		if len(ds) == 0 || ds[0].Error() != test.want {
			t.Errorf("%s:\n got %v\nwant %s", name, ds, test.want)
		}
	}
}

// Internet Explorer before 9 needs more than the list that the other tests have.
func TestOldInternetExplorer(t *testing.T) {
	const sheet = `.a { .opacity(.4); .inline-block(); .has-layout(); .ie-filter(~"x()"); .translucent(color; fade(#000, 50%)); .gradient(to right, #fff, fade(#000, 50%)); }`
	tests := []struct{ list, want string }{
		{"ie 8", `.a {
  filter: alpha(opacity=40);
  opacity: 0.4;
  display: inline-block;
  filter: x();
  color: #808080;
  color: rgba(0, 0, 0, 0.5);
  background-color: #fff;
  filter: progid:DXImageTransform.Microsoft.gradient(startColorstr='#ffffffff', endColorstr='#80000000', GradientType=1);
  background-image: linear-gradient(to right, #fff, rgba(0, 0, 0, 0.5));
}
`},
		{"ie 7", `.a {
  filter: alpha(opacity=40);
  opacity: 0.4;
  display: inline-block;
  *display: inline;
  zoom: 1;
  filter: x();
  color: #808080;
  color: rgba(0, 0, 0, 0.5);
  background-color: #fff;
  filter: progid:DXImageTransform.Microsoft.gradient(startColorstr='#ffffffff', endColorstr='#80000000', GradientType=1);
  background-image: linear-gradient(to right, #fff, rgba(0, 0, 0, 0.5));
}
`},
		{"ie 10", ".a {\n  opacity: 0.4;\n  display: inline-block;\n  color: rgba(0, 0, 0, 0.5);\n  background-image: linear-gradient(to right, #fff, rgba(0, 0, 0, 0.5));\n}\n"},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, example(t, sheet, browserList(t, test.list), compile.Static)); diff != "" {
			t.Errorf("%s: %s", test.list, diff)
		}
	}
}

// Every release of every browser has a User-Agent, or nobody would know its macros.
func TestEveryAgentHasMacros(t *testing.T) {
	for _, b := range compat.Browsers() {
		for _, r := range b.Releases {
			list := compile.UserAgents(compat.Agent{Browser: b.ID, Version: r.Version})
			if len(list) == 0 {
				t.Errorf("%s %s has none", b.ID, r.Version)
			}
			for _, text := range list {
				if m, err := ua.ServletMacros(text); err != nil || m.Len() == 0 {
					t.Errorf("%s %s: %s gives %v, %v", b.ID, r.Version, text, m, err)
				}
			}
		}
	}
	for agent, want := range map[compat.Agent]string{
		{Browser: "ie", Version: "9"}:             "MSIE_9",
		{Browser: "ie", Version: "5.5"}:           "MSIE_5_5",
		{Browser: "ie", Version: "11"}:            "MODERN_IE",
		{Browser: "opera", Version: "12.1"}:       "OPERA",
		{Browser: "opera", Version: "100"}:        "CHROME",
		{Browser: "edge", Version: "18"}:          "CHROME",
		{Browser: "safari_ios", Version: "12"}:    "SAFARI",
		{Browser: "webview_ios", Version: "12"}:   "IPHONE",
		{Browser: "firefox", Version: "3.6"}:      "FIREFOX",
		{Browser: "opera_android", Version: "11"}: "OPERA",
	} {
		for _, text := range compile.UserAgents(agent) {
			if m, _ := ua.ServletMacros(text); !m.Has(want) {
				t.Errorf("%v: %s gives %s", agent, text, m)
			}
		}
	}
}
