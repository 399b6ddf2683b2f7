package lint

import (
	"regexp"
	"slices"
	"strings"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/codes"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/source"
)

// unknownMacro finds #IFDEFs of a macro that the servlet never defines, so that
// no browser gets the block.
var unknownMacro = Rule{
	Code:   codes.SkinUnknownMacro,
	webapp: checkMacros,
}

var identifier = regexp.MustCompile(`[A-Za-z][A-Za-z0-9_]*`)

func checkMacros(app *skin.Webapp) source.Diags {
	known := ua.MacroNames()
	var out source.Diags
	for _, f := range app.Files() {
		for _, d := range skin.Directives(f) {
			if d.Word != "#ifdef" && d.Word != "#ifndef" || slices.Contains(known, d.Macro) {
				continue
			}
			span := d.Span
			if i := strings.LastIndex(f.Text()[span.Start:span.End], d.Macro); i >= 0 && d.Macro != "" {
				span = source.Span{Start: span.Start + i, End: span.Start + i + len(d.Macro)}
			}
			effect := "no browser gets the lines after it"
			if d.Word == "#ifndef" {
				effect = "every browser gets the lines after it"
			}
			out = append(out, f.Warnf(span, codes.SkinUnknownMacro, "the server never defines %q: %s", shortened(d.Macro), effect).WithHint("%s", macroHint(d.Macro, known)))
		}
	}
	return out
}

// shortened shortens the name of a macro, which is the rest of the line, for a
// message.
func shortened(macro string) string {
	if text := []rune(macro); len(text) > 24 {
		return string(text[:22]) + "…"
	}
	return macro
}

// macroHint guesses the intended macro: a name followed by other text, or a
// misspelt one.
func macroHint(text string, known []string) string {
	names := identifier.FindAllString(text, -1)
	var good []string
	for _, n := range names {
		if slices.Contains(known, strings.ToUpper(n)) {
			good = append(good, strings.ToUpper(n))
		}
	}
	switch {
	case len(good) == 1 && strings.TrimSpace(text) == names[0]:
		return "write macros in capitals: " + good[0]
	case len(good) == 1:
		return "the rest of the line is the name of the macro: write #IFDEF " + good[0] + " alone on the line"
	case len(good) > 1:
		return "expressions are not supported: write one #IFDEF for each of " + strings.Join(good, ", ")
	}
	if near := source.Nearest(text, known); near != "" {
		return "did you mean " + near + "?"
	}
	return "docs/skins.md lists the macros"
}

// notADirective finds lines that look like directives but are sent to the
// browser as text.
var notADirective = Rule{
	Code:   codes.SkinNotADirective,
	webapp: checkDirectives,
}

var directiveLike = regexp.MustCompile(`(?im)^[ \t]*(#[ \t]*(?:ifdef|ifndef|endif|else|elif|elseif|if|include)\b[^\r\n]*)`)

func checkDirectives(app *skin.Webapp) source.Diags {
	var out source.Diags
	for _, f := range app.Files() {
		// In a properties file # begins a comment, so only near misses of directives
		// count.
		properties := strings.HasSuffix(f.Name(), ".properties")
		real := map[int]bool{}
		for _, d := range skin.Directives(f) {
			real[d.Span.Start] = true
		}
		for _, m := range directiveLike.FindAllStringSubmatchIndex(f.Text(), -1) {
			text := f.Text()[m[2]:m[3]]
			if real[m[0]] || properties && !nearMiss(text) || strings.Contains(text, "{") {
				continue
			}
			out = append(out, f.Warnf(source.Span{Start: m[2], End: m[3]}, codes.SkinNotADirective, "the server sends this line as text; it is not a valid directive").
				WithHint("%s", directiveHint(text)))
		}
	}
	return out
}

// nearMiss reports whether a comment in a properties file was meant as a
// directive: "#else // why", "# ENDIF".
func nearMiss(text string) bool {
	words := strings.Fields(strings.TrimLeft(text, "# \t"))
	return len(words) > 0 && words[0] == strings.ToUpper(words[0]) && slices.Contains([]string{"IFDEF", "IFNDEF", "ENDIF", "ELSE"}, words[0])
}

func directiveHint(text string) string {
	word := strings.ToLower(identifier.FindString(text))
	switch {
	case word == "else":
		return "remove the text after #ELSE"
	case word == "if" || word == "elif" || word == "elseif" || word == "include":
		return "the only directives are #IFDEF, #IFNDEF, #ELSE and #ENDIF"
	case word == "ifdef" || word == "ifndef":
		return "write #" + strings.ToUpper(word) + ", one space and a macro, with nothing between # and the word"
	}
	return "write #ENDIF with nothing between # and the word"
}
