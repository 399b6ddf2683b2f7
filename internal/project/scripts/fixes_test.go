package scripts

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"skinbuild/internal/testenv"
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
	q := url.Values{"scenario": {id}, "packages": {head["packages"]}, "templates": {head["templates"]}, "page": {head["page"]}, "query": {head["query"]}}
	for k, v := range query {
		q.Set(k, v)
	}
	agent := head["agent"]
	if query["unneeded"] != "" && head["unneededagent"] != "" {
		agent = head["unneededagent"]
	}
	width, _ := strconv.Atoi(head["width"]) // none is 0
	if err := l.open(agent, width, "/page/"+head["path"]+"?"+q.Encode()); err != nil {
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
// ZIMBRA_TREES names them, and the scenario's stand-in always. At the end it
// prints a table of what was seen.
func TestFixes(t *testing.T) {
	l := openLab(t)
	files, err := filepath.Glob("../../../overrides/fixes/*.js")
	if err != nil || len(files) == 0 {
		t.Fatalf("no fixes: %v", err)
	}
	var table []string
	for _, file := range files {
		id := strings.TrimSuffix(filepath.Base(file), ".js")
		head := scenarioHead(t, "testdata/fixes/"+id+".js")
		t.Run(id+"/standin", func(t *testing.T) { table = append(table, testFix(t, l, id, head, "", "")) })
		for _, broken := range strings.Fields(head["broken"]) {
			t.Run(id+"/"+broken, func(t *testing.T) {
				testenv.Tree(t, broken)
				if fixed := head["fixed"]; fixed != "" && fixed != "none" {
					testenv.Tree(t, fixed)
				}
				table = append(table, testFix(t, l, id, head, broken, head["fixed"]))
			})
		}
	}
	t.Logf("the fault, what became of it by the fix, where there is none\n%s", strings.Join(table, "\n"))
}

// testFix plays a scenario three times. It returns the row of the table.
func testFix(t *testing.T, l *lab, id string, head map[string]string, broken, fixed string) string {
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
	row := fmt.Sprintf("%-17s %-12s %-60.60s %-8s", id, orStandIn(broken), oneLine(before.Symptom), after.State)
	if fixed == "none" {
		return row + " no release without the fault"
	}
	query, where := map[string]string{"release": fixed, "fix": script}, orStandIn(fixed)
	if fixed == "" {
		where = "another browser"
		query["release"], query["unneeded"] = broken, "1"
	}
	without := l.play(t, id, head, query)
	if without.State != "not needed" || without.Symptom != "" {
		t.Errorf("%q, which has nothing to repair: %s (%s), symptom: %s; page errors: %v", query["release"], without.State, without.Detail, without.Symptom, without.Errors)
	}
	return row + fmt.Sprintf(" %s: %s", where, without.State)
}

func orStandIn(tag string) string {
	if tag == "" {
		return "stand-in"
	}
	return tag
}

func oneLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}
