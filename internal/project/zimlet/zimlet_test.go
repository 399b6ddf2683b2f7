package zimlet

import (
	"archive/zip"
	"bytes"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"skinbuild/internal/source"
	"skinbuild/internal/testenv"
)

// good is a zimlet without a fault.
func good() map[string]string {
	return map[string]string{
		"com_acme_x.xml": `<zimlet name="com_acme_x" version="1.0" label="${msg.label}" description="d">
  <include>x.js</include>
  <includeCSS>x.css</includeCSS>
  <handlerObject>com_acme_x_handler</handlerObject>
  <zimletPanelItem label="${msg.label}" icon="x"/>
</zimlet>`,
		"x.js":                     "function com_acme_x_handler() {}\n",
		"x.css":                    ".x { background: url(img/x.png) }\n",
		"img/x.png":                "png",
		"com_acme_x.properties":    "label = X\n",
		"com_acme_x_de.properties": "label = \\u00dc\n",
		"config_template.xml":      `<zimletConfig name="com_acme_x" version="1.0"><global><property name="a">b</property></global></zimletConfig>`,
	}
}

// with returns a copy of good with files changed; one set to "-" is left out.
func with(changes ...string) map[string]string {
	files := good()
	for _, c := range changes {
		name, text, _ := strings.Cut(c, "=")
		if files[name] = text; text == "-" {
			delete(files, name)
		}
	}
	return files
}

// edit returns a copy of good with a replacement made in one file.
func edit(name, old, new string) map[string]string {
	files := good()
	if !strings.Contains(files[name], old) {
		panic(name + " does not hold " + old)
	}
	files[name] = strings.Replace(files[name], old, new, 1)
	return files
}

func mapFS(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
	}
	return fsys
}

func codesOf(ds source.Diags) string {
	var list []string
	for _, d := range ds.Sorted() {
		list = append(list, map[source.Severity]string{source.Error: "", source.Warning: "warning ", source.Info: "info "}[d.Severity]+d.Code.String())
	}
	slices.Sort(list)
	return strings.Join(slices.Compact(list), ", ")
}

