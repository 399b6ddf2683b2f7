package scripts

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"skinbuild/internal/testenv"
)

// report opens a page with these scripts in its body, runs then, and returns the
// states of SynaSkin.report() by id, with the detail behind a colon, and what then
// returned.
func (l *lab) report(t *testing.T, agent, before, ours, then string) (states map[string]string, result string) {
	t.Helper()
	l.html = "<!DOCTYPE html><html><head><title>plain</title>" + labHelpers + "</head><body>\n<script>window.onerror=function(t){pageErrors.push(t)};" + before + "</script>\n"
	for name := range strings.FieldsSeq(ours) {
		l.html += `<script src="/ours/` + name + `"></script>` + "\n"
	}
	l.html += "</body></html>"
	if err := l.open(agent, 0, "/page/plain"); err != nil {
		t.Fatal(err)
	}
	text, err := l.eval(`(async function () {
		var result = await (async function () { ` + then + ` })();
		var states = {};
		var list = window.SynaSkin ? SynaSkin.report() : [];
		for (var i = 0; i < list.length; i++) { states[list[i].id] = list[i].state + ": " + list[i].detail; }
		return JSON.stringify({ States: states, Result: String(result), Errors: pageErrors });
	})()`)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		States map[string]string
		Result string
		Errors []string
	}
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Errors) > 0 {
		t.Errorf("the page has errors: %v", got.Errors)
	}
	return got.States, got.Result
}

