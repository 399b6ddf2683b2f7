package inject

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"skinbuild/internal/project/zimlet"
	"skinbuild/internal/server/jsp"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/source"
	"skinbuild/internal/testenv"
	"skinbuild/internal/tree"
)

func TestDefaultVia(t *testing.T) {
	both := []string{"public/launchZCS.jsp", "public/launchNewWindow.jsp"}
	login := []string{"public/login.jsp"}
	for _, tt := range []struct {
		want  Via
		table Config
	}{
		{ViaSkin, Config{Anchor: "before-launch-script", Script: "js/a.js", Targets: both}},
		{ViaSkin, Config{Anchor: "body-end", Script: "js/a.js", Targets: login}},
		{ViaSkin, Config{Anchor: "before-launch-script", Fallback: []string{"body-end"}, Script: "js/a.js", Targets: append(both, login...)}},
		{ViaSkin, Config{Anchor: "after-last-stylesheet", Style: "css/a.css", Targets: []string{"public/login.jsp", "public/error.jsp"}}},
		{ViaTemplate, Config{Anchor: "before-launch-script", Fallback: []string{"head-end", "body-end"}, Script: "js/a.js", Targets: append(both, login...)}},
		{ViaTemplate, Config{Anchor: "head-end", Script: "js/a.js", Targets: login}},
		{ViaTemplate, Config{Anchor: "body-end", Script: "js/a.js", Targets: []string{"public/login.jsp", "public/error.jsp"}}},
		{ViaTemplate, Config{Anchor: "body-end", Fragment: "a.html", Targets: login}},
		{ViaTemplate, Config{Anchor: "body-end", Script: "js/a.js", Targets: login, Inline: true}},
		{ViaTemplate, Config{Anchor: "body-end", Script: "js/a.js", Targets: login, Releases: ">=9"}},
		{ViaTemplate, Config{Anchor: "body-end", Script: "js/a.js", Targets: login, Nonce: "requestScope.nonce"}},
		{ViaTemplate, Config{Literal: "x", Script: "js/a.js", Targets: login}},
	} {
		s := series(t, tt.table)
		if got := s.ops[0].base().via; got != tt.want {
			t.Errorf("%s on %v: %s, want %s", tt.table.Anchor, tt.table.Targets, got, tt.want)
		}
		if got := len(s.Carried(ViaSkin)) > 0; got != (tt.want == ViaSkin) {
			t.Errorf("%s: carried by the skin: %v", tt.table.Anchor, got)
		}
	}
}

// What is carried never goes into a template.
func TestCarriedIsSkipped(t *testing.T) {
	s := series(t, Config{Anchor: "body-end", Script: "js/a.js", Targets: []string{"public/login.jsp"}})
	p, err := s.Apply(fstest.MapFS{"public/login.jsp": {Data: []byte("<body>\n</body>\n")}}, Options{})
	if err != nil || p.Diags.Err() != nil || len(p.Changes) > 0 || len(p.Files) != 1 || p.Files[0].Ops[0].Reason != "a skin carries it" {
		t.Errorf("%+v, %v", p, err)
	}
}

