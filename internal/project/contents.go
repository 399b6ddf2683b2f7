package project

import (
	"errors"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/inject"
	"skinbuild/internal/project/zimlet"
	"skinbuild/internal/server/vendor"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// injectionsFile is where a bundle has its [[inject]] tables.
const injectionsFile = "injections/" + FileName

// BundleOperations returns the operations of a bundle's files, nil if it has none, and
// what its tables say besides.
func BundleOperations(files tree.Tree) (*inject.Series, *Config, source.Diags, error) {
	text, err := fs.ReadFile(files, injectionsFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &Config{}, nil, nil
	}
	if err != nil {
		return nil, nil, nil, err
	}
	config, ds := Parse(source.NewFile(injectionsFile, string(text)))
	if ds.Err() != nil {
		return nil, nil, ds, nil
	}
	beside, err := fs.Sub(files, "injections")
	if err != nil {
		return nil, nil, nil, err
	}
	scripts, err := fs.Sub(files, "scripts")
	if err != nil {
		return nil, nil, nil, err
	}
	ops, more := inject.New(config.Inject, tree.Layers{beside, scripts, files})
	return ops, config, append(ds, more...), nil
}

// CheckBundle reports what no bundle may hold, wherever it comes from: a zimlet that
// zimlet check refuses, a skin under a vendor's name, XML with a document type, SVG
// with scripts, style sheets that run code or fetch from other hosts, and operations
// that are wrong. It is for packing and for opening. allow lists permissions of
// package zimlet; "remote" also permits other hosts in style sheets of skins.
func CheckBundle(files tree.Tree, allow []string) source.Diags {
	var out source.Diags
	for e := range files.All() {
		name := e.Path.String()
		switch kind, _, _ := strings.Cut(name, "/"); {
		case kind == "zimlets":
			_, ds := zimlet.LoadZip(e.Data, name, zimlet.Options{Allow: allow})
			for _, d := range ds {
				if d.Severity == source.Error {
					out = append(out, d)
				}
			}
		case kind == "skins" || kind == "scripts":
			out = append(out, checkContent(source.NewFile(name, string(e.Data)), slices.Contains(allow, "remote"))...)
		}
	}
	out = append(out, checkSkinNames(files)...)
	_, _, ds, err := BundleOperations(files)
	if err != nil {
		return append(out, source.NewFile(injectionsFile, "").Errorf(source.At(0), codes.BundleManifest, "%v", err))
	}
	for _, d := range ds {
		if d.Severity == source.Error {
			out = append(out, d)
		}
	}
	return out
}

func checkSkinNames(files tree.Tree) source.Diags {
	var out source.Diags
	seen := map[string]bool{}
	for e := range files.All() {
		parts := strings.SplitN(e.Path.String(), "/", 3)
		if len(parts) < 3 || parts[0] != "skins" || seen[parts[1]] {
			continue
		}
		seen[parts[1]] = true
		if vendor.Skin(parts[1]) {
			out = append(out, source.NewFile("skins/"+parts[1], "").Errorf(source.At(0), codes.BundleVendorSkin, "the vendor has a skin of this name, which this one would replace").
				WithHint("give the skin another name"))
		}
	}
	return out
}

var (
	docType    = regexp.MustCompile(`(?i)<!\s*(DOCTYPE|ENTITY)`)
	svgScript  = regexp.MustCompile(`(?i)<\s*(script|foreignobject|iframe|handler)\b|\son[a-z]+\s*=|javascript:|href\s*=\s*["']\s*(https?:)?//`)
	styleCode  = regexp.MustCompile(`(?i)expression\s*\(|(?:^|[^-\w])behavior\s*:|-moz-binding\s*:|javascript:|vbscript:|</style`)
	styleHosts = regexp.MustCompile(`(?i)url\(\s*["']?\s*(https?:|ftp:|//)|@import\s+["']\s*(https?:|ftp:|//)`)
	cssNote    = regexp.MustCompile(`(?s)/\*.*?\*/`)
	cssEscape  = regexp.MustCompile(`\\([0-9A-Fa-f]{1,6})[ \t\r\n\f]?|\\([^0-9A-Fa-f\r\n\f])`)
)

// checkContent checks one file by its type.
func checkContent(f *source.File, remote bool) source.Diags {
	var out source.Diags
	report := func(code codes.Code, at int, format string, args ...any) {
		out = append(out, f.Errorf(source.At(at), code, format, args...))
	}
	switch text := f.Text(); strings.ToLower(path.Ext(f.Name())) {
	case ".xml":
		if m := docType.FindStringIndex(text); m != nil {
			report(codes.BundleXML, m[0], "a document type or an entity: the server would read files for it")
		}
	case ".svg":
		if m := docType.FindStringIndex(text); m != nil {
			report(codes.BundleXML, m[0], "a document type or an entity in a picture")
		}
		if m := svgScript.FindStringIndex(text); m != nil {
			report(codes.BundleSVG, m[0], "%q in a picture runs code, or fetches from another host", text[m[0]:m[1]])
		}
	case ".css":
		plain := plainCSS(text)
		if m := styleCode.FindStringIndex(plain); m != nil {
			report(codes.BundleStyle, 0, "%q runs code in a browser, or ends the style element", plain[m[0]:m[1]])
		}
		if m := styleHosts.FindStringIndex(plain); m != nil && !remote {
			report(codes.BundleStyle, 0, "%q: another host would see every user", plain[m[0]:m[1]])
		}
	}
	return out
}

// plainCSS returns a style sheet without comments and escapes, as a browser reads its
// words.
func plainCSS(text string) string {
	return cssEscape.ReplaceAllStringFunc(cssNote.ReplaceAllString(text, ""), func(escape string) string {
		m := cssEscape.FindStringSubmatch(escape)
		if m[2] != "" {
			return m[2]
		}
		n, err := strconv.ParseUint(m[1], 16, 32)
		if err != nil || n > 0x10ffff {
			return escape
		}
		return string(rune(n))
	})
}