// TestRegistry has what can go wrong with a fix go wrong: the page goes on, and
// the report says what failed.
func TestRegistry(t *testing.T) {
	l := openLab(t)
	b := &bundle{sources: os.DirFS("../../../overrides"), virtual: map[string]string{"registry": `import "./core/registry.js";`}}
	text, _, ds := b.run("registry", "")
	if ds.Err() != nil {
		t.Fatal(ds.Err())
	}
	l.bundles["registry.js"] = string(text)
	const vendor = `
		window.V = function () {}; var calls = [];
		V.prototype.add = function (a, b) { calls.push("add"); return a + b; };
		V.prototype.boom = function () { calls.push("boom"); throw new Error("the vendor's own"); };
		V.prototype.deep = function (n) { return n ? this.deep(n - 1) + 1 : 0; };
		window.AjxDispatcher = { list: {}, addPackageLoadFunction: function (p, f) { (this.list[p] = this.list[p] || []).push(f); } };`
	for _, tt := range []struct{ name, config, then, state, result string }{
		{"a wrap that works", "", `SynaSkin.fix({ id: "x", patches: [{ place: "V.prototype.add", wrap: function (o) { return function (a, b) { return o.call(this, a, b) * 10; }; } }] });
			return new V().add(1, 2);`, "applied: ", "30"},
		{"a wrap that throws before the call", "", `SynaSkin.fix({ id: "x", patches: [{ place: "V.prototype.add", wrap: function (o) { return function () { null.x; }; } }] });
			return [new V().add(1, 2), new V().add(2, 2), calls.length];`, "failed: Cannot read properties of null (reading 'x')", "3,4,2"},
		{"a wrap that throws after the call", "", `SynaSkin.fix({ id: "x", patches: [{ place: "V.prototype.add", wrap: function (o) { return function (a, b) { o.call(this, a, b); null.x; }; } }] });
			return [new V().add(1, 2), calls.length];`, "failed: Cannot read properties of null (reading 'x')", "3,1"},
		{"an exception of the vendor", "", `SynaSkin.fix({ id: "x", patches: [{ place: "V.prototype.boom", wrap: function (o) { return function () { return o.call(this); }; } }] });
			try { new V().boom(); } catch (e) { return e.message + " " + calls.length; }`, "applied: ", "the vendor's own 1"},
		{"a function that calls itself", "", `SynaSkin.fix({ id: "x", patches: [{ place: "V.prototype.deep", wrap: function (o) { return function (n) { return o.call(this, n); }; } }] });
			return new V().deep(50);`, "applied: ", "50"},
		{"a wrap that makes none", "", `SynaSkin.fix({ id: "x", patches: [{ place: "V.prototype.add", wrap: function () { throw new Error("no wrap"); } }] });
			return new V().add(1, 2);`, "failed: no wrap", "3"},
		{"a guard that throws", "", `SynaSkin.fix({ id: "x", needed: function () { undefinedName(); }, patches: [] });`, "failed: undefinedName is not defined", "undefined"},
		{"another signature", "", `SynaSkin.fix({ id: "x", patches: [{ place: "V.prototype.add", params: 3, wrap: function (o) { return o; } }] });
			return new V().add(1, 2);`, "failed: V.prototype.add takes 2 parameters, not 3", "3"},
		{"no function there", "", `window.W = { x: 1 }; SynaSkin.fix({ id: "x", patches: [{ place: "W.x", wrap: function (o) { return o; } }] });`, "failed: W.x is no function", "undefined"},
		{"a class that never comes", "", `SynaSkin.fix({ id: "x", packages: "Later", patches: [{ place: "Later.prototype.f", wrap: function (o) { return o; } }] });`, "waiting: for Later.prototype.f", "undefined"},
		{"a class that comes later", "", `SynaSkin.fix({ id: "x", packages: "Later", patches: [{ place: "Later.f", wrap: function (o) { return function () { return "fixed " + o(); }; } }] });
			window.Later = { f: function () { return "f"; } };
			AjxDispatcher.list.Later.forEach(function (f) { f.run(); });
			AjxDispatcher.list.Later.forEach(function (f) { f.run(); });
			return Later.f();`, "applied: ", "fixed f"},
		{"a class that is loaded twice", "", `SynaSkin.fix({ id: "x", packages: "Later", patches: [{ place: "Later.f", wrap: function (o) { return function () { return "fixed " + o(); }; } }] });
			for (var i = 0; i < 2; i++) { window.Later = { f: function () { return "f"; } }; AjxDispatcher.list.Later.forEach(function (f) { f.run(); }); }
			return Later.f();`, "applied: ", "fixed f"},
		{"two fixes on one function", "", `SynaSkin.fix({ id: "y", patches: [{ place: "V.prototype.add", has: /add/, wrap: function (o) { return function (a, b) { return o.call(this, a, b) + 1; }; } }] });
			SynaSkin.fix({ id: "x", patches: [{ place: "V.prototype.add", has: /calls/, lacks: /synaOriginal/, wrap: function (o) { return function (a, b) { return o.call(this, a, b) * 10; }; } }] });
			return new V().add(1, 2);`, "applied: ", "40"},
		{"the same fix twice", "", `for (var i = 0; i < 2; i++) { SynaSkin.fix({ id: "x", patches: [{ place: "V.prototype.add", wrap: function (o) { return function (a, b) { return o.call(this, a, b) * 10; }; } }] }); }
			return new V().add(1, 2);`, "applied: ", "30"},
		{"the vendor's code is repaired", "", `SynaSkin.fix({ id: "x", patches: [{ place: "V.prototype.add", has: /javascript:/, wrap: function (o) { return null; } }] });
			return new V().add(1, 2);`, "not needed: this release is repaired", "3"},
		{"switched off", `{ fixes: { off: ["x"] } }`, `SynaSkin.fix({ id: "x", apply: function () { window.ran = 1; } }); return window.ran;`, "off: switched off", "undefined"},
		{"on request, not requested", "", `SynaSkin.fix({ id: "x", optIn: true, apply: function () { window.ran = 1; } }); return window.ran;`, "off: only on request", "undefined"},
		{"on request, requested", `{ fixes: { on: ["x"] } }`, `SynaSkin.fix({ id: "x", optIn: true, apply: function () { window.ran = 1; } }); return window.ran;`, "applied: ", "1"},
		{"a configuration that is text", `"off"`, `SynaSkin.fix({ id: "x", apply: function () { window.ran = 1; } }); return window.ran;`, "applied: ", "1"},
		{"a list that is text", `{ fixes: { off: "x" } }`, `SynaSkin.fix({ id: "x", apply: function () { window.ran = 1; } }); return window.ran;`, "applied: ", "1"},
		{"a list that is null", `{ fixes: null }`, `SynaSkin.fix({ id: "x", apply: function () { window.ran = 1; } }); return window.ran;`, "applied: ", "1"},
		{"statics and prototype stay", "", `V.stat = 7; SynaSkin.fix({ id: "x", patches: [{ place: "V", wrap: function (o) { return function () { o.apply(this, arguments); this.more = 1; }; } }] });
			var v = new V(); return [V.stat, v instanceof V, v.add(1, 2), v.more];`, "applied: ", "7,true,3,1"},
	} {
		before := vendor
		if tt.config != "" {
			before += "window.SynaSkinConfig = " + tt.config + ";"
		}
		states, result := l.report(t, "", before, "registry.js", tt.then)
		if states["x"] != tt.state || result != tt.result {
			t.Errorf("%s: state %q, result %q; want %q, %q", tt.name, states["x"], result, tt.state, tt.result)
		}
	}
}

