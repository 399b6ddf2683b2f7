package pack

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/klauspost/compress/zstd"

	"skinbuild/internal/testenv"
	"skinbuild/internal/tree"
)

func sampleInfo() Info {
	return Info{
		Name: "demo", Version: "1.2.0", Sequence: 7, Tool: "skinbuild test", Commit: "0123abc", Created: "2026-11-02T10:14:03Z",
		Releases: []string{"10.1.3", "8.8.15.p46"}, Browsers: []string{"chrome 109"},
		Components: []Component{{"jquery", "3.7.1", "MIT", "pkg:npm/jquery@3.7.1", []string{"scripts/all.js"}}},
	}
}

func sampleFiles(t testing.TB, more ...string) tree.Tree {
	t.Helper()
	return mustTree(t, append([]string{"skins/demo/skin.css=a{color:red}\n", "scripts/all.js=var a=1;\n", "skins/demo/manifest.xml=<skin/>"}, more...)...)
}

func mustTree(t testing.TB, files ...string) tree.Tree {
	t.Helper()
	var entries []tree.Entry
	for _, f := range files {
		name, data, _ := strings.Cut(f, "=")
		entries = append(entries, tree.Entry{Path: tree.MustPath(name), Mode: 0o600, Data: []byte(data)})
	}
	tr, err := tree.New(entries...)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

func mustWrite(t testing.TB, info Info, files tree.Tree) []byte {
	t.Helper()
	data, ds := Write(info, files, nil)
	if ds.Err() != nil {
		t.Fatal(ds.Err())
	}
	return data
}

// wantCode fails unless err is a Refusal of that code.
func wantCode(t *testing.T, what string, err error, code string) {
	t.Helper()
	var r *Refusal
	if !errors.As(err, &r) || r.Code.String() != code {
		t.Errorf("%s: got %v, want a refusal with code %s", what, err, code)
	}
}

func TestRoundTrip(t *testing.T) {
	files := sampleFiles(t)
	origins := map[tree.Path]Origin{tree.MustPath("scripts/all.js"): {By: "scripts", Sources: []string{"overrides/a.js"}, Browsers: []string{"ie 11"}}}
	data, ds := Write(sampleInfo(), files, origins)
	if len(ds) > 0 {
		t.Fatal(ds.Err())
	}
	b, err := Open(data, Options{Unsigned: true})
	if err != nil {
		t.Fatal(err)
	}
	if b.Signer() != (Signer{}) {
		t.Errorf("signer of an unsigned bundle: %v", b.Signer())
	}
	m := b.Manifest()
	if m.Name != "demo" || m.Sequence != 7 || len(m.Files) != 4 || m.Files[1].By != "scripts" && m.Files[1].Path != sbomName {
		t.Errorf("manifest: %+v", m)
	}
	for e := range files.All() {
		got, ok := b.Files().Lookup(e.Path)
		if !ok || !bytes.Equal(got.Data, e.Data) || got.Mode != 0o644 {
			t.Errorf("%s came back as %v, %q, mode %o", e.Path, ok, got.Data, got.Mode)
		}
	}
	sbom, _ := b.Files().Lookup(tree.MustPath(sbomName))
	var bom struct {
		BOMFormat, SpecVersion, SerialNumber string
		Components                           []struct{ Name, Version, PURL string }
		Dependencies                         []struct {
			Ref       string
			DependsOn []string
		}
	}
	if err := json.Unmarshal(sbom.Data, &bom); err != nil || len(bom.Components) != 4 || bom.Components[0].Name != "jquery" {
		t.Errorf("bill of materials: %v\n%s", err, sbom.Data)
	}
	if bom.BOMFormat != "CycloneDX" || bom.SpecVersion != "1.6" || !strings.HasPrefix(bom.SerialNumber, "urn:uuid:") || len(bom.Dependencies) == 0 || len(bom.Dependencies[0].DependsOn) != 4 {
		t.Errorf("bill of materials: %s", sbom.Data)
	}
}

// The order in which a tree was put together, the modes of its files and the
// time do not count; everything else does.
func TestSameInputSameBytes(t *testing.T) {
	a := mustWrite(t, sampleInfo(), sampleFiles(t))
	loaded, err := tree.Load(fstest.MapFS{
		"skins/demo/manifest.xml": {Data: []byte("<skin/>"), Mode: 0o755, ModTime: time.Unix(1e9, 0)},
		"scripts/all.js":          {Data: []byte("var a=1;\n"), Mode: 0o640},
		"skins/demo/skin.css":     {Data: []byte("a{color:red}\n"), Mode: 0o400},
	})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a, mustWrite(t, sampleInfo(), loaded)) {
		t.Error("the same files gave other bytes")
	}
	info := sampleInfo()
	info.Sequence++
	if bytes.Equal(a, mustWrite(t, info, loaded)) {
		t.Error("another sequence gave the same bytes")
	}
}

