package unsupported

import (
	"slices"
	"strings"

	"github.com/tdewolff/parse/v2/css"

	own "skinbuild/internal/css"
	"skinbuild/internal/source"
)

// A declaration is one declaration of a block and the features it needs.
type declaration struct {
	property string // the feature's own name, for "-webkit-hyphens" that is "hyphens"
	needs    []need
	knows    set
	hack     bool // meant for old Internet Explorers only, using a bug in them
}

// block reports what the declarations of a rule need. Declarations of one
// property are alternatives, and a shorthand is an alternative to the longhand.
func (s *sheet) block(rule *own.Statement, statements []*own.Statement) {
	if rule != nil && rule.At == "font-face" {
		s.fontFace(rule, statements)
		return
	}
	var all []declaration
	for _, st := range statements {
		if d, ok := s.declaration(st, statements); ok {
			all = append(all, d)
		}
	}
	reach := s.reaches(rule)
	named := map[string][]int{} // by property: which of all
	var order []string
	for i := range all {
		property := all[i].property
		if named[property] == nil {
			order = append(order, property)
		}
		named[property] = append(named[property], i)
	}
	for _, property := range order {
		lacking := reach
		if property == "cursor" || property == "resize" {
			lacking = lacking.minus(s.touch) // touch devices have no pointer
		}
		for _, other := range substitutes(property) {
			for _, i := range named[other] {
				lacking = lacking.minus(all[i].knows)
			}
		}
		var pick *declaration
		for _, i := range named[property] {
			if d := &all[i]; !d.hack && (pick == nil || pick.special() || !d.special()) {
				pick = d
			}
		}
		if pick == nil || lacking.empty() {
			continue
		}
		for _, n := range pick.needs {
			s.report(n, lacking.minus(n.knows))
			lacking = lacking.and(n.knows)
		}
	}
}

func (d *declaration) special() bool {
	return slices.ContainsFunc(d.needs, func(n need) bool { return n.special })
}

// substitutes returns the properties whose declarations serve browsers that cannot read
// a declaration of the property: itself and its shorthands.
func substitutes(property string) []string {
	list := []string{property}
	for i := range len(property) {
		if property[i] == '-' {
			list = append(list, property[:i])
		}
	}
	switch property {
	case "background":
		list = append(list, "background-color", "background-image")
	case "background-image":
		list = append(list, "background-color")
	}
	return list
}

// declaration returns what a declaration needs. It returns false for a custom
// property, a property that the data does not have, and text that is not a
// declaration.
func (s *sheet) declaration(st *own.Statement, block []*own.Statement) (declaration, bool) {
	if st.Tokens[st.Colon].Type != css.ColonToken || strings.HasPrefix(st.Name(), "--") {
		return declaration{}, false
	}
	name := strings.ToLower(st.Name())
	if bare := strings.TrimLeft(name, "*_#+"); bare != name || hack(name, st.Value()) {
		return declaration{property: own.Unprefixed(bare), knows: s.ie, hack: true}, true
	}
	span := own.SpanOf(st.Tokens[:st.Colon])
	branch := "css.properties"
	if bare := strings.TrimPrefix(name, "grid-"); bare != name && slices.Contains(gapProperties, bare) {
		branch += "." + bare // "grid-gap" is what "gap" was called within grids
	}
	n := s.need(Property, name, name, span, branch)
	d := declaration{property: own.Unprefixed(name), needs: []need{n}, knows: n.knows}
	if n.feature != "" {
		in, leaf := cut(n.feature)
		d.property = leaf
		if in != "css.properties" {
			_, d.property = cut(in)
		}
	}
	v := value{sheet: s, property: d.property, name: name, needs: d.needs}
	v.read(st.Value())
	v.context(block, span)
	d.needs = v.needs
	for _, n := range d.needs {
		d.knows = d.knows.and(n.knows)
	}
	return d, n.feature != "" || n.special
}

// hack reports whether only old Internet Explorers read a value: their filters
// and expressions, and values that end with a backslash. IE's filters share
// their property name with a standard property.
func hack(name string, value []own.Token) bool {
	if name == "-ms-filter" || name == "behavior" {
		return true
	}
	for _, t := range value {
		text := strings.ToLower(t.Text)
		if strings.Contains(text, `\9`) || strings.Contains(text, `\0`) && t.Type != css.StringToken {
			return true
		}
		if text == "progid" || text == "expression(" || text == "alpha(" && name == "filter" || strings.HasPrefix(text, "progid:") || text == "gray" && name == "filter" {
			return true
		}
	}
	return false
}

// gapProperties came to flex containers years after grids, where they had other
// names at first.
var gapProperties = []string{"gap", "row-gap", "column-gap"}

// context adds what a gap needs, depending on the display that the same rule
// sets.
func (v *value) context(block []*own.Statement, span source.Span) {
	if !slices.Contains(gapProperties, v.name) {
		return
	}
	for _, st := range block {
		if !strings.EqualFold(st.Name(), "display") {
			continue
		}
		for _, in := range []string{"flex", "grid"} {
			if strings.Contains(joined(st.Value()), in) {
				v.needs = append(v.needs, v.of(Property, "css.properties."+v.name+"."+in+"_context", v.name+" of a "+in+" container", span))
				return
			}
		}
	}
}

// joined returns the text of tokens in lower case with white space collapsed.
func joined(tokens []own.Token) string { return strings.ToLower(own.Join(tokens)) }

// fontFace reports descriptors, and sources in formats that are all
// unsupported.
func (s *sheet) fontFace(rule *own.Statement, statements []*own.Statement) {
	reach := s.reaches(rule)
	formats := s.all.minus(s.all)
	var last need
	found := false
	for _, st := range statements {
		if !strings.EqualFold(st.Name(), "src") {
			continue
		}
		found = true
		know, n := s.formats(st)
		formats = formats.or(know)
		if n.feature != "" {
			last = n
		}
	}
	if found {
		s.report(last, reach.minus(formats))
	}
}

// formats returns the browsers that support a format of the sources, and the
// newest format.
func (s *sheet) formats(st *own.Statement) (know set, newest need) {
	know = s.all.minus(s.all)
	format := map[string]string{`woff`: "WOFF", `woff2`: "WOFF_2", `svg`: "SVG_fonts"}
	parts := own.Split(st.Value())
	for _, part := range parts {
		text := joined(part)
		_, after, ok := strings.Cut(text, "format(")
		name, _, _ := strings.Cut(strings.Trim(after, `"' `), `"`)
		name = strings.Trim(name, `"') `)
		feature := format[name]
		if !ok || feature == "" {
			know = s.all
			continue
		}
		n := s.of(Value, "css.at-rules.font-face."+feature, "format("+name+")", own.SpanOf(part))
		know = know.or(n.knows)
		newest = n
	}
	return know, newest
}
