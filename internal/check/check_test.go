package check

import (
	"os"
	"strings"
	"testing"

	"skinbuild/internal/browser"
	"skinbuild/internal/report"
	"skinbuild/internal/ua"
)

func agents(keys ...string) []Agent {
	var out []Agent
	for _, k := range keys {
		b, _ := ua.Find(k)
		out = append(out, Agent{b.Name + " " + b.Version, b.UserAgent})
	}
	return out
}

// The reference webapp with everything applied passes, as every kind of agent.
func TestReference(t *testing.T) {
	site := referenceSite(t)
	for _, e := range []browser.Engine{browser.Chromium, browser.Firefox, browser.WebKit} {
		t.Run(string(e), func(t *testing.T) {
			r, err := Run(t.Context(), &Plan{Title: "reference", Handler: site, Pages: pages, Browsers: []browser.Spec{engine(t, e)},
				Agents: append([]Agent{{}}, agents("chrome", "firefox", "safari-ios", "ie11")...)})
			if err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			if err := r.WriteText(&b); err != nil {
				t.Fatal(err)
			}
			n := r.Counts()
			if n.Failed > 0 || n.Passed < 100 {
				t.Errorf("%+v\n%s", n, b.String())
			}
			for _, v := range r.Visits {
				for _, c := range v.Checks {
					if c.Outcome == report.NotRun && !strings.Contains(c.Reason, "page") && !strings.Contains(c.Reason, "console") {
						t.Errorf("%s as %s: %s not run: %s", v.Page, v.Agent, c.Name, c.Reason)
					}
				}
			}
			if dir := os.Getenv("DUMP"); dir != "" {
				for _, v := range r.Visits {
					os.WriteFile(dir+"/"+string(e)+"-"+strings.ReplaceAll(v.Agent, "/", "_")+"-"+v.Page+".png", v.Screenshot, 0o644)
				}
				f, _ := os.Create(dir + "/" + string(e) + ".json")
				r.WriteJSON(f)
				f.Close()
			}
		})
	}
}
