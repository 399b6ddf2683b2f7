package project

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"skinbuild"
	"skinbuild/internal/agents/ua"
	"skinbuild/internal/server/reference"
	"skinbuild/internal/server/render"
	"skinbuild/internal/testenv"
	"skinbuild/internal/tree"
	"skinbuild/internal/visit/browser"
)

// overlay builds a project that says nothing, for the webapp: the scripts, and the
// templates with them.
func overlay(t *testing.T, webapp fs.FS) tree.Tree {
	t.Helper()
	p, ds, err := Load(fstest.MapFS{"skinbuild.toml": {}}, "skinbuild.toml")
	if err != nil || ds.Err() != nil {
		t.Fatal(err, ds.Err())
	}
	b, ds, err := p.Build(context.Background(), &BuildOptions{Standard: skinbuild.Default(), Modules: modules(t), Webapp: webapp, Templates: true})
	if err != nil || ds.Err() != nil {
		t.Fatal(err, ds.Err())
	}
	files, err := sub(b.Files, "webapp")
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// pages serves the files of a webapp, and its pages rendered for who asks.
func pages(webapp fs.FS) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, "/")
		if path.Ext(name) != ".jsp" {
			http.ServeFileFS(w, r, webapp, name)
			return
		}
		bean, err := ua.Taglib(r.UserAgent())
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		p, ds := render.Render(webapp, name, &render.Environment{
			UserAgent: bean, Version: "1", Account: account(name),
			Declared: map[string]string{"protocolMode": `"http"`, "httpPort": `"80"`, "httpsPort": `"443"`},
			Message:  func(_, key string) (string, bool) { return key, true },
			Include: func(name string, _ url.Values) (string, bool, error) {
				if strings.HasSuffix(name, "/skin.js") {
					return `window.skin = { hints: { banner: { url: "#" } } };`, true, nil
				}
				text, _ := fs.ReadFile(webapp, strings.TrimPrefix(name, "/")) // what the vendor's build makes is not there
				return string(text), true, nil
			},
		})
		if ds.Err() != nil {
			http.Error(w, ds.Err().Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, p.Body)
	}
}

// account is that of a page that wants somebody to be signed in.
func account(page string) map[string]string {
	if strings.Contains(page, "launch") {
		return map[string]string{"zimbraPrefSkin": "harmony"}
	}
	return nil
}

// ran is a script that says which of our scripts ran, and what failed.
const ran = `(function () {
	var list = [], report = window.SynaSkin ? SynaSkin.report() : [];
	["SynaModernizr", "SynaSkinConfig", "SynaSkin"].forEach(function (name) { if (window[name]) { list.push(name); } });
	if (window.jQuery && jQuery.fn && jQuery.fn.jquery == "4.0.0") { list.push("our jQuery"); }
	report.forEach(function (r) { if (r.state == "failed") { list.push("failed: " + r.id + " " + r.detail); } });
	return list.join(", ") + (/\bm-(no-)?flexbox\b/.test(document.documentElement.className) ? ", classes" : "");
})()`

// TestInjectedPages has the browsers of this machine load pages with the default
// project in them, of our own webapp and of the vendor's: every script runs, so its
// hash is right and it stands where it can, and the page complains of nothing that
// it did not complain of before.
func TestInjectedPages(t *testing.T) {
	testenv.Long(t)
	webapps := map[string]fs.FS{"reference": reference.Webapp()}
	for _, tag := range []string{"8.7.6", "8.8.15.p46", "9.0.0.p24", "10.1.3"} {
		dir := filepath.Join(testenv.TreesDir(), tag, "webapps/zimbra")
		if _, err := os.Stat(dir); err == nil && testenv.TreesDir() != "" {
			webapps[tag] = os.DirFS(dir)
		}
	}
	want := map[string]string{
		"public/login.jsp":           "SynaModernizr, SynaSkinConfig, SynaSkin, classes",
		"public/launchZCS.jsp":       "SynaModernizr, SynaSkinConfig, SynaSkin, classes",
		"public/launchNewWindow.jsp": "SynaModernizr, SynaSkinConfig, SynaSkin, classes",
		"public/error.jsp":           "SynaSkin",
	}
	seen := 0
	for _, spec := range browser.Find(t.Context()) {
		if spec.Path == "" {
			t.Logf("%s is not installed (%s): no page was loaded in it", spec.Engine, spec.Install)
			continue
		}
		b, err := browser.Open(t.Context(), spec)
		if err != nil {
			t.Fatal(err)
		}
		for name, webapp := range webapps {
			over := overlay(t, webapp)
			for page, expected := range want {
				if name == "reference" && page == "public/error.jsp" {
					continue // a page of traps, with a tag that only a server has
				}
				before, _ := visit(t, b, webapp, page)
				after, got := visit(t, b, tree.Layers{over, webapp}, page)
				if got != expected || !slices.Equal(before, after) {
					t.Errorf("%s, %s in %s: %s, want %s; complaints %q, before %q", name, page, spec.Engine, got, expected, after, before)
				}
				seen++
			}
		}
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	}
	if seen == 0 {
		testenv.Skip(t, "no browser is installed; run tools/setup")
	}
	t.Logf("%d pages loaded, each with and without what was put in", seen)
}

// visit loads a page and returns the exceptions and wrong hashes that the console
// tells of, without addresses, and what ran says.
func visit(t *testing.T, b *browser.Browser, webapp fs.FS, page string) (complaints []string, result string) {
	t.Helper()
	server := httptest.NewServer(pages(webapp))
	defer server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	p, err := b.Visit(ctx, server.URL+"/"+page, &browser.Options{Script: ran})
	if err == nil {
		err = json.Unmarshal(p.Value, &result)
	}
	if err != nil {
		t.Fatalf("%s in %s: %v", page, b.Spec.Engine, err)
	}
	for _, m := range p.Console {
		// What the vendor's build makes is not there, and that is complained of in any order.
		if strings.Contains(m.Text, "Error: ") || strings.Contains(m.Text, "integrity") {
			first, _, _ := strings.Cut(m.Text, "\n") // below it places, which an insertion moves
			complaints = append(complaints, strings.ReplaceAll(first, server.URL, ""))
		}
	}
	slices.Sort(complaints)
	return slices.Compact(complaints), result
}
