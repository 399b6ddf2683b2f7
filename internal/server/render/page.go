package render

import (
	"strings"
)

// nodes prints a list of nodes. It parses scriptlets and what is between them
// as statements, as Jasper compiles them.
func (f *frame) nodes(list []node, out *strings.Builder) {
	for i := range list {
		if list[i].kind == declNode {
			f.declare(&list[i])
		}
	}
	for i := range list {
		if list[i].kind == codeNode {
			f.execAll(parseJava(list), out)
			return
		}
	}
	for i := range list {
		if !f.step(&list[i], out) {
			return
		}
		f.print(&list[i], out)
	}
}

// print prints one node other than a scriptlet.
func (f *frame) print(n *node, out *strings.Builder) {
	switch n.kind {
	case textNode:
		out.WriteString(n.text)
	case elNode:
		f.write(f.expression(n, n.text, n.start, false), out)
	case printNode:
		v := f.expression(n, n.text, n.start, true)
		if _, ok := v.(null); ok {
			v = text("null") // what Java prints
		}
		f.write(v, out)
	case actionNode:
		f.action(n, out)
	}
}

// write prints a value; an unknown value is an error.
func (f *frame) write(v value, out *strings.Builder) {
	if u, ok := v.(unknown); ok {
		f.problem(u.why)
		return
	}
	out.WriteString(toText(v))
}

// unquote decodes the escapes of attributes, which are more than those of text.
var unquote = strings.NewReplacer(`\"`, `"`, `\'`, "'", `\\`, `\`, `\${`, "${", `\#{`, "#{", `<\%`, "<%", `%\>`, "%>")

// attribute evaluates an attribute of an action; null if it is missing.
func (f *frame) attribute(n *node, name string) value {
	a, ok := n.attr(name)
	if !ok {
		return null{}
	}
	return f.attributeValue(n, a)
}

func (f *frame) attributeValue(n *node, a attribute) value {
	trimmed := strings.TrimSpace(a.text)
	if strings.HasPrefix(trimmed, "<%=") && strings.HasSuffix(trimmed, "%>") {
		skip := strings.Index(a.text, "<%=") + 3
		return f.expression(n, unquote.Replace(trimmed[3:len(trimmed)-2]), a.span.Start+skip, true)
	}
	var b strings.Builder
	rest, at := a.text, a.span.Start
	for {
		i, end := findEL(rest)
		if i < 0 {
			b.WriteString(unquote.Replace(rest))
			return text(b.String())
		}
		v := f.expression(n, rest[i+2:end-1], at+i+2, false)
		if i == 0 && end == len(rest) && b.Len() == 0 {
			return v
		}
		if u, ok := v.(unknown); ok {
			return u
		}
		b.WriteString(unquote.Replace(rest[:i]) + toText(v))
		rest, at = rest[end:], at+end
	}
}

// findEL returns the start and end of the first ${...}, or -1 if there is none.
func findEL(s string) (start, end int) {
	for i := 0; i+1 < len(s); i++ {
		if s[i] == '\\' {
			i++
			continue
		}
		if (s[i] != '$' && s[i] != '#') || s[i+1] != '{' {
			continue
		}
		for j := i + 2; j < len(s); j++ {
			switch s[j] {
			case '}':
				return i, j + 1
			case '"', '\'':
				_, next := lexString(s, j)
				j = next - 1
			}
		}
	}
	return -1, 0
}

// str evaluates an attribute as text. If it is unknown, str reports an error
// and returns false.
func (f *frame) str(n *node, name string) (string, bool) {
	v := f.attribute(n, name)
	if u, bad := v.(unknown); bad {
		f.problem(u.why)
		return "", false
	}
	return toText(v), true
}

// inner prints the body of an action into a string.
func (f *frame) inner(n *node) string {
	var b strings.Builder
	f.nodes(n.body, &b)
	return b.String()
}

// find looks up a name in the scopes, as EL does.
func (f *frame) find(name string) value {
	for _, s := range []scope{f.page, f.request, f.session, f.application} {
		if v, ok := s[name]; ok {
			return v
		}
	}
	if v, ok := f.elObject(name); ok {
		return v
	}
	return null{}
}

// set sets an attribute of a scope ("" is the page's); null removes it.
func (f *frame) set(where, name string, v value) {
	s := f.scopeOf(where)
	if _, ok := v.(null); ok {
		delete(s, name)
		return
	}
	s[name] = v
}

func (f *frame) scopeOf(where string) scope {
	switch where {
	case "request":
		return f.request
	case "session":
		return f.session
	case "application":
		return f.application
	}
	return f.page
}