// What a skin or zimlet cannot do is refused, where the table says it.
func TestWrongVia(t *testing.T) {
	for _, tt := range []struct {
		want  string
		table Config
	}{
		{"a skin carries scripts and style sheets only", Config{Via: "skin", Fragment: "a.html"}},
		{"a zimlet carries scripts and style sheets only", Config{Via: "zimlet", Patch: "a.diff"}},
		{"public/error.jsp takes no such thing of a skin", Config{Via: "skin", Script: "js/a.js", Targets: []string{"public/error.jsp"}}},
		{"public/*.jsp takes no such thing of a skin", Config{Via: "skin", Script: "js/a.js", Targets: []string{"public/*.jsp"}}},
		{"a skin does not reach head-end of public/login.jsp", Config{Via: "skin", Script: "js/a.js", Anchor: "head-end", Targets: []string{"public/login.jsp"}}},
		{"releases needs an edited template, and via is skin", Config{Via: "skin", Script: "js/a.js", Releases: ">=9"}},
		{"defer needs an edited template, and via is zimlet", Config{Via: "zimlet", Script: "js/a.js", Defer: true}},
		{"a zimlet does not reach public/login.jsp", Config{Via: "zimlet", Script: "js/a.js", Targets: []string{"public/login.jsp"}}},
		{"a zimlet comes when the client is up, at no place of a template", Config{Via: "zimlet", Script: "js/a.js", Anchor: "head-end"}},
		{`"</script" must not stand in a script element of a page`, Config{Via: "skin", Script: "end.js"}},
		{"carrier names a skin or zimlet, and the template itself is edited", Config{Carrier: "x", Script: "js/a.js", Anchor: "head-end", Targets: []string{"public/login.jsp"}}},
		{"the operation does not say which templates it concerns", Config{Script: "js/a.js", Anchor: "head-end"}},
	} {
		tt.table.Key = "k"
		files := maps.Clone(project)
		files["end.js"] = &fstest.MapFile{Data: []byte("a = '</script>'")}
		_, ds := New([]Config{tt.table}, files)
		if len(ds) != 1 || !strings.Contains(ds[0].Error(), tt.want) {
			t.Errorf("got %v\nwant %s", ds.Err(), tt.want)
		}
	}
}

