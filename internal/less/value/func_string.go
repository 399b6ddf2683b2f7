package value

import (
	"regexp"
	"strings"
)

func stringFuncs() map[string]Func {
	return map[string]Func{
		"e":       fnE,
		"escape":  fnEscape,
		"replace": fnReplace,
		"%":       fnFormat,
	}
}

// fnE takes the quotes off.
func fnE(_ *Call, args []Value) (Value, error) {
	if len(args) == 0 {
		return nil, missing("value")
	}
	return &Quoted{Quote: '"', Text: Text(args[0]), Escaped: true}, nil
}

var escapeMore = strings.NewReplacer("=", "%3D", ":", "%3A", "#", "%23", ";", "%3B", "(", "%28", ")", "%29")

func fnEscape(_ *Call, args []Value) (Value, error) {
	if len(args) == 0 {
		return nil, missing("value")
	}
	return &Anonymous{Text: escapeMore.Replace(encodeURI(Text(args[0]), uriReserved))}, nil
}

func fnReplace(_ *Call, args []Value) (Value, error) {
	if len(args) < 3 {
		return nil, missing([]string{"value", "value", "type"}[len(args)])
	}
	if _, ok := args[0].(*Number); ok {
		return nil, runtimeError("result.replace is not a function")
	}
	flags := ""
	if len(args) > 3 {
		flags = Text(args[3])
	}
	text, err := replacePattern(Text(args[0]), Text(args[1]), stringOrCSS(args[2]), flags)
	if err != nil {
		return nil, runtimeError("%s", err)
	}
	return likeString(args[0], text), nil
}

// stringOrCSS is the content of a string and the printed form of anything else.
func stringOrCSS(v Value) string {
	if q, ok := v.(*Quoted); ok {
		return q.Text
	}
	return Raw(v)
}

// likeString is a string with the quotes of v; what had none has none.
func likeString(v Value, text string) Value {
	if q, ok := v.(*Quoted); ok {
		return &Quoted{Quote: q.Quote, Text: text, Escaped: q.Escaped}
	}
	return &Quoted{Text: text}
}

var formatMark = regexp.MustCompile(`%[sSdDaA]`)

// fnFormat is %("…", args…): each argument replaces the next mark; %s is the
// content of a string, %d and %a its printed form, and a capital letter escapes
// the text for a URL.
func fnFormat(_ *Call, args []Value) (Value, error) {
	if len(args) == 0 {
		return nil, missing("value")
	}
	text := Text(args[0])
	for _, arg := range args[1:] {
		at := formatMark.FindStringIndex(text)
		if at == nil {
			break
		}
		mark := text[at[0]+1]
		s := Raw(arg)
		if mark == 's' || mark == 'S' {
			s = stringOrCSS(arg)
		}
		if 'A' <= mark && mark <= 'Z' {
			s = encodeURI(s, "")
		}
		text = text[:at[0]] + s + text[at[1]:]
	}
	return likeString(args[0], strings.ReplaceAll(text, "%%", "%")), nil
}