func TestRules(t *testing.T) {
	const def, conf = "com_acme_x.xml", "config_template.xml"
	for _, tt := range []struct {
		name  string
		files map[string]string
		want  string // codes
		says  string // part of a hint
	}{
		{"good", good(), "", ""},
		{"no config", with(conf + "=-"), "", ""},
		{"template", with("t/a.template=<template/>", def+`=<zimlet name="com_acme_x" version="1"><include>t/a.template.js</include></zimlet>`), "", ""},
		{"upper-case include", edit(def, "x.css", "X.css"), "warning zimlet/include-case", ""},

		{"no definition", with(def + "=-"), "zimlet/no-definition", "zimlet description not found: com_acme_x.xml"},
		{"empty definition", with(def + "="), "warning zimlet/empty-file, zimlet/no-definition", "zimlet description not found"},
		{"other root", edit(def, "<zimlet ", "<Zimlet "), "zimlet/xml", ""},
		{"wrong root", with(def + `=<skin name="com_acme_x" version="1"/>`), "zimlet/root", "Top level tag not recognized skin"},
		{"doctype", edit(def, "<zimlet ", "<!DOCTYPE zimlet [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><zimlet "), "zimlet/doctype", "Cannot parse Zimlet description"},
		{"entity", edit(def, ">x.js<", ">&xxe;<"), "zimlet/xml", "Cannot parse Zimlet description"},
		{"processing instruction", edit(def, "<zimlet ", "<?xml-stylesheet href='x'?><zimlet "), "zimlet/xml", ""},
		{"two roots", edit(def, "</zimlet>", "</zimlet><zimlet/>"), "zimlet/xml", ""},
		{"text after the root", edit(def, "</zimlet>", "</zimlet>x"), "zimlet/xml", ""},
		{"attribute twice", edit(def, "version=", `version="2" version=`), "zimlet/xml", ""},
		{"Latin-1", edit(def, `"d"`, "\"\xe4\""), "zimlet/encoding", "U+FFFD"},
		{"Latin-1 declared", edit(def, "<zimlet ", "<?xml version='1.0' encoding='ISO-8859-1'?><zimlet "), "warning zimlet/encoding", ""},
		{"namespace", edit(def, "<zimlet ", "<zimlet xmlns='urn:x' "), "warning zimlet/namespace", ""},
		{"deep", edit(def, "<include>", strings.Repeat("<param>", 70)+strings.Repeat("</param>", 70)+"<include>"), "zimlet/xml-limit", ""},
		{"large", edit(def, "</zimlet>", "<!--"+strings.Repeat("x", 1<<20)+"--></zimlet>"), "zimlet/xml-limit", ""},
		{"unknown element", edit(def, "<include>", "<includ>x</includ><include>"), "warning zimlet/unknown-element", "did you mean <include>?"},

		{"no name", edit(def, `name="com_acme_x"`, ""), "zimlet/name", "Zimlet name may contain only letters"},
		{"name that leaves", edit(def, `name="com_acme_x"`, `name="../conf/x"`), "zimlet/config-name, zimlet/name", "Zimlet name may contain only letters"},
		{"another name", edit(def, `name="com_acme_x"`, `name="com_acme_y"`), "zimlet/config-name, zimlet/name", "error loading zimlet"},
		{"no version", edit(def, ` version="1.0"`, ""), "zimlet/version", `java.lang.NumberFormatException: For input string: ""`},
		{"version with a word", edit(def, `version="1.0"`, `version="1.0-beta"`), "zimlet/version", `For input string: "0-beta"`},
		{"version with a gap", edit(def, `version="1.0"`, `version="1..0"`), "zimlet/version", `For input string: ""`},
		{"version too large", edit(def, `version="1.0"`, `version="1.2147483648"`), "zimlet/version", "2147483648"},
		{"long description", edit(def, `"d"`, `"`+strings.Repeat("ä", 257)+`"`), "zimlet/ldap-limit", ""},
		{"description of the full length", edit(def, `"d"`, `"`+strings.Repeat("ä", 256)+`"`), "", ""},
		{"extension", edit(def, `name=`, `extension="true" name=`), "zimlet/extension", ""},
		{"modern", edit(def, `name=`, `zimbraXZimletCompatibleSemVer="2" name=`), "warning zimlet/modern", ""},

		{"missing include", edit(def, "x.js", "y.js"), "warning zimlet/handler, zimlet/include-missing", "the server says nothing: the file is left out"},
		{"missing style", edit(def, "x.css", "y.css"), "zimlet/include-missing", ""},
		{"space around an include", edit(def, "x.js", "\n x.js\n"), "zimlet/include-space", "the file is left out"},
		{"include that leaves", edit(def, "x.css", "../x.css"), "zimlet/include-missing", ""},
		{"remote include", edit(def, "x.css", "https://example.org/x.css"), "zimlet/include-remote", ""},
		{"absolute include", edit(def, "x.css", "/x.css"), "zimlet/include-remote", ""},
		{"include twice", edit(def, "<includeCSS>", "<include>x.js</include><includeCSS>"), "warning zimlet/include-twice", ""},
		{"empty include", with("x.css="), "warning zimlet/empty-file, zimlet/include-missing", "never gets it"},
		{"handler of another name", edit("x.js", "com_acme_x_handler", "com_acme_y_handler"), "warning zimlet/handler", "zimlet handler not defined"},
		{"handler assigned", with("x.js=com_acme_x_handler = function() {};"), "", ""},
		{"unknown message", edit(def, "${msg.label}", "${msg.labl}"), "warning zimlet/message", ""},

		{"jar", with("lib/x.jar=PK"), "zimlet/code", "undeploy leaves them there"},
		{"jsp", with("x.JSP=<%"), "zimlet/code", ""},
		{"class", with("X.class=x"), "zimlet/code", ""},
		{"case collision", with("X.CSS=x"), "zimlet/case", "one of the two is never seen"},
		{"backup", with("x.js~=x"), "warning zimlet/junk", ""},
		{"secret", with("x.txt=AKIAIOSFODNN7EXAMPLE"), "bundle/token", ""},
		{"compiled template", with("a.template=x", "a.template.js=x"), "warning zimlet/compiled-template", ""},

		{"empty config", with(conf + "=\n"), "zimlet/config-empty", "Document parse failed"},
		{"config of another zimlet", edit(conf, "com_acme_x", "com_acme_y"), "zimlet/config-name", "no such zimlet com_acme_y"},
		{"config version", edit(conf, "1.0", "v1"), "zimlet/config-version", "NumberFormatException"},
		{"config root", with(conf + "=<config/>"), "zimlet/config-root", "Top level tag not recognized config"},
		{"config element", edit(conf, "<global>", "<site/><global>"), "warning zimlet/config-element", "unrecognized config element site"},
		{"proxy", edit(conf, `"a"`, `"allowedDomains"`), "zimlet/proxy", "--allow proxy"},
		{"proxy, empty", with(conf + `=<zimletConfig name="com_acme_x" version="1"><global><property name="allowedDomains"></property></global></zimletConfig>`), "", ""},

		{"data URL", edit("x.css", "img/x.png", "data:image/png;base64,AA=="), "zimlet/css-url", "url(/service/zimlet/com_acme_x/data:"},
		{"quoted data URL", edit("x.css", "img/x.png", "'data:image/png;base64,AA=='"), "zimlet/css-url", ""},
		{"fragment URL", edit("x.css", "img/x.png", "#filter"), "zimlet/css-url", ""},
		{"space in url()", edit("x.css", "(img/x.png)", "( 'img/x.png' )"), "zimlet/css-url", ""},
		{"missing image", edit("x.css", "img/x.png", "img/y.png"), "warning zimlet/css-url", ""},
		{"root-relative URL", edit("x.css", "img/x.png", "/img/x.png"), "", ""},
		{"remote URL", edit("x.css", "img/x.png", "//example.org/x.png"), "zimlet/include-remote", ""},
		{"data URL in a comment", edit("x.css", ".x", "/* url(data:x)\n */ .x"), "", ""},
		{"import", edit("x.css", ".x", "@import 'y.css'; .x"), "warning zimlet/css-import", ""},

		{"calc that the compressor breaks", edit("x.css", "}", "; width: calc(100% + 1px) }"), "yui/calc", ""},

		{"arrow function", with("x.js=var com_acme_x_handler = () => 1;"), "es3/newer-syntax", ""},
		{"reserved property", with("x.js=var com_acme_x_handler = a.class;"), "es3/reserved-word", ""},
		{"DBG line", with("x.js=function com_acme_x_handler() {\n  DBG.println('x');\n}"), "warning es3/dbg-line", ""},
		{"script that is not included", with("y.js=class {}"), "", ""},

		{"bad escape", with("com_acme_x_de.properties=label = \\u00\n"), "zimlet/properties", `Malformed \uxxxx encoding`},
		{"UTF-8 properties", with("com_acme_x_de.properties=label = Ü\n"), "warning zimlet/properties", `\uXXXX`},
		{"properties of another name", with("other.properties=a=b\n"), "warning zimlet/properties", ""},
		{"properties in a folder", with("i18n/com_acme_x.properties=a=b\n"), "warning zimlet/properties", ""},
		{"reserved key", with("com_acme_x.properties=label=X\ndelete : Y\n"), "zimlet/message-key", "EvaluatorException"},
		{"reserved key quoted by a dot", with("com_acme_x.properties=label=X\ndelete.x=Y\n"), "", ""},
		{"key of a translation only", with("com_acme_x_de.properties=lable=X\n"), "info zimlet/message", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, ds := Load(mapFS(tt.files), "dir/com_acme_x", Options{})
			if got := codesOf(ds); got != tt.want {
				t.Errorf("got %s\nwant %s\n%v", got, tt.want, ds)
			}
			if tt.says != "" && !slices.ContainsFunc(ds, func(d *source.Diag) bool { return strings.Contains(d.Hint+d.Text, tt.says) }) {
				t.Errorf("no diagnostic says %q: %v", tt.says, ds)
			}
		})
	}
}

