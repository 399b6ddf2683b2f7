// Package check looks at a built skin as the server would send it and reports what
// it finds at the places in the sources: what LESS printed, at the declaration that
// printed it. Some mistakes show only there: a token that no properties file of the
// base skin defines, a base that the manifest names and that does not exist, a value
// that is broken once the server has put it in.
package check

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/codes"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/skins/compile"
	"skinbuild/internal/skins/lint"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// Skin returns what the linter finds in the files of a built skin. The webapp holds
// the base that the skin stands on; the skin need not be in it. The browsers are
// those that the webapp supports; nil means those of ua.Supported().
func Skin(built *compile.Built, webapp fs.FS, browsers compat.List) source.Diags {
	name := path.Base(built.Dir)
	app, err := skin.Open(tree.Mount(webapp, "skins/"+name, built.Files), nil)
	if err != nil {
		return source.Diags{source.NewFile(built.Dir, "").Errorf(source.At(0), codes.SkinRead, "%s", err)}
	}
	out := checkBase(built.Manifest)
	opt := &lint.Options{Skins: []string{name}}
	if len(browsers) > 0 {
		opt.Browsers = browsers
	}
	for _, d := range lint.Run(app, opt) {
		inside, own := strings.CutPrefix(d.File.Name(), "skins/"+name+"/")
		if !own || d.Code == codes.SkinMissingFile && strings.HasSuffix(d.Text, "img/images.css") {
			continue // the vendor's file; and the server makes that sheet
		}
		moved := *d
		moved.Related = nil
		if sheet := built.Sheets[inside]; sheet != nil {
			f, span, library := sheet.Origin(d.Span.Start)
			if library && d.Code.Group() == "compat" {
				continue // a fallback, or what the fallback is for
			}
			moved.File, moved.Span = f, span
		} else {
			moved.File = source.NewFile(path.Join(built.Dir, inside), d.File.Text())
		}
		if d.Code == codes.SkinMissingFile && moved.Hint == "" {
			suggestFile(&moved, webapp)
		}
		out = append(out, &moved)
	}
	return out.Sorted()
}

// checkBase reports a skin without html, from a base skin or its own.
func checkBase(manifest *source.File) source.Diags {
	listed, _ := skin.ListedFiles(manifest)
	if slices.ContainsFunc(listed, func(l skin.Listed) bool { return l.Kind == "html" }) {
		return nil
	}
	d := manifest.Warnf(source.At(0), codes.SkinNoBase, "the manifest lists no html, so the client has no frame to put its parts in")
	return source.Diags{d.WithHint("list that of a base skin: ../_base/base3/skin.html")}
}

// suggestFile adds the file of the webapp that a manifest was probably meant to
// name.
func suggestFile(d *source.Diag, webapp fs.FS) {
	name := d.File.Text()[d.Span.Start:d.Span.End]
	var known []string
	_ = fs.WalkDir(webapp, "skins/_base", func(file string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && path.Ext(file) == path.Ext(name) {
			known = append(known, "../"+strings.TrimPrefix(file, "skins/"))
		}
		return nil // what cannot be read cannot be suggested
	})
	if near := source.Nearest(name, known); near != "" {
		d.WithHint("did you mean %s?", near)
	}
}
