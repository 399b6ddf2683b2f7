package scripts

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// outcome is what a page of the lab says after its scenario.
type outcome struct {
	Symptom string   // "" if there is none
	State   string   // of the fix
	Detail  string   // of the fix
	Errors  []string // exceptions that nobody caught
}

var headLine = regexp.MustCompile(`(?m)^// (\w+): (.*)$`)

// scenarioHead returns the "// key: value" lines a scenario opens with.
func scenarioHead(t *testing.T, file string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head := map[string]string{}
	for _, m := range headLine.FindAllStringSubmatch(string(text), -1) {
		head[m[1]] = m[2]
	}
	return head
}

// play opens a page and runs the scenario of that fix in it.
func (l *lab) play(t *testing.T, id string, head map[string]string, query map[string]string) outcome {
	t.Helper()
	q := url.Values{"scenario": {id}, "packages": {head["packages"]}, "templates": {head["templates"]}}
	for k, v := range query {
		q.Set(k, v)
	}
	agent := head["agent"]
	if query["unneeded"] != "" && head["unneededagent"] != "" {
		agent = head["unneededagent"]
	}
	if err := l.open(agent, "/page/"+head["path"]+"?"+q.Encode()); err != nil {
		t.Fatal(err)
	}
	text, err := l.eval(`(async function () {
		var load = "` + head["load"] + `".split(" ");
		for (var i = 0; i < load.length; i++) {
			if (labRelease && load[i]) { AjxDispatcher.require(load[i]); }
		}
		if (!labRelease && scenario.standInLater) { scenario.standInLater(); }
		var symptom = "";
		try { symptom = await scenario.symptom(); } catch (e) { symptom = "exception: " + (e && (e.stack || e.msg || e)); }
		var own = {};
		var list = window.SynaSkin ? SynaSkin.report() : [];
		for (i = 0; i < list.length; i++) { if (list[i].id == "` + id + `") { own = list[i]; } }
		return JSON.stringify({ Symptom: symptom || "", State: own.state || "", Detail: own.detail || "", Errors: pageErrors });
	})()`)
	if err != nil {
		t.Fatalf("%s %v: %v", id, query, err)
	}
	var o outcome
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		t.Fatal(err)
	}
	return o
}

// TestFixes shows for each fix: the symptom without it, none with it, and that it
// stays away where there is nothing to repair. The pages run the vendor's own
// source of the release with the fault and of the one without, where
// ZIMBRA_TREES names them, and the scenario's stand-in otherwise.
func TestFixes(t *testing.T) {
	l := openLab(t)
	files, err := filepath.Glob("../../overrides/fixes/*.js")
	if err != nil || len(files) == 0 {
		t.Fatalf("no fixes: %v", err)
	}
	for _, file := range files {
		id := strings.TrimSuffix(filepath.Base(file), ".js")
		head := scenarioHead(t, "testdata/fixes/"+id+".js")
		t.Run(id+"/standin", func(t *testing.T) { testFix(t, l, id, head, "", "") })
		t.Run(id+"/vendor", func(t *testing.T) {
			if head["broken"] == "" {
				skipWithoutVendorScript(t)
			}
			if l.vendor.trees == "" {
				skipWithoutTrees(t)
			}
			for _, broken := range strings.Fields(head["broken"]) {
				testFix(t, l, id, head, broken, head["fixed"])
			}
		})
	}
}

func testFix(t *testing.T, l *lab, id string, head map[string]string, broken, fixed string) {
	t.Helper()
	script := "FixZimbra.js"
	if head["bundle"] != "" {
		script = head["bundle"]
	}
	before := l.play(t, id, head, map[string]string{"release": broken})
	if before.Symptom == "" {
		t.Errorf("%q without the fix: no symptom; page errors: %v", broken, before.Errors)
	}
	after := l.play(t, id, head, map[string]string{"release": broken, "fix": script})
	if after.Symptom != "" || after.State != "applied" {
		t.Errorf("%q with the fix: %s (%s), symptom: %s; page errors: %v", broken, after.State, after.Detail, after.Symptom, after.Errors)
	}
	if strings.HasPrefix(before.Symptom, "exception: ") && head["throws"] == "" {
		t.Errorf("%q without the fix: the scenario itself failed: %s", broken, before.Symptom)
	}
	if fixed == "none" {
		t.Logf("%s: symptom %q; with the fix: %s; no release without the fault", orStandIn(broken), short(before.Symptom), after.State)
		return
	}
	query, where := map[string]string{"release": fixed, "fix": script}, orStandIn(fixed)
	if fixed == "" {
		where = "a browser without the fault"
		query["release"], query["unneeded"] = broken, "1"
	}
	without := l.play(t, id, head, query)
	if without.State != "not needed" || without.Symptom != "" {
		t.Errorf("%q, which has nothing to repair: %s (%s), symptom: %s; page errors: %v", query["release"], without.State, without.Detail, without.Symptom, without.Errors)
	}
	t.Logf("%s: symptom %q; with the fix: %s; %s: %s (%s)", orStandIn(broken), short(before.Symptom), after.State, where, without.State, without.Detail)
}

func skipWithoutVendorScript(t *testing.T) {
	t.Helper()
	t.Skipf("the fault is in a page that only the server makes, not in a script: shown on a stand-in")
}

func orStandIn(tag string) string {
	if tag == "" {
		return "stand-in"
	}
	return tag
}

func short(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s[:min(len(s), 120)]
}