// Tools that everybody has can unpack a bundle.
func TestStockToolsReadIt(t *testing.T) {
	for _, tool := range []string{"tar", "zstd"} {
		testenv.Command(t, tool)
	}
	key, _ := newKey(t, "")
	signed, err := key.Sign(mustWrite(t, sampleInfo(), sampleFiles(t)))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	name := filepath.Join(dir, "x.skinbundle")
	if err := os.WriteFile(name, signed, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("tar", "--use-compress-program=zstd", "-xf", name, "-C", dir).CombinedOutput(); err != nil {
		t.Fatalf("tar: %v\n%s", err, out)
	}
	if css, err := os.ReadFile(filepath.Join(dir, "skins/demo/skin.css")); err != nil || string(css) != "a{color:red}\n" {
		t.Errorf("tar unpacked %q, %v", css, err)
	}
}

func TestTruncatedAtAnyByte(t *testing.T) {
	key, trust := newKey(t, "")
	signed, err := key.Sign(mustWrite(t, sampleInfo(), sampleFiles(t)))
	if err != nil {
		t.Fatal(err)
	}
	for n := range len(signed) {
		if _, err := Open(signed[:n], Options{Trust: trust}); err == nil {
			t.Fatalf("cut to %d of %d bytes, the bundle was opened", n, len(signed))
		}
	}
	unsigned := mustWrite(t, sampleInfo(), sampleFiles(t))
	for n := range len(unsigned) {
		if _, err := Open(unsigned[:n], Options{Unsigned: true}); err == nil {
			t.Fatalf("cut to %d of %d bytes, the unsigned bundle was opened", n, len(unsigned))
		}
	}
}

func TestChangedInAnyByte(t *testing.T) {
	key, trust := newKey(t, "")
	signed, err := key.Sign(mustWrite(t, sampleInfo(), sampleFiles(t)))
	if err != nil {
		t.Fatal(err)
	}
	c, _ := parseContainer(signed)
	for i := range signed {
		changed := bytes.Clone(signed)
		changed[i] ^= 1 << (i % 8)
		_, err := Open(changed, Options{Trust: trust})
		comment := i >= len(c.signed)+8 && i < len(c.signed)+8+len("untrusted comment: signature by skinbuild\n")
		if err == nil && !comment {
			t.Fatalf("a flipped bit in byte %d of %d was not seen: %q", i, len(signed), changed[max(0, i-60):min(len(changed), i+20)])
		}
	}
}

// hostile returns a bundle whose tar is whatever build writes, with a manifest
// that describes the files given.
func hostile(t *testing.T, files tree.Tree, build func(w *tar.Writer)) []byte {
	t.Helper()
	var raw bytes.Buffer
	w := tar.NewWriter(&raw)
	m := newManifest(sampleInfo(), files, nil)
	if err := writeEntry(w, manifestName, m.encode()); err != nil {
		t.Fatal(err)
	}
	build(w)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return compressed(t, raw.Bytes())
}

func compressed(t *testing.T, raw []byte) []byte {
	t.Helper()
	enc, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return newContainer(enc.EncodeAll(raw, nil)).bytes()
}

func put(t *testing.T, w *tar.Writer, h tar.Header, data string) {
	t.Helper()
	if h.Typeflag == 0 {
		h.Typeflag = tar.TypeReg
	}
	h.Size = int64(len(data))
	if err := w.WriteHeader(&h); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(data)); err != nil {
		t.Fatal(err)
	}
}

