package scripts

import (
	"os"
	"slices"
	"strings"
	"testing"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/source"
)

// featurePage is a client in small, of what the features touch.
const featurePage = `
	window.said = []; window.beacons = []; window.opened = []; window.shown = [];
	navigator.sendBeacon = function (u, d) { beacons.push([u, d]); return true; };
	window.open = function (u) { opened.push(u); };
	window.SynaModernizr = { flexbox: true, localstorage: true, json: true, queryselector: true, es5array: true, eventlistener: true, csscalc: false };
	window.AjxEnv = {}; window.AjxListener = function (o, f) { this.run = f; };
	window.ZmSetting = { IDLE_SESSION_TIMEOUT: "I", CLIENT_VERSION: "C" }; window.ZmStatusView = { LEVEL_WARNING: 2 };
	window.appCtxt = { get: function (id) { return id == "I" ? 600 : id == "C" ? "8.8.15" : ""; }, setStatusMsg: function (m) { said.push(m); } };
	window.skin = { showTopAd: function () { shown.push("top"); }, showSidebarAd: function () { shown.push("sidebar"); } };
	window.ZmZimbraMail = function () {};
	ZmZimbraMail.prototype.setSessionTimer = function () {}; ZmZimbraMail._userEventHdlr = function () {}; ZmZimbraMail.prototype._postRenderStartup = function () {};
	window.items = [];
	ZmZimbraMail.prototype.getDropMenuOptions = function () { return { getMenu: function () { return { createMenuItem: function (id, p) { var item = { id: id, text: p.text, addSelectionListener: function (l) { item.listener = l; } }; items.push(item); return item; } }; } }; };
	document.body.insertAdjacentHTML("beforeend", "<div id=skin_container_top_ad></div><form><input id=username><input id=password type=password><select id=client><option value=standard>S<option value=advanced>A</select></form><div id=ZLoginNotice></div>");
`

