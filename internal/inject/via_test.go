package inject

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"skinbuild/internal/server/jsp"
	"skinbuild/internal/source"
	"skinbuild/internal/testenv"
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
		if got := len(s.Deliveries(ViaSkin)) > 0; got != (tt.want == ViaSkin) {
			t.Errorf("%s: delivered by the skin: %v", tt.table.Anchor, got)
		}
	}
}

// TestDeliveredIsSkipped: what a skin delivers never goes into a template.
func TestDeliveredIsSkipped(t *testing.T) {
	s := series(t, Config{Anchor: "body-end", Script: "js/a.js", Targets: []string{"public/login.jsp"}})
	p, err := s.Apply(fstest.MapFS{"public/login.jsp": {Data: []byte("<body>\n</body>\n")}}, Options{})
	if err != nil || p.Diags.Err() != nil || len(p.Changes) > 0 || len(p.Files) != 1 || p.Files[0].Ops[0].Reason != "a skin delivers it" {
		t.Errorf("%+v, %v", p, err)
	}
}

// What a skin or zimlet cannot do is refused, where the table says it.
func TestWrongVia(t *testing.T) {
	for _, tt := range []struct {
		want  string
		table Config
	}{
		{"a skin delivers only scripts and style sheets", Config{Via: "skin", Fragment: "a.html"}},
		{"a zimlet delivers only scripts and style sheets", Config{Via: "zimlet", Patch: "a.diff"}},
		{"public/error.jsp does not load scripts or style sheets of a skin", Config{Via: "skin", Script: "js/a.js", Targets: []string{"public/error.jsp"}}},
		{"public/*.jsp does not load scripts or style sheets of a skin", Config{Via: "skin", Script: "js/a.js", Targets: []string{"public/*.jsp"}}},
		{"a skin does not reach head-end of public/login.jsp", Config{Via: "skin", Script: "js/a.js", Anchor: "head-end", Targets: []string{"public/login.jsp"}}},
		{"releases needs an edited template, and via is skin", Config{Via: "skin", Script: "js/a.js", Releases: ">=9"}},
		{"defer needs an edited template, and via is zimlet", Config{Via: "zimlet", Script: "js/a.js", Defer: true}},
		{"a zimlet does not reach public/login.jsp", Config{Via: "zimlet", Script: "js/a.js", Targets: []string{"public/login.jsp"}}},
		{"a zimlet runs after the client has started, not at a place of a template", Config{Via: "zimlet", Script: "js/a.js", Anchor: "head-end"}},
		{`"</script" must not stand in a script element of a page`, Config{Via: "skin", Script: "end.js"}},
		{"into names a skin or zimlet, and the template itself is edited", Config{Into: "x", Script: "js/a.js", Anchor: "head-end", Targets: []string{"public/login.jsp"}}},
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

// TestDeliveredForSomePages: the same skin.js is loaded by three pages, so a script for
// some of them checks which one it runs in.
func TestDeliveredForSomePages(t *testing.T) {
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
		list := s.Deliveries(ViaSkin)
		if len(list) != 1 || string(list[0].File.Data) != tt.want || !slices.Equal(list[0].Clients, []string{"advanced"}) {
			t.Errorf("%v: %+v, want %q", tt.targets, list, tt.want)
		}
	}
	s := series(t, Config{Via: "skin", Style: "css/a.css", Targets: []string{"WEB-INF/tags/head.tag"}})
	if list := s.Deliveries(ViaSkin); len(list) != 1 || !slices.Equal(list[0].Clients, []string{"standard"}) {
		t.Errorf("a sheet of the standard client: %+v", list)
	}
}

// TestSkinPages compares skinPages with the pages of every release.
func TestSkinPages(t *testing.T) {
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
