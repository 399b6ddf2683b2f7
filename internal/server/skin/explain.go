package skin

import (
	"slices"
	"strings"

	"skinbuild/internal/java"
	"skinbuild/internal/source"
)

// A Property is one property as seen by a request.
type Property struct {
	Name        string
	Value       string       // after substitution
	Definitions []Definition // in the order read; the last one is in force
	Override    bool         // the server or the domain overrides the files
}

// A Definition is one line of a properties file that sets a property.
type Definition struct {
	File  *source.File
	Key   source.Span
	Value source.Span
	Raw   string // the value before substitution, unescaped
}

// A Step is one property in a chain of substitutions.
type Step struct {
	Property
	Uses  []*Step // the properties that its value refers to, in order
	Again bool    // Uses is listed elsewhere in the chain
}

// maxSteps limits a chain; stock skins need a few dozen steps.
const maxSteps = 1000

// Property returns one property for a request. ok is false if the property is
// not defined.
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

// Explain returns how a property gets its value: its definitions and the
// properties that they refer to. It returns nil if the property is not defined.
func (s *Skin) Explain(req *Request, name string) *Step {
	if s.m == nil {
		return nil
	}
	e := explainer{s.properties(req), map[string]bool{}}
	return e.step(name)
}

// References returns the names of the properties that skin text refers to by
// tokens or in calls, each once, in order.
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

// references finds names of properties in text. In a call, parameters that are
// colours do not count.
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
