package lint

import (
	"skinbuild/internal/codes"
	"skinbuild/internal/server/es3"
	"skinbuild/internal/source"
)

// es3Rules are about the scripts of a skin as the server sends them: it
// compresses them with YUI Compressor, which parses ECMAScript 3, and puts them
// into the page. The first rule runs the check for all of them.
func es3Rules() []Rule {
	return []Rule{
		{Code: codes.ES3Accessor, rendering: checkES3},
		{Code: codes.ES3CloseScript},
		{Code: codes.ES3Const},
		{Code: codes.ES3DBGLine},
		{Code: codes.ES3Debugger},
		{Code: codes.ES3Empty},
		{Code: codes.ES3HTMLComment},
		{Code: codes.ES3LongString},
		{Code: codes.ES3NewerSyntax},
		{Code: codes.ES3ReservedWord},
		{Code: codes.ES3Size},
		{Code: codes.ES3Syntax},
		{Code: codes.ES3TrailingComma},
	}
}

func checkES3(r *rendering) source.Diags {
	if !r.isScript() {
		return nil
	}
	var out, elsewhere source.Diags
	for _, d := range es3.Check(source.NewFile(r.path, r.sent.Text()), es3.ForSkin) {
		switch d.Code {
		case codes.ES3SkinToken, codes.ES3SkinDirective:
			continue // the servlet has already replaced them
		case codes.ES3Size:
			elsewhere = append(elsewhere, r.app.Manifest(r.skin.Name()).Errorf(source.At(0), d.Code, "the skin's scripts together: %s", d.Text))
			continue
		case codes.ES3Empty:
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
