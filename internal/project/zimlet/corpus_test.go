package zimlet

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"skinbuild/internal/server/es3"
	"skinbuild/internal/testenv"

	"skinbuild/internal/source"
)

// corpus returns the folder of real zimlets that ZIMLET_TREES names. It holds
// checkouts: zm-zimlets, zimlets-foss, and zm-mailbox (of which only
// store/data/unittest/zimlets is read).
func corpus(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("ZIMLET_TREES")
	if dir == "" {
		testenv.Skip(t, "ZIMLET_TREES names no folder of zimlets")
	}
	return dir
}

func glob(t *testing.T, parts ...string) []string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(parts...))
	if err != nil || len(list) == 0 {
		t.Fatalf("%v: nothing there (%v)", parts, err)
	}
	return list
}

// definitions are the folders of the corpus that hold a definition of their name.
func definitions(t *testing.T) []string {
	t.Helper()
	dir := corpus(t)
	var list []string
	for _, sub := range []string{"zm-zimlets/src/zimlet/*", "zimlets-foss/Zimlet/src/zimlet/*"} {
		for _, d := range glob(t, dir, sub) {
			if _, err := os.Stat(filepath.Join(d, filepath.Base(d)+".xml")); err == nil {
				list = append(list, d)
			}
		}
	}
	return list
}

// knownFaults are the real faults of the corpus, each looked at: a style sheet
// that is included and is not there, a key in a JSP.
var knownFaults = map[string]string{
	"com_zimbra_attachmentalert":  "zimlet/include-missing",
	"com_zimbra_emaildownloader":  "zimlet/include-missing",
	"com_zimbra_savedsearch":      "zimlet/include-missing",
	"com_zimbra_shortcutstrainer": "zimlet/include-missing",
	"com_zimbra_linkedin":         "bundle/token",
	"com_zimbra_social":           "bundle/token",
}

// No false error, and our archive of each is one that we take ourselves.
func TestRealDefinitions(t *testing.T) {
	all := Options{Allow: []string{"code", "proxy", "remote"}}
	list := definitions(t)
	clean := 0
	for _, dir := range list {
		name := filepath.Base(dir)
		z, ds := Load(os.DirFS(dir), name, all)
		var errs source.Diags
		for _, d := range ds {
			if d.Severity == source.Error {
				errs = append(errs, d)
			}
		}
		if got := codesOf(errs); got != knownFaults[name] {
			t.Errorf("%s: %s, want %s\n%v", dir, got, knownFaults[name], errs)
		}
		if len(errs) > 0 {
			continue
		}
		clean++
		data, err := z.Zip()
		if err != nil {
			t.Fatal(err)
		}
		if _, ds := LoadZip(data, name+".zip", all); ds.Err() != nil {
			t.Errorf("%s: our archive of it: %v", name, ds.Err())
		}
	}
	if len(list) < 250 {
		t.Errorf("only %d definitions: the corpus is incomplete", len(list))
	}
	t.Logf("%d definitions, %d without an error, the others with known faults", len(list), clean)
}

// zmzimletctl would refuse every zip of the community repository.
func TestRealArchivesAreWrapped(t *testing.T) {
	zips := glob(t, corpus(t), "zimlets-foss/Zimlet/src/zimlet/*.zip")
	wrapped, rewrapped := 0, 0
	for _, name := range zips {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		_, ds := LoadZip(data, name, Options{})
		if slices.ContainsFunc(ds, func(d *source.Diag) bool {
			return d.Code.String() == "zimlet/wrapped" && strings.Contains(d.Hint, "zimlet description not found: "+strings.TrimSuffix(filepath.Base(name), ".zip")+".xml")
		}) {
			wrapped++
		} else {
			t.Errorf("%s: not seen as wrapped: %v", name, codesOf(ds))
		}
		if z, _ := LoadZip(data, name, Options{Rewrap: true}); z != nil {
			rewrapped++
		}
	}
	if len(zips) != 128 || rewrapped != len(zips) {
		t.Errorf("%d zips, %d of them wrapped, %d readable once rewrapped; want 128 of each", len(zips), wrapped, rewrapped)
	}
	t.Logf("%d of %d are wrapped, %d readable with Rewrap", wrapped, len(zips), rewrapped)
}