func TestHostileTars(t *testing.T) {
	css := "a{}"
	files := mustTree(t, "skins/a/a.css="+css)
	good := header("skins/a/a.css", len(css))
	with := func(change func(h *tar.Header)) tar.Header { h := good; change(&h); return h }
	for _, tt := range []struct {
		name, code string
		entries    []tar.Header
	}{
		{"traversal", "bundle/path", []tar.Header{with(func(h *tar.Header) { h.Name = "../../etc/x.css" })}},
		{"absolute", "bundle/path", []tar.Header{with(func(h *tar.Header) { h.Name = "/etc/x.css" })}},
		{"backslash", "bundle/path", []tar.Header{with(func(h *tar.Header) { h.Name = `skins\..\x.css` })}},
		{"dot file", "bundle/path", []tar.Header{with(func(h *tar.Header) { h.Name = "skins/a/.git/x.css" })}},
		{"symbolic link", "bundle/entry", []tar.Header{with(func(h *tar.Header) { h.Typeflag, h.Linkname, h.Format = tar.TypeSymlink, "/etc/passwd", tar.FormatPAX })}},
		{"hard link", "bundle/entry", []tar.Header{with(func(h *tar.Header) { h.Typeflag, h.Linkname = tar.TypeLink, "manifest.json" })}},
		{"device", "bundle/entry", []tar.Header{with(func(h *tar.Header) { h.Typeflag = tar.TypeChar })}},
		{"pipe", "bundle/entry", []tar.Header{with(func(h *tar.Header) { h.Typeflag = tar.TypeFifo })}},
		{"directory", "bundle/entry", []tar.Header{with(func(h *tar.Header) { h.Typeflag, h.Name = tar.TypeDir, "skins/" })}},
		{"setuid", "bundle/mode", []tar.Header{with(func(h *tar.Header) { h.Mode = 0o4755 })}},
		{"duplicate", "bundle/duplicate", []tar.Header{good, good}},
		{"second manifest", "bundle/duplicate", []tar.Header{good, header(manifestName, len(css))}},
		{"unlisted", "bundle/unlisted", []tar.Header{good, header("skins/a/b.css", len(css))}},
		{"missing", "bundle/missing", nil},
		{"type", "bundle/type", []tar.Header{good, header("skins/a/b.jsp", len(css))}},
		{"kind", "bundle/kind", []tar.Header{good, header("etc/b.css", len(css))}},
		{"owner", "bundle/tar", []tar.Header{with(func(h *tar.Header) { h.Uid = 1000 })}},
		{"time", "bundle/tar", []tar.Header{with(func(h *tar.Header) { h.ModTime = time.Unix(1, 0) })}},
		{"pax record", "bundle/tar", []tar.Header{with(func(h *tar.Header) {
			h.Format, h.PAXRecords = tar.FormatPAX, map[string]string{"SCHILY.xattr.user.x": "y"}
		})}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			data := hostile(t, files, func(w *tar.Writer) {
				for _, h := range tt.entries {
					text := css
					if h.Typeflag != tar.TypeReg {
						text = ""
					}
					put(t, w, h, text)
				}
			})
			_, err := Open(data, Options{Unsigned: true})
			wantCode(t, tt.name, err, tt.code)
		})
	}
}

func TestWrongContent(t *testing.T) {
	files := mustTree(t, "skins/a/a.css=a{}")
	data := hostile(t, files, func(w *tar.Writer) { put(t, w, header("skins/a/a.css", 3), "b{}") })
	_, err := Open(data, Options{Unsigned: true})
	wantCode(t, "other bytes of the same length", err, "bundle/hash")
	if !errors.Is(err, ErrUntrusted) {
		t.Error("a wrong hash is a matter of trust")
	}
	data = hostile(t, files, func(w *tar.Writer) { put(t, w, header("skins/a/a.css", 4), "a{} ") })
	_, err = Open(data, Options{Unsigned: true})
	wantCode(t, "more bytes", err, "bundle/size")
}

