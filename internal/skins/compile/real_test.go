package compile_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"skinbuild/internal/skins/compile"
	"skinbuild/internal/testenv"
	"skinbuild/internal/visit/browser"
)

// accepts is the script that says of each declaration whether the browser takes it.
const accepts = `(function (list) {
	return list.map(function (d) {
		var style = document.createElement("style");
		style.textContent = d;
		document.head.appendChild(style);
		var rule = style.sheet.cssRules[0];
		style.remove();
		while (rule && rule.cssRules && rule.cssRules[0]) rule = rule.cssRules[0];
		return !!rule && !!rule.style && rule.style.cssText !== "";
	});
})`

// What the mixins print for the browsers of this machine, they take: of each property
// at least one spelling, in a rule that they do not drop.
func TestRealBrowsers(t *testing.T) {
	testenv.Long(t)
	found := map[browser.Engine]bool{}
	for _, spec := range browser.Find(t.Context()) {
		if spec.Path == "" || found[spec.Engine] {
			continue
		}
		found[spec.Engine] = true
		t.Run(string(spec.Engine), func(t *testing.T) { checkReal(t, spec) })
	}
	if len(found) == 0 {
		testenv.Skip(t, "no browser is installed; run tools/setup")
	}
}

// safariOf is the Safari that has the engine of a WPE WebKit.
var safariOf = map[string]string{"2.36": "15.4", "2.38": "16.1", "2.40": "16.4", "2.42": "17", "2.44": "17.4", "2.46": "18", "2.48": "18.4", "2.50": "26"}

func checkReal(t *testing.T, spec browser.Spec) {
	major, _, _ := strings.Cut(spec.Version, ".")
	entry := map[browser.Engine]string{browser.Chromium: "chrome " + major, browser.Firefox: "firefox " + major}[spec.Engine]
	if entry == "" {
		entry = "last 1 safari versions"
		if version := safariOf[spec.Version[:min(4, len(spec.Version))]]; version != "" {
			entry = "safari " + version
		}
	}
	list := browserList(t, entry)
	var all []string
	for _, s := range sections(t) {
		all = append(all, declarations("own", example(t, s.less, list, compile.Static))...)
	}
	taken := taken(t, spec, all)
	known := map[string]bool{}
	for i, d := range all {
		known[stem(d)] = known[stem(d)] || taken[i]
	}
	for i, d := range all {
		head := stem(d)
		property := head[strings.LastIndexByte(head, ' ')+1:]
		if len(list.Coverage("css.properties."+property).Lacking) > 0 {
			continue // no spelling would help
		}
		if !known[head] {
			t.Errorf("%s %s takes no spelling of %s", spec.Engine, spec.Version, all[i])
		}
	}
	t.Logf("%s %s, as %s: %d declarations", spec.Engine, spec.Version, list, len(all))
}

// stem is the rule and the property of a declaration without prefixes.
func stem(d string) string {
	head, _, _ := strings.Cut(d, ": ")
	for _, p := range []string{"-webkit-input-", "-webkit-", "-moz-", "-ms-", "-o-"} {
		head = strings.ReplaceAll(head, p, "")
	}
	return head
}

func taken(t *testing.T, spec browser.Spec, list []string) []bool {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	b, err := browser.Open(ctx, spec)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	data, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	blank := "data:text/html;base64," + base64.StdEncoding.EncodeToString([]byte("<!doctype html><title>t</title>"))
	page, err := b.Visit(ctx, blank, &browser.Options{Script: accepts + "(" + string(data) + ")"})
	if err != nil {
		t.Fatal(err)
	}
	var out []bool
	if err := json.Unmarshal(page.Value, &out); err != nil || len(out) != len(list) {
		t.Fatalf("%d declarations read as %.200s: %v", len(list), page.Value, err)
	}
	return out
}
