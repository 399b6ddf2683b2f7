package lint

import (
	"skinbuild/internal/server/es3"
	"skinbuild/internal/source"
)

// es3Rules are about the scripts of a skin as the server sends them: it
// compresses them with YUI Compressor, which parses ECMAScript 3, and puts them
// into the page. The first rule runs the check for all of them.
func es3Rules() []Rule {
	return []Rule{
		{Code: "es3/accessor", Title: "an accessor, which old browsers reject", rendering: checkES3},
		{Code: "es3/close-script", Title: "</script in a script ends the page's script element"},
		{Code: "es3/const", Title: "const or let, which the compressor passes on"},
		{Code: "es3/dbg-line", Title: "a line that the server deletes"},
		{Code: "es3/debugger", Title: "debugger in a script"},
		{Code: "es3/empty", Title: "a skin.js without a statement makes the compressor fail"},
		{Code: "es3/html-comment", Title: "an HTML comment in a script"},
		{Code: "es3/long-string", Title: "a string over several lines"},
		{Code: "es3/newer-syntax", Title: "syntax that the compressor rejects"},
		{Code: "es3/reserved-word", Title: "a reserved word used as a name"},
		{Code: "es3/size", Title: "a script that is too large"},
		{Code: "es3/syntax", Title: "a syntax error in a script"},
		{Code: "es3/trailing-comma", Title: "a trailing comma, which old browsers count or reject"},
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
			continue // the servlet has already replaced them
		case "es3/size":
			elsewhere = append(elsewhere, r.app.Manifest(r.skin.Name()).Errorf(source.At(0), d.Code, "the skin's scripts together: %s", d.Text))
			continue
		case "es3/empty":
			// Pages request the script of the advanced client only, and a missing file
			// is a separate finding.
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