func TestFeatures(t *testing.T) {
	l := openLab(t)
	for _, tt := range []struct{ name, config, then, key, state, result string }{
		{"all off", "undefined", `return document.querySelectorAll("#synaBanner, .syna-skip, style").length;`, "banner", "off: only on request", "0"},
		{"empty", "{}", `return 1;`, "login", "off: only on request", "1"},
		{"banner, all there", `{ banner: { on: true } }`, `return document.getElementById("synaBanner");`, "banner", "not needed: there is nothing to repair", "null"},
		{"banner, something lacks", `{ banner: { on: true, requires: ["csscalc"], text: "old <b>", link: "https://x.example/", linkText: "more" } }`,
			`var el = document.getElementById("synaBanner"), out = [el.textContent, el.querySelector("a").href, el === document.body.firstChild, el.getAttribute("role")]; el.querySelector("button").click(); out.push(document.getElementById("synaBanner")); sessionStorage.clear(); return out.join("|");`,
			"banner", "applied: ", "old <b> more×|https://x.example/|true|alert|"},
		{"banner, a link that is script", `{ banner: { on: true, requires: ["csscalc"], link: "javascript:alert(1)" } }`, `var n = document.querySelectorAll("#synaBanner a").length; return n;`, "banner", "applied: ", "0"},
		{"banner, an untested requirement", `{ banner: { on: true, requires: ["nope"] } }`, `return document.getElementById("synaBanner");`, "banner", "failed: SynaSkinConfig.banner.requires names nope, which this build does not test", "null"},
		{"banner, a wrong type", `{ banner: { on: true, text: 5 } }`, `return 1;`, "banner", "failed: SynaSkinConfig.banner.text is a number, and must be a string", "1"},
		{"a feature that is text", `{ banner: "on" }`, `return 1;`, "banner", "failed: SynaSkinConfig.banner is no object", "1"},
		{"the others go on", `{ banner: "on", print: { on: true } }`, `return /@media print/.test(document.head.lastElementChild.textContent);`, "print", "applied: ", "true"},
		{"banner, only storage is blocked", `(SynaModernizr.localstorage = false, { banner: { on: true, text: "old", storageText: "blocked" } })`, `var el = document.getElementById("synaBanner"), text = el.textContent; el.querySelector("button").click(); sessionStorage.clear(); return text;`, "banner", "applied: ", "blocked ×"},
		{"session", `{ session: { on: true, minutes: 10, text: "{0} left" } }`, `window.appCtxt.get = function () { return 600.05; }; new ZmZimbraMail().setSessionTimer(true); await new Promise(function (d) { setTimeout(d, 120); });
			var one = said.join(); said.length = 0; new ZmZimbraMail().setSessionTimer(true); ZmZimbraMail._userEventHdlr(); new ZmZimbraMail().setSessionTimer(false); await new Promise(function (d) { setTimeout(d, 120); }); return one + "|" + said.join();`,
			"session", "applied: ", "10 left|"},
		{"network", `{ network: { on: true } }`, `window.dispatchEvent(new Event("offline")); window.dispatchEvent(new Event("online")); return said.length;`, "network", "applied: ", "2"},
		{"help", `{ help: { on: true, links: [{ label: "Support", url: "https://s.example/" }, { label: "Bad", url: "javascript:1" }, null] } }`,
			`new ZmZimbraMail().getDropMenuOptions(); items[0].listener.run(); return items.map(function (i) { return i.text; }) + "|" + opened;`, "help", "applied: ", "Support|https://s.example/"},
		{"container", `{ container: { on: true, text: "News", link: "/news" } }`, `new ZmZimbraMail()._postRenderStartup(); return shown + "|" + document.getElementById("skin_container_top_ad").innerHTML;`,
			"container", "applied: ", `top|<a href="/news" target="_blank" rel="noopener">News</a>`},
		{"container elsewhere", `{ container: { on: true, place: "left", text: "News" } }`, `new ZmZimbraMail()._postRenderStartup(); return shown;`, "container", "failed: SynaSkinConfig.container.place is neither top nor sidebar", ""},
		{"focus", `{ focus: { on: true } }`, `var key = new KeyboardEvent("keydown", { bubbles: true }); Object.defineProperty(key, "keyCode", { value: 9 }); document.body.dispatchEvent(key);
			var on = document.documentElement.className; document.body.dispatchEvent(new MouseEvent("mousedown", { bubbles: true })); return on + "|" + document.documentElement.className;`, "focus", "applied: ", "syna-keyboard|"},
		{"telemetry", `{ telemetry: { on: true, url: "/t" } }`, `new ZmZimbraMail()._postRenderStartup(); new ZmZimbraMail()._postRenderStartup(); var d = JSON.parse(beacons[0][1]); return [beacons.length, beacons[0][0], d.client, d.capabilities.csscalc, Object.keys(d).join("+")].join();`,
			"telemetry", "applied: ", "1,/t,8.8.15,false,client+capabilities+fixes"},
		{"telemetry to nowhere", `{ telemetry: { on: true } }`, `new ZmZimbraMail()._postRenderStartup(); return beacons.length;`, "telemetry", "failed: SynaSkinConfig.telemetry.url is none of https: and /path", "0"},
		{"print", `{ print: { on: true } }`, `return /@media print/.test(document.head.lastElementChild.textContent);`, "print", "applied: ", "true"},
		{"login", `{ login: { on: true, remember: true, capsLock: "CAPS", news: { label: "New", url: "/n" } } }`,
			`var p = document.getElementById("password"), c = document.getElementById("client"); p.dispatchEvent(new KeyboardEvent("keydown", { modifierCapsLock: true })); var hint = document.getElementById("synaCapsLock").textContent;
			p.dispatchEvent(new FocusEvent("blur")); c.value = "advanced"; c.dispatchEvent(new Event("change")); var kept = localStorage.getItem("synaClient"); localStorage.clear();
			return [hint, document.getElementById("synaCapsLock").textContent, p.getAttribute("autocomplete"), kept, document.querySelector("#synaNews a").textContent].join();`, "login", "applied: ", "CAPS,,current-password,advanced,New"},
	} {
		states, result := l.report(t, "", featurePage+"window.SynaSkinConfig = "+tt.config+";", "SynaHead.js SynaSkinOverride.js", tt.then)
		if got := states["override-"+tt.key]; got != tt.state || result != tt.result {
			t.Errorf("%s: state %q, result %q; want %q, %q", tt.name, got, result, tt.state, tt.result)
		}
	}
}