func folder(t testing.TB, files ...string) tree.Tree {
	t.Helper()
	var entries []tree.Entry
	for _, f := range files {
		name, text, _ := strings.Cut(f, "=")
		entries = append(entries, tree.Entry{Path: tree.MustPath(name), Mode: 0o644, Data: []byte(text)})
	}
	all, err := tree.New(entries...)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func text(t testing.TB, folder tree.Tree, name string) string {
	t.Helper()
	e, ok := folder.Lookup(tree.MustPath(name))
	if !ok {
		t.Fatalf("there is no %s", name)
	}
	return string(e.Data)
}

// TestCarryInManifest adds a script and a sheet to manifests of all shapes: the
// text around stays, and the skin servlet sends both last, to the clients meant.
func TestCarryInManifest(t *testing.T) {
	for _, tt := range []struct{ name, manifest, want string }{
		{"lists there", "<skin>\n\t<common>\n\t\t<css>\n\t\t\t<file>skin.css</file>\n\t\t</css>\n\t</common>\n\t<advanced>\n\t\t<script>\n\t\t\t<file>own.js</file>\n\t\t</script>\n\t</advanced>\n</skin>\n",
			"<skin>\n\t<common>\n\t\t<css>\n\t\t\t<file>skin.css</file>\n\t\t</css>\n\t</common>\n\t<advanced>\n\t\t<script>\n\t\t\t<file>own.js</file>\n\t\t\t<file>js/a.js</file>\n\t\t</script>\n" +
				"\t\t<css>\n\t\t\t<file>css/a.css</file>\n\t\t</css>\n\t</advanced>\n\t<standard>\n\t\t<css>\n\t\t\t<file>css/a.css</file>\n\t\t</css>\n\t</standard>\n</skin>\n"},
		{"lists of the root", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<skin>\r\n  <css><file>skin.css</file></css>\r\n  <!-- <script> ä -->\r\n  <script/>\r\n</skin>",
			"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<skin>\r\n  <css><file>skin.css</file><file>css/a.css</file></css>\r\n  <!-- <script> ä -->\r\n  <script>\r\n  \t<file>js/a.js</file>\r\n  </script>\r\n" +
				"\t<standard>\r\n\t\t<css>\r\n\t\t\t<file>css/a.css</file>\r\n\t\t</css>\r\n\t</standard>\r\n</skin>"},
		{"nothing there", "<skin/>", "<skin>\n\t<script>\n\t\t<file>js/a.js</file>\n\t</script>\n\t<css>\n\t\t<file>css/a.css</file>\n\t</css>\n\t<standard>\n\t\t<css>\n\t\t\t<file>css/a.css</file>\n\t\t</css>\n\t</standard>\n</skin>"},
		{"one line", "<skin><advanced><script></script></advanced><standard /></skin>",
			"<skin><advanced><script><file>js/a.js</file></script><css><file>css/a.css</file></css></advanced><standard>\n\t<css>\n\t\t<file>css/a.css</file>\n\t</css>\n</standard></skin>"},
	} {
		s := series(t, Config{Key: "a", Via: "skin", Script: "js/a.js", Targets: []string{}}, Config{Key: "b", Via: "skin", Style: "css/a.css", Targets: []string{}})
		in := folder(t, "manifest.xml="+tt.manifest, "own.js=own();", "skin.css=skin{}")
		out, ds := s.Carry(ViaSkin, map[string]tree.Tree{"ours": in})
		if ds.Err() != nil {
			t.Errorf("%s: %v", tt.name, ds.Err())
			continue
		}
		if diff := cmp.Diff(tt.want, text(t, out["ours"], "manifest.xml")); diff != "" {
			t.Errorf("%s:\n%s", tt.name, diff)
		}
		if _, ok := in.Lookup(tree.MustPath("js/a.js")); ok {
			t.Errorf("%s: the folder that was given has changed", tt.name)
		}
		if again, ds := s.Carry(ViaSkin, out); ds.Err() != nil || again["ours"].Digest() != out["ours"].Digest() {
			t.Errorf("%s: a second time: %v\n%s", tt.name, ds.Err(), text(t, again["ours"], "manifest.xml"))
		}
		for path, want := range map[string]string{"/js/skin.js advanced": "a();", "/css/skin.css advanced": "a{}", "/css/skin.css standard": "a{}"} {
			if got := served(t, out["ours"], path); !strings.HasSuffix(strings.TrimSpace(got), want) {
				t.Errorf("%s: %s ends %q", tt.name, path, got)
			}
		}
	}
}

// served is what the skin servlet sends, without its comments about pictures that
// only a build of the vendor's has.
func served(t testing.TB, folder tree.Tree, request string) string {
	t.Helper()
	webapp := fstest.MapFS{}
	for e := range folder.All() {
		webapp["skins/ours/"+e.Path.String()] = &fstest.MapFile{Data: e.Data}
	}
	w, err := skin.Open(webapp, nil)
	if err != nil {
		t.Fatal(err)
	}
	path, client, _ := strings.Cut(request, " ")
	r, ds := w.Load("ours").Render(&skin.Request{Path: path, Client: client})
	if ds.Err() != nil {
		t.Fatal(ds.Err())
	}
	got, _, _ := strings.Cut(r.Body(), "/* Error: file doesn't exist")
	return got
}

// skin.js is the same on three pages, so a script for some of them asks.
func TestCarriedForSomePages(t *testing.T) {
	all := []string{"public/launchZCS.jsp", "public/launchNewWindow.jsp", "public/login.jsp"}
	for _, tt := range []struct {
		targets []string
		want    string
	}{
		{nil, "a();\n"},
		{all, "a();\n"},
		{all[2:], "if (!window.AjxPackage) {\na();\n}\n"},
		{all[:2], "if (" + isNewWindow + " || window.AjxPackage && !" + isNewWindow + ") {\na();\n}\n"},
	} {
		s := series(t, Config{Via: "skin", Script: "js/a.js", Targets: append([]string{}, tt.targets...)})
		out, ds := s.Carry(ViaSkin, map[string]tree.Tree{"ours": folder(t, "manifest.xml=<skin/>")})
		if ds.Err() != nil {
			t.Fatal(ds.Err())
		}
		if got := text(t, out["ours"], "js/a.js"); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.targets, got, tt.want)
		}
	}
	s := series(t, Config{Via: "skin", Style: "css/a.css", Targets: []string{"WEB-INF/tags/head.tag"}})
	out, ds := s.Carry(ViaSkin, map[string]tree.Tree{"ours": folder(t, "manifest.xml=<skin/>")})
	if ds.Err() != nil || strings.Contains(served(t, out["ours"], "/css/skin.css advanced"), "a{}") || !strings.Contains(served(t, out["ours"], "/css/skin.css standard"), "a{}") {
		t.Errorf("a sheet of the standard client: %v, %s", ds.Err(), text(t, out["ours"], "manifest.xml"))
	}
}

