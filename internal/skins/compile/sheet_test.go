package compile_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"skinbuild/internal/skins/compile"
)

// Each part of a sheet has its place in the LESS files, also behind text that the
// printer wrote in another spelling or on another line.
func TestOrigins(t *testing.T) {
	files := fstest.MapFS{
		"skins/acme/manifest.xml": {Data: []byte(manifest)},
		"skins/acme/part.less":    {Data: []byte(".part() {\n  width: calc(1px + 0%);\n  height: token(Tall);\n}\n")},
		"skins/acme/skin.less": {Data: []byte(`@import (reference) "mixins";
@import (reference) "part";
@w: token(Wide);
@media print and (min-width: @w) {
  .a { .part(); color: red }
}
@ifdef MSIE { .b { top: 0 } } @else { .b { top: 1px } }
.c { .user-select(none); left: 2px }
.d { content: "a@b c@d" "e@f"; right: 3px }
`)},
	}
	built, ds := compile.Skin(files, "skins/acme", &compile.Options{Browsers: browserList(t, oldList)})
	if ds.Err() != nil {
		t.Fatal(ds.Err())
	}
	sheet := text(built.Files, "skin.css")
	for part, want := range map[string]string{
		"@Wide@":              "skins/acme/skin.less:4",
		"-00%":                "skins/acme/part.less:2",
		"@Tall@":              "skins/acme/part.less:3",
		"color: red":          "skins/acme/skin.less:5",
		"top: 0":              "skins/acme/skin.less:7",
		"#ELSE":               "skins/acme/skin.less:7",
		"top: 1px":            "skins/acme/skin.less:7",
		"-webkit-user-select": "skins/acme/skin.less:8 library",
		"left: 2px":           "skins/acme/skin.less:8",
		`\40 f`:               "skins/acme/skin.less:9",
		"right: 3px":          "skins/acme/skin.less:9",
	} {
		i := strings.Index(sheet, part)
		if i < 0 {
			t.Fatalf("no %q in\n%s", part, sheet)
		}
		f, span, library := built.Sheets["skin.css"].Origin(i)
		line, _ := f.Position(span.Start)
		got := fmt.Sprintf("%s:%d", f.Name(), line)
		if library {
			got += " library"
		}
		if got != want {
			t.Errorf("%q comes from %s, want %s", part, got, want)
		}
	}
	for _, at := range []int{-1, 0, len(sheet), len(sheet) + 10} {
		built.Sheets["skin.css"].Origin(at) // any offset has a place
	}
}
