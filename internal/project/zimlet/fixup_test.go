package zimlet

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"skinbuild/internal/java"
	"skinbuild/internal/source"
	"skinbuild/internal/testenv"
	"skinbuild/internal/visit/browser"
	"skinbuild/internal/visit/browser/browsertest"
)

const fixupDir = "../../../zimlets/com_synacor_fixup"

func loadFixup(t *testing.T) *Zimlet {
	t.Helper()
	z, ds := Load(os.DirFS(fixupDir), fixupDir, Options{})
	if len(ds) > 0 {
		t.Fatalf("the fix-up zimlet: %v", ds)
	}
	return z
}

// The shipped zimlet has no fault, not even one to warn of, and every message in
// every language.
func TestFixupZimletIsClean(t *testing.T) {
	z := loadFixup(t)
	if z.Name() != "com_synacor_fixup" || !z.Definition().PanelItem || len(z.Definition().UserProperties) == 0 || len(z.Config()) == 0 {
		t.Errorf("%+v", z.Definition())
	}
	var all [][]java.Property
	for _, language := range []string{"", "_de"} {
		text, err := os.ReadFile(filepath.Join(fixupDir, "com_synacor_fixup"+language+".properties"))
		if err != nil {
			t.Fatal(err)
		}
		list, _ := messages(source.NewFile("", string(text)))
		all = append(all, list)
	}
	if len(all[0]) != len(all[1]) {
		t.Errorf("%d English messages, %d German", len(all[0]), len(all[1]))
	}
	for i := range min(len(all[0]), len(all[1])) {
		if all[0][i].Key != all[1][i].Key {
			t.Errorf("message %d is %s in English, %s in German", i, all[0][i].Key, all[1][i].Key)
		}
	}
	var js strings.Builder
	for e := range z.Files().All() {
		if strings.HasSuffix(e.Path.String(), ".js") {
			js.Write(e.Data)
		}
	}
	for _, m := range all[0] {
		if !strings.Contains(js.String(), `"`+m.Key+`"`) && !strings.Contains(definitionText(t), "${msg."+m.Key+"}") {
			t.Errorf("nobody uses the message %s", m.Key)
		}
	}
}

