package lint

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"skinbuild/internal/codes"
	"skinbuild/internal/java"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/source"
)

// unreachableName finds skins that a request cannot name.
var unreachableName = Rule{
	Code:   codes.SkinUnreachableName,
	webapp: checkNames,
}

var notAlphanumeric = regexp.MustCompile(`[^A-Za-z0-9]`)

func checkNames(app *skin.Webapp) source.Diags {
	var out source.Diags
	for _, name := range app.Skins() {
		short := notAlphanumeric.ReplaceAllString(name, "")
		if short == name {
			continue
		}
		f := app.Manifest(name)
		out = append(out, f.Errorf(source.Span{}, codes.SkinUnreachableName, "no request can select the skin %q: the server removes everything but letters and digits and looks for %q", name, short).
			WithHint("rename the folder to %s", short))
	}
	return out
}

// fileRules check the bytes of files.
func fileRules() []Rule {
	return []Rule{
		{Code: codes.SkinNotUTF8, webapp: checkUTF8},
		{Code: codes.SkinNotLatin1, webapp: checkLatin1},
	}
}

func checkUTF8(app *skin.Webapp) source.Diags {
	var out source.Diags
	for _, f := range app.Files() {
		if i := strings.IndexRune(f.Text(), utf8.RuneError); i >= 0 {
			out = append(out, f.Warnf(source.Span{Start: i, End: i + len("\uFFFD")}, codes.SkinNotUTF8, "a character is not encoded in UTF-8: the server sends U+FFFD instead").
				WithHint("save the file in UTF-8"))
		}
	}
	return out
}

// checkLatin1 finds characters outside ISO-8859-1 in keys and values of
// properties files.
func checkLatin1(app *skin.Webapp) source.Diags {
	var out source.Diags
	for _, f := range app.Files() {
		if !strings.HasSuffix(f.Name(), ".properties") {
			continue
		}
		list, _, _ := java.ReadProperties(f.Text(), java.Unicode) // the server ignores what follows a bad escape
		for _, p := range list {
			for _, s := range []source.Span{p.KeySpan, p.ValueSpan} {
				if d := beyondLatin1(f, s); d != nil {
					out = append(out, d)
				}
			}
		}
	}
	return out
}

// beyondLatin1 reports the first character of the span that is not in
// ISO-8859-1.
func beyondLatin1(f *source.File, s source.Span) *source.Diag {
	text := f.Text()[s.Start:s.End]
	i := strings.IndexFunc(text, func(r rune) bool { return r > 0xff && r != utf8.RuneError })
	if i < 0 {
		return nil
	}
	r, size := utf8.DecodeRuneInString(text[i:])
	at := s.Start + i
	return f.Warnf(source.Span{Start: at, End: at + size}, codes.SkinNotLatin1, "the server reads %q as a question mark", r).
		WithHint(`write \u%04x in a properties file`, r)
}
