package xmlfile

import (
	"strings"

	"skinbuild/internal/source"
)

// doctype is a document type. Of its declarations only entities with plain text are
// read; what an external part declares is not known.
func (p *parser) doctype() *Error {
	start := p.at
	p.at += len("<!DOCTYPE")
	if p.options.RefuseDoctype {
		return &Error{Kind: Doctype, Span: p.since(start), Text: "a DOCTYPE is not allowed"}
	}
	if !p.skipBlanks() {
		return p.here("a blank must follow <!DOCTYPE")
	}
	if _, err := p.colons(); err != nil {
		return err
	}
	if p.skipBlanks() {
		if err := p.externalID(); err != nil {
			return err
		}
	}
	p.skipBlanks()
	if p.skip("[") {
		if err := p.subset(); err != nil {
			return err
		}
		p.skipBlanks()
	}
	if !p.skip(">") {
		return p.here("the document type must end here")
	}
	p.doc.Doctype = p.since(start)
	return nil
}

// externalID is SYSTEM "file" or PUBLIC "id" "file", if it is there.
func (p *parser) externalID() *Error {
	literals := 0
	switch {
	case p.skip("SYSTEM"):
		literals = 1
	case p.skip("PUBLIC"):
		literals = 2
	}
	for i := range literals {
		if !p.skipBlanks() {
			return p.here("a blank is missing in the document type")
		}
		p.external = true
		text, err := p.quoted()
		if err != nil {
			return err
		}
		if literals == 2 && i == 0 && strings.Trim(text, " \r\nabcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-'()+,./:=?;!*#@$_%") != "" {
			return p.here("the public identifier contains a character that is not allowed")
		}
	}
	return nil
}

// subset is what stands between [ and ].
func (p *parser) subset() *Error {
	for {
		p.skipBlanks()
		var err *Error
		switch {
		case p.skip("]"):
			return nil
		case p.sees("<!--"):
			err = p.comment()
		case p.sees("<?"):
			err = p.instruction()
		case p.sees("<!ENTITY"):
			err = p.entity()
		default:
			err = p.unsupported(source.At(p.at), "the document type declares more than entities with plain text; write the text itself")
		}
		if err != nil {
			return err
		}
	}
}

// entity is <!ENTITY name "text">. The first declaration of a name counts.
func (p *parser) entity() *Error {
	start := p.at
	other := func() *Error {
		return p.unsupported(p.since(start), "only entities with plain text are read; write the text itself")
	}
	p.at += len("<!ENTITY")
	if !p.skipBlanks() {
		return other()
	}
	name, err := p.name()
	if err != nil || !p.skipBlanks() {
		return other()
	}
	text, err := p.quoted()
	if err != nil || strings.ContainsAny(text, "<&%") {
		return other()
	}
	p.skipBlanks()
	if !p.skip(">") {
		return other()
	}
	if _, twice := p.entities[name]; !twice {
		p.entities[name] = lineEnds.Replace(text)
	}
	return nil
}