// TestCarriedPages holds the tests by which a carried script tells its page
// against every release.
func TestCarriedPages(t *testing.T) {
	for release, dir := range testenv.Trees(t) {
		for path, page := range skinPages {
			data, err := os.ReadFile(filepath.Join(dir, path))
			if err != nil {
				continue // not every release has every page
			}
			d := jsp.Scan(source.NewFile(path, string(data)))
			has := func(name string) bool { a, _ := anchorNamed(name); return len(a.find(d)) > 0 }
			if page.moment != "" && (!has(page.moment) || !strings.Contains(string(data), "/js/skin.js") || slices.ContainsFunc(page.lacks, has)) {
				t.Errorf("%s: %s includes no skin.js at %s, or has one of %v", release, path, page.moment, page.lacks)
			}
			if page.moment != "" && has("before-boot") != (path != "public/login.jsp") {
				t.Errorf("%s: %s: the client's boot script tells nothing", release, path)
			}
			if !has(sheetAnchor) || !strings.Contains(string(data), "skin.css") {
				t.Errorf("%s: %s links no skin.css", release, path)
			}
		}
		data, err := os.ReadFile(filepath.Join(dir, "js/zimbraMail/core/ZmAppCtxt.js"))
		if err != nil || !strings.Contains(string(data), `"/public/launchNewWindow.jsp?`) {
			t.Errorf("%s: new windows have another address (%v)", release, err)
		}
	}
}

func TestCarryInZimlet(t *testing.T) {
	definition := "<zimlet name=\"com_a_b\" version=\"1.0\" description=\"d\">\n\t<include>own.js</include>\n\t<handlerObject>com_a_b_handler</handlerObject>\n</zimlet>\n"
	own := "own.js=function com_a_b_handler() {}\ncom_a_b_handler.prototype = new ZmZimletBase;\ncom_a_b_handler.prototype.constructor = com_a_b_handler;\n"
	s := series(t, Config{Key: "a", Via: "zimlet", Script: "js/a.js", Targets: []string{"public/launchZCS.jsp"}}, Config{Key: "b", Via: "zimlet", Style: "css/a.css", Targets: []string{}})
	out, ds := s.Carry(ViaZimlet, map[string]tree.Tree{"com_a_b": folder(t, "com_a_b.xml="+definition, own)})
	if ds.Err() != nil {
		t.Fatal(ds.Err())
	}
	want := strings.Replace(definition, "own.js</include>\n", "own.js</include>\n\t<include>js/a.js</include>\n", 1)
	want = strings.Replace(want, "</handlerObject>\n", "</handlerObject>\n\t<includeCSS>css/a.css</includeCSS>\n", 1)
	if diff := cmp.Diff(want, text(t, out["com_a_b"], "com_a_b.xml")); diff != "" {
		t.Error(diff)
	}
	z, ds := zimlet.Load(out["com_a_b"], "com_a_b", zimlet.Options{})
	if ds.Err() != nil {
		t.Fatal(ds.Err())
	}
	if d := z.Definition(); !slices.Equal(d.Includes, []string{"own.js", "js/a.js"}) || !slices.Equal(d.Styles, []string{"css/a.css"}) {
		t.Errorf("includes %v, styles %v", d.Includes, d.Styles)
	}
}

