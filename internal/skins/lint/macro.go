package lint

import (
	"regexp"
	"slices"
	"strings"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/source"
)

// unknownMacro finds #IFDEFs of a name that the servlet never defines: nobody
// ever gets that block.
var unknownMacro = Rule{
	Code:   "skin/unknown-macro",
	Title:  "#IFDEF of a macro that no browser ever defines",
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
			nobody := "no browser gets what follows"
			if d.Word == "#ifndef" {
				nobody = "every browser gets what follows"
			}
			out = append(out, f.Warnf(span, "skin/unknown-macro", "the server never defines %q: %s", shortened(d.Macro), nobody).WithHint("%s", macroHint(d.Macro, known)))
		}
	}
	return out
}

// shortened is a macro's name as a message can hold it: the whole rest of the line
// is one.
func shortened(macro string) string {
	if text := []rune(macro); len(text) > 24 {
		return string(text[:22]) + "…"
	}
	return macro
}

// macroHint guesses what was meant: a name with something after it, or a
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
		return "macros are in capitals: " + good[0]
	case len(good) == 1:
		return "the whole rest of the line is the name: write #IFDEF " + good[0] + " alone on the line"
	case len(good) > 1:
		return "there are no expressions: write one #IFDEF for each of " + strings.Join(good, ", ")
	}
	if near := source.Nearest(text, known); near != "" {
		return "did you mean " + near + "?"
	}
	return "docs/skins.md lists the macros that there are"
}

// notADirective finds lines that look like directives and are none: they are sent
// to the browser as text.
var notADirective = Rule{
	Code:   "skin/not-a-directive",
	Title:  "a line that looks like a directive and is sent as text",
	webapp: checkDirectives,
}

var directiveLike = regexp.MustCompile(`(?im)^[ \t]*(#[ \t]*(?:ifdef|ifndef|endif|else|elif|elseif|if|include)\b[^\r\n]*)`)

func checkDirectives(app *skin.Webapp) source.Diags {
	var out source.Diags
	for _, f := range app.Files() {
		// In a properties file # begins a comment, so only near misses of the real words count.
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
			out = append(out, f.Warnf(source.Span{Start: m[2], End: m[3]}, "skin/not-a-directive", "the server takes this line for text, not for a directive").
				WithHint("%s", directiveHint(text)))
		}
	}
	return out
}

// nearMiss tells whether a comment of a properties file was meant as a directive:
// "#else // why", "# ENDIF".
func nearMiss(text string) bool {
	words := strings.Fields(strings.TrimLeft(text, "# \t"))
	return len(words) > 0 && words[0] == strings.ToUpper(words[0]) && slices.Contains([]string{"IFDEF", "IFNDEF", "ENDIF", "ELSE"}, words[0])
}

func directiveHint(text string) string {
	word := strings.ToLower(identifier.FindString(text))
	switch {
	case word == "else":
		return "nothing may follow #ELSE on its line"
	case word == "if" || word == "elif" || word == "elseif" || word == "include":
		return "there are only #IFDEF, #IFNDEF, #ELSE and #ENDIF"
	case word == "ifdef" || word == "ifndef":
		return "write #" + strings.ToUpper(word) + ", one space and a macro, with nothing between # and the word"
	}
	return "write #ENDIF with nothing between # and the word"
}
