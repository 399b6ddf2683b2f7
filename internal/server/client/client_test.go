package client

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/dop251/goja"

	"skinbuild/internal/testenv"
)

// runtime is what a compiled template needs of the client.
const runtime = `
var registered = {}, defined = [];
var AjxPackage = {define: function (n) { defined.push(n); }};
var AjxTemplate = {
	register: function (name, func, params, authoritative) { registered[name] = {func: func, params: params, authoritative: authoritative}; },
	getTemplate: function (name) { return registered[name] && registered[name].func; },
	getParams: function (name) { return registered[name] && registered[name].params; }
};
function expand(name, data) { return registered[name].func(name, registered[name].params, data, null); }
`

// expand compiles a template file as package "p.T" and expands one of its templates.
func expand(t *testing.T, text, name, data string) string {
	t.Helper()
	vm := goja.New()
	for _, script := range []string{runtime, string(compileTemplate("p.T", []byte(text)))} {
		if _, err := vm.RunString(script); err != nil {
			t.Fatalf("%v in\n%s", err, script)
		}
	}
	v, err := vm.RunString("expand(" + quote(name) + ", " + data + ")")
	if err != nil {
		t.Fatal(err)
	}
	return v.String()
}

func TestCompileTemplate(t *testing.T) {
	for _, tt := range []struct{ name, text, template, data, want string }{
		{"text and data", `<template id="A"><b>${name}</b> "quoted" \ back</template>`, "p.T#A", `{name: "x"}`, `<b>x</b> "quoted" \ back`},
		{"the first is the package", `<template id="A">1</template><template id="B">2</template>`, "p.T", `{}`, "1"},
		{"the second", `<template id="A">1</template><template id="B">2</template>`, "p.T#B", `{}`, "2"},
		{"another package by #", `<template id="q.U#A">1</template>`, "q.U#A", `{}`, "1"},
		{"another package by /", `<template id="/q/U">1</template>`, "q.U", `{}`, "1"},
		{"expression", `<template id="A"><$= data.n * 2 $></template>`, "p.T#A", `{n: 4}`, "8"},
		{"statements over lines", "<template id=\"A\"><$ for (var i = 0; i < 2; i++) {\n $>x<$ } $></template>", "p.T#A", `{}`, "xx"},
		{"call in data", `<template id="A">${o.f(3).g}</template>`, "p.T#A", `{o: {f: function (n) { return {g: n + 1}; }}}`, "4"},
		{"a string is an id", `<template id="A">${id}</template>`, "p.T#A", `"i"`, "i"},
		{"lines between tags go", "<template id=\"A\">\n<a>\n\t<b>\n</template>", "p.T#A", `{}`, "<a><b>"},
		{"lines in text stay", "<template id=\"A\">a\nb</template>", "p.T#A", `{}`, "a\nb"},
		{"preserved", "<template id='A' xml:space=\"preserve\">\n<a>\n<b></template>", "p.T#A", `{}`, "\n<a>\n<b>"},
		{"attributes are parameters", `<template id="A" width="7"><$= params.width $></template>`, "p.T#A", `{}`, "7"},
		{"no element", `plain ${x}`, "p.T", `{x: 1}`, "plain 1"},
		{"end of script", `<template id="A"></script></template>`, "p.T#A", `{}`, "</script>"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := expand(t, tt.text, tt.template, tt.data); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func sources() Sources {
	return Sources{
		Webapp: fstest.MapFS{
			"js/zimbraMail/package/Startup1_1.js": {Data: []byte("// a list\nAjxPackage.require(\"ajax.core.A\");\nAjxPackage.require(\"lib.x\");\nAjxPackage.require(\"zimbraMail.B\");\n")},
			"js/zimbraMail/B.js":                  {Data: []byte("var B = 1;\n\tDBG.println(\"x\");\nvar C = 2;")},
			"templates/mail/Message.template":     {Data: []byte(`<template id="A">1</template>`)},
			"templates/mail/Message_de.template":  {Data: []byte(`<template id="A">1</template>`)},
			"messages/ZmMsg.properties":           {Data: []byte("a = b\n")},
		},
		Ajax: fstest.MapFS{
			"js/ajax/package/Boot.js": {Data: []byte("AjxPackage.require(\"ajax.core.A\");")},
			"js/ajax/core/A.js":       {Data: []byte("var A = 1;")},
		},
	}
}

func TestPackages(t *testing.T) {
	c := New(sources())
	for name, want := range map[string]string{
		"js/Startup1_1_all.js":                      "AjxPackage.define(\"Startup1_1\");\nvar A = 1;\nAjxPackage.define(\"ajax.core.A\");\nvar B = 1;\n\nvar C = 2;\nAjxPackage.define(\"zimbraMail.B\");\n",
		"js/Boot_all.js.min":                        "var A = 1;\n",
		"WEB-INF/classes/messages/ZmMsg.properties": "a = b\n",
	} {
		got, err := fs.ReadFile(c, name)
		if err != nil || string(got) != want {
			t.Errorf("%s: %v\n%s\nwant\n%s", name, err, got, want)
		}
	}
	missing, err := c.Missing("Startup1_1")
	if err != nil || strings.Join(missing, " ") != "lib.x" {
		t.Errorf("missing %q, %v", missing, err)
	}
	for _, name := range []string{"js/Nothing_all.js", "js/../x_all.js", "templates/mail/Message_de.template.js", "templates/no/X.template.js", "public/launchZCS.jsp", "."} {
		if _, err := c.Open(name); err == nil {
			t.Errorf("%s: opened", name)
		}
	}
	src := sources()
	src.Libraries = map[string][]byte{"lib.x": []byte("var X = 1;")}
	if text, err := fs.ReadFile(New(src), "js/Startup1_1_all.js"); err != nil || !bytes.Contains(text, []byte("var X = 1;")) {
		t.Errorf("library: %v\n%s", err, text)
	}
}

func TestIsSource(t *testing.T) {
	app := sources().Webapp.(fstest.MapFS)
	if !IsSource(app) {
		t.Error("a tree of sources is not recognised")
	}
	app["js/Startup1_1_all.js.zgz"] = &fstest.MapFile{}
	if IsSource(app) || IsSource(fstest.MapFS{}) {
		t.Error("an installed webapp, or none, is taken for sources")
	}
}

func TestUnpacked(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write([]byte("var A = 1;"))
	z.Close()
	u := Unpacked(fstest.MapFS{"js/A_all.js.zgz": {Data: packed.Bytes()}, "js/B_all.js.zgz": {Data: []byte("no gzip")}, "js/C_all.js.zgz": {Data: packed.Bytes()[:packed.Len()-6]}})
	if text, err := fs.ReadFile(u, "js/A_all.js"); err != nil || string(text) != "var A = 1;" {
		t.Errorf("%q, %v", text, err)
	}
	for _, name := range []string{"js/B_all.js", "js/C_all.js"} {
		if _, err := u.Open(name); err == nil || errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"js/D_all.js", "css/A_all.js", "js/A_all.css"} {
		if _, err := u.Open(name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The packages that the pages name have every script but third-party ones, and each
// package and template is a script.
func TestReleases(t *testing.T) {
	trees := testenv.Trees(t)
	for _, tag := range []string{"8.8.15.p46", "9.0.0", "10.1.3"} {
		dir := trees[tag]
		t.Run(tag, func(t *testing.T) {
			app := os.DirFS(dir)
			c := New(Sources{Webapp: app, Ajax: os.DirFS(filepath.Join(dir, "../../ajax")), Libraries: map[string][]byte{"ajax.3rdparty.jquery.jquery_min": []byte(";")}})
			lists, err := fs.Glob(app, "js/zimbraMail/package/*.js")
			if err != nil || len(lists) < 20 {
				t.Fatalf("%d packages, %v", len(lists), err)
			}
			for _, list := range append(lists, "x/Boot.js", "x/JQuery.js") {
				pkg := strings.TrimSuffix(filepath.Base(list), ".js")
				missing, err := c.Missing(pkg)
				if err != nil {
					t.Errorf("%s: %v", pkg, err)
				}
				for _, m := range missing {
					if !strings.HasPrefix(m, "ajax.3rdparty.") {
						t.Errorf("%s lacks %s", pkg, m)
					}
				}
				if strings.HasPrefix(pkg, "Startup") || pkg == "Boot" { // all of them take a minute
					parses(t, c, "js/"+pkg+"_all.js")
				}
			}
			templates, err := fs.Glob(app, "templates/*/*.template")
			if err != nil || len(templates) < 15 {
				t.Fatalf("%d templates, %v", len(templates), err)
			}
			for _, name := range templates {
				if !isLocaleTemplate(name) {
					parses(t, c, name+".js")
				}
			}
		})
	}
}

func parses(t *testing.T, c *Client, name string) {
	t.Helper()
	text, err := fs.ReadFile(c, name)
	if err != nil {
		t.Error(err)
		return
	}
	if _, err := goja.Compile(name, string(text), false); err != nil {
		t.Errorf("%.300v", err)
	}
}

func FuzzCompileTemplate(f *testing.F) {
	for _, s := range []string{`<template id="A"><b>${a.b(c)}</b><$= x $><$ y $></template>`, "<template>\n</template>", "${", `<template id="#">`, "<template id='/'>x</template>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if out := compileTemplate("p", []byte(text)); !bytes.Contains(out, []byte("AjxTemplate.register(")) {
			t.Errorf("nothing is registered: %q", out)
		}
	})
}
