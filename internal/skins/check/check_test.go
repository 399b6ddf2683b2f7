package check_test

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/server/reference"
	"skinbuild/internal/skins/check"
	"skinbuild/internal/skins/compile"
	"skinbuild/internal/source"
	"skinbuild/internal/testenv"
	"skinbuild/skins"
)

const layered = `<skin>
<common><substitutions>
<file>../_base/base3/skin.properties</file>
<file>skin.properties</file>
</substitutions></common>
<css>
<file>../_base/base3/skin.css</file>
<file>skin.css</file>
</css>
<html><file>../_base/base3/skin.html</file></html>
<script><file>skin.js</file></script>
</skin>
`

// The two lists: the browsers of one support everything that the examples use; the
// other goes down to Internet Explorer 9 and Safari 6.
const (
	modernList = "chrome >= 140, edge >= 140, firefox >= 121, opera >= 121"
	oldList    = "ie >= 9, edge >= 12, chrome >= 20, firefox >= 10, safari >= 6, ios >= 6, opera >= 12"
)

func browserList(t *testing.T, text string) compat.List {
	t.Helper()
	list, ds := compat.ParseList(source.NewFile("list", text))
	if ds.Err() != nil {
		t.Fatal(ds.Err())
	}
	return list
}

// checked builds skins/acme and checks it in the webapp.
func checked(files, webapp fs.FS, opt *compile.Options) (*compile.Built, source.Diags) {
	built, ds := compile.Skin(files, "skins/acme", opt)
	if ds.Err() != nil {
		return built, ds
	}
	var browsers compat.List
	if opt != nil {
		browsers = opt.Browsers
	}
	return built, append(ds, check.Skin(built, webapp, browsers)...)
}

// Mistakes that show only in what the server sends are reported at their places in
// the sources.
func TestCheck(t *testing.T) {
	tests := []struct {
		name, manifest, sheet, properties string
		want                              []string // "diagnostic|hint"
	}{
		{"good", layered, ".a { color: token(AppC); background: token-darken(Own, 5); width: calc(1px + 2%) }", "Own = #123456", nil},
		{"a misspelt token", layered, ".a {\n  color: red;\n  border: 1px solid token(ApC);\n}", "",
			[]string{"skins/acme/skin.less:3:3: warning: no property ApC: the server replaces @ApC@ with nothing [skin/unknown-token]|did you mean @AppC@?"}},
		{"in a mixin of another file", layered, "@import \"part\";\n.a { .m(); }", "",
			[]string{"skins/acme/part.less:2:3: warning: no property Onw: the server replaces @Onw@ with nothing [skin/unknown-token]|did you mean @Own@?"}},
		{"no colour", layered, ".a { b: c; color: token-darken(Own, 5) }", "Own = nocolour",
			[]string{"skins/acme/skin.less:1:12: warning: the call fails, and the server sends a comment instead: Unknown color:Own [skin/unknown-color]|"}},
		{"another base", strings.Replace(layered, "base3/skin.css", "base4/skin.css", 1), ".a { color: token(AppC) }", "",
			[]string{"skins/acme/manifest.xml:7:7: warning: zimbra/skins/acme/../_base/base4/skin.css does not exist [skin/missing-file]|did you mean ../_base/base3/skin.css?"}},
		{"no properties of a base", "<skin><css><file>skin.css</file></css><html><file>../_base/base3/skin.html</file></html><script><file>skin.js</file></script></skin>", ".a { color: token(Text) }", "",
			[]string{"skins/acme/skin.less:1:6: warning: no property Text"}},
		{"no html", "<skin><css><file>skin.css</file></css><script><file>skin.js</file></script></skin>", ".a { b: c }", "",
			[]string{"skins/acme/manifest.xml:1:1: warning: the manifest lists no html, so the client has no frame to put its parts in [skin/no-base]|list that of a base skin: ../_base/base3/skin.html"}},
		{"a value that the compressor breaks", layered, ".a {\n  b: c;\n  transition: token(Slow);\n}", "Slow = all 0s",
			[]string{"skins/acme/skin.less:3:3: error: "}},
		{"properties", layered, ".a { color: token(Own) }", "Own = @Nosuch@",
			[]string{"skins/acme/skin.properties:1:7: warning: no property Nosuch: the server replaces @Nosuch@ with nothing [skin/unknown-token]|"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			files := fstest.MapFS{
				"skins/acme/manifest.xml":    {Data: []byte(test.manifest)},
				"skins/acme/skin.less":       {Data: []byte(test.sheet)},
				"skins/acme/part.less":       {Data: []byte(".m() {\n  color: token(Onw);\n}")},
				"skins/acme/skin.js":         {Data: []byte("var acme = 1;")},
				"skins/acme/skin.properties": {Data: []byte(test.properties + "\nOwn: red")},
			}
			if strings.HasPrefix(test.properties, "Own") {
				files["skins/acme/skin.properties"].Data = []byte(test.properties)
			}
			_, ds := checked(files, reference.Webapp(), nil)
			var got []string
			for _, d := range ds {
				got = append(got, d.Error()+"|"+d.Hint)
			}
			if len(got) != len(test.want) {
				t.Fatalf("got %d:\n%s", len(got), strings.Join(got, "\n"))
			}
			for i, want := range test.want {
				if !strings.HasPrefix(got[i], want) {
					t.Errorf("got %s, want %s", got[i], want)
				}
			}
		})
	}
}