func TestPermissions(t *testing.T) {
	files := edit("com_acme_x.xml", "<include>", "<include>https://example.org/x.js</include><include>")
	files["com_acme_x.xml"] = strings.Replace(files["com_acme_x.xml"], "name=", `extension="true" name=`, 1)
	files["config_template.xml"] = strings.Replace(files["config_template.xml"], `"a"`, `"allowedDomains"`, 1)
	files["x.jar"] = "PK"
	_, ds := Load(mapFS(files), "com_acme_x", Options{})
	if got := codesOf(ds); got != "zimlet/code, zimlet/extension, zimlet/include-remote, zimlet/proxy" {
		t.Errorf("without permission: %s", got)
	}
	var all []string
	for name := range Permissions() {
		all = append(all, name)
	}
	z, ds := Load(mapFS(files), "com_acme_x", Options{Allow: all})
	if len(ds) > 0 || !z.Definition().Extension || z.Config()[0].Name != "allowedDomains" {
		t.Errorf("with permission: %v", ds)
	}
}

func TestNameComesFromTheDefinitionInAFolderOfAnyName(t *testing.T) {
	z, ds := Load(mapFS(good()), "checkout/", Options{})
	if len(ds) > 0 || z.Name() != "com_acme_x" {
		t.Errorf("%v", ds)
	}
	files := with(".git/config=x", ".gitignore=x")
	if z, ds := Load(mapFS(files), "com_acme_x", Options{}); len(ds) > 0 || z.Files().Len() != len(good()) {
		t.Errorf("hidden files: %v", ds)
	}
}