func TestManifestSaysOneThing(t *testing.T) {
	files := mustTree(t, "skins/a/a.css=a{}")
	m := newManifest(sampleInfo(), files, nil)
	change := func(f func(m *Manifest)) []byte {
		c := m
		c.Files = append([]File{}, m.Files...)
		f(&c)
		c.ID = c.computeID()
		return c.encode()
	}
	text := string(m.encode())
	for _, tt := range []struct {
		name, code string
		data       []byte
	}{
		{"newer schema", "bundle/schema", []byte(strings.Replace(text, Schema, "skinbuild-bundle/2", 1))},
		{"no schema", "bundle/schema", []byte("{}")},
		{"no JSON", "bundle/manifest", []byte("{")},
		{"unknown field", "bundle/manifest", []byte(strings.Replace(text, `"name"`, `"nome": "x", "name"`, 1))},
		{"duplicate field", "bundle/manifest", []byte(strings.Replace(text, `"name"`, `"name": "evil", "name"`, 1))},
		{"other spacing", "bundle/manifest", []byte(text + "\n")},
		{"second value", "bundle/manifest", []byte(text + "{}")},
		{"other id", "bundle/id", []byte(strings.Replace(text, m.ID[:8], "00000000", 1))},
		{"no sequence", "bundle/manifest", change(func(m *Manifest) { m.Sequence = 0 })},
		{"bad name", "bundle/manifest", change(func(m *Manifest) { m.Name = "../x" })},
		{"control character", "bundle/manifest", change(func(m *Manifest) { m.Tool = "\x1b[2J" })},
		{"mode", "bundle/manifest", change(func(m *Manifest) { m.Files[0].Mode = "4755" })},
		{"negative size", "bundle/manifest", change(func(m *Manifest) { m.Files[0].Size = -1 })},
		{"case collision", "bundle/case", change(func(m *Manifest) {
			f := m.Files[0]
			f.Path = "skins/a/A.css"
			m.Files = []File{f, m.Files[0]}
		})},
		{"order", "bundle/manifest", change(func(m *Manifest) {
			f := m.Files[0]
			f.Path = "scripts/a.js"
			m.Files = append(m.Files, f)
		})},
		{"huge file", "bundle/limit", change(func(m *Manifest) { m.Files[0].Size = 1 << 40 })},
	} {
		var raw bytes.Buffer
		w := tar.NewWriter(&raw)
		put(t, w, header(manifestName, len(tt.data)), string(tt.data))
		put(t, w, header("skins/a/a.css", 3), "a{}")
		w.Close()
		_, err := Open(compressed(t, raw.Bytes()), Options{Unsigned: true})
		wantCode(t, tt.name, err, tt.code)
	}
}

func TestBombs(t *testing.T) {
	zeros := make([]byte, 8<<20)
	_, err := Open(compressed(t, zeros), Options{Unsigned: true})
	wantCode(t, "8 MiB of zeros", err, "bundle/ratio")

	noise := make([]byte, 3<<20)
	rand.NewChaCha8([32]byte{}).Read(noise)
	_, err = Open(compressed(t, noise), Options{Unsigned: true, Limits: Limits{Total: 1 << 20, Entries: 10, Archive: 8 << 20}})
	// The manifest may have 16 MiB of its own, so noise of 3 MiB gets as far as the tar.
	wantCode(t, "noise", err, "bundle/manifest")

	_, err = Open(mustWrite(t, sampleInfo(), sampleFiles(t)), Options{Unsigned: true, Limits: Limits{Archive: 100}})
	wantCode(t, "large file", err, "bundle/limit")
	_, err = Open(mustWrite(t, sampleInfo(), sampleFiles(t)), Options{Unsigned: true, Limits: Limits{Entries: 2}})
	wantCode(t, "many entries", err, "bundle/limit")
	_, err = Open(mustWrite(t, sampleInfo(), sampleFiles(t)), Options{Unsigned: true, Limits: Limits{File: 5}})
	wantCode(t, "large entry", err, "bundle/limit")
	_, err = Open(mustWrite(t, sampleInfo(), sampleFiles(t)), Options{Unsigned: true, Limits: Limits{Total: 20}})
	wantCode(t, "large total", err, "bundle/limit")

	var many []string
	for i := range 10_001 {
		many = append(many, fmt.Sprintf("skins/a/%d.css=", i))
	}
	if _, ds := Write(sampleInfo(), mustTree(t, many...), nil); ds.Err() == nil || !strings.Contains(ds.Err().Error(), "more than 10000") {
		t.Errorf("10,001 files were written: %v", ds.Err())
	}
}

