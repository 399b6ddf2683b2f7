package skins_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/testenv"
	"skinbuild/internal/visit/browser"
)

// The vendor's own client, started in each skin over its own sheets and its own
// frame, with a mail server within the page: what is measured here is the page
// that users have. Texts, mails and logos are ours.

// stops are those of testdata/client/tour.js, in its order.
var stops = []string{"mail", "calendar", "month", "contacts", "tasks", "briefcase", "compose", "menu", "dialog", "preferences"}

func TestClient(t *testing.T) {
	for _, engine := range []browser.Engine{browser.Chromium, browser.Firefox} {
		for _, release := range releases {
			t.Run(string(engine)+" "+release, func(t *testing.T) {
				s := openClient(t, release)
				b := openBrowser(t, engine)
				for _, name := range shipped {
					s.tours(t, b, name, engine == browser.Chromium, release == newest)
				}
			})
		}
	}
}

// tours measures a skin at both sizes with all that can be measured in Chromium
// and the newest release, and what else differs in the others.
func (s *site) tours(t *testing.T, b *browser.Browser, name string, first, newest bool) {
	if !(first && newest) && name == "synacordark" {
		return // the rules are those of synacor
	}
	for i, size := range sizes {
		if i > 0 && !(first && newest) {
			return
		}
		t.Run(fmt.Sprintf("%s %dx%d", name, size[0], size[1]), func(t *testing.T) {
			s.tour(t, b, name, size, i == 0 && first)
		})
	}
}

// tour goes through all views and reports what is measured of each.
func (s *site) tour(t *testing.T, b *browser.Browser, name string, size [2]int, contrast bool) {
	list, _ := json.Marshal(stops)
	script := fmt.Sprintf(`testStart().then(async () => {
		const found = {};
		for (const stop of %s) { await testStop(stop); found[stop] = await testAudit(%t); }
		return found;
	})`, list, contrast)
	value, _ := visit(t, b, s.url+"/page/client?skin="+name, script, size[0], size[1], false)
	var found map[string][]string
	if err := json.Unmarshal(value, &found); err != nil {
		t.Fatalf("%v: %s", err, value)
	}
	for _, stop := range stops {
		if found[stop] == nil {
			t.Errorf("%s: not looked at", stop)
		}
		for _, f := range found[stop] {
			t.Errorf("%s: %s", stop, f)
		}
	}
}

// TestPictures writes the pictures of the documentation.
func TestPictures(t *testing.T) {
	if !*update {
		return // make golden writes them
	}
	s := openClient(t, newest)
	b := openBrowser(t, browser.Chromium)
	outside := openPages(t)
	for _, name := range shipped[:2] {
		for _, page := range []string{"login", "splash"} {
			_, png := visit(t, b, outside.url+"/page/"+page+"?skin="+name, "1", sizes[0][0], sizes[0][1], true)
			writePicture(t, name+"-"+page, png)
		}
	}
	for _, p := range []struct {
		skin, stop string
		size       [2]int
	}{
		{"synacor", "mail", sizes[1]}, {"synacor", "calendar", sizes[1]}, {"synacor", "compose", sizes[0]}, {"synacor", "dialog", sizes[0]}, {"synacor", "month", sizes[0]},
		{"synacordark", "mail", sizes[1]}, {"synacordark", "calendar", sizes[0]}, {"minimal", "mail", sizes[0]}, {"synacor.sand", "mail", sizes[0]},
	} {
		_, png := visit(t, b, s.url+"/page/client?skin="+p.skin, fmt.Sprintf(`testStart().then(() => testStop("mail")).then(() => testStop(%q))`, p.stop), p.size[0], p.size[1], true)
		writePicture(t, strings.Replace(p.skin, ".", "-", 1)+"-"+p.stop, png)
	}
}

