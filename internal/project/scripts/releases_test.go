package scripts

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"skinbuild/internal/testenv"
)

// someReleases are the first and last of each line; SKINBUILD_ALL_RELEASES makes
// it all that ZIMBRA_TREES has.
func someReleases(t *testing.T) []string {
	t.Helper()
	trees := testenv.Trees(t)
	if os.Getenv("SKINBUILD_ALL_RELEASES") != "" {
		return slices.Sorted(maps.Keys(trees))
	}
	return []string{"8.7.6", "8.7.11.p13", "8.8.0.beta1", "8.8.12.p5", "8.8.15", "8.8.15.p47", "9.0.0", "9.0.0.p43", "10.0.0-GA", "10.0.11", "10.1.0", "10.1.3"}
}

// TestFixZimbraOnReleases loads the vendor's startup and then all its packages
// with the whole bundle between, as three browsers: no fix fails, and the page has
// no error that it does not have without the bundle.
func TestFixZimbraOnReleases(t *testing.T) {
	l := openLab(t)
	for _, tag := range someReleases(t) {
		t.Run(tag, func(t *testing.T) {
			testenv.Tree(t, tag)
			for _, agent := range []string{"chrome", "firefox", "safari"} {
				l.bundleIsHarmless(t, agent, tag)
			}
		})
	}
}

// bundleIsHarmless loads the release as the agent, with the whole bundle and without.
func (l *lab) bundleIsHarmless(t *testing.T, agent, tag string) {
	t.Helper()
	_, without := l.loadAll(t, agent, tag, "")
	states, with := l.loadAll(t, agent, tag, "FixZimbra.js")
	for id, state := range states {
		if strings.HasPrefix(state, "failed") {
			t.Errorf("%s as %s: %s %s", tag, agent, id, state)
		}
	}
	if !slices.Equal(with, without) {
		t.Errorf("%s as %s: errors with the bundle %v, without it %v", tag, agent, with, without)
	}
	count := map[string]int{}
	for _, state := range states {
		word, _, _ := strings.Cut(state, ":")
		count[word]++
	}
	t.Logf("%-12s %-8s %v", tag, agent, count)
}

// laterPackages are loaded by the vendor's own loader, after the bundle.
const laterPackages = "Startup2 Zimlet MailCore Mail ContactsCore CalendarCore Calendar CalendarAppt Contacts BriefcaseCore Briefcase PreferencesCore Preferences TasksCore Tasks Extras Share Alert Voicemail XForms"

func (l *lab) loadAll(t *testing.T, agent, tag, bundle string) (states map[string]string, errors []string) {
	t.Helper()
	q := url.Values{"release": {tag}, "fix": {bundle}}
	if err := l.open(agent, 0, "/page/?"+q.Encode()); err != nil {
		t.Fatal(err)
	}
	text, err := l.eval(fmt.Sprintf(`(function () {
		%q.split(" ").forEach(function (p) { try { AjxDispatcher.require(p); } catch (e) { pageErrors.push(p + ": " + (e.message || e.msg || e)); } });
		var states = {};
		(window.SynaSkin ? SynaSkin.report() : []).forEach(function (r) { states[r.id] = r.state + ": " + r.detail; });
		return JSON.stringify({ States: states, Errors: pageErrors.map(function (e) { return e.replace(/https?:\S+|:\d+/g, ""); }) });
	})()`, laterPackages))
	if err != nil {
		t.Fatalf("%s as %s: %v", tag, agent, err)
	}
	var got struct {
		States map[string]string
		Errors []string
	}
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	return got.States, got.Errors
}

// TestFeaturesOnReleases switches every feature on in the client of every line: each
// finds what it hooks into.
func TestFeaturesOnReleases(t *testing.T) {
	l := openLab(t)
	const config = `window.SynaModernizr = { flexbox: true, localstorage: true, json: true, queryselector: true, es5array: true, eventlistener: true, csscalc: false };
		window.SynaSkinConfig = { banner: { on: true, requires: ["csscalc"] }, container: { on: true, text: "x" }, focus: { on: true }, help: { on: true, links: [{ label: "x", url: "/x" }] },
			login: { on: true }, network: { on: true }, print: { on: true }, session: { on: true }, skipLinks: { on: true }, telemetry: { on: true, url: "/x" } };`
	l.bundles["Features.js"] = config + l.bundles["SynaSkinOverride.js"]
	for _, tag := range someReleases(t) {
		t.Run(tag, func(t *testing.T) {
			testenv.Tree(t, tag)
			_, without := l.loadAll(t, "chrome", tag, "")
			states, with := l.loadAll(t, "chrome", tag, "Features.js")
			features := 0
			for id, state := range states {
				if !strings.HasPrefix(id, "override-") {
					continue
				}
				if features++; !strings.HasPrefix(state, "applied: ") || strings.Contains(state, "waiting") {
					t.Errorf("%s is %s", id, state)
				}
			}
			if features != 10 || !slices.Equal(with, without) {
				t.Errorf("%d features; errors with them %v, without %v", features, with, without)
			}
		})
	}
}

// TestHistoryWorksInChrome shows why there is no fix for the "back" button: the
// vendor's history manager is made by the view manager in every browser; only its
// name on window, which an iframe for Internet Explorer uses, is not.
func TestHistoryWorksInChrome(t *testing.T) {
	l := openLab(t)
	for _, tag := range []string{"8.7.6", "8.8.15", "9.0.0", "10.1.3"} {
		t.Run(tag, func(t *testing.T) {
			testenv.Tree(t, tag)
			if err := l.open("chrome", 0, "/page/?release="+tag); err != nil {
				t.Fatal(err)
			}
			got, err := l.eval(`(async function () {
			var seen = [], changes = 0, manager = new AjxHistoryMgr();
			manager.addListener(new AjxListener(null, function (ev) { seen.push(ev.data); }));
			window.addEventListener("hashchange", function () { changes++; });
			for (var i = 1; i <= 5; i++) {
				if (i <= 3) { manager.add(String(i)); } else { history.back(); }
				await until(function () { return changes == i; });
			}
			return seen.join() + " " + AjxEnv.isSafari + " " + /isSafari/.test(ZmAppViewMgr.toString());
		})()`)
			if err != nil || got != "2,1 true false" {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
}