func TestTrailingBytes(t *testing.T) {
	data := mustWrite(t, sampleInfo(), sampleFiles(t))
	_, err := Open(append(bytes.Clone(data), "x"...), Options{Unsigned: true})
	wantCode(t, "a byte after the body", err, "bundle/trailing")
	many := bytes.Clone(data)
	for range maxSignatures + 1 {
		many = append(many, frame(signatureMagic, []byte("x"))...)
	}
	_, err = Open(many, Options{Unsigned: true})
	wantCode(t, "17 signatures", err, "bundle/trailing")
	_, err = Open([]byte("PK\x03\x04 this is something else altogether"), Options{Unsigned: true})
	wantCode(t, "a zip", err, "bundle/format")
	_, err = Open(nil, Options{Unsigned: true})
	wantCode(t, "nothing", err, "bundle/format")
}

func TestWriteRefuses(t *testing.T) {
	for file, code := range map[string]string{
		"skins/a/A.css=":     "", // alone it is no collision
		"skins/a/a.css.bak=": "bundle/type",
		"skins/a/a.css.map=": "bundle/type",
		"skins/a/a.jsp=":     "bundle/type",
		"zimlets/a.jar=":     "bundle/type",
		"zimlets/a.js=":      "bundle/type",
		"etc/a.css=":         "bundle/kind",
		"a.css=":             "bundle/kind",
		"skins/.git/a.css=":  "bundle/path",
		"skins/a b/a.css=":   "bundle/path",
		"skins/ä/a.css=":     "bundle/path",
		"sbom.cdx.json=":     "bundle/kind",
		"skins/a/Skin.css=":  "bundle/case",
		"skins/-rf/a.css=":   "bundle/path",
		"skins/a./a.css=":    "bundle/path",
		"skins/a/x.css=/*# sourceMappingURL=x.css.map */":                        "bundle/source-map",
		"skins/a/x.txt=-----BEGIN RSA PRIVATE KEY-----\nMIIEow":                  "bundle/private-key",
		"skins/a/x.xml=<key name=\"ldap_root_password\"><value>hunter22</value>": "bundle/password",
		"skins/a/x.txt=zimbra_mysql_password = Abcdefgh1":                        "bundle/password",
		"scripts/x.js=var t = 'AKIAIOSFODNN7EXAMPLE';":                           "bundle/token",
		"scripts/x.js=var t = 'ghp_0123456789abcdefghijABCDEFGHIJ012345';":       "bundle/token",
		"scripts/x.js=apiSecret: \"q8Zr1vX0pLw9TnK3sYd7BhJm5GcEuFa2\"":           "bundle/token",
		"scripts/x.js=csrfToken = \"notASecretJustALongIdentifier\"":             "",
		"scripts/x.js=// built in \"/home/jane/work/skin/a.js\"":                 "bundle/path-leak",
		"scripts/x.js=open('C:\\Users\\jane\\x')":                                "bundle/path-leak",
		"scripts/x.js=location = '/home/';":                                      "",
		"scripts/x.js=var zimbra_new_password = document.forms;":                 "",
	} {
		_, ds := Write(sampleInfo(), sampleFiles(t, "skins/a/skin.css=", file), nil)
		switch {
		case code == "" && ds.Err() != nil:
			t.Errorf("%q: %v", file, ds.Err())
		case code != "" && (len(ds) != 1 || ds[0].Code.String() != code):
			t.Errorf("%q: got %v, want one %s", file, ds.Err(), code)
		}
	}
	info := sampleInfo()
	info.Name, info.Sequence, info.Created, info.Releases = "a b", 0, "yesterday", []string{"9", "8"}
	if _, ds := Write(info, sampleFiles(t), nil); len(ds) != 4 {
		t.Errorf("want four complaints about the info, got %v", ds.Err())
	}
}

