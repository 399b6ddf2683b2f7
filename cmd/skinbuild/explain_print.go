package main

import (
	"fmt"
	"strings"

	"skinbuild/internal/server/skin"
	"skinbuild/internal/source"
)

// place is a place in a file, 1-based.
type place struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

func newPlace(f *source.File, s source.Span) place {
	line, col := f.Position(s.Start)
	return place{f.Name(), line, col}
}

func (p place) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column) }

// jsonStep is a property in a chain.
type jsonStep struct {
	Name        string           `json:"name"`
	Value       string           `json:"value"`
	Override    bool             `json:"override,omitempty"`
	Definitions []jsonDefinition `json:"definitions"`
	Uses        []*jsonStep      `json:"uses,omitempty"`
	again       bool
}

type jsonDefinition struct {
	place
	Raw     string `json:"raw"`
	InForce bool   `json:"inForce"`
}

func newJSONStep(s *skin.Step) *jsonStep {
	j := &jsonStep{Name: s.Name, Value: s.Value, Override: s.Override, Definitions: []jsonDefinition{}, again: s.Again}
	for i, d := range s.Definitions {
		last := i == len(s.Definitions)-1
		j.Definitions = append(j.Definitions, jsonDefinition{newPlace(d.File, d.Key), d.Raw, last && !s.Override})
	}
	for _, u := range s.Uses {
		j.Uses = append(j.Uses, newJSONStep(u))
	}
	return j
}

// writeStep writes a property and below it its definitions: the one in force with
// what it refers to, then those it overrides, the latest first.
func writeStep(b *strings.Builder, s *jsonStep, indent string) {
	fmt.Fprintf(b, "%s%s = %s\n", indent, s.Name, oneLine(s.Value))
	indent += "  "
	if s.Override {
		fmt.Fprintf(b, "%sset by the server or the domain\n", indent)
	}
	for i := len(s.Definitions) - 1; i >= 0; i-- {
		d := s.Definitions[i]
		if !d.InForce {
			fmt.Fprintf(b, "%s%s: overridden: %s\n", indent, d.place, oneLine(d.Raw))
			continue
		}
		fmt.Fprintf(b, "%s%s: %s\n", indent, d.place, oneLine(d.Raw))
		if s.again {
			fmt.Fprintf(b, "%s  … as above\n", indent)
		}
		for _, u := range s.Uses {
			writeStep(b, u, indent+"  ")
		}
	}
}

func oneLine(s string) string {
	return strings.NewReplacer("\n", `\n`, "\r", `\r`).Replace(s)
}

// jsonRule is a rule that matches a selector.
type jsonRule struct {
	place
	Selector     string            `json:"selector"`
	Within       []string          `json:"within,omitempty"`
	Declarations []jsonDeclaration `json:"declarations"`
}

type jsonDeclaration struct {
	*place
	Property string      `json:"property"`
	Value    string      `json:"value"`
	Source   string      `json:"source,omitempty"` // the tokens or calls as written, where it has any
	Uses     []*jsonStep `json:"uses,omitempty"`
}

func newJSONRule(s *skin.Skin, req *skin.Request, sent skin.Rendered, rule skin.StyleRule) jsonRule {
	j := jsonRule{Selector: rule.Selector, Within: rule.Within, Declarations: []jsonDeclaration{}}
	if f, span, ok := sent.Place(rule.Span.Start, rule.Span.Start+1); ok {
		j.place = newPlace(f, span)
	}
	for _, d := range rule.Declarations {
		jd := jsonDeclaration{Property: d.Property, Value: d.Value}
		if f, span, ok := sent.Place(d.Span.Start, d.Span.End); ok {
			p := newPlace(f, span)
			jd.place = &p
			written := f.Text()[span.Start:min(span.End, len(f.Text()))]
			if strings.Count(written, "@") > 1 {
				jd.Source = strings.TrimSpace(written)
			}
			for _, name := range s.References(req, written) {
				jd.Uses = append(jd.Uses, newJSONStep(s.Explain(req, name)))
			}
		}
		j.Declarations = append(j.Declarations, jd)
	}
	return j
}

// writeRule writes a rule and its declarations. What several declarations in a
// row come from is written once, after them.
func writeRule(b *strings.Builder, r *jsonRule) {
	where := "the server's own text"
	if r.File != "" {
		where = r.place.String()
	}
	fmt.Fprintf(b, "%s: %s\n", where, strings.Join(append(append([]string{}, r.Within...), r.Selector), " "))
	for i, d := range r.Declarations {
		at := ""
		if d.place != nil {
			at = fmt.Sprintf("%d: ", d.Line)
		}
		fmt.Fprintf(b, "  %s%s: %s\n", at, d.Property, oneLine(d.Value))
		if i+1 < len(r.Declarations) && d.Source != "" && d.from(r.Declarations[i+1]) {
			continue
		}
		if d.Source != "" {
			fmt.Fprintf(b, "    from %s\n", oneLine(d.Source))
		}
		for _, u := range d.Uses {
			writeStep(b, u, "      ")
		}
	}
}

// from reports whether both come from the same text at the same place.
func (d jsonDeclaration) from(other jsonDeclaration) bool {
	return other.place != nil && d.place != nil && *d.place == *other.place && d.Source == other.Source
}