// The vendor's unit-test archives: the hostile ones are refused, each for what is
// hostile in it.
func TestVendorsUnitTestArchives(t *testing.T) {
	dir := filepath.Join(corpus(t), "zm-mailbox/store/data/unittest/zimlets")
	for name, want := range map[string][]string{
		"com_zimbra_unittest": nil,
		"adminextension":      {"error: a zimlet of the admin console"},
		"absolute":            {`the entry "/opt/zimbra/conf/rogue.file" is absolute`},
		"attack":              {`the name "../conf/somefile" has other characters`},
		"com_zimbra_url":      {`the entry "../../conf/traverse.js" leaves`},
		"jelmer":              {`has a control character`},
		"phil": {
			`the entry "../../../../../opt/zimbra/conf/blahblah.txt" leaves`, `has a control character`,
			`the entry "<svg onload=alert(1)>" has a character`, `is absolute`, `the XML is not well-formed`,
		},
	} {
		data, err := os.ReadFile(filepath.Join(dir, name+".zip"))
		if err != nil {
			t.Fatal(err)
		}
		_, ds := LoadZip(data, name+".zip", Options{})
		text := fmt.Sprint(ds)
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s: no %q in %s", name, w, text)
			}
		}
		if len(want) == 0 && len(ds) > 0 {
			t.Errorf("%s: %s", name, text)
		}
	}
	data, _ := os.ReadFile(filepath.Join(dir, "adminextension.zip"))
	if _, ds := LoadZip(data, "adminextension.zip", Options{Allow: []string{"extension"}}); ds.Err() != nil {
		t.Errorf("adminextension, permitted: %v", ds.Err())
	}
}

// What the gate says about each included script is what the real compressor says.
func TestRealScriptsAgainstTheCompressor(t *testing.T) {
	var files []*source.File
	for _, dir := range definitions(t) {
		z, _ := Load(os.DirFS(dir), filepath.Base(dir), Options{})
		for e := range z.Files().All() {
			if slices.Contains(z.Definition().Includes, e.Path.String()) && strings.HasSuffix(e.Path.String(), ".js") {
				files = append(files, source.NewFile(dir+"/"+e.Path.String(), string(e.Data)))
			}
		}
	}
	verdicts := compress(t, files)
	refused := 0
	for i, f := range files {
		ok := es3.Check(f, es3.ForZimlet).Err() == nil
		if ok != verdicts[i].OK {
			t.Errorf("%s: the gate says %v, YUI Compressor %v: %s", f.Name(), ok, verdicts[i].OK, verdicts[i].Text)
		}
		if !verdicts[i].OK {
			refused++
		}
	}
	t.Logf("%d scripts, %d refused by both", len(files), refused)
}

// compress puts scripts through YUI Compressor.
func compress(t *testing.T, files []*source.File) []testenv.Verdict {
	t.Helper()
	var texts []string
	for _, f := range files {
		texts = append(texts, f.Text())
	}
	return testenv.YUI(t, texts)
}

// A message key that is a reserved word makes a script that the compressor
// refuses; one that is none does not.
func TestReservedKeysAgainstTheCompressor(t *testing.T) {
	var files []*source.File
	keys := []string{"delete", "class", "int", "default", "let", "label", "of", "async"}
	for _, k := range keys {
		files = append(files, source.NewFile(k, "a=window['x'];\na."+k+"=\"X\";\ndelete a;"))
	}
	for i, v := range compress(t, files) {
		_, ds := Load(mapFS(with("com_acme_x.properties=label=X\n"+keys[i]+"=Y\n")), "com_acme_x", Options{})
		if v.OK != (ds.Err() == nil) {
			t.Errorf("%s: YUI Compressor says %v (%s), we say %v", keys[i], v.OK, v.Text, ds.Err())
		}
	}
}
