package xmlfile

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"skinbuild/internal/source"
)

const blanks = " \t\r\n"

// A parser reads a text from its beginning to its end. Its methods read a part at the
// current place and stop behind it.
type parser struct {
	text     string
	at       int
	options  Options
	doc      *Document
	open     []*Element
	spaces   []map[string]string // the namespaces by prefix that each open element declares
	elements int
	entities map[string]string
	external bool // the document type names an external part
	expanded int  // bytes that entities have been expanded to
}

func (p *parser) errorf(s source.Span, format string, args ...any) *Error {
	return &Error{Span: s, Text: fmt.Sprintf(format, args...)}
}

// here is an error at the current place.
func (p *parser) here(format string, args ...any) *Error {
	return p.errorf(source.At(p.at), format, args...)
}

func (p *parser) unsupported(s source.Span, format string, args ...any) *Error {
	return &Error{Kind: Unsupported, Span: s, Text: fmt.Sprintf(format, args...)}
}

func (p *parser) rest() string                { return p.text[p.at:] }
func (p *parser) sees(s string) bool          { return strings.HasPrefix(p.text[p.at:], s) }
func (p *parser) since(start int) source.Span { return source.Span{Start: start, End: p.at} }

// skip skips s if it is here.
func (p *parser) skip(s string) bool {
	if !p.sees(s) {
		return false
	}
	p.at += len(s)
	return true
}

// skipBlanks reports whether there were any.
func (p *parser) skipBlanks() bool {
	start := p.at
	p.at = len(p.text) - len(strings.TrimLeft(p.rest(), blanks))
	return p.at > start
}

// document is the whole text.
func (p *parser) document() *Error {
	if i := invalid(p.text); i >= 0 {
		return p.badCharacter(i)
	}
	p.skip("\ufeff")
	if err := p.declaration(); err != nil {
		return err
	}
	for p.at < len(p.text) {
		if err := p.part(); err != nil {
			return err
		}
	}
	switch {
	case len(p.open) > 0:
		last := p.open[len(p.open)-1]
		return &Error{Span: source.At(p.at), Text: fmt.Sprintf("<%s> is not closed", last.Name), Related: last.Tag}
	case p.doc.Root == nil:
		return p.here("it contains no element")
	}
	return nil
}

// part is a tag, a comment, an instruction or a text.
func (p *parser) part() *Error {
	switch {
	case p.sees("</"):
		return p.endTag()
	case p.sees("<!--"):
		return p.comment()
	case p.sees("<![CDATA[") && len(p.open) > 0:
		return p.cdata()
	case p.sees("<!DOCTYPE") && p.doc.Root == nil && p.doc.Doctype == (source.Span{}):
		return p.doctype()
	case p.sees("<?"):
		return p.instruction()
	case p.sees("<!"):
		return p.errorf(source.Span{Start: p.at, End: p.at + 2}, "a declaration is not allowed here")
	case p.sees("<"):
		return p.startTag()
	case len(p.open) == 0:
		if !p.skipBlanks() {
			return p.here("there is text outside the root element")
		}
		return nil
	}
	return p.characters()
}

// invalid returns the offset of the first character that XML does not allow, or of
// bytes that are not UTF-8; else -1.
func invalid(s string) int {
	for i, r := range s {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff || r == utf8.RuneError && !strings.HasPrefix(s[i:], "\ufffd") {
			return i
		}
	}
	return -1
}

func (p *parser) badCharacter(at int) *Error {
	r, size := utf8.DecodeRuneInString(p.text[at:])
	span := source.Span{Start: at, End: at + size}
	switch {
	case at == 0 && (strings.HasPrefix(p.text, "\xfe\xff") || strings.HasPrefix(p.text, "\xff\xfe")):
		return p.unsupported(source.Span{End: 2}, "the text is encoded in UTF-16; save it in UTF-8")
	case r == utf8.RuneError && declaresOther(p.text):
		return p.unsupported(span, "the text is not encoded in UTF-8; save it in UTF-8 and declare that")
	case r == utf8.RuneError:
		return p.errorf(span, "the text is not encoded in UTF-8")
	}
	return p.errorf(span, "XML does not allow the character U+%04X", r)
}

// declaresOther reports whether a text that is not UTF-8 may be right as it declares
// another encoding.
func declaresOther(text string) bool {
	p := &parser{text: text, doc: &Document{}}
	err := p.declaration()
	return err != nil && err.Kind == Unsupported || isOther(p.doc.Encoding)
}

