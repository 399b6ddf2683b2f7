package project

import (
	"archive/zip"
	"bytes"
	"testing"

	"skinbuild/internal/codes"
	"skinbuild/internal/tree"
)

// zipOf returns an archive as most tools write it, with a file.
func zipOf(t *testing.T, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, text := range files {
		f, err := w.Create(name)
		if err == nil {
			_, err = f.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestFault14WhatABundleMayHold has a bundle with one bad file each, and the code of its
// refusal.
func TestFault14WhatABundleMayHold(t *testing.T) {
	zimletXML := `<zimlet name="com_x" version="1.0"/>`
	inject := func(script string) string {
		return "[[inject]]\nkey = \"a\"\ntargets = [\"public/login.jsp\"]\nvia = \"template\"\nanchor = \"head-end\"\nscript = \"" + script + "\"\nfile = \"js/a.js\"\n"
	}
	for _, tt := range []struct {
		name, file, text string
		want             codes.Code
	}{
		{"a zimlet that leaves its folder", "zimlets/com_x.zip", zipOf(t, map[string]string{"com_x.xml": zimletXML, "../../evil.jsp": "x"}), codes.ZimletEntryPath},
		{"a zimlet with a page", "zimlets/com_x.zip", zipOf(t, map[string]string{"com_x.xml": zimletXML, "evil.jsp": "x"}), codes.ZimletCode},
		{"a zimlet with a library", "zimlets/com_x.zip", zipOf(t, map[string]string{"com_x.xml": zimletXML, "evil.jar": "x"}), codes.ZimletCode},
		{"a zimlet that opens the proxy", "zimlets/com_x.zip", zipOf(t, map[string]string{"com_x.xml": zimletXML,
			"config_template.xml": `<zimletConfig name="com_x" version="1.0"><global><property name="allowedDomains">*</property></global></zimletConfig>`}), codes.ZimletProxy},
		{"a document type in a manifest", "skins/a/manifest.xml", "<?xml version=\"1.0\"?>\n<!DOCTYPE skin [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n<skin>&x;</skin>", codes.BundleXML},
		{"a script in a picture", "skins/a/a.svg", "<svg><script>alert(1)</script></svg>", codes.BundleSVG},
		{"an event in a picture", "skins/a/a.svg", "<svg onload=\"a()\"/>", codes.BundleSVG},
		{"another host in a sheet", "skins/a/a.css", "a { background: url(https://evil.example/x) }", codes.BundleStyle},
		{"an import from another host", "skins/a/a.css", "@import '//evil.example/x.css';", codes.BundleStyle},
		{"the end of the style element", "skins/a/a.css", "a { content: '</style><script>' }", codes.BundleStyle},
		{"an expression", "skins/a/a.css", "a { width: expr/**/ession(alert(1)) }", codes.BundleStyle},
		{"an escaped expression", "skins/a/a.css", "a { width: expre\\73 sion(alert(1)) }", codes.BundleStyle},
		{"a behavior", "skins/a/a.css", "a { behavior: url(a.htc) }", codes.BundleStyle},
		{"a script as a URL", "skins/a/a.css", "a { background: url(javascript:alert(1)) }", codes.BundleStyle},
		{"a vendor's skin", "skins/harmony/a.css", "a { color: red }", codes.BundleVendorSkin},
		{"a page as a script", "injections/skinbuild.toml", inject("public/evil.jsp"), codes.InjectPath},
		{"a tag as a script", "injections/skinbuild.toml", inject("WEB-INF/tags/evil.tag"), codes.InjectPath},
		{"a script without an ending", "injections/skinbuild.toml", inject("h/evil"), codes.InjectPath},
	} {
		files, err := tree.New(
			tree.Entry{Path: tree.MustPath("scripts/js/a.js"), Data: []byte("a();\n")},
			tree.Entry{Path: tree.MustPath(tt.file), Data: []byte(tt.text)})
		if err != nil {
			t.Fatal(err)
		}
		ds := CheckBundle(files, nil)
		found := false
		for _, d := range ds {
			found = found || d.Code == tt.want
		}
		if !found {
			t.Errorf("%s: %v, want %s", tt.name, ds, tt.want)
		}
	}
	good, err := tree.New(
		tree.Entry{Path: tree.MustPath("skins/a/a.css"), Data: []byte("a { background: url(a.png); transition-behavior: allow-discrete } /* https://example.org */")},
		tree.Entry{Path: tree.MustPath("skins/a/a.svg"), Data: []byte(`<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>`)})
	if ds := CheckBundle(good, nil); err != nil || len(ds) > 0 {
		t.Errorf("a good bundle: %v, %v", err, ds)
	}
}
