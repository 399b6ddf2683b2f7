package lint

import (
	"skinbuild/internal/server/es3"
	"skinbuild/internal/source"
)

// es3Rules are about the scripts of a skin as the server sends them: it compresses
// them with YUI Compressor, which knows ECMAScript 3, and puts them into the page.
// The first of them does the work for all.
func es3Rules() []Rule {
	return []Rule{
		{Code: "es3/accessor", Title: "an accessor, which old browsers refuse", rendering: checkES3},
		{Code: "es3/close-script", Title: "</script in a script ends the page's script element"},
		{Code: "es3/const", Title: "const or let, which the compressor lets through"},
		{Code: "es3/dbg-line", Title: "a line that the server deletes"},
		{Code: "es3/debugger", Title: "debugger in a script"},
		{Code: "es3/empty", Title: "a skin.js without a statement makes the compressor fail"},
		{Code: "es3/html-comment", Title: "an HTML comment in a script"},
		{Code: "es3/long-string", Title: "a string that goes on in the next line"},
		{Code: "es3/newer-syntax", Title: "syntax that the compressor refuses"},
		{Code: "es3/reserved-word", Title: "a reserved word where a name belongs"},
		{Code: "es3/size", Title: "a script beyond every reasonable size"},
		{Code: "es3/syntax", Title: "a script that is no script"},
		{Code: "es3/trailing-comma", Title: "a comma that old browsers count or refuse"},
	}
}

func checkES3(r *rendering) source.Diags {
	if !r.isScript() {
		return nil
	}
	var out, elsewhere source.Diags
	for _, d := range es3.Check(source.NewFile(r.path, r.sent.Text()), es3.ForSkin) {
		switch d.Code {
		case "es3/skin-token", "es3/skin-directive":
			continue // the servlet has replaced them already
		case "es3/size":
			elsewhere = append(elsewhere, r.app.Manifest(r.skin.Name()).Errorf(source.At(0), d.Code, "the skin's scripts together: %s", d.Text))
			continue
		case "es3/empty":
			// No page asks for the script of another client, and a missing file is a finding of its own.
			if r.client == "advanced" && !r.partial {
				elsewhere = append(elsewhere, r.app.Manifest(r.skin.Name()).Errorf(source.At(0), d.Code, "the skin has no script: the server's compressor fails on an empty skin.js, which the login page and the client include").
					WithHint("list the script of the base skin, or one with a single statement"))
			}
			continue
		}
		out = append(out, d)
	}
	return append(r.placed(out), elsewhere...)
}
