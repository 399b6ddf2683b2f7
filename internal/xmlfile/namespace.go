package xmlfile

import "strings"

const (
	xmlSpace   = "http://www.w3.org/XML/1998/namespace"
	xmlnsSpace = "http://www.w3.org/2000/xmlns/"
)

// namespaces reads what the innermost open element declares, and checks that each
// prefix is declared and no two attributes are the same one.
func (p *parser) namespaces(e *Element) *Error {
	for _, a := range e.Attributes {
		if err := p.declare(a); err != nil {
			return err
		}
	}
	if prefix, _, ok := strings.Cut(e.Name, ":"); ok {
		if _, known := p.space(prefix); !known || prefix == "xmlns" {
			return p.errorf(e.Tag, "the prefix of %s is not declared", e.Name)
		}
	}
	seen := map[[2]string]bool{}
	for _, a := range e.Attributes {
		prefix, local, ok := strings.Cut(a.Name, ":")
		if !ok {
			continue
		}
		space, known := p.space(prefix)
		if !known {
			return p.errorf(a.Span, "the prefix of the attribute %s is not declared", a.Name)
		}
		if seen[[2]string{space, local}] {
			return p.errorf(a.Span, "duplicate attribute %s: another prefix has the same namespace", a.Name)
		}
		seen[[2]string{space, local}] = true
	}
	return nil
}

// declare takes an attribute that declares a namespace, by the rules of XML 1.0.
func (p *parser) declare(a Attribute) *Error {
	prefix, prefixed := strings.CutPrefix(a.Name, "xmlns:")
	if !prefixed && a.Name != "xmlns" {
		return nil
	}
	switch {
	case prefixed && prefix == "xmlns" || a.Value == xmlnsSpace:
		return p.errorf(a.Span, "xmlns is reserved: it cannot be declared")
	case prefixed && (prefix == "xml") != (a.Value == xmlSpace) || !prefixed && a.Value == xmlSpace:
		return p.errorf(a.Span, "xml is reserved: no other prefix can have its namespace, and it can have no other")
	case prefixed && a.Value == "":
		return p.errorf(a.Span, "the prefix %s has an empty namespace", prefix)
	case !prefixed:
		return nil // no attribute and no prefix depends on it
	}
	top := len(p.spaces) - 1
	if p.spaces[top] == nil {
		p.spaces[top] = map[string]string{}
	}
	p.spaces[top][prefix] = a.Value
	return nil
}

func (p *parser) space(prefix string) (string, bool) {
	switch prefix {
	case "xml":
		return xmlSpace, true
	case "xmlns":
		return xmlnsSpace, true
	}
	for i := len(p.spaces) - 1; i >= 0; i-- {
		if space, ok := p.spaces[i][prefix]; ok {
			return space, true
		}
	}
	return "", false
}
