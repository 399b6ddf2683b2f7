package zimlet

import (
	"regexp"
	"skinbuild/internal/server/es3"
	"strings"
	"unicode/utf8"

	"skinbuild/internal/source"
)

// A message is one key of a .properties file.
type message struct {
	key  string
	span source.Span
}

// readProperties reads a Java .properties file as java.util.Properties does, the
// keys with their places.
func readProperties(f *source.File) ([]message, source.Diags) {
	var list []message
	var ds source.Diags
	text := f.Text()
	for at := 0; at < len(text); {
		end := lineEnd(text, at)
		start := at + len(text[at:end]) - len(strings.TrimLeft(text[at:end], " \t\f"))
		for end < len(text) && start < end && text[start] != '#' && text[start] != '!' && continued(text[start:end]) {
			end = lineEnd(text, end+1)
		}
		if line := strings.TrimSuffix(text[start:end], "\r"); line != "" && line[0] != '#' && line[0] != '!' {
			key := propertyKey(line)
			list = append(list, message{unescape(key), source.Span{Start: start, End: start + len(key)}})
			ds = append(ds, badEscapes(f, start, text[start:end])...)
		}
		at = end + 1
	}
	return list, ds
}

// lineEnd returns where the line that begins at or before at ends, without "\r".
func lineEnd(text string, at int) int {
	if at >= len(text) {
		return len(text)
	}
	if i := strings.IndexByte(text[at:], '\n'); i >= 0 {
		return at + i
	}
	return len(text)
}