// zipped returns an archive of one file.
func zipped(t *testing.T, name string, data []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	f, err := w.Create(name)
	if err == nil {
		_, err = f.Write(data)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestSecretsInArchives(t *testing.T) {
	key := []byte("var t = 'AKIAIOSFODNN7EXAMPLE';")
	inner := zipped(t, "a.js", key)
	damaged := bytes.Clone(inner)
	damaged[40] ^= 0xff
	for _, tt := range []struct {
		name, want string
		data       []byte
	}{
		{"clean", "", zipped(t, "a.js", []byte("var a;"))},
		{"a secret", "x.zip/a.js:1:10: error: an AWS access key [bundle/token]", inner},
		{"an archive in an archive", "x.zip/b.zip/a.js:1:10: error: an AWS access key [bundle/token]", zipped(t, "b.zip", inner)},
		{"a hostile name", `x.zip/\x1b[2J.js:1:10: error: an AWS access key [bundle/token]`, zipped(t, "\x1b[2J.js", key)},
		{"cut off", "x.zip:1:1: error: the archive cannot be read: zip: not a valid zip file [bundle/zip]", inner[:len(inner)-30]},
		{"damaged", "[bundle/zip]", damaged},
		{"a bomb", "x.zip:1:1: error: the archive holds more than 67108864 bytes [bundle/limit]", zipped(t, "a.js", make([]byte, maxUnzipped+1))},
		{"a bomb in an archive", "[bundle/limit]", zipped(t, "b.zip", zipped(t, "a.js", make([]byte, maxUnzipped)))},
	} {
		ds := Secrets("x.zip", tt.data)
		if len(ds) > 1 || (tt.want == "") != (len(ds) == 0) || len(ds) == 1 && !strings.HasSuffix(ds[0].Error(), tt.want) {
			t.Errorf("%s: %v, want %s", tt.name, ds, tt.want)
		}
	}
}

func TestSecretIsNotPrinted(t *testing.T) {
	ds := Secrets("a.js", []byte("x\nvar t = 'AKIAIOSFODNN7EXAMPLE';"))
	if len(ds) != 1 || !strings.HasPrefix(ds[0].Error(), "a.js:2:10: error:") || strings.Contains(ds[0].Excerpt(), "AKIA") {
		t.Errorf("got %s", ds[0].Excerpt())
	}
}

func TestDiff(t *testing.T) {
	open := func(info Info, files tree.Tree, origins map[tree.Path]Origin) *Bundle {
		data, ds := Write(info, files, origins)
		if ds.Err() != nil {
			t.Fatal(ds.Err())
		}
		b, err := Open(data, Options{Unsigned: true})
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	ie := map[tree.Path]Origin{tree.MustPath("scripts/all.js"): {By: "x", Browsers: []string{"ie 11"}}}
	newer := sampleInfo()
	newer.Version, newer.Releases = "1.3.0", []string{"10.1.3", "9.0.0.p43"}
	a := open(sampleInfo(), sampleFiles(t), ie)
	b := open(newer, mustTree(t, "skins/demo/skin.css=a{color:red}\n", "scripts/all.js=var a=2;\n", "skins/demo/manifest.xml=<skin/>"), ie)
	d := Diff(a, b)
	if len(d.Files) != 1 || d.Files[0].Path != "scripts/all.js" || d.AllBrowsers || fmt.Sprint(d.Browsers) != "[ie 11]" {
		t.Errorf("one script for IE 11 changed: %+v", d)
	}
	if fmt.Sprint(d.ReleasesAdded, d.ReleasesRemoved) != "[9.0.0.p43] [8.8.15.p46]" {
		t.Errorf("releases: %v %v", d.ReleasesAdded, d.ReleasesRemoved)
	}
	c := open(newer, mustTree(t, "skins/demo/skin.css=a{color:blue}\n"), nil)
	if d := Diff(b, c); len(d.Files) != 3 || !d.AllBrowsers || d.Files[0].New != nil || d.Files[2].New == nil {
		t.Errorf("two files went, one changed for all: %+v", d)
	}
}

func FuzzOpen(f *testing.F) {
	files, _ := tree.New(tree.Entry{Path: tree.MustPath("skins/a/a.css"), Data: []byte("a{}")})
	good, _ := Write(sampleInfo(), files, nil)
	f.Add(good)
	f.Add(good[:len(good)-1])
	f.Add(append(bytes.Clone(good), frame(signatureMagic, []byte("untrusted comment: x\nRWQ"))...))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := Open(data, Options{Unsigned: true, Limits: Limits{Archive: 1 << 20, Total: 4 << 20}})
		if err != nil {
			var r *Refusal
			if !errors.As(err, &r) {
				t.Errorf("not a refusal: %v", err)
			}
			return
		}
		m := b.Manifest()
		if m.ID != m.computeID() || b.Files().Len() != len(m.Files) {
			t.Errorf("opened a bundle that is not its manifest: %+v", m)
		}
	})
}

// FuzzTar fuzzes what lies behind the compression, which mutations of a whole
// bundle hardly ever reach.
func FuzzTar(f *testing.F) {
	files, _ := tree.New(tree.Entry{Path: tree.MustPath("skins/a/a.css"), Data: []byte("a{}")})
	good, _ := Write(sampleInfo(), files, nil)
	c, _ := parseContainer(good)
	raw, _ := decompress(c.body, Limits{}.orDefault())
	f.Add(raw)
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, files, err := readTar(raw, Limits{}.orDefault())
		if err == nil && (files.Len() != len(m.Files) || m.Schema != Schema) {
			t.Errorf("read a tar that is not its manifest: %+v", m)
		}
	})
}