func TestCarriers(t *testing.T) {
	skins := map[string]tree.Tree{"blue": folder(t, "manifest.xml=<skin/>"), "red": folder(t, "manifest.xml=<skin/>")}
	zimlets := map[string]tree.Tree{"com_a": folder(t, "com_a.xml=<zimlet/>"), "com_b": folder(t, "com_b.xml=<zimlet/>")}
	for _, tt := range []struct {
		table   Config
		folders map[string]tree.Tree
		want    string // the carriers, or the diagnostic
	}{
		{Config{Via: "skin"}, skins, "blue red"},
		{Config{Via: "skin", Carrier: "red"}, skins, "red"},
		{Config{Via: "zimlet", Carrier: "com_b"}, zimlets, "com_b"},
		{Config{Via: "skin"}, nil, "skinbuild.toml:1:1: error: k: there is no skin to carry it [inject/carrier]"},
		{Config{Via: "skin", Carrier: "read"}, skins, `skinbuild.toml:1:1: error: k: there is no skin "read" [inject/carrier]`},
		{Config{Via: "zimlet"}, zimlets, "skinbuild.toml:1:1: error: k: several zimlets could carry it [inject/carrier]"},
		{Config{Via: "skin"}, map[string]tree.Tree{"blue": folder(t, "skin.css=")}, "skinbuild.toml:1:1: error: k: blue has no manifest.xml [inject/carrier]"},
		{Config{Via: "skin"}, map[string]tree.Tree{"blue": folder(t, "manifest.xml=<skin>")}, "blue/manifest.xml:1:7: error: not well-formed: XML syntax error on line 1: unexpected EOF [inject/xml]"},
		{Config{Via: "skin"}, map[string]tree.Tree{"blue": folder(t, "manifest.xml=<skins/>")}, "blue/manifest.xml:1:1: error: the root of a manifest is <skin>, not <skins> [inject/xml]"},
		{Config{Via: "skin"}, map[string]tree.Tree{"blue": folder(t, "manifest.xml=<skin/>", "js/a.js=theirs")}, "blue/js/a.js:1:1: error: the skin has a file of its own where k puts one [inject/asset]"},
	} {
		tt.table.Script, tt.table.Targets = "js/a.js", []string{}
		s := series(t, tt.table)
		out, ds := s.Carry(Via(tt.table.Via), tt.folders)
		var got []string
		for _, name := range slices.Sorted(maps.Keys(out)) {
			if out[name].Digest() != tt.folders[name].Digest() {
				got = append(got, name)
			}
		}
		if result := strings.Join(got, " ") + errorText(ds); result != tt.want {
			t.Errorf("got %s\nwant %s", result, tt.want)
		}
	}
}

func errorText(ds source.Diags) string {
	if err := ds.Err(); err != nil {
		return err.Error()
	}
	return ""
}

// FuzzCarry has manifests that nobody wrote: what is added can be read again, and
// is the only thing that has changed.
func FuzzCarry(f *testing.F) {
	f.Add("<skin>\n <advanced>\n  <script/>\n </advanced>\n</skin>")
	f.Add("<skin><script><file>a</file></script ></skin >\n<!-- x -->")
	f.Add("<?xml version='1.0'?>\r<skin a='/>' xmlns='x'>\r<css\r/>\r</skin>")
	f.Fuzz(func(t *testing.T, manifest string) {
		before, d := parseXML(source.NewFile("m", manifest))
		s := series(t, Config{Via: "skin", Script: "js/a.js", Targets: []string{}})
		out, ds := s.Carry(ViaSkin, map[string]tree.Tree{"ours": folder(t, "manifest.xml="+manifest)})
		if d != nil || before.name != "skin" {
			if ds.Err() == nil {
				t.Fatalf("taken: %q", manifest)
			}
			return
		}
		if ds.Err() != nil {
			t.Fatal(ds.Err())
		}
		after, d := parseXML(source.NewFile("m", text(t, out["ours"], "manifest.xml")))
		if d != nil {
			t.Fatalf("%v: %q", d, text(t, out["ours"], "manifest.xml"))
		}
		if n := count(after) - count(before); n < 1 || n > 2 {
			t.Fatalf("%d elements more", n)
		}
	})
}

func count(e *element) int {
	n := 1
	for _, c := range e.children {
		n += count(c)
	}
	return n
}