// continued says whether the line ends in an odd number of backslashes.
func continued(line string) bool {
	line = strings.TrimSuffix(line, "\r")
	return (len(line)-len(strings.TrimRight(line, `\`)))%2 == 1
}

// propertyKey returns the key as written: up to the first unescaped "=", ":" or
// white space.
func propertyKey(line string) string {
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case '=', ':', ' ', '\t', '\f', '\r':
			return line[:i]
		}
	}
	return line
}

func unescape(key string) string {
	if !strings.Contains(key, `\`) {
		return key
	}
	var out strings.Builder
	for i := 0; i < len(key); i++ {
		if key[i] == '\\' && i+1 < len(key) {
			i++
		}
		out.WriteByte(key[i])
	}
	return out.String()
}

// badEscapes reports "\u" without four hexadecimal digits, on which Java gives
// the whole file up.
func badEscapes(f *source.File, start int, line string) source.Diags {
	var ds source.Diags
	for i := 0; i+1 < len(line); i++ {
		if line[i] != '\\' {
			continue
		}
		if line[i+1] == 'u' && !hex4(line[i+2:]) {
			at := start + i
			ds = append(ds, serverSays(f.Errorf(source.Span{Start: at, End: at + 2}, "zimlet/properties", `"\u" without four hexadecimal digits: Java gives the whole file up`),
				`java.lang.IllegalArgumentException: Malformed \uxxxx encoding.`))
		}
		i++
	}
	return ds
}

func hex4(s string) bool {
	if len(s) < 4 {
		return false
	}
	return strings.Trim(s[:4], "0123456789abcdefABCDEF") == ""
}

var localeForm = regexp.MustCompile(`^_[a-z]{2,3}(_[A-Z]{2})?(_\w+)?$`)

// checkProperties reads NAME.properties and its translations.
func (c *checker) checkProperties() {
	base := strings.ToLower(c.name)
	keys := c.messages()
	for e := range c.files.All() {
		name := e.Path.String()
		stem, ok := strings.CutSuffix(name, ".properties")
		if !ok {
			continue
		}
		f := c.file(e)
		rest, own := strings.CutPrefix(strings.ToLower(stem), base)
		switch {
		case strings.Contains(name, "/") || !own || rest != "" && !localeForm.MatchString(stem[len(base):]):
			c.add(serverSays(f.Warnf(source.At(0), "zimlet/properties", "only %s.properties and %s_LANGUAGE.properties at the top are served", c.name, c.name), "nothing"))
			continue
		case utf8.Valid(e.Data) && !isASCII(e.Data):
			i := firstNonASCII(f.Text())
			c.add(serverSays(f.Warnf(source.Span{Start: i, End: i + 1}, "zimlet/properties", "Java reads ISO-8859-1: UTF-8 comes out as two or three odd characters").WithHint(`write \uXXXX`), `nothing; write \uXXXX`))
		}
		list, ds := readProperties(f)
		c.diags = append(c.diags, ds...)
		c.checkKeys(f, list)
		if rest != "" {
			c.checkTranslation(f, list, keys)
		}
	}
}

func isASCII(data []byte) bool { return firstNonASCII(string(data)) < 0 }

func firstNonASCII(s string) int { return strings.IndexFunc(s, func(r rune) bool { return r > 0x7e }) }

// checkKeys reports keys that break the script the server makes of the file: one
// that is an identifier becomes "a.KEY=...", which the compressor refuses for a
// reserved word, and with it the scripts of all zimlets.
func (c *checker) checkKeys(f *source.File, list []message) {
	for _, m := range list {
		if keyForm.MatchString(m.key) && es3.Check(source.NewFile("", "a."+m.key+`="";`), es3.ForZimlet).Err() != nil {
			c.add(f.Errorf(m.span, "zimlet/message-key", "the key %q is a reserved word: the server makes \"a.%s=...\" of it, and no zimlet works for anyone", m.key, m.key).
				WithHint("rename the key; the server's log says: org.mozilla.javascript.EvaluatorException"))
		}
	}
}

// keyForm is the server's VARNAME (Props2Js).
var keyForm = regexp.MustCompile(`^[a-zA-Z_][a-zA-Z0-9_]*$`)

// checkTranslation reports keys that the base file lacks: most likely misspelled.
func (c *checker) checkTranslation(f *source.File, list []message, keys map[string]bool) {
	if len(keys) == 0 {
		return
	}
	for _, m := range list {
		if !keys[m.key] {
			d := f.Warnf(m.span, "zimlet/message", "%s.properties has no key %q", c.name, m.key)
			d.Severity = source.Info
			c.add(d)
		}
	}
}

// messages returns the keys of NAME.properties.
func (c *checker) messages() map[string]bool {
	keys := map[string]bool{}
	if e, ok := c.byLower[strings.ToLower(c.name)+".properties"]; ok {
		list, _ := readProperties(c.file(e))
		for _, m := range list {
			keys[m.key] = true
		}
	}
	return keys
}

// messageUse is the client's RE_SCAN_MSG (ZmZimletContext).
var messageUse = regexp.MustCompile(`(^|[^\\])\$\{msg\.([$a-zA-Z0-9_]+)\}`)

// checkMessages reports ${msg.KEY} without a message. A zimlet without any
// .properties of its own is left alone: it may get them elsewhere.
func (c *checker) checkMessages(root *element) {
	keys := c.messages()
	if len(keys) == 0 {
		return
	}
	root.walk(func(e *element) {
		check := func(span source.Span, text string) {
			for _, m := range messageUse.FindAllStringSubmatch(text, -1) {
				if !keys[m[2]] {
					c.add(e.file.Warnf(span, "zimlet/message", "%s.properties has no key %q: users see \"(UNDEFINED ...\"", c.name, m[2]))
				}
			}
		}
		check(e.textAt, e.text)
		for _, a := range e.attrs {
			check(e.attrSpan(a.Name.Local), a.Value)
		}
	})
}

// checkHandler warns if no script defines the handler's constructor as a global:
// the client then calls _init of undefined and puts up an error dialog.
func (c *checker) checkHandler(root *element) {
	list := root.childrenNamed("handlerObject")
	if len(list) == 0 || c.def.Handler == "" {
		return
	}
	if !c.defines(c.def.Handler) {
		c.add(root.file.Warnf(list[0].textAt, "zimlet/handler", "no included script defines %s as a global", c.def.Handler).
			WithHint("the client says: zimlet handler not defined (%s)", c.def.Handler))
	}
	if strings.TrimSpace(list[0].text) != list[0].text {
		c.add(root.file.Errorf(list[0].textAt, "zimlet/handler", "white space around %s: the client looks for a global of exactly that name", c.def.Handler))
	}
}

func (c *checker) defines(global string) bool {
	name := regexp.QuoteMeta(global)
	form := regexp.MustCompile(`(?:function\s+` + name + `\s*\(|(?:^|[^\w$.])(?:window\s*(?:\.\s*|\[\s*["']))?` + name + `(?:["']\s*\])?\s*=[^=])`)
	for e := range c.files.All() {
		lower := strings.ToLower(e.Path.String())
		if strings.HasSuffix(lower, ".js") && c.included["include "+lower] && form.Match(e.Data) {
			return true
		}
	}
	return false
}
