package skin

import (
	"slices"
	"strings"

	"skinbuild/internal/java"
	"skinbuild/internal/source"
)

// A Property is one property as a request sees it.
type Property struct {
	Name        string
	Value       string       // after substitution, as the request uses it
	Definitions []Definition // those that were read, in order; the last is in force
	Override    bool         // the server or the domain sets it, whatever the files say
}

// A Definition is one line of a properties file that gives a property its value.
type Definition struct {
	File  *source.File
	Key   source.Span
	Value source.Span
	Raw   string // the value before substitution, unescaped
}

// A Step is a property in a chain of substitutions.
type Step struct {
	Property
	Uses  []*Step // the properties that its value refers to, in order
	Again bool    // Uses stands elsewhere in the chain
}

// maxSteps bounds a chain; stock skins need some dozens.
const maxSteps = 1000

// Property returns one property for a request. ok is false where nothing defines
// it.
func (s *Skin) Property(req *Request, name string) (p Property, ok bool) {
	if s.m == nil {
		return Property{}, false
	}
	return s.properties(req).describe(name)
}

// Properties returns the names of all properties for a request, sorted.
func (s *Skin) Properties(req *Request) []string {
	if s.m == nil {
		return nil
	}
	var names []string
	for name, v := range s.properties(req).values {
		if !v.undefined || name == "jsVersion" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Explain returns where the value of a property comes from: its definitions, and
// the properties that they refer to. It is nil where nothing defines it.
func (s *Skin) Explain(req *Request, name string) *Step {
	if s.m == nil {
		return nil
	}
	e := explainer{s.properties(req), map[string]bool{}}
	return e.step(name)
}

// References returns the properties that a piece of skin text refers to by tokens
// or in calls, for a request; each once, in order.
func (s *Skin) References(req *Request, text string) []string {
	if s.m == nil {
		return nil
	}
	return s.properties(req).references(text)
}

func (t *table) describe(name string) (Property, bool) {
	v, ok := t.lookup(name)
	defs := t.defs[name]
	if !ok || v.undefined && len(defs) == 0 && name != "jsVersion" {
		return Property{}, false
	}
	p := Property{Name: name, Value: v.text, Override: t.forced[name]}
	for _, d := range defs {
		p.Definitions = append(p.Definitions, Definition{d.file, d.key, d.value, d.raw})
	}
	return p, true
}

type explainer struct {
	t    *table
	seen map[string]bool
}

func (e *explainer) step(name string) *Step {
	p, ok := e.t.describe(name)
	if !ok {
		return nil
	}
	s := &Step{Property: p}
	if e.seen[name] || len(e.seen) >= maxSteps {
		s.Again = true
		return s
	}
	e.seen[name] = true
	if n := len(p.Definitions); n > 0 && !p.Override {
		for _, used := range e.t.references(p.Definitions[n-1].Raw) {
			if u := e.step(used); u != nil {
				s.Uses = append(s.Uses, u)
			}
		}
	}
	return s
}

// references finds the names of properties in text. Of a call those parameters
// count that are properties, unless they are colours first.
func (t *table) references(text string) []string {
	var names []string
	add := func(name string) {
		if _, ok := t.describe(name); ok && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	rest := text
	for c, ok := nextCall(rest, 0); ok; c, ok = nextCall(rest, 0) {
		for tokens, from := rest[:c.start], 0; ; {
			start, end := nextToken(tokens, from)
			if start < 0 {
				break
			}
			add(tokens[start+1 : end-1])
			from = end
		}
		for _, p := range java.SplitAt(c.params, ',', " ") {
			if _, state := parseColor(p); state == noColor {
				add(p)
			}
			for _, word := range strings.Fields(p) {
				if strings.HasPrefix(strings.ToLower(c.name), "round") {
					add(word)
				}
			}
		}
		rest = rest[c.end:]
	}
	for start, end := nextToken(rest, 0); start >= 0; start, end = nextToken(rest, end) {
		add(rest[start+1 : end-1])
	}
	return names
}