// bigTree is 20 MB as skins have it: half text, half images that do not compress.
func bigTree(b *testing.B) tree.Tree {
	b.Helper()
	noise := rand.NewChaCha8([32]byte{1})
	words := strings.Fields("background color border-radius 4px solid #336699 url(img/x.png) .ZToolbar .DwtButton hover { } ; : 0 auto")
	var entries []tree.Entry
	for i := range 400 {
		data := make([]byte, 50_000)
		name := fmt.Sprintf("skins/big/img/%d.png", i)
		noise.Read(data)
		if i%2 == 0 {
			name = fmt.Sprintf("skins/big/css/%d.css", i)
			var s strings.Builder
			for j := 0; s.Len() < len(data); j++ {
				s.WriteString(words[int(data[j%len(data)])%len(words)] + " ")
			}
			data = []byte(s.String())
		}
		entries = append(entries, tree.Entry{Path: tree.MustPath(name), Data: data})
	}
	t, err := tree.New(entries...)
	if err != nil {
		b.Fatal(err)
	}
	return t
}

func BenchmarkWrite20MB(b *testing.B) {
	files := bigTree(b)
	b.SetBytes(20_000_000)
	for b.Loop() {
		mustWrite(b, sampleInfo(), files)
	}
}

func BenchmarkSignAndOpen20MB(b *testing.B) {
	data := mustWrite(b, sampleInfo(), bigTree(b))
	key, trust := newKey(b, "")
	signed, err := key.Sign(data)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(20_000_000)
	for b.Loop() {
		if _, err := Open(signed, Options{Trust: trust}); err != nil {
			b.Fatal(err)
		}
	}
}

func TestPatch(t *testing.T) {
	old := mustTree(t, "a.css=a\nb\nc\n", "gone.js=x\n", "i.png=\x89\x00")
	now := mustTree(t, "a.css=a\nB\nc\n", "new.js=y", "i.png=\x89\x01")
	want := "--- a/a.css\n+++ b/a.css\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n" +
		"--- a/gone.js\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n" +
		"Binary files a/i.png and b/i.png differ\n" +
		"--- /dev/null\n+++ b/new.js\n@@ -0,0 +1 @@\n+y\n\\ No newline at end of file\n"
	if got := Patch(tree.Diff(old, now)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
