package patch

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"skinbuild/internal/source"
	"skinbuild/internal/testenv"
)

// longScript requires another; longFix changes it.
const (
	longScript = `AjxPackage.require("zm.c");
/** A view. */
ZmView = function(params) {
	var message = params.msg, html = [];
	for (var i = 0; i < message.length; i++) {
		html.push("<b>" + "x", message[i]["text"], "</b>");
	}
	DBG.println("done");
	this.html = html.join("");
};
`
	longFix = `--- a/js/zm/b.js
+++ b/js/zm/b.js
@@ -4,3 +4,3 @@
 	var message = params.msg, html = [];
 	for (var i = 0; i < message.length; i++) {
-		html.push("<b>" + "x", message[i]["text"], "</b>");
+		html.push("<b>" + "x", encode(message[i]["text"]), "</b>");
`
	// builtScript is what YUI Compressor makes of a package with it.
	builtScript = "/* licence */\n" + `if(AjxPackage.define("zm.a")){a=/[/"}]/}if(AjxPackage.define("zm.b")){if(AjxPackage.define("zm.c")){c()}ZmView=function(c){var b=c.msg,a=[];for(var d=0;d<b.length;d++){a.push("<b>x",b[d].text,"</b>")
}this.html=a.join("")}}if(AjxPackage.define("zm.d")){d()};` + "\n"
)

// TestMinified: in a package that was compressed, the code of a script is replaced where
// it is what the vendor's build makes of the script beside it, and nowhere else.
func TestMinified(t *testing.T) {
	for _, test := range []struct {
		name   string
		webapp files
		state  State
		says   string
	}{
		{"the script is beside it", files{"js/zm/b.js": longScript, "js/P_all.js.zgz": builtScript}, Fits, ""},
		{"the script has it", files{"js/zm/b.js": strings.Replace(longScript, `message[i]["text"]`, `encode(message[i]["text"])`, 1), "js/P_all.js.zgz": builtScript}, Fits, ""},
		{"both have it", files{"js/zm/b.js": strings.Replace(longScript, `message[i]["text"]`, `encode(message[i]["text"])`, 1), "js/P_all.js.zgz": strings.Replace(builtScript, "b[d].text", "encode(b[d].text)", 1)}, Already, ""},
		{"the script is not there", files{"js/P_all.js.zgz": builtScript}, Conflict, "js/zm/b.js is not there"},
		{"the script is of another release", files{"js/zm/b.js": longScript + "more();\n", "js/P_all.js.zgz": builtScript}, Conflict, "of another release"},
		{"another name", files{"js/zm/b.js": longScript, "js/P_all.js.zgz": strings.Replace(builtScript, "d<b.length", "d<a.length", 1)}, Conflict, "of another release"},
		{"cut off", files{"js/zm/b.js": longScript, "js/P_all.js.zgz": builtScript[:150]}, Conflict, "not understood"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := parse(t, longFix)
			d, err := Decide(p, nil, test.webapp, "")
			if err != nil || d.State != test.state || !strings.Contains(texts(d.Diags()), test.says) {
				t.Fatalf("%s, %v, %v", d.State, d.Diags(), err)
			}
			if d.State != Fits {
				return
			}
			after := files{}
			for _, f := range d.Files {
				if after[f.Path], err = source.Apply(source.NewFile(f.Path, test.webapp[f.Path]), f.Edits); err != nil {
					t.Fatal(err)
				}
			}
			// All around the change is as it was.
			got := after["js/P_all.js.zgz"]
			before, rest, _ := strings.Cut(builtScript, "ZmView=")
			_, behind, _ := strings.Cut(rest, `a.join("")}`)
			if !strings.HasPrefix(got, before+"ZmView=") || !strings.HasSuffix(got, behind) || !strings.Contains(got, "encode(") {
				t.Errorf("%s", got)
			}
			if d, err := Decide(p, nil, after, ""); err != nil || d.State != Already {
				t.Errorf("again: %s, %v", d.State, err)
			}
		})
	}
}

// TestNormal: two scripts have one normal form if they mean the same.
func TestNormal(t *testing.T) {
	const script = "f = function(first, second) { switch (first) { case 1: { var x = first; break; } } return x + second; }"
	for other, same := range map[string]bool{
		"f=function(b,a){switch(b){case 1:var c=b;break}return c+a};":             true,
		"f=function(a,b){switch(b){case 1:var c=b;break}return c+a};":             false,
		"f=function(b,a){switch(b){case 1:var c=b;break}return c+second};":        false,
		"g=function(b,a){switch(b){case 1:var c=b;break}return c+a};":             false,
		"f=function(b,a){switch(b){case 1:case 2:var c=b;break}return c+a};":      false,
		"f=function(b,a){switch(b){case 1:var c=b;break}return b+a};":             false,
		"f=function(b,a,d){switch(b){case 1:var c=b;break}return c+a};":           false,
		"f=function(b,a){switch(b){case \"1\":var c=b;break}return c+a};":         false,
		"f = function(b, a) { switch (b) { case 1: var c = b; break; } return c ": false,
	} {
		want, _ := normal(script)
		got, ok := normal(other)
		if (ok && got == want) != same {
			t.Errorf("%s: %v\n%s\n%s", other, !same, got, want)
		}
	}
}

// TestMinifiedReal has YUI Compressor build segments of the vendor's scripts: nearly all
// are recognised as what they were made of.
func TestMinifiedReal(t *testing.T) {
	dir := filepath.Join(testenv.Release(t, "8.8.15.p40"), "js", "zimbraMail", "mail")
	var names, scripts, packages []string
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(name) != ".js" {
			return err
		}
		text, err := os.ReadFile(name)
		names, scripts = append(names, filepath.Base(name)), append(scripts, built(string(text)))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range scripts {
		packages = append(packages, "if (AjxPackage.define(\"zm.a\")) {\n"+scripts[i]+"}\nif (AjxPackage.define(\"zm.z\")) {\nz();\n}\n")
	}
	same := 0
	for i, v := range testenv.YUI(t, packages) {
		if !v.OK {
			t.Logf("%s: YUI Compressor: %s", names[i], v.Text)
			continue
		}
		at := segmentSpan(v.Text, "zm.a")
		want, ok1 := normal(scripts[i])
		got, ok2 := normal(v.Text[at.Start:at.End])
		if !ok1 || !ok2 || got != want {
			t.Logf("%s is not recognised", names[i])
			continue
		}
		if short, ok := minify(scripts[i]); ok {
			if again, _ := normal(short); again == want {
				same++
			}
		}
	}
	t.Logf("%d of %d", same, len(names))
	if len(names) < 30 || same < len(names)-1 {
		t.Errorf("%d of %d are recognised", same, len(names))
	}
}
