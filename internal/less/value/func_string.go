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
func fnE(c *Call, args []Value) (Value, error) {
	if len(args) == 0 {
		return nil, missing("value")
	}
	text, err := c.text(args[0])
	if err != nil {
		return nil, err
	}
	return &Quoted{Quote: '"', Text: text, Escaped: true}, nil
}

var escapeMore = strings.NewReplacer("=", "%3D", ":", "%3A", "#", "%23", ";", "%3B", "(", "%28", ")", "%29")

// maxEscaped is how many bytes one byte becomes when it is escaped.
const maxEscaped = 3

func fnEscape(c *Call, args []Value) (Value, error) {
	if len(args) == 0 {
		return nil, missing("value")
	}
	text, err := c.text(args[0])
	if err != nil {
		return nil, err
	}
	c.host.Take(maxEscaped * len(text))
	return &Anonymous{Text: escapeMore.Replace(encodeURI(text, uriReserved))}, nil
}

func fnReplace(c *Call, args []Value) (Value, error) {
	if len(args) < 3 {
		return nil, missing([]string{"value", "value", "type"}[len(args)])
	}
	if _, ok := args[0].(*Number); ok {
		return nil, runtimeError("result.replace is not a function")
	}
	r := replacement{host: c.host}
	for i, part := range []*string{&r.text, &r.pattern, &r.with, &r.flags} {
		if i >= len(args) {
			break
		}
		of := c.text
		if i == 2 {
			of = c.stringOrCSS
		}
		var err error
		if *part, err = of(args[i]); err != nil {
			return nil, err
		}
	}
	text, err := r.replaced()
	if _, limit := err.(*Failure); limit {
		return nil, err
	}
	if err != nil {
		return nil, runtimeError("%s", err)
	}
	return likeString(args[0], text), nil
}

// stringOrCSS is the content of a string and the printed form of anything else.
func (c *Call) stringOrCSS(v Value) (string, error) {
	if q, ok := v.(*Quoted); ok {
		return q.Text, nil
	}
	return c.raw(v)
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
func fnFormat(c *Call, args []Value) (Value, error) {
	if len(args) == 0 {
		return nil, missing("value")
	}
	text, err := c.text(args[0])
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	add := func(s string) {
		c.host.Take(len(s))
		b.WriteString(s)
	}
	for _, arg := range args[1:] {
		at := formatMark.FindStringIndex(text)
		if at == nil {
			break
		}
		mark := text[at[0]+1]
		of := c.raw
		if mark == 's' || mark == 'S' {
			of = c.stringOrCSS
		}
		s, err := of(arg)
		if err != nil {
			return nil, err
		}
		if 'A' <= mark && mark <= 'Z' {
			c.host.Take(maxEscaped * len(s))
			s = encodeURI(s, "")
		}
		before, after := text[:at[0]], text[at[1]:]
		if strings.Contains(s, "%") || strings.HasSuffix(before, "%") {
			// What was put in may make a mark with what is around it.
			c.host.Take(len(before) + len(s) + len(after))
			text = before + s + after
			continue
		}
		add(before)
		add(s)
		text = after
	}
	add(text)
	return likeString(args[0], strings.ReplaceAll(b.String(), "%%", "%")), nil
}