// The linter has nothing to say about what the mixins print.
func TestLintIsSilent(t *testing.T) {
	examples, err := fs.ReadFile(skins.Library, "_mixins/examples.less")
	if err != nil {
		t.Fatal(err)
	}
	for _, list := range []string{modernList, oldList} {
		for _, mode := range []compile.Mode{compile.Static, compile.PerMacro} {
			files := fstest.MapFS{
				"skins/acme/manifest.xml":    {Data: []byte(layered)},
				"skins/acme/skin.less":       {Data: examples},
				"skins/acme/skin.js":         {Data: []byte("var acme = 1;")},
				"skins/acme/skin.properties": {Data: []byte("Own = red")},
			}
			_, ds := checked(files, reference.Webapp(), &compile.Options{Browsers: browserList(t, list), Mode: mode})
			for _, d := range ds {
				// text-shadow and float stand in the examples as they are.
				if !strings.HasPrefix(d.Code.String(), "compat/") {
					t.Errorf("%s, %s: %v", list, mode, d)
				}
			}
		}
	}
}

// The same over the base skins of real releases.
func TestLintIsSilentOnReleases(t *testing.T) {
	examples, err := fs.ReadFile(skins.Library, "_mixins/examples.less")
	if err != nil {
		t.Fatal(err)
	}
	for _, release := range []string{"8.8.15.p46", "9.0.0", "10.1.3"} {
		files := fstest.MapFS{
			"skins/acme/manifest.xml":    {Data: []byte(layered)},
			"skins/acme/skin.less":       {Data: append([]byte(".own { color: token(AppC); border-color: token-darken(AppC, 25); token(Text); }\n"), examples...)},
			"skins/acme/skin.js":         {Data: []byte("var acme = 1;")},
			"skins/acme/skin.properties": {Data: []byte("Own = red")},
		}
		webapp := os.DirFS(testenv.Release(t, release))
		built, ds := checked(files, webapp, &compile.Options{Browsers: browserList(t, oldList), Mode: compile.PerMacro})
		for _, d := range ds {
			if !strings.HasPrefix(d.Code.String(), "compat/") {
				t.Errorf("%s: %v", release, d)
			}
		}
		if built.Files.Len() != 4 {
			t.Errorf("%s: %d files", release, built.Files.Len())
		}
	}
}
