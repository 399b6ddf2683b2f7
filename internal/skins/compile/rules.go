package compile

import (
	"regexp"
	"slices"
	"strings"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/codes"
	"skinbuild/internal/less"
	"skinbuild/internal/source"
)

// rules returns the at-rules that sheets of a skin have beside those of CSS.
func serverRules() map[string]func(*less.Call, less.Value) (less.Lines, error) {
	return map[string]func(*less.Call, less.Value) (less.Lines, error){
		"@ifdef": func(c *less.Call, prelude less.Value) (less.Lines, error) {
			return condition(c, prelude, "#IFDEF ", "#IFNDEF ")
		},
		"@ifndef": func(c *less.Call, prelude less.Value) (less.Lines, error) {
			return condition(c, prelude, "#IFNDEF ", "#IFDEF ")
		},
		"@raw": rawText,
	}
}

// condition is @ifdef MACRO { … } and its opposite.
func condition(c *less.Call, prelude less.Value, word, otherwise string) (less.Lines, error) {
	text, err := c.CSS(prelude)
	if err != nil {
		return less.Lines{}, err
	}
	macro := strings.TrimSpace(text)
	if q, ok := prelude.(*less.Quoted); ok {
		macro = q.Text
	}
	if !slices.Contains(ua.MacroNames(), macro) {
		return less.Lines{}, unknownMacro(c.Name, macro)
	}
	line := func(text string) string { return c.Verbatim(int(directive), text) }
	return less.Lines{Open: line(word + macro), Else: line(otherwise + macro), Close: line("#ENDIF")}, nil
}

var identifier = regexp.MustCompile(`[A-Za-z][A-Za-z0-9_]*`)

func unknownMacro(rule, text string) error {
	known := ua.MacroNames()
	if text == "" {
		return hostError(codes.SkinUnknownMacro, "docs/skins.md lists them", "%s needs a macro", rule)
	}
	hint := "docs/skins.md lists the macros that there are"
	words := identifier.FindAllString(text, -1)
	if near := source.Nearest(text, known); near != "" {
		hint = "did you mean " + near + "?"
	} else if len(words) > 1 && slices.Contains(known, words[0]) {
		hint = "there are no expressions: nest one " + rule + " in another, or write one for each macro"
	}
	return hostError(codes.SkinUnknownMacro, hint, "the server never defines %q", text)
}

var unescapeQuotes = strings.NewReplacer(`\"`, `"`, `\'`, `'`, `\\`, `\`)

// raw is @raw "…": the text as it is. A backslash before a quote or another one
// only keeps it from ending the string.
func rawText(c *less.Call, prelude less.Value) (less.Lines, error) {
	q, ok := prelude.(*less.Quoted)
	if !ok {
		return less.Lines{}, hostError(codes.SkinRaw, `@raw "…";`, "@raw takes one string")
	}
	if q.Text == "" {
		return less.Lines{}, nil
	}
	text := q.Text
	if !q.Escaped {
		text = unescapeQuotes.Replace(text)
	}
	return less.Lines{Open: c.Verbatim(int(raw), c.Expand(text))}, nil
}