// openClient returns a site with the vendor's client at /page/client.
func openClient(t *testing.T, release string) *site {
	t.Helper()
	dir := testenv.Tree(t, release)
	vendor := os.DirFS(filepath.Join(dir, "webapps", "zimbra"))
	c := &client{dir: dir}
	s := openSite(t, vendor)
	s.pages["client"] = func(skin string, m ua.Macros) (string, error) { return c.page(s, skin, m) }
	packages, err := filepath.Glob(filepath.Join(c.dir, "*", "js", "ajax", "package", "*.js"))
	if err != nil {
		t.Fatal(err)
	}
	mail, err := filepath.Glob(c.source("zimbraMail/package/*.js"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(packages, mail...) {
		pkg := strings.TrimSuffix(filepath.Base(name), ".js")
		s.pages["js/"+pkg+"_all.js"] = func(string, ua.Macros) (string, error) { return c.script(pkg) }
	}
	return s
}

// releases are those that are measured: the last of each line of the classic client.
var releases = []string{"8.8.15.p46", "9.0.0", newest}

const newest = "10.1.3"

// vendorTree is the webapp of a release; nil without ZIMBRA_TREES.
func vendorTree(t testing.TB, release string) fs.FS {
	t.Helper()
	if testenv.TreesDir() == "" {
		return nil
	}
	return os.DirFS(testenv.Release(t, release))
}

// client is the vendor's client in source form.
type client struct {
	dir string
}

// page is what launchZCS.jsp makes, in the same order.
func (c *client) page(s *site, skin string, m ua.Macros) (string, error) {
	frame, err := s.render("/html/skin.html", skin, m)
	if err != nil {
		return "", err
	}
	script, err := s.render("/js/skin.js", skin, m)
	if err != nil {
		return "", err
	}
	var packages strings.Builder
	for _, pkg := range []string{"Boot", "Startup1_1", "Startup1_2"} {
		text, err := c.script(pkg)
		if err != nil {
			return "", err
		}
		packages.WriteString("<script>" + strings.ReplaceAll(text, "</script", `<\/script`) + "</script>\n")
		if pkg == "Boot" {
			packages.WriteString(`<script>AjxPackage.setBasePath("/page/js"); AjxPackage.setExtension("_all.js"); AjxPackage.define("JQuery"); AjxEnv.DEFAULT_LOCALE = "en_US"; AjxTimezoneData = {TIMEZONE_RULES: [{serverId: "UTC", clientId: "UTC", score: 200, standard: {offset: 0}}]};</script>` + "\n")
		}
	}
	templates, err := c.templates()
	if err != nil {
		return "", err
	}
	return fmt.Sprintf(clientPage, skin, skin, frame, packages.String(), templates, script, skin), nil
}

// clientPage takes the skin, the skin, its frame, the packages, the templates, the
// skin's script, and the skin.
const clientPage = `<!DOCTYPE html>
<html class="user_font_size_normal" lang="en"><head><meta charset="utf-8"><title>Mail</title>
<link href="/testdata/client/pictures.css" rel="stylesheet">
<link href="/zimbra/css/images,common,dwt,msgview,login,zm,spellcheck,skin.css?skin=%s" rel="stylesheet">
<script>
	window.appContextPath = "/zimbra"; window.appCurrentSkin = "%s"; window.appExtension = ""; window.cacheKillerVersion = "1"; window.appRequestLocaleId = "en_US";
	window.appDevMode = window.appCoverageMode = window.isScriptErrorOn = window.isPerfMetric = window.productHelpSupported = false; window.csrfToken = "x"; window.appLang = "en";
</script>
<script src="/testdata/client/clock.js"></script><script src="/testdata/client/messages.js"></script><script src="/testdata/client/server.js"></script>
<script src="/testdata/jquery.js"></script>
</head><body>
%s
<div style="display:none">
%s
<script>%s</script>
<script>%s</script>
<script>
	AjxStringUtil.getRandomString = AjxStringUtil.getRandomString || function (n) { return "abcdefghijklmnopqrst".slice(0, n); };
	AjxCore.addOnloadListener(function () {
		window.DBG = new AjxDebug({level: AjxDebug.NONE});
		AjxHistoryMgr.BLANK_FILE = "/zimbra/public/blankHistory.html";
		ZmZimbraMail.run({app: "", settings: {dummy: 1}, batchInfoResponse: testInfo("%s"), offlineMode: false, devMode: false, protocolMode: "http", httpPort: "", httpsPort: "",
			noSplashScreen: "", unitTest: false, preset: "", virtualAcctDomain: ""});
	});
</script>
<script src="/testdata/client/tour.js"></script><script src="/testdata/audit.js"></script><script src="/axe.js"></script>
</div></body></html>`

var (
	requireCall = regexp.MustCompile(`(?m)^AjxPackage\.require\("([\w.]+)"\);`)
	debugLine   = regexp.MustCompile(`(?m)^[ \t]*DBG\.\w+\(.*\);[ \t]*\r?$`) // the vendor's build deletes them
)

// script joins a package as the vendor's build does. What the tree leaves out, the
// work of others, is passed over.
func (c *client) script(pkg string) (string, error) {
	list, err := os.ReadFile(c.source("zimbraMail/package/" + pkg + ".js"))
	if err != nil {
		if list, err = os.ReadFile(c.source("ajax/package/" + pkg + ".js")); err != nil {
			return "", err
		}
	}
	var out strings.Builder
	define := func(name string) {
		if pkg != "Boot" { // which defines AjxPackage itself
			fmt.Fprintf(&out, "AjxPackage.define(%q);\n", name)
		}
	}
	define(pkg)
	for _, m := range requireCall.FindAllStringSubmatch(string(list), -1) {
		part, err := os.ReadFile(c.source(strings.ReplaceAll(m[1], ".", "/") + ".js"))
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			return "", err
		}
		out.WriteString(debugLine.ReplaceAllString(string(part), "") + "\n")
		define(m[1])
	}
	return out.String(), nil
}

func (c *client) source(name string) string {
	if strings.HasPrefix(name, "zimbraMail/") {
		return filepath.Join(c.dir, "webapps", "zimbra", "js", filepath.FromSlash(name))
	}
	return filepath.Join(c.dir, "ajax", "js", filepath.FromSlash(name))
}

// templates compiles all templates in the page.
func (c *client) templates() (string, error) {
	var out strings.Builder
	// The vendor's build sends each template on one line; here they keep theirs.
	out.WriteString(`AjxTemplate.__RE_TEMPLATE = /<template([^>]*)>([\s\S]*?)<\/template>/g;
AjxTemplate.__RE_REPLACE = /\$\{(.+?)\}|<\$=([\s\S]+?)\$>|<\$([\s\S]+?)\$>/mg;
`)
	root := filepath.Join(c.dir, "webapps", "zimbra", "templates")
	files, err := filepath.Glob(filepath.Join(root, "*", "*.template"))
	if err != nil {
		return "", err
	}
	for _, f := range files {
		base := strings.TrimSuffix(filepath.Base(f), ".template")
		if strings.Contains(base, "_") {
			continue // of another language
		}
		text, err := os.ReadFile(f)
		if err != nil {
			return "", err
		}
		name := filepath.Base(filepath.Dir(f)) + "." + base
		quoted, err := json.Marshal(string(text)) // escapes "<", so no tag ends the script
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&out, "AjxTemplate.compile(%q, true, true, %s);\n", name, quoted)
	}
	return out.String(), nil
}
