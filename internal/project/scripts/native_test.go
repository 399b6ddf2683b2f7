package scripts

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// The native detects give what Modernizr gives: the same object and the same classes.
func TestNativeDetects(t *testing.T) {
	l := openLab(t)
	overrides := os.DirFS("../../../overrides")
	native, ds, err := Build(&Options{Overrides: overrides, Modules: modules(t), Detects: Native})
	if err != nil || ds.Err() != nil {
		t.Fatal(err, ds.Err())
	}
	if slices.ContainsFunc(native.Pins, func(p Pin) bool { return p.Name == "modernizr" }) {
		t.Error("the native detects have Modernizr among their packages")
	}
	full, ds, err := Build(&Options{Overrides: overrides, Modules: modules(t), Detects: Modernizr})
	if err != nil || ds.Err() != nil {
		t.Fatal(err, ds.Err())
	}
	files, err := nativeFiles(overrides)
	if err != nil || !slices.Equal(native.Detects, full.Detects) || len(files) != len(full.Detects) {
		t.Errorf("native detects %v of %v, Modernizr's %v, %v", native.Detects, files, full.Detects, err)
	}
	results := map[string]string{}
	for name, r := range map[string]*Result{"native": native, "modernizr": full} {
		s := r.Scripts[slices.IndexFunc(r.Scripts, func(s Script) bool { return s.Name == "SynaModernizr.js" })]
		l.bundles[s.Name] = string(s.Text)
		_, results[name] = l.report(t, "", "document.documentElement.className = 'x';", s.Name, `var out = [];
			"`+strings.Join(full.Detects, " ")+`".split(" ").forEach(function (k) { out.push(k + "=" + SynaModernizr[k]); });
			return out.join(" ") + "; " + document.documentElement.className.split(/\s+/).sort().join(" ");`)
		t.Logf("%s: %d bytes, %d gzip", name, len(s.Text), s.Gzip)
		if name == "native" && !s.ES3 {
			t.Error("the native detects do not pass es3.Check")
		}
	}
	if results["native"] != results["modernizr"] || !strings.Contains(results["native"], "m-flexbox") || !strings.Contains(results["native"], "localstorage=") {
		t.Errorf("native    %s\nModernizr %s", results["native"], results["modernizr"])
	}
}

// A detect that no file defines is an error that names the way to Modernizr.
func TestNativeDetectsRefuse(t *testing.T) {
	changed := overlay(t, "features/x.js", "if (SynaModernizr.webgl) {}")
	_, ds, err := Build(&Options{Overrides: changed, Modules: modules(t), Detects: Native})
	if err != nil || len(ds) != 1 || !strings.Contains(ds[0].Error(), "features/x.js:1:19: error: there is no feature detect webgl") || !strings.Contains(ds[0].Hint, `detects = "modernizr"`) {
		t.Errorf("%v, %v", err, ds)
	}
}

func TestSmaller(t *testing.T) {
	for in, want := range map[string]string{
		"var a = { \"b\": 1, \"c\": true };window.x = function () { return 1; };": `var a={b:1,c:!0};window.x=function(){return 1}`,
		"var a = `": "var a = `", // what it cannot read stays
	} {
		if got := string(smaller([]byte(in))); got != want {
			t.Errorf("%s\n got %s\nwant %s", in, got, want)
		}
	}
	if smaller(nil) != nil {
		t.Error("a script out of nothing")
	}
}