func TestInitMakesAZimletWithoutFault(t *testing.T) {
	for _, name := range []string{"com_example_hello", "x", "a_"} {
		files, err := Init(name)
		if err != nil {
			t.Fatal(err)
		}
		if z, ds := Load(files, name, Options{}); len(ds) > 0 || z.Name() != name || z.Definition().Handler != name+"_handler" {
			t.Errorf("%s: %v", name, ds)
		}
	}
	for _, name := range []string{"", "Com", "1x", "a-b", "a.b", "../x", "a b"} {
		if _, err := Init(name); err == nil {
			t.Errorf("Init(%q) made a zimlet", name)
		}
	}
}

func TestCompareVersions(t *testing.T) {
	ordered := []string{"1.0", "1.0.0", "1.0.1", "1.2", "1.10", "1.31.5", "1.135", "2", "10_1"}
	for i, a := range ordered {
		for j, b := range ordered {
			if got := CompareVersions(a, b); (got < 0) != (i < j) || (got > 0) != (i > j) {
				t.Errorf("CompareVersions(%s, %s) = %d", a, b, got)
			}
		}
	}
}

// rawZip is an archive by hand: what Go's own writer would not write.
func rawZip(t testing.TB, entries ...zip.FileHeader) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, h := range entries {
		data := []byte(h.Comment)
		h.Comment = ""
		if h.CRC32 == 0 {
			h.CRC32 = crc32.ChecksumIEEE(data)
		}
		h.CompressedSize64, h.UncompressedSize64 = uint64(len(data)), uint64(len(data))
		f, err := w.CreateRaw(&h)
		if err != nil {
			t.Fatal(err)
		}
		f.Write(data)
	}
	w.Close()
	return out.Bytes()
}

// entries returns the files as headers, their content in Comment, name by name.
func entries(files map[string]string, prefix string) []zip.FileHeader {
	var list []zip.FileHeader
	for _, name := range slices.Sorted(maps(files)) {
		list = append(list, zip.FileHeader{Name: prefix + name, Comment: files[name]})
	}
	return list
}

