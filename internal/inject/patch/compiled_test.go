package patch

import (
	"os"
	"strings"
	"testing"

	"skinbuild/internal/source"
)

// boxFix changes the template of testdata/box.template.js, which the vendor's compiler
// made of it.
const boxFix = `--- a/templates/x/Y.template
+++ b/templates/x/Y.template
@@ -6,5 +6,5 @@
 			<b title="a\b"><$= ZmMsg.open $></b>
 		<$ } $>
-		Some text
-		<i>${size}</i>
+		Some "other" text
+		<i class="${kind}">${size}</i>
 	</div>
 </template>
`

// TestCompiled: a change of a template of scripts is made in what the vendor's build
// makes of it, as the build would.
func TestCompiled(t *testing.T) {
	data, err := os.ReadFile("testdata/box.template.js")
	if err != nil {
		t.Fatal(err)
	}
	js := string(data)
	fixed := strings.NewReplacer(`\t\tSome text\n`, `\t\tSome \"other\" text\n`, "\t\\t\\t<i>\";\n", "").Replace(js)
	fixed = strings.Replace(fixed, `"\t\t<i>";`, "\"\\t\\t<i class=\\\"\";\n\tbuffer[_i++] = data[\"kind\"];\n\tbuffer[_i++] = \"\\\">\";", 1)
	segment := func(text string) string {
		return "if (AjxPackage.define(\"x.A\")) {\na();\n}\nif (AjxPackage.define(\"x.Y\")) {\n" + text + "}\nif (AjxPackage.define(\"x.Z\")) {\n" + js + "}\n"
	}
	small, ok := minify(js)
	if !ok {
		t.Fatal("not understood")
	}
	compressed := `if(AjxPackage.define("x.Y")){` + small + `}`
	for _, test := range []struct {
		name   string
		webapp files
		state  State
		want   files
		says   string
	}{
		{"compiled", files{"templates/x/Y.template.js": js}, Fits, files{"templates/x/Y.template.js": fixed}, ""},
		{"there already", files{"templates/x/Y.template.js": fixed}, Already, nil, ""},
		{"in a package", files{"js/P_all.js": segment(js)}, Fits, files{"js/P_all.js": segment(fixed)}, ""},
		{"in a compressed package", files{"templates/x/Y.template.js": js, "js/P_all.js.zgz": compressed}, Fits, files{"templates/x/Y.template.js": fixed}, ""},
		{"in a compressed package alone", files{"js/P_all.js.zgz": compressed}, Conflict, nil, "templates/x/Y.template.js is not there"},
		{"of another release", files{"templates/x/Y.template.js": strings.Replace(js, "Some text", "Text", 1)}, Conflict, nil, "cannot be found once"},
		{"twice", files{"templates/x/Y.template.js": js + js}, Conflict, nil, "cannot be found once"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d, err := Decide(parse(t, boxFix), nil, test.webapp, "")
			if err != nil || d.State != test.state || !strings.Contains(texts(d.Diags()), test.says) {
				t.Fatalf("%s, %v, %v", d.State, d.Diags(), err)
			}
			for _, f := range d.Files {
				got, err := source.Apply(source.NewFile(f.Path, test.webapp[f.Path]), f.Edits)
				if want, ok := test.want[f.Path]; err != nil || ok && got != want {
					t.Errorf("%s: %v\n%s", f.Path, err, got)
				}
				if test.state == Fits && !strings.Contains(got, "kind") {
					t.Errorf("%s is unchanged", f.Path)
				}
			}
		})
	}
}

// TestCompiledEdges: what the compiled form does not show cannot be changed in it.
func TestCompiledEdges(t *testing.T) {
	data, err := os.ReadFile("testdata/box.template.js")
	if err != nil {
		t.Fatal(err)
	}
	for name, diff := range map[string]string{
		"a tag of a template":     "@@ -8,4 +8,4 @@\n \t\tSome text\n \t\t<i>${size}</i>\n-\t</div>\n-</template>\n+\t</p>\n+</template >\n",
		"nothing after it":        "@@ -8,2 +8,2 @@\n \t\tSome text\n-\t\t<i>${size}</i>\n+\t\t<i>${kind}</i>\n",
		"text that stands in two": "@@ -13,3 +13,3 @@\n \n-\t<p>${id}</p>\n+\t<p>${no}</p>\n \n",
	} {
		p := parse(t, "--- a/templates/x/Y.template\n+++ b/templates/x/Y.template\n"+diff)
		d, err := Decide(p, nil, files{"templates/x/Y.template.js": string(data)}, "")
		if err != nil || d.State != Conflict {
			t.Errorf("%s: %s, %v", name, d.State, err)
		}
	}
}