// declaration is <?xml version="1.0" encoding="..." standalone="..."?>, if it is there.
func (p *parser) declaration() *Error {
	start := p.at
	if !p.sees("<?xml") || len(p.rest()) == 5 || strings.IndexByte(blanks+"?", p.rest()[5]) < 0 {
		return nil
	}
	p.at += len("<?xml")
	values := map[string]string{}
	for _, name := range []string{"version", "encoding", "standalone"} {
		before := p.at
		if blank := p.skipBlanks(); !blank || !p.skip(name) {
			if name == "version" {
				return p.here("the XML declaration has no version")
			}
			p.at = before
			continue
		}
		value, err := p.pseudoAttribute()
		if err != nil {
			return err
		}
		values[name] = value
	}
	p.skipBlanks()
	if !p.skip("?>") {
		return p.here("the XML declaration must end here")
	}
	p.doc.Declaration, p.doc.Encoding = p.since(start), values["encoding"]
	standalone, given := values["standalone"]
	switch {
	case values["version"] == "1.1":
		return p.unsupported(p.since(start), "this is XML 1.1; write 1.0")
	case values["version"] != "1.0":
		return p.errorf(p.since(start), "the XML version %q does not exist", values["version"])
	case given && standalone != "yes" && standalone != "no":
		return p.errorf(p.since(start), "standalone is %q; it must be yes or no", standalone)
	}
	if _, given := values["encoding"]; given {
		return p.checkEncoding()
	}
	return nil
}

// pseudoAttribute is ="value" in the XML declaration.
func (p *parser) pseudoAttribute() (string, *Error) {
	p.skipBlanks()
	if !p.skip("=") {
		return "", p.here("= is expected here")
	}
	p.skipBlanks()
	return p.quoted()
}

// quoted is a text in quotes, which it may not hold.
func (p *parser) quoted() (string, *Error) {
	if !p.sees(`"`) && !p.sees("'") {
		return "", p.here("a quote is expected here")
	}
	value, _, found := strings.Cut(p.rest()[1:], p.rest()[:1])
	if !found {
		return "", p.here("the closing quote is missing")
	}
	p.at += len(value) + 2
	return value, nil
}

