package zimlet

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"skinbuild/internal/codes"
	"skinbuild/internal/java"
	"skinbuild/internal/server/es3"
	"skinbuild/internal/source"
)

// messages reads a .properties file as the server does, from bytes in ISO-8859-1.
func messages(f *source.File) ([]java.Property, *source.Diag) {
	list, bad, err := java.ReadProperties(f.Text(), java.Latin1)
	if err == nil {
		return list, nil
	}
	d := f.Errorf(bad, codes.ZimletProperties, `four hexadecimal digits must follow \u: the server stops reading the file here`)
	return list, serverSays(d, "java.lang.IllegalArgumentException: "+err.Error())
}

var localeForm = regexp.MustCompile(`^_[a-z]{2,3}(_[A-Z]{2})?(_\w+)?$`)

// checkProperties reads NAME.properties and its translations.
func (c *checker) checkProperties() {
	base := strings.ToLower(c.name)
	keys := c.messageKeys()
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
			c.add(serverSays(f.Warnf(source.At(0), codes.ZimletProperties, "only %s.properties and %s_LANGUAGE.properties at the top are served", c.name, c.name), "nothing"))
			continue
		case utf8.Valid(e.Data) && !isASCII(e.Data):
			i := firstNonASCII(f.Text())
			c.add(serverSays(f.Warnf(source.Span{Start: i, End: i + 1}, codes.ZimletProperties, "Java reads ISO-8859-1: UTF-8 comes out as two or three odd characters").WithHint(`write \uXXXX`), `nothing; write \uXXXX`))
		}
		list, bad := messages(f)
		if bad != nil {
			c.add(bad)
		}
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
func (c *checker) checkKeys(f *source.File, list []java.Property) {
	for _, m := range list {
		if keyForm.MatchString(m.Key) && es3.Check(source.NewFile("", "a."+m.Key+`="";`), es3.ForZimlet).Err() != nil {
			c.add(f.Errorf(m.KeySpan, codes.ZimletMessageKey, "the key %q is a reserved word: the server makes \"a.%s=...\" of it, and no zimlet works for anyone", m.Key, m.Key).
				WithHint("rename the key; the server's log says: org.mozilla.javascript.EvaluatorException"))
		}
	}
}

// keyForm is the server's VARNAME (Props2Js).
var keyForm = regexp.MustCompile(`^[a-zA-Z_][a-zA-Z0-9_]*$`)

// checkTranslation reports keys that the base file lacks: most likely misspelled.
func (c *checker) checkTranslation(f *source.File, list []java.Property, keys map[string]bool) {
	if len(keys) == 0 {
		return
	}
	for _, m := range list {
		if !keys[m.Key] {
			d := f.Warnf(m.KeySpan, codes.ZimletMessage, "%s.properties has no key %q", c.name, m.Key)
			d.Severity = source.Info
			c.add(d)
		}
	}
}

// messageKeys returns the keys of NAME.properties.
func (c *checker) messageKeys() map[string]bool {
	keys := map[string]bool{}
	if e, ok := c.byLower[strings.ToLower(c.name)+".properties"]; ok {
		list, _ := messages(c.file(e))
		for _, m := range list {
			keys[m.Key] = true
		}
	}
	return keys
}

// messageUse is the client's RE_SCAN_MSG (ZmZimletContext).
var messageUse = regexp.MustCompile(`(^|[^\\])\$\{msg\.([$a-zA-Z0-9_]+)\}`)

// checkMessages reports ${msg.KEY} without a message. A zimlet without any
// .properties of its own is left alone: it may get them elsewhere.
func (c *checker) checkMessages(root *element) {
	keys := c.messageKeys()
	if len(keys) == 0 {
		return
	}
	root.walk(func(e *element) {
		check := func(span source.Span, text string) {
			for _, m := range messageUse.FindAllStringSubmatch(text, -1) {
				if !keys[m[2]] {
					c.add(e.file.Warnf(span, codes.ZimletMessage, "%s.properties has no key %q: users see \"(UNDEFINED ...\"", c.name, m[2]))
				}
			}
		}
		check(e.textAt, e.text)
		for _, a := range e.node.Attributes {
			check(a.Span, a.Value)
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
		c.add(root.file.Warnf(list[0].textAt, codes.ZimletHandler, "no included script defines %s as a global", c.def.Handler).
			WithHint("the client says: zimlet handler not defined (%s)", c.def.Handler))
	}
	if strings.TrimSpace(list[0].text) != list[0].text {
		c.add(root.file.Errorf(list[0].textAt, codes.ZimletHandler, "white space around %s: the client looks for a global of exactly that name", c.def.Handler))
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
