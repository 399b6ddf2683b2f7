package zimlet

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"skinbuild/internal/scripts"
	"skinbuild/internal/source"
)

// corpus returns the folder of real zimlets that ZIMLET_TREES names. It holds
// checkouts: zm-zimlets, zimlets-foss, and zm-mailbox (of which only
// store/data/unittest/zimlets is read).
func corpus(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("ZIMLET_TREES")
	if dir == "" {
		skip(t, "ZIMLET_TREES is not set: no real zimlets were checked")
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
		if got := codes(errs); got != knownFaults[name] {
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
			return d.Code == "zimlet/wrapped" && strings.Contains(d.Hint, "zimlet description not found: "+strings.TrimSuffix(filepath.Base(name), ".zip")+".xml")
		}) {
			wrapped++
		} else {
			t.Errorf("%s: not seen as wrapped: %v", name, codes(ds))
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
		ok := scripts.CheckES3(f, scripts.ForZimlet).Err() == nil
		if ok != verdicts[i].ok {
			t.Errorf("%s: the gate says %v, YUI Compressor %v: %s", f.Name(), ok, verdicts[i].ok, verdicts[i].text)
		}
		if !verdicts[i].ok {
			refused++
		}
	}
	t.Logf("%d scripts, %d refused by both", len(files), refused)
}

type verdict struct {
	ok   bool
	text string // the compressed script, or the error
}

const yuiJar = "../../bench/node_modules/yuicompressor/build/yuicompressor-2.4.8.jar"

// compress puts scripts through the real YUI Compressor, one after the other.
func compress(t *testing.T, files []*source.File) []verdict {
	t.Helper()
	for _, program := range []string{"java", "javac"} {
		if _, err := exec.LookPath(program); err != nil {
			skip(t, "no "+program+": run tools/setup")
		}
	}
	if _, err := os.Stat(yuiJar); err != nil {
		skip(t, yuiJar+" is not there: run tools/setup")
	}
	dir := t.TempDir()
	if out, err := exec.Command("javac", "-nowarn", "-cp", yuiJar, "-d", dir, "../scripts/testdata/Yui.java").CombinedOutput(); err != nil {
		t.Fatalf("javac: %v\n%s", err, out)
	}
	var in bytes.Buffer
	for _, f := range files {
		fmt.Fprintf(&in, "%d\n%s", len(f.Text()), f.Text())
	}
	cmd := exec.Command("java", "-Xss4m", "-cp", dir+string(filepath.ListSeparator)+yuiJar, "Yui")
	cmd.Stdin, cmd.Stderr = &in, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("java: %v", err)
	}
	var list []verdict
	r := bufio.NewReader(bytes.NewReader(out))
	for range files {
		line, err := r.ReadString('\n')
		word, length, _ := strings.Cut(strings.TrimSpace(line), " ")
		n, convErr := strconv.Atoi(length)
		if err != nil || convErr != nil {
			t.Fatalf("the compressor answered %q", line)
		}
		text := make([]byte, n)
		if _, err := io.ReadFull(r, text); err != nil {
			t.Fatal(err)
		}
		list = append(list, verdict{word == "ok", string(text)})
	}
	return list
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
		if v.ok != (ds.Err() == nil) {
			t.Errorf("%s: YUI Compressor says %v (%s), we say %v", keys[i], v.ok, v.text, ds.Err())
		}
	}
}