// checkEncoding judges the declared encoding of a text that is UTF-8.
func (p *parser) checkEncoding() *Error {
	name := p.doc.Encoding
	ascii := strings.IndexFunc(p.text, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
	switch {
	case strings.EqualFold(name, "utf-8") || p.options.Decoded && isEncodingName(name):
		return nil
	case isOther(name) && ascii:
		return nil
	case strings.EqualFold(name, "us-ascii"):
		return p.errorf(p.doc.Declaration, "the text is declared to be %s, and is not", name)
	}
	return p.unsupported(p.doc.Declaration, "the encoding %q is declared; save the text in UTF-8 and declare that", name)
}

// isEncodingName reports whether the name has the form of an encoding's.
func isEncodingName(name string) bool {
	letter := func(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
	return name != "" && letter(name[0]) && strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == ""
}

// isOther reports whether the name is that of an encoding in which the bytes of ASCII
// mean ASCII.
func isOther(name string) bool {
	name = strings.ToLower(name)
	return name == "us-ascii" || strings.HasPrefix(name, "iso-8859-1") && len(name) <= len("iso-8859-15") || name == "windows-1252"
}

// comment is <!-- -->. Its text may not hold "--".
func (p *parser) comment() *Error {
	start := p.at
	i := strings.Index(p.text[start+4:], "--")
	if i < 0 {
		return p.errorf(source.Span{Start: start, End: start + 4}, "the comment is not closed")
	}
	p.at = start + 4 + i
	if !p.skip("-->") {
		return p.errorf(source.Span{Start: p.at, End: p.at + 2}, `"--" is not allowed in a comment`)
	}
	return nil
}

func (p *parser) instruction() *Error {
	start := p.at
	p.at += 2
	target, err := p.colons()
	switch {
	case err != nil:
		return err
	case strings.EqualFold(target, "xml"):
		return p.errorf(p.since(start), "an XML declaration is allowed only at the very beginning")
	case !p.sees("?>") && !p.skipBlanks():
		return p.here("a blank must follow the name of an instruction")
	}
	end := strings.Index(p.rest(), "?>")
	if end < 0 {
		return p.errorf(p.since(start), "the instruction is not closed")
	}
	p.at += end + 2
	p.doc.Instructions = append(p.doc.Instructions, Instruction{target, p.since(start)})
	return nil
}

// name is a name without a colon.
func (p *parser) name() (string, *Error) {
	rest := p.rest()
	end := strings.IndexFunc(rest, func(r rune) bool {
		return r < utf8.RuneSelf && !(r >= '0' && r <= '9' || r|0x20 >= 'a' && r|0x20 <= 'z' || r == '-' || r == '.' || r == '_')
	})
	if end < 0 {
		end = len(rest)
	}
	name := rest[:end]
	if name == "" || strings.IndexByte("-.0123456789", name[0]) >= 0 {
		return "", p.here("a name is expected here")
	}
	if strings.IndexFunc(name, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 && !isName(name) {
		return "", p.here("%q is not a name", name)
	}
	p.at += end
	return name, nil
}

// isName asks the standard library, which knows the characters beyond ASCII that XML
// allows in names.
func isName(s string) bool {
	_, err := xml.NewDecoder(strings.NewReader("<" + s + "/>")).RawToken()
	return err == nil
}

// qualified is a name that may have a prefix.
func (p *parser) qualified() (string, *Error) {
	start := p.at
	if p.sees(":") {
		return "", p.unsupported(source.At(start), "a name begins with a colon")
	}
	if _, err := p.name(); err != nil {
		return "", err
	}
	if p.skip(":") {
		if _, err := p.name(); err != nil {
			return "", err
		}
	}
	return p.text[start:p.at], nil
}

// colons is a name that may have any number of colons: that of a document type or an
// instruction.
func (p *parser) colons() (string, *Error) {
	start := p.at
	for {
		if _, err := p.name(); err != nil {
			return "", err
		}
		if !p.skip(":") {
			return p.text[start:p.at], nil
		}
	}
}

func (p *parser) startTag() *Error {
	start := p.at
	p.at++
	name, err := p.qualified()
	if err != nil {
		return err
	}
	if len(p.open) == 0 && p.doc.Root != nil {
		return p.errorf(p.since(start), "<%s> follows the root element", name)
	}
	e := &Element{Name: name}
	for {
		blank := p.skipBlanks()
		closed := p.skip("/>")
		if closed || p.skip(">") {
			e.Tag = p.since(start)
			return p.enter(e, closed)
		}
		if !blank {
			return p.here("an attribute or the end of <%s> is expected here", name)
		}
		if err := p.attribute(e); err != nil {
			return err
		}
	}
}

// enter puts the element below the innermost open one.
func (p *parser) enter(e *Element, closed bool) *Error {
	p.elements++
	switch {
	case p.elements > p.options.Elements:
		return &Error{Kind: Limit, Span: e.Tag, Text: fmt.Sprintf("the document has more than %d elements", p.options.Elements)}
	case len(p.open) >= p.options.Depth:
		return &Error{Kind: Limit, Span: e.Tag, Text: fmt.Sprintf("elements nest deeper than %d", p.options.Depth)}
	case len(p.open) > 0:
		parent := p.open[len(p.open)-1]
		parent.Children = append(parent.Children, e)
	default:
		p.doc.Root = e
	}
	p.open = append(p.open, e)
	p.spaces = append(p.spaces, nil)
	if err := p.namespaces(e); err != nil {
		return err
	}
	e.End = source.At(e.Tag.End)
	if closed {
		p.leave()
	}
	return nil
}

func (p *parser) leave() {
	p.open, p.spaces = p.open[:len(p.open)-1], p.spaces[:len(p.spaces)-1]
}

func (p *parser) endTag() *Error {
	start := p.at
	p.at += 2
	name, err := p.qualified()
	if err != nil {
		return err
	}
	p.skipBlanks()
	if !p.skip(">") {
		return p.here("the end tag </%s is not closed", name)
	}
	if len(p.open) == 0 {
		return p.errorf(p.since(start), "</%s> closes nothing", name)
	}
	e := p.open[len(p.open)-1]
	if e.Name != name {
		return &Error{Span: p.since(start), Text: fmt.Sprintf("</%s> must be </%s>", name, e.Name), Related: e.Tag}
	}
	e.End = p.since(start)
	p.leave()
	return nil
}

func (p *parser) attribute(e *Element) *Error {
	start := p.at
	name, err := p.qualified()
	if err != nil {
		return err
	}
	if _, twice := e.Attribute(name); twice {
		return p.errorf(p.since(start), "duplicate attribute %s", name)
	}
	p.skipBlanks()
	if !p.skip("=") {
		return p.errorf(p.since(start), "the attribute %s has no value", name)
	}
	p.skipBlanks()
	start = p.at
	raw, err := p.quoted()
	if err != nil {
		return err
	}
	if i := strings.IndexByte(raw, '<'); i >= 0 {
		return p.errorf(source.Span{Start: start + 1 + i, End: start + 2 + i}, `"<" is not allowed in the value of %s; write &lt;`, name)
	}
	value, err := p.expand(raw, start+1, true)
	if err != nil {
		return err
	}
	e.Attributes = append(e.Attributes, Attribute{name, value, p.since(start)})
	return nil
}

func (p *parser) cdata() *Error {
	start := p.at
	p.at += len("<![CDATA[")
	data, _, found := strings.Cut(p.rest(), "]]>")
	if !found {
		return p.errorf(p.since(start), "the CDATA section is not closed")
	}
	p.at += len(data) + 3
	p.addText(Text{lineEnds.Replace(data), p.since(start), true})
	return nil
}

// characters is text up to the next markup.
func (p *parser) characters() *Error {
	start := p.at
	raw, _, _ := strings.Cut(p.rest(), "<")
	if i := strings.Index(raw, "]]>"); i >= 0 {
		return p.errorf(source.Span{Start: start + i, End: start + i + 3}, `"]]>" is not allowed in text; write ]]&gt;`)
	}
	data, err := p.expand(raw, start, false)
	if err != nil {
		return err
	}
	p.at += len(raw)
	p.addText(Text{data, p.since(start), false})
	return nil
}

func (p *parser) addText(t Text) {
	e := p.open[len(p.open)-1]
	e.Texts = append(e.Texts, t)
}

var (
	lineEnds  = strings.NewReplacer("\r\n", "\n", "\r", "\n")
	allBlanks = strings.NewReplacer("\r\n", " ", "\r", " ", "\n", " ", "\t", " ")
)

// expand replaces the references in raw, which begins at that offset, and makes every
// line end "\n", or in an attribute every blank a space.
func (p *parser) expand(raw string, at int, attribute bool) (string, *Error) {
	plain := lineEnds
	if attribute {
		plain = allBlanks
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(raw, "&")
		b.WriteString(plain.Replace(before))
		if !found {
			return b.String(), nil
		}
		at += len(before)
		name, after, closed := strings.Cut(rest, ";")
		span := source.Span{Start: at, End: at + len(name) + 2}
		if !closed {
			return "", p.errorf(source.Span{Start: at, End: at + 1}, "the reference does not end in a semicolon; for the character itself, write &amp;")
		}
		text, err := p.reference(name, span)
		if err != nil {
			return "", err
		}
		if !strings.HasPrefix(name, "#") && attribute {
			text = plain.Replace(text)
		}
		if p.expanded += len(text); p.expanded > p.options.Bytes {
			return "", &Error{Kind: Limit, Span: span, Text: fmt.Sprintf("entities expand to more than %d bytes", p.options.Bytes)}
		}
		b.WriteString(text)
		at, raw = span.End, after
	}
}

// reference returns what &name; stands for.
func (p *parser) reference(name string, span source.Span) (string, *Error) {
	if digits, ok := strings.CutPrefix(name, "#"); ok {
		base := 10
		if hex, ok := strings.CutPrefix(digits, "x"); ok {
			digits, base = hex, 16
		}
		n, err := strconv.ParseUint(digits, base, 32)
		if err != nil || strings.HasPrefix(digits, "+") || n > utf8.MaxRune || !utf8.ValidRune(rune(n)) || invalid(string(rune(n))) >= 0 {
			return "", p.errorf(span, "&%s; is not a character", name)
		}
		return string(rune(n)), nil
	}
	if i := slices.Index([]string{"amp", "lt", "gt", "quot", "apos"}, name); i >= 0 {
		return `&<>"'`[i : i+1], nil
	}
	text, ok := p.entities[name]
	switch {
	case ok:
		return text, nil
	case p.external:
		return "", p.unsupported(span, "the entity %.40q may be declared in another file; write the text itself", name)
	}
	return "", p.errorf(span, "the entity %.40q is not declared", name)
}