func maps(m map[string]string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func TestArchives(t *testing.T) {
	plain := entries(good(), "")
	add := func(h zip.FileHeader) []byte { return rawZip(t, append(slices.Clone(plain), h)...) }
	ok := rawZip(t, plain...)
	flip := func(at int, b byte) []byte { c := bytes.Clone(ok); c[at] ^= b; return c }
	unix := func(name string, mode fs.FileMode) []byte {
		h := zip.FileHeader{Name: name, Comment: "x"}
		h.SetMode(mode)
		return add(h)
	}
	var deflated bytes.Buffer
	w := zip.NewWriter(&deflated)
	for _, h := range plain {
		f, _ := w.Create(h.Name)
		f.Write([]byte(h.Comment))
	}
	w.Close()

	for _, tt := range []struct {
		name string
		data []byte
		want string
	}{
		{"good", ok, ""},
		{"with folders", add(zip.FileHeader{Name: "img/"}), ""},
		{"wrapped", rawZip(t, entries(good(), "com_acme_x/")...), "zimlet/wrapped"},
		{"wrapped, with folder entries", rawZip(t, append([]zip.FileHeader{{Name: "x/"}}, entries(good(), "x/")...)...), "zimlet/wrapped"},
		{"written by Go's Create", deflated.Bytes(), "zimlet/data-descriptor"},
		{"traversal", add(zip.FileHeader{Name: "../x", Comment: "x"}), "zimlet/entry-path"},
		{"backslash", add(zip.FileHeader{Name: `..\x`, Comment: "x"}), "zimlet/entry-path"},
		{"absolute", add(zip.FileHeader{Name: "/x", Comment: "x"}), "zimlet/entry-path"},
		{"drive", add(zip.FileHeader{Name: "c:/x", Comment: "x"}), "zimlet/entry-path"},
		{"control character", add(zip.FileHeader{Name: "a\x03b", Comment: "x"}), "zimlet/entry-path"},
		{"bidi", add(zip.FileHeader{Name: "a\u202eb", Comment: "x"}), "zimlet/entry-name"},
		{"duplicate", add(plain[0]), "zimlet/duplicate"},
		{"case", add(zip.FileHeader{Name: "X.CSS", Comment: "x"}), "zimlet/case"},
		{"symbolic link", unix("l", fs.ModeSymlink|0o777), "zimlet/link"},
		{"device", unix("l", fs.ModeDevice|0o600), "zimlet/link"},
		{"setuid", unix("l", fs.ModeSetuid|0o755), "zimlet/link"},
		{"encrypted", add(zip.FileHeader{Name: "e", Comment: "x", Flags: 1}), "zimlet/encrypted"},
		{"bzip2", add(zip.FileHeader{Name: "e", Comment: "x", Method: 12}), "zimlet/method"},
		{"wrong checksum", add(zip.FileHeader{Name: "e", Comment: "x", CRC32: 7}), "zimlet/header-mismatch"},
		{"two names", flip(30, 0x20), "zimlet/header-mismatch"},
		{"no zip", []byte("hello"), "zimlet/not-a-zip"},
		{"nothing", nil, "zimlet/not-a-zip"},
		{"cut off", ok[:len(ok)-1], "zimlet/not-a-zip"},
		{"bytes before", append([]byte("#!/bin/sh\n"), ok...), "zimlet/not-a-zip"},
		{"bytes after", append(bytes.Clone(ok), 'x'), "zimlet/hidden-data"},
		{"manifest without the attribute", rawZip(t, append([]zip.FileHeader{{Name: manifestName, Comment: "Manifest-Version: 1.0\n"}}, plain...)...), "zimlet/manifest"},
		{"manifest", rawZip(t, append([]zip.FileHeader{{Name: manifestName, Comment: "Manifest-Version: 1.0\r\nZimlet-Description-File: com_acm\r\n e_x.xml\r\n"}}, plain...)...), ""},
		{"manifest that names another", rawZip(t, append([]zip.FileHeader{{Name: manifestName, Comment: "Zimlet-Description-File: y.xml\n"}}, plain...)...), "zimlet/manifest"},
		{"late manifest", add(zip.FileHeader{Name: manifestName, Comment: "Zimlet-Description-File: com_acme_x.xml\n"}), "zimlet/manifest"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, ds := LoadZip(tt.data, "dir/com_acme_x.zip", Options{})
			var errs source.Diags
			for _, d := range ds {
				if d.Severity == source.Error {
					errs = append(errs, d)
				}
			}
			if got := codesOf(errs); got != tt.want {
				t.Errorf("got %s, want %s\n%v", got, tt.want, ds)
			}
		})
	}
	if _, ds := LoadZip(ok, "dir/com acme.zip", Options{}); !strings.Contains(codesOf(ds), "zimlet/name") {
		t.Errorf("a name with a space: %v", ds)
	}
}

func TestZipBomb(t *testing.T) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := range 20 {
		f, _ := w.Create(fmt.Sprintf("%d.txt", i))
		f.Write(make([]byte, 8<<20))
	}
	w.Close()
	if _, ds := LoadZip(out.Bytes(), "x.zip", Options{}); !strings.Contains(codesOf(ds), "zimlet/zip-limit") {
		t.Errorf("160 MiB of zeros in %d bytes: %v", out.Len(), codesOf(ds))
	}
}

func TestRewrap(t *testing.T) {
	wrapped := rawZip(t, append([]zip.FileHeader{{Name: "anything/"}, {Name: "anything/img/"}}, entries(good(), "anything/")...)...)
	z, ds := LoadZip(wrapped, "com_acme_x.zip", Options{Rewrap: true})
	if len(ds) > 0 {
		t.Fatal(ds)
	}
	direct, _ := Load(mapFS(good()), "com_acme_x", Options{})
	if z.Files().Digest() != direct.Files().Digest() {
		t.Error("rewrapped, the files differ")
	}
	a, err := z.Zip()
	b, _ := direct.Zip()
	if err != nil || !bytes.Equal(a, b) {
		t.Errorf("the archives differ: %v", err)
	}
	if _, ds := LoadZip(a, "com_acme_x.zip", Options{}); len(ds) > 0 {
		t.Errorf("our own archive: %v", ds)
	}
}