// TestSwitchedOff switches everything off by the address, for the tab, and by storage.
func TestSwitchedOff(t *testing.T) {
	l := openLab(t)
	address := func(query string) string { return "history.replaceState(null, '', '/page/plain" + query + "');" }
	const spec = `SynaSkin.fix({ id: "x", apply: function () { window.ran = 1; } }); return window.ran + " " + said.join();`
	const listen = "window.said = []; console.info = function (text) { said.push(text); };"
	for _, tt := range []struct{ name, before, state, result string }{
		{"by the address", address("?a=1&syna=off"), "off: switched off by ?syna=off", "undefined SynaSkin: all fixes and features are switched off by ?syna=off"},
		{"on the next page of the tab", "", "off: switched off by ?syna=off", "undefined SynaSkin: all fixes and features are switched off by ?syna=off"},
		{"on again", address("?syna=on"), "applied: ", "1 "},
		{"another parameter", address("?xsyna=off"), "applied: ", "1 "},
		{"by storage", "localStorage.setItem('syna', 'off');", "off: switched off by the storage key syna", "undefined SynaSkin: all fixes and features are switched off by the storage key syna"},
		{"storage without the key", "localStorage.clear();", "applied: ", "1 "},
		{"by the address, without storage", address("?syna=off") + "Object.defineProperty(window, 'sessionStorage', { get: function () { throw new Error('no'); } });",
			"off: switched off by ?syna=off", "undefined SynaSkin: all fixes and features are switched off by ?syna=off"},
		{"without storage", "Object.defineProperty(window, 'sessionStorage', { get: function () { throw new Error('no'); } });", "applied: ", "1 "},
	} {
		states, result := l.report(t, "", listen+tt.before, "SynaHead.js", spec)
		if states["x"] != tt.state || result != tt.result {
			t.Errorf("%s: state %q, result %q; want %q, %q", tt.name, states["x"], result, tt.state, tt.result)
		}
	}
}

// TestWithoutDefineProperty is an old browser: what cannot be defined without
// being seen by for-in is not defined, and the report says so.
func TestWithoutDefineProperty(t *testing.T) {
	l := openLab(t)
	states, result := l.report(t, "", "delete Array.prototype.includes; delete Object.defineProperty;", "SynaHead.js",
		`var seen = []; for (var i in []) { seen.push(i); } return seen.length;`)
	if result != "0" || !strings.HasPrefix(states["ES2016-includes"], "failed: ") {
		t.Errorf("for-in shows %s names; %v", result, states)
	}
}

