package compile

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"skinbuild/internal/server/skin"
	"skinbuild/internal/skins/lint"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// check looks at the skin as the web client Options.Webapp would send it, and
// returns what the linter finds about the skin's own files, at the places in its
// sources: what LESS printed is at the declaration that printed it. Some mistakes
// show only there: a token that no properties file of the base skin defines, a
// base that the manifest names and that is not there, a value that is broken once
// the server has put it in.
func (b *builder) check(built tree.Tree) source.Diags {
	name := path.Base(b.dir)
	app, err := skin.Open(tree.Mount(b.opt.Webapp, "skins/"+name, built), nil)
	if err != nil {
		return source.Diags{source.NewFile(b.dir, "").Errorf(source.At(0), "skin/read", "%s", err)}
	}
	out := b.checkBase()
	opt := &lint.Options{Skins: []string{name}}
	if len(b.opt.Browsers) > 0 {
		opt.Browsers = b.opt.Browsers
	}
	for _, d := range lint.Run(app, opt) {
		inside, ours := strings.CutPrefix(d.File.Name(), "skins/"+name+"/")
		if !ours || d.Code == "skin/missing-file" && strings.HasSuffix(d.Text, "img/images.css") {
			continue // the vendor's own; and the server makes that sheet
		}
		moved := *d
		moved.Related = nil
		if p := b.printed[inside]; p != nil {
			line, _ := d.File.Position(d.Span.Start)
			if strings.HasPrefix(d.Code, "compat/") && p.fromLibrary(line) {
				continue // a fallback, or what the fallback is for
			}
			moved.File, moved.Span = p.origin(line)
		} else {
			moved.File = source.NewFile(path.Join(b.dir, inside), d.File.Text())
		}
		if d.Code == "skin/missing-file" && moved.Hint == "" {
			b.suggestFile(&moved)
		}
		out = append(out, &moved)
	}
	return out.Sorted()
}

// checkBase reports a skin that has no html, of a base skin or of its own.
func (b *builder) checkBase() source.Diags {
	listed, _ := skin.ListedFiles(b.manifest)
	if slices.ContainsFunc(listed, func(l skin.Listed) bool { return l.Kind == "html" }) {
		return nil
	}
	d := b.manifest.Warnf(source.At(0), "skin/no-base", "the manifest lists no html, so the client has no frame to put its parts in")
	return source.Diags{d.WithHint("list that of a base skin: ../_base/base3/skin.html")}
}

// suggestFile adds the file of the webapp that a manifest was probably meant to
// name.
func (b *builder) suggestFile(d *source.Diag) {
	name := d.File.Text()[d.Span.Start:d.Span.End]
	var known []string
	_ = fs.WalkDir(b.opt.Webapp, "skins/_base", func(file string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && path.Ext(file) == path.Ext(name) {
			known = append(known, "../"+strings.TrimPrefix(file, "skins/"))
		}
		return nil // what cannot be read cannot be suggested
	})
	if near := source.Nearest(name, known); near != "" {
		d.WithHint("did you mean %s?", near)
	}
}
