package skins_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"text/template"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/visit/browser"
)

// Test pages with the elements and classes that the client creates. They are
// measured everywhere, also without a vendor tree.

// pages are the files in testdata/pages that are whole pages.
var pages = []string{"login", "oldlogin", "splash", "mail", "calendar", "forms", "floating"}

func TestPages(t *testing.T) {
	s := openPages(t)
	for _, engine := range []browser.Engine{browser.Chromium, browser.Firefox} {
		t.Run(string(engine), func(t *testing.T) {
			b := openBrowser(t, engine)
			for _, name := range append(shipped, "synacor.sand") {
				if engine != browser.Chromium && name != "synacor" && name != "minimal" {
					continue // the rules are those of synacor
				}
				for page := range maps.Keys(s.pages) {
					s.audit(t, b, name, page, engine == browser.Chromium)
				}
			}
		})
	}
}

// audit measures a page: clipped text at both sizes, and the contrast once,
// since it depends on neither size nor engine.
func (s *site) audit(t *testing.T, b *browser.Browser, name, page string, first bool) {
	t.Helper()
	for i, size := range sizes {
		if i > 0 && !first {
			break
		}
		script := fmt.Sprintf("testAudit(%t)", first && i == 0)
		value, _ := visit(t, b, fmt.Sprintf("%s/page/%s?skin=%s", s.url, page, name), script, size[0], size[1], false)
		var found []string
		if err := json.Unmarshal(value, &found); err != nil || found == nil {
			t.Fatalf("%s, %s: %v: %s", name, page, err, value)
		}
		for _, f := range found {
			t.Errorf("%s, %s, %dx%d: %s", name, page, size[0], size[1], f)
		}
	}
}

// TestAudit checks that the measurements can fail: the audit finds grey text on
// grey, and text in a box that is too small.
func TestAudit(t *testing.T) {
	s := openPages(t)
	s.pages["bad"] = func(string, ua.Macros) (string, error) {
		return `<!DOCTYPE html><html lang="en"><title>Bad</title><body><p style="color:#999;background:#aaa">grey</p><div style="width:20px;overflow:hidden;white-space:nowrap"><b>too long for its box</b></div>` + scripts + `</body></html>`, nil
	}
	b := openBrowser(t, browser.Chromium)
	value, _ := visit(t, b, s.url+"/page/bad", "testAudit(true)", 800, 600, false)
	for _, want := range []string{"contrast 1.2", "cut off: \\\"too long for its box\\\""} {
		if !strings.Contains(string(value), want) {
			t.Errorf("the audit does not find %q: %s", want, value)
		}
	}
}

const scripts = `<script src="/axe.js"></script><script src="/testdata/audit.js"></script>`

// openPages returns a site with the pages of testdata. With the vendor's style
// sheets, if ZIMBRA_TREES has some, these are the pages outside the client;
// TestClient covers the real pages inside it.
func openPages(t *testing.T) *site {
	t.Helper()
	vendor := vendorTree(t, newest)
	s := openSite(t, vendor)
	for _, page := range pages {
		if vendor != nil && !slices.Contains([]string{"login", "oldlogin", "splash"}, page) {
			continue
		}
		s.pages[page] = func(skin string, m ua.Macros) (string, error) { return s.page(page, skin, m) }
	}
	return s
}

// page returns what the server would send: the sheets, the frame, and the page
// in it.
func (s *site) page(page, skin string, m ua.Macros) (string, error) {
	sheets := "images,common,dwt,msgview,login,zm,spellcheck,skin.css"
	frame, err := s.render("/html/skin.html", skin, m)
	if err != nil {
		return "", err
	}
	content, attribute := "", ""
	switch page {
	case "splash":
		attribute = " data-splash"
	case "login", "oldlogin":
		sheets, frame = "common,login,zhtml,skin.css", ""
		fallthrough
	default:
		if content, err = fixture(page); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf(`<!DOCTYPE html>
<html class="user_font_size_normal" lang="en"><head><meta charset="utf-8"><title>Mail</title><link href="/testdata/client/images.css" rel="stylesheet"><link href="/zimbra/css/%s?skin=%s" rel="stylesheet"></head>
<body%s><script src="/testdata/client/texts.js"></script>%s%s<script src="/testdata/pages/place.js"></script>%s</body></html>`,
		sheets, skin, attribute, frame, content, scripts), nil
}

// A widget is the data for the templates of parts.html.
type widget struct {
	Icon, Text, State, Label      string
	From, Date, Subject, Fragment string
	Menu, Unread, On              bool
}

var letters = [][3]string{
	{"Amelia Hart", "Quarterly review: agenda and slides", "The agenda for next week is attached"},
	{"Jonas Lind", "Re: Venue for the offsite", "The hotel by the lake has rooms for forty"},
	{"Priya Nair", "Invoice 2041 is ready", "Thank you for your order"},
	{"Tomás Ortega", "Minutes of the board meeting with all the attachments you asked for", "As discussed"},
	{"Naoko Sato", "Train tickets", "Seats 41 and 42, carriage 7"},
}

var fixtureFuncs = template.FuncMap{
	"button": func(text, state string) widget { return widget{Text: text, State: state, Menu: text == ""} },
	"tool": func(text, icon, state string) widget {
		return widget{Text: text, Icon: icon, State: state, Menu: icon != ""}
	},
	"option": func(label, text string, on bool) widget { return widget{Label: label, Text: text, On: on} },
	"list": func(specs ...string) []widget {
		var out []widget
		for _, s := range specs {
			p := strings.Split(s, "|")
			out = append(out, widget{Icon: p[0], Text: p[1], State: p[2]})
		}
		return out
	},
	"tabs": func() []widget {
		return []widget{{Text: "Mail", State: "ZSelected"}, {Text: "Contacts", State: "ZHover"}, {Text: "Calendar", State: "ZFocused"}, {Text: "Tasks"}, {Text: "Preferences"}}
	},
	"menu": func() []widget {
		return []widget{{Text: "Print", Icon: "Print", State: "ZFocused"}, {Text: "Mark as read", Icon: "ReadMessage", State: "ZHover"}, {Text: "Redirect", Icon: "Redirect"}, {Text: "Show the source", State: "ZDisabled"}}
	},
	"rows": func() []widget {
		var out []widget
		for i, l := range letters {
			state := []string{"Row-selected", "", "Row-focused", "Row-matched", ""}[i]
			out = append(out, widget{From: l[0], Subject: l[1], Fragment: l[2], Date: "Nov 24", Unread: i%2 == 0, State: state})
		}
		return out
	},
	"seq":    func(n int) []int { return make([]int, n) },
	"letter": func(int) string { return "M" },
	"days": func() []string {
		return []string{"Mon, Nov 23", "Tue, Nov 24", "Wed, Nov 25", "Thu, Nov 26", "Fri, Nov 27"}
	},
	"hour":  func(i int) string { return fmt.Sprintf("%d:00 AM", i+8) },
	"color": func(i int) string { return []string{"#98b6e9", "#eaa6a6", "#8fd0ae", "#f3c98a", "#c3aee8"}[i] },
	"mul":   func(a, b int) int { return a * b },
	"add":   func(a, b int) int { return a + b },
}

func fixture(name string) (string, error) {
	t, err := template.New("").Funcs(fixtureFuncs).ParseFS(os.DirFS("testdata/pages"), "parts.html", "frame.html", name+".html")
	if err != nil {
		return "", err
	}
	var out strings.Builder
	err = t.ExecuteTemplate(&out, name+".html", nil)
	return out.String(), err
}
