package project

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"skinbuild/internal/inject"
	"skinbuild/internal/project/zimlet"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
	"skinbuild/internal/xmlfile"
)

var fuzzOptions = xmlfile.Options{Bytes: 1 << 20, Depth: 900, Elements: 100000}

// deliveries makes operations of files that every project here has.
func deliveries(t *testing.T, tables ...inject.Config) *inject.Series {
	t.Helper()
	for i := range tables {
		if tables[i].Key == "" {
			tables[i].Key = "k"
		}
	}
	s, ds := inject.New(tables, fstest.MapFS{"js/a.js": {Data: []byte("a();\n")}, "css/a.css": {Data: []byte("a{}\n")}})
	if ds.Err() != nil {
		t.Fatal(ds.Err())
	}
	return s
}

func folderOf(t testing.TB, files ...string) tree.Tree {
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

func deliveredText(t testing.TB, folder tree.Tree, name string) string {
	t.Helper()
	e, ok := folder.Lookup(tree.MustPath(name))
	if !ok {
		t.Fatalf("there is no %s", name)
	}
	return string(e.Data)
}

// TestDeliverInManifest adds a script and a sheet to manifests of all shapes: the
// text around stays, and the skin servlet sends both last, to the clients meant.
func TestDeliverInManifest(t *testing.T) {
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
		s := deliveries(t, inject.Config{Key: "a", Via: "skin", Script: "js/a.js", Targets: []string{}}, inject.Config{Key: "b", Via: "skin", Style: "css/a.css", Targets: []string{}})
		in := folderOf(t, "manifest.xml="+tt.manifest, "own.js=own();", "skin.css=skin{}")
		out, ds := deliver(s.Deliveries(inject.ViaSkin), map[string]tree.Tree{"ours": in})
		if ds.Err() != nil {
			t.Errorf("%s: %v", tt.name, ds.Err())
			continue
		}
		if diff := cmp.Diff(tt.want, deliveredText(t, out["ours"], "manifest.xml")); diff != "" {
			t.Errorf("%s:\n%s", tt.name, diff)
		}
		if _, ok := in.Lookup(tree.MustPath("js/a.js")); ok {
			t.Errorf("%s: the folder that was given has changed", tt.name)
		}
		if again, ds := deliver(s.Deliveries(inject.ViaSkin), out); ds.Err() != nil || again["ours"].Digest() != out["ours"].Digest() {
			t.Errorf("%s: a second time: %v\n%s", tt.name, ds.Err(), deliveredText(t, again["ours"], "manifest.xml"))
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

func TestDeliverInZimlet(t *testing.T) {
	definition := "<zimlet name=\"com_a_b\" version=\"1.0\" description=\"d\">\n\t<include>own.js</include>\n\t<handlerObject>com_a_b_handler</handlerObject>\n</zimlet>\n"
	own := "own.js=function com_a_b_handler() {}\ncom_a_b_handler.prototype = new ZmZimletBase;\ncom_a_b_handler.prototype.constructor = com_a_b_handler;\n"
	s := deliveries(t, inject.Config{Key: "a", Via: "zimlet", Script: "js/a.js", Targets: []string{"public/launchZCS.jsp"}}, inject.Config{Key: "b", Via: "zimlet", Style: "css/a.css", Targets: []string{}})
	out, ds := deliver(s.Deliveries(inject.ViaZimlet), map[string]tree.Tree{"com_a_b": folderOf(t, "com_a_b.xml="+definition, own)})
	if ds.Err() != nil {
		t.Fatal(ds.Err())
	}
	want := strings.Replace(definition, "own.js</include>\n", "own.js</include>\n\t<include>js/a.js</include>\n", 1)
	want = strings.Replace(want, "</handlerObject>\n", "</handlerObject>\n\t<includeCSS>css/a.css</includeCSS>\n", 1)
	if diff := cmp.Diff(want, deliveredText(t, out["com_a_b"], "com_a_b.xml")); diff != "" {
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

func TestDeliverers(t *testing.T) {
	skins := map[string]tree.Tree{"blue": folderOf(t, "manifest.xml=<skin/>"), "red": folderOf(t, "manifest.xml=<skin/>")}
	zimlets := map[string]tree.Tree{"com_a": folderOf(t, "com_a.xml=<zimlet/>"), "com_b": folderOf(t, "com_b.xml=<zimlet/>")}
	for _, tt := range []struct {
		table   inject.Config
		folders map[string]tree.Tree
		want    string // the skins or zimlets, or the diagnostic
	}{
		{inject.Config{Via: "skin"}, skins, "blue red"},
		{inject.Config{Via: "skin", Into: "red"}, skins, "red"},
		{inject.Config{Via: "zimlet", Into: "com_b"}, zimlets, "com_b"},
		{inject.Config{Via: "skin"}, nil, "skinbuild.toml:1:1: error: k: the project has no skin to deliver the file [inject/into]"},
		{inject.Config{Via: "skin", Into: "read"}, skins, `skinbuild.toml:1:1: error: k: the project has no skin "read" [inject/into]`},
		{inject.Config{Via: "zimlet"}, zimlets, "skinbuild.toml:1:1: error: k: the project has several zimlets that could deliver the file [inject/into]"},
		{inject.Config{Via: "skin"}, map[string]tree.Tree{"blue": folderOf(t, "skin.css=")}, "skinbuild.toml:1:1: error: k: blue has no manifest.xml [inject/into]"},
		{inject.Config{Via: "skin"}, map[string]tree.Tree{"blue": folderOf(t, "manifest.xml=<skin>")}, "blue/manifest.xml:1:7: error: the manifest is not well-formed XML: <skin> is not closed [skin/manifest]"},
		{inject.Config{Via: "skin"}, map[string]tree.Tree{"blue": folderOf(t, "manifest.xml=<skins/>")}, "blue/manifest.xml:1:1: error: the root element is <skins>, not <skin> [skin/manifest]"},
		{inject.Config{Via: "skin"}, map[string]tree.Tree{"blue": folderOf(t, "manifest.xml=<skin/>", "js/a.js=theirs")}, "blue/js/a.js:1:1: error: the skin has another file at the path of k [inject/asset]"},
	} {
		tt.table.Script, tt.table.Targets = "js/a.js", []string{}
		s := deliveries(t, tt.table)
		out, ds := deliver(s.Deliveries(inject.Via(tt.table.Via)), tt.folders)
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

// FuzzDeliver adds a script to any manifest: the result can be read, and nothing else has
// changed.
func FuzzDeliver(f *testing.F) {
	f.Add("<skin>\n <advanced>\n  <script/>\n </advanced>\n</skin>")
	f.Add("<skin><script><file>a</file></script ></skin >\n<!-- x -->")
	f.Add("<?xml version='1.0'?>\r<skin a='/>' xmlns='x'>\r<css\r/>\r</skin>")
	f.Fuzz(func(t *testing.T, manifest string) {
		before, d := xmlfile.Parse(source.NewFile("m", manifest), fuzzOptions)
		s := deliveries(t, inject.Config{Via: "skin", Script: "js/a.js", Targets: []string{}})
		out, ds := deliver(s.Deliveries(inject.ViaSkin), map[string]tree.Tree{"ours": folderOf(t, "manifest.xml="+manifest)})
		if d != nil || before.Root.Name != "skin" {
			if ds.Err() == nil {
				t.Fatalf("taken: %q", manifest)
			}
			return
		}
		if ds.Err() != nil {
			t.Fatal(ds.Err())
		}
		after, d := xmlfile.Parse(source.NewFile("m", deliveredText(t, out["ours"], "manifest.xml")), fuzzOptions)
		if d != nil {
			t.Fatalf("%v: %q", d, deliveredText(t, out["ours"], "manifest.xml"))
		}
		if n := count(after.Root) - count(before.Root); n < 1 || n > 2 {
			t.Fatalf("%d elements more", n)
		}
	})
}

func count(e *xmlfile.Element) int {
	n := 0
	e.Walk(func(*xmlfile.Element) { n++ })
	return n
}