// Java reads our archive by file and by stream, and sees the same in it; from one
// that Go's writer makes by default, the stream reader keeps nothing.
func TestJavaReadsItBothWays(t *testing.T) {
	testenv.Java(t, "java")
	read := func(data []byte) string {
		t.Helper()
		name := filepath.Join(t.TempDir(), "x.zip")
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command("java", "testdata/Readers.java", name).CombinedOutput()
		if err != nil {
			t.Fatalf("java: %v\n%s", err, out)
		}
		return string(out)
	}
	z, _ := Load(mapFS(good()), "com_acme_x", Options{})
	data, err := z.Zip()
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	for _, reader := range []string{"file", "stream"} {
		for e := range z.Files().All() {
			fmt.Fprintf(&want, "%s %s %d %x\n", reader, e.Path, len(e.Data), crc32.ChecksumIEEE(e.Data))
		}
	}
	if got := read(data); got != want.String() {
		t.Errorf("Java read\n%swant\n%s", got, want.String())
	}
	var byGo bytes.Buffer
	w := zip.NewWriter(&byGo)
	f, _ := w.Create("com_acme_x.xml")
	f.Write([]byte("<zimlet/>"))
	w.Close()
	if got := read(byGo.Bytes()); !strings.Contains(got, "file com_acme_x.xml 9") || strings.Contains(got, "stream") {
		t.Errorf("of an archive with data descriptors Java read\n%s", got)
	}
}

// The archive is the same whatever the order of the files; no clock is in it.
func TestZipIsReproducible(t *testing.T) {
	z, _ := Load(mapFS(good()), "com_acme_x", Options{})
	data, _ := z.Zip()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	last := ""
	for _, f := range r.File {
		if f.Name <= last || f.ModifiedDate != dosDate || f.ModifiedTime != 0 || f.Flags != 0 || len(f.Extra) != 0 || f.Mode() != 0o644 {
			t.Errorf("%+v after %s", f.FileHeader, last)
		}
		last = f.Name
	}
}

func FuzzDefinition(f *testing.F) {
	for _, text := range good() {
		f.Add(text)
	}
	f.Add(`<zimlet name="a" version="1"><include> x </include><contentObject type="t"><matchOn><regex attrs="g">x</regex></matchOn></contentObject></zimlet>`)
	f.Add("<!DOCTYPE x [<!ENTITY a 'b'>]><zimlet name='a&a;'/>")
	f.Fuzz(func(t *testing.T, text string) {
		files := map[string]string{"com_acme_x.xml": text, "config_template.xml": text, "com_acme_x.properties": text, "x.css": text}
		z, ds := Load(mapFS(files), "com_acme_x", Options{})
		if z == nil && ds.Err() == nil {
			t.Error("no zimlet and no error")
		}
		for _, d := range ds {
			_ = d.Excerpt()
		}
	})
}

func FuzzZip(f *testing.F) {
	f.Add(rawZip(f, entries(good(), "")...))
	f.Add(rawZip(f, entries(good(), "a/")...))
	var byGo bytes.Buffer
	w := zip.NewWriter(&byGo)
	e, _ := w.Create("com_acme_x.xml")
	e.Write([]byte("<zimlet/>"))
	w.Close()
	f.Add(byGo.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		z, ds := LoadZip(data, "com_acme_x.zip", Options{})
		if ds.Err() != nil {
			return
		}
		// What we take, Go's own reader has to see the same way.
		r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatalf("taken, and archive/zip says %v", err)
		}
		n := 0
		for _, f := range r.File {
			if !strings.HasSuffix(f.Name, "/") {
				n++
			}
		}
		if n != z.Files().Len() {
			t.Errorf("%d files, archive/zip sees %d", z.Files().Len(), n)
		}
	})
}

func BenchmarkCheck(b *testing.B) {
	files := mapFS(good())
	for b.Loop() {
		Load(files, "com_acme_x", Options{})
	}
}