func definitionText(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(fixupDir, "com_synacor_fixup.xml"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var dbgLines = regexp.MustCompile(`(?:^|\n)\s*DBG\.\w+\(.*\);\s*(?:\n|$)`)

// served is what the server sends for the zimlet in that language: messages and
// scripts in one, the debugging lines out, through the real compressor.
func served(t *testing.T, z *Zimlet, language string) string {
	t.Helper()
	var text strings.Builder
	for _, name := range []string{z.Name() + ".properties", z.Name() + language + ".properties"} {
		data, err := os.ReadFile(filepath.Join(fixupDir, name))
		if err != nil {
			t.Fatal(err)
		}
		text.WriteString("if (!window['com_synacor_fixup']) { window['com_synacor_fixup'] = {}; }\na=window['com_synacor_fixup'];\n")
		for line := range strings.Lines(string(data)) {
			key, value, ok := strings.Cut(strings.TrimRight(line, "\n"), " = ")
			if ok && line[0] != '#' {
				fmt.Fprintf(&text, "a.%s=\"%s\";\n", key, strings.ReplaceAll(value, `"`, `\"`))
			}
		}
		text.WriteString("delete a;")
	}
	for _, name := range z.Definition().Includes {
		data, err := os.ReadFile(filepath.Join(fixupDir, name))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&text, "\n/* Zimlet: %sFile: %s */\n\n%s\n", z.Name(), name, data)
	}
	v := compress(t, []*source.File{source.NewFile("zimlets", dbgLines.ReplaceAllString(text.String(), "\n"))})[0]
	if !v.OK {
		t.Fatalf("YUI Compressor: %s", v.Text)
	}
	return v.Text
}

// requires are the scripts of a vendor package.
var requires = regexp.MustCompile(`(?m)^AjxPackage\.require\("([\w.]+)"\);`)

// vendorScripts is the vendor's own source of some packages of a release.
func vendorScripts(t *testing.T, tree string) string {
	t.Helper()
	var out strings.Builder
	read := func(name string) (string, bool) {
		for _, dir := range []string{"ajax/js", "webapps/zimbra/js"} {
			if text, err := os.ReadFile(filepath.Join(tree, dir, name)); err == nil {
				return string(text), true
			}
		}
		return "", false
	}
	script := func(text string) {
		fmt.Fprintf(&out, "<script>%s\n</script>\n", strings.ReplaceAll(text, "</script", `<\/script`))
	}
	for _, pkg := range []string{"ajax/package/Boot", "zimbraMail/package/Startup1_1", "zimbraMail/package/Startup1_2", "zimbraMail/package/Startup2", "zimbraMail/package/Zimlet"} {
		list, ok := read(pkg + ".js")
		if !ok {
			t.Fatalf("%s has no package %s", tree, pkg)
		}
		for _, m := range requires.FindAllStringSubmatch(list, -1) {
			if text, ok := read(strings.ReplaceAll(m[1], ".", "/") + ".js"); ok {
				script(text)
			}
		}
		if strings.HasSuffix(pkg, "Boot") {
			template, err := os.ReadFile(filepath.Join(tree, "webapps/zimbra/templates/dwt/Widgets.template"))
			if err != nil {
				t.Fatal(err)
			}
			quoted, _ := json.Marshal(string(template))
			script("AjxTemplate.__RE_TEMPLATE = /<template([^>]*)>([\\s\\S]*?)<\\/template>/g;\nAjxTemplate.compile('dwt.Widgets', true, true, " + string(quoted) + ");AjxEnv.DEFAULT_LOCALE='en_US';")
		}
	}
	return out.String()
}

// visit loads the page that the vendor's scripts, the settings and the zimlet
// make, and returns its results.
func visit(t *testing.T, b *browser.Browser, vendor, settings, zimlet string) map[string]any {
	t.Helper()
	part := func(name string) string {
		text, err := os.ReadFile("testdata/fixup/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return "<script>" + string(text) + "</script>\n"
	}
	if vendor == "" {
		vendor = part("standin.js")
	}
	page := "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>x</title>" + part("prologue.js") + "</head><body>" + vendor +
		"<script>" + settings + "</script>" + part("before.js") + "<script>" + strings.ReplaceAll(zimlet, "</script", `<\/script`) + "</script>" + part("after.js") + "</body></html>"
	name := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(name, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	seen, err := b.Visit(ctx, "file://"+name, &browser.Options{Script: "window.visited"})
	if err != nil {
		t.Fatalf("%v\n%+v", err, seen.Console)
	}
	var results map[string]any
	if err := json.Unmarshal(seen.Value, &results); err != nil {
		t.Fatalf("the page gave no results: %v\n%s", err, seen.Value)
	}
	return results
}

// vendorOf returns the scripts of the release; "" stands for the stand-in.
func vendorOf(t *testing.T, release string) string {
	t.Helper()
	if release == "stand-in" {
		return ""
	}
	return vendorScripts(t, testenv.Tree(t, release))
}

// Each fault is shown without the zimlet, then gone with it, as the server sends it.
func TestFixupInTheBrowser(t *testing.T) {
	z := loadFixup(t)
	code := served(t, z, "_de")
	b := browsertest.Open(t, browser.Chromium)
	const without = "window.window.noXslt = window.noNotification = true;"
	for _, release := range []string{"stand-in", "8.7.6", "8.8.15.p46", "9.0.0", "10.1.3"} {
		t.Run(release, func(t *testing.T) {
			vendor := vendorOf(t, release)
			bare := visit(t, b, vendor, without, "")
			for key, want := range map[string]string{
				"toolbar": "exception: gone with the browser", "after": "<nil>", "request": "exception: no cell",
				"mutation": "", "unload": "1", "session": "0", "notification": "true true",
			} {
				if got := fmt.Sprint(bare[key]); got != want {
					t.Errorf("without the zimlet, %s is %q, not %q: there is nothing to repair", key, got, want)
				}
			}
			if got := fmt.Sprint(bare["xslt"]); !strings.HasPrefix(got, "exception: ") {
				t.Errorf("without the zimlet, xslt gives %q", got)
			}
			fixed := visit(t, b, vendor, without, code)
			for key, want := range map[string]string{
				"toolbar": "true", "after": "Mail", "request": "<nil>",
				"mutation": "DOMNodeInserted B, DOMSubtreeModified DIV", "unloadCached": "0", "unload": "1", "unloadRemoved": "1", "session": "1",
				"notification": "false true Dieser Browser hat keine Desktop-Benachrichtigungen.",
				"xslt":         "Dieser Teil des Zimlets braucht XSLT, das dieser Browser nicht mehr hat.",
				"states":       "ZIMLET-hooks applied; ZIMLET-mutation applied; ZIMLET-unload applied; ZIMLET-xslt applied; ZCS-12601 applied; ZIMLET-session applied",
				"click":        "true", "menu": "true", "errors": "",
				"note": "Bitte diesen Bericht senden an help@example.org &lt;b&gt;",
			} {
				if got := fmt.Sprint(fixed[key]); got != want {
					t.Errorf("%s is %q, want %q", key, got, want)
				}
			}
			report := fmt.Sprint(fixed["report"])
			for _, want := range []string{"KORREKTUREN\n", "  ZIMLET-hooks: angewandt\n", "  com_test_throws, initializeToolbar: gone with the browser\n", "  com_test_after: 1.0\n", "  User-Agent: Mozilla/5.0", "  XSLT: nein\n", "  version: test\n"} {
				if !strings.Contains(report, want) {
					t.Errorf("the report lacks %q:\n%s", want, report)
				}
			}
			if copied := fmt.Sprint(fixed["copied"]); !strings.Contains(copied, "Bericht") {
				t.Errorf("after the copy: %q", copied)
			}
		})
	}
}

// Fixes stay away where they are not needed, not wanted, or somebody else's.
func TestFixupStaysAway(t *testing.T) {
	code := served(t, loadFixup(t), "_de")
	b := browsertest.Open(t, browser.Chromium)
	for _, tt := range []struct{ settings, want string }{
		{"", "ZIMLET-xslt not needed; ZCS-12601 not needed"},
		{"window.operatorOff = 'ZIMLET-mutation, ZIMLET-unload';", "ZIMLET-mutation off (by the operator); ZIMLET-unload off (by the operator)"},
		{"window.userOff = 'ZIMLET-hooks';", "ZIMLET-hooks off (by the user)"},
		{"window.noNotification = true; window.skinHas = 'ZCS-12601';", "ZCS-12601 not needed (FixZimbra.js: applied)"},
		{"ZmZimletMgr.prototype.notifyZimlets = function () { try { return 1; } catch (e) {} };", "ZIMLET-hooks not needed"},
		{"delete ZmZimbraMail._userEventHdlr;", "ZIMLET-session not needed"},
		{"delete ZmZimletMgr.prototype.processARequest;", "ZIMLET-hooks failed (processARequest is no function)"},
	} {
		got := visit(t, b, "", tt.settings, code)
		if states := fmt.Sprint(got["states"]); !strings.Contains(states, tt.want) {
			t.Errorf("%s: %s, want %s", tt.settings, states, tt.want)
		}
	}
}