func TestJQuery(t *testing.T) {
	l := openLab(t)
	for _, version := range []string{jqueryOld, jqueryNew} {
		r, ds, err := Build(&Options{Overrides: os.DirFS("../../../overrides"), Modules: modules(t), JQuery: version})
		if err != nil || ds.Err() != nil {
			t.Fatal(err, ds.Err())
		}
		for _, s := range r.Scripts {
			if strings.Contains(s.Name, "Query") {
				l.bundles[s.Name] = string(s.Text)
			}
		}
		if i := slices.IndexFunc(r.Pins, func(p Pin) bool { return p.Name == jqueryName }); i < 0 || r.Pins[i].Version != version || len(r.Pins) != 1 {
			t.Errorf("%s: pins %v", version, r.Pins)
		}
		for _, tt := range []struct{ name, before, scripts, then, want string }{
			{"a page without", "", "SynaJQuery.js", "return jQuery.fn.jquery + typeof $ + jQuery('body').length;", version + "undefined1"},
			{"a page with", "window.jQuery = window.$ = { fn: { jquery: '1.11.0' } };", "SynaJQuery.js", "return jQuery.fn.jquery + $.fn.jquery;", "1.11.01.11.0"},
			{"a private copy beside it", "window.jQuery = window.$ = { fn: { jquery: '1.11.0' } };", "SynaQuery.js", "return jQuery.fn.jquery + $.fn.jquery + SynaQuery.fn.jquery + SynaQuery('body').length;", "1.11.01.11.0" + version + "1"},
			{"a private copy alone", "", "SynaQuery.js", "return [typeof jQuery, typeof $, SynaQuery.fn.jquery].join();", "undefined,undefined," + version},
			{"events, elements and selectors", "", "SynaQuery.js", `var $ = SynaQuery, list = [], box = $("<p class=a><b>x</b><i>y</i></p>").appendTo("body");
				box.on("zz", "b", function (e) { list.push(e.type + $(this).text()); }).find("b").trigger("zz");
				list.push(box.children("i").css({ display: "block" }).is(":visible"), box.find("b:not(.c)").length, $.extend({}, { a: 1 }).a);
				box.remove(); return list.join();`, "zzx,true,1,1"},
		} {
			if _, got := l.report(t, "", tt.before, tt.scripts, tt.then); got != tt.want {
				t.Errorf("%s, %s: %q, want %q", version, tt.name, got, tt.want)
			}
		}
	}
}

func TestJQueryFor(t *testing.T) {
	if _, ds := compat.ParseList(source.NewFile("", jqueryDropped)); len(ds) > 0 {
		t.Fatal(ds)
	}
	for text, want := range map[string]string{
		"chrome >= 109, safari >= 15.6, firefox >= 115": jqueryNew,
		"ie 11, edge >= 79, firefox >= 65, ios >= 11":   jqueryNew,
		"chrome >= 109, ie 10":                          jqueryOld,
		"edge 18":                                       jqueryOld,
		"firefox 60":                                    jqueryOld,
		"ios 10.3":                                      jqueryOld,
	} {
		list, ds := compat.ParseList(source.NewFile("", text))
		if ds.Err() != nil {
			t.Fatal(ds.Err())
		}
		if got := JQueryFor(list); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