// TestEngineClasses gives the page the marks of old engines.
func TestEngineClasses(t *testing.T) {
	l := openLab(t)
	for _, tt := range []struct{ agent, before, want string }{
		{"ie11", `Object.defineProperty(document, "documentMode", { value: 11 });`, "user_font_size_normal ie ie11"},
		{"", `Object.defineProperty(document, "documentMode", { value: 9 });`, "user_font_size_normal ie ie9 lt-ie10 lt-ie11"},
		{"", `window.ActiveXObject = function () {}; delete window.addEventListener; window.addEventListener = undefined; window.savedAll = 1; Object.defineProperty(document, "all", { value: [1] });`,
			"user_font_size_normal ie ie7 lt-ie8 lt-ie9 lt-ie10 lt-ie11"},
		{"edge44", `window.StyleMedia = function () {};`, "user_font_size_normal edgehtml"},
		{"edge44", ``, "user_font_size_normal"}, // the User-Agent of Edge in another engine
		{"ie11", ``, "user_font_size_normal"},
		{"firefox", ``, "user_font_size_normal"},
	} {
		_, got := l.report(t, tt.agent, `document.documentElement.className = "user_font_size_normal";`+tt.before, "SynaHead.js", "return document.documentElement.className;")
		if got != tt.want {
			t.Errorf("%s %s: %q, want %q", tt.agent, tt.before, got, tt.want)
		}
	}
}

// TestHeadLetsTheVendorStart plays Internet Explorer 11 with a release whose
// startup package calls String.includes.
func TestHeadLetsTheVendorStart(t *testing.T) {
	l := openLab(t)
	testenv.Tree(t, "10.1.3")
	const lacking = "delete Array.prototype.includes; delete String.prototype.includes; delete DOMTokenList.prototype.value;"
	for _, head := range []string{"", `<script src="/ours/SynaHead.js"></script>`} {
		l.html = "<!DOCTYPE html><html><head><script>window.labRelease='10.1.3';window.labUnneeded=false;" + lacking + "</script>" + head + labHelpers + labPrologue + `</head><body>
<script src="/vendor/10.1.3/Boot_all.js"></script><script>AjxEnv.DEFAULT_LOCALE='en_US';</script><script src="/vendor/10.1.3/Startup1_1_all.js"></script></body></html>`
		if err := l.open("ie11", 0, "/page/plain"); err != nil {
			t.Fatal(err)
		}
		got, err := l.eval(`String(pageErrors) + (window.DwtTimeSelect ? " started" : "")`)
		if err != nil {
			t.Fatal(err)
		}
		if started := strings.HasSuffix(got, " started"); started != (head != "") {
			t.Errorf("with %q in the head: %s", head, got)
		}
	}
}

// TestDeadPageIsLoadedAgain has a page come back from the cache of pages, with its
// session ended on the way out and without.
func TestDeadPageIsLoadedAgain(t *testing.T) {
	l := openLab(t)
	for _, ended := range []string{"true", "false"} {
		before := "window.AjxCore = { addOnunloadListener: function () {} }; window.ZmZimbraMail = { _endSessionDone: " + ended + " };"
		_, got := l.report(t, "chrome", before, "SynaHead.js FixZimbra.js", `AjxCore.addOnunloadListener(function () {});
			setTimeout(function () { window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })); }, 50); return "armed";`)
		if got != "armed" {
			t.Fatal(got)
		}
		wait := patience
		if ended == "false" {
			wait = 500 * time.Millisecond
		}
		kind, err := "", error(nil)
		for end := time.Now().Add(wait); kind != "reload" && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
			kind, err = l.eval(`performance.getEntriesByType("navigation")[0].type`) // which a navigation ends
		}
		if err != nil || (kind == "reload") != (ended == "true") {
			t.Errorf("session ended: %s; the page is there by %s, %v", ended, kind, err)
		}
	}
}
