package skin

import (
	"slices"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/java"
	"skinbuild/internal/source"
)

// A propertyText is what the servlet hands to java.util.Properties: the lines that
// the preprocessor leaves of a properties file and its locale files, each of which
// remembers where it stands.
type propertyText struct {
	b     strings.Builder
	parts []propertyPart
}

// A propertyPart is one line of a propertyText. The file is nil if the servlet
// itself has written the line.
type propertyPart struct {
	at    int // offset in the text
	file  *source.File
	start int // offset in file
}

func (p *propertyText) add(line string, file *source.File, start int) {
	p.parts = append(p.parts, propertyPart{p.b.Len(), file, start})
	p.b.WriteString(line)
	p.b.WriteByte('\n')
}

// place returns where the byte at that offset of the text stands.
func (p *propertyText) place(at int) (*source.File, int) {
	i, found := slices.BinarySearchFunc(p.parts, at, func(l propertyPart, at int) int { return l.at - at })
	if !found {
		i--
	}
	l := p.parts[i]
	return l.file, l.start + at - l.at
}

// A definition is one key with its value, and their places.
type definition struct {
	file  *source.File
	key   source.Span
	value source.Span // to its end in the file; empty if it stands in another one
	raw   string      // the value, unescaped
}

// read calls set for each property, in order. It stops at a malformed \u escape and
// returns where that is; the properties before it count.
func (p *propertyText) read(set func(key string, d definition)) *source.Diag {
	list, bad, err := java.ReadProperties(p.b.String(), java.ReencodedLatin1)
	for _, property := range list {
		set(property.Key, p.definition(property))
	}
	if err == nil {
		return nil
	}
	file, start := p.place(bad.Start)
	return file.Errorf(source.Span{Start: start, End: start + 2}, codes.SkinBadEscape, `four hexadecimal digits must follow \u`).
		WithHint("the server ignores the rest of this file silently")
}

func (p *propertyText) definition(property java.Property) definition {
	d := definition{raw: property.Value}
	d.file, d.key.Start = p.place(property.KeySpan.Start)
	d.key.End = p.end(d.file, d.key.Start, property.KeySpan)
	d.value = source.At(d.key.End)
	if file, start := p.place(property.ValueSpan.Start); file == d.file {
		d.value = source.Span{Start: start, End: p.end(file, start, property.ValueSpan)}
	}
	return d
}

// end returns where a span of the text that begins at start of the file ends in the
// same file: at start if it ends in another one.
func (p *propertyText) end(file *source.File, start int, s source.Span) int {
	if s.Start == s.End {
		return start
	}
	if last, end := p.place(s.End - 1); last == file && end >= start {
		return end + 1
	}
	return start
}
