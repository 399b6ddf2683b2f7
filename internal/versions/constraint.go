package versions

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A Constraint says which releases something is for. The nil Constraint allows all.
type Constraint [][]term // one of the lists, with all its terms

type term struct {
	op     string // <, <=, >, >=, = or * for a pattern
	r      Release
	prefix string // of a pattern: "8.8.15." for 8.8.15.*
}

// ParseConstraint reads ">=8.8.15 <9 || 10.1.*": alternatives of terms that must all
// hold. "" is the nil Constraint.
func ParseConstraint(text string) (Constraint, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	var c Constraint
	for alternative := range strings.SplitSeq(text, "||") {
		var terms []term
		for word := range strings.FieldsSeq(alternative) {
			t, err := parseTerm(word)
			if err != nil {
				return nil, err
			}
			terms = append(terms, t)
		}
		if len(terms) == 0 {
			return nil, fmt.Errorf("%q has an empty alternative", text)
		}
		c = append(c, terms)
	}
	return c, nil
}

var termForm = regexp.MustCompile(`^(<=|>=|<|>|=)?(.*)$`)

func parseTerm(word string) (term, error) {
	if prefix, ok := strings.CutSuffix(word, "*"); ok && strings.HasSuffix(prefix, ".") {
		return term{op: "*", prefix: prefix}, nil
	}
	m := termForm.FindStringSubmatch(word)
	parse := ParseSeries // "<9" is "<9.0.0"
	if m[1] == "" || m[1] == "=" {
		parse = ParseRelease
	}
	r, err := parse(m[2])
	return term{op: m[1], r: r}, err
}

// Allows reports whether the release meets the constraint; what is not a release
// meets only the nil Constraint.
func (c Constraint) Allows(release string) bool {
	if c == nil {
		return true
	}
	r, err := ParseRelease(release)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(c, func(terms []term) bool {
		return !slices.ContainsFunc(terms, func(t term) bool { return !t.allows(release, r) })
	})
}

func (t term) allows(release string, r Release) bool {
	n := r.Compare(t.r)
	switch t.op {
	case "*":
		return strings.HasPrefix(release+".", t.prefix)
	case "<":
		return n < 0
	case "<=":
		return n <= 0
	case ">":
		return n > 0
	case ">=":
		return n >= 0
	}
	return n == 0
}
