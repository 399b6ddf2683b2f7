package inject

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// version is a vendor release as numbers: "8.8.15.p46" is {8,8,15,46}, "p39.1"
// ends in two; a beta counts below its release, and "-GA" is the release itself.
type version [5]int

var versionForm = regexp.MustCompile(`^(\d+)\.(\d+)\.(\d+)(?:[.-](?i:(beta|p|ga))(\d*)(?:\.(\d+))?)?$`)

func parseVersion(text string) (version, error) {
	m := versionForm.FindStringSubmatch(text)
	if m == nil {
		return version{}, fmt.Errorf("%q is no release such as 8.8.15.p46, 9.0.0 or 10.1.3", text)
	}
	number := func(i int) int { n, _ := strconv.Atoi(m[i]); return n }
	v := version{number(1), number(2), number(3), number(5), number(6)}
	if strings.EqualFold(m[4], "beta") {
		v[3], v[4] = -1000+v[3], 0
	}
	return v, nil
}

func (v version) compare(w version) int { return slices.Compare(v[:], w[:]) }

// A constraint is alternatives of terms that must all hold.
type constraint [][]term

type term struct {
	op     string // <, <=, >, >=, = or * for a pattern
	v      version
	prefix string // of a pattern: "8.8.15." for 8.8.15.*
}

// parseConstraint reads ">=8.8.15 <9 || 10.1.*"; "" is nil.
func parseConstraint(text string) (constraint, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	var c constraint
	for alternative := range strings.SplitSeq(text, "||") {
		var terms []term
		for _, word := range strings.Fields(alternative) {
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
	numbers := m[2]
	for m[1] != "" && m[1] != "=" && strings.Count(numbers, ".") < 2 && numbers != "" {
		numbers += ".0" // "<9" is "<9.0.0"
	}
	v, err := parseVersion(numbers)
	return term{op: m[1], v: v}, err
}

func (c constraint) allows(release string) bool {
	v, err := parseVersion(release)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(c, func(terms []term) bool {
		return !slices.ContainsFunc(terms, func(t term) bool { return !t.allows(release, v) })
	})
}

func (t term) allows(release string, v version) bool {
	n := v.compare(t.v)
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

// releaseTable tells releases by the git blob ids of a few files. Each line is a
// path, the first 12 digits of an id, and the releases that have it.
//
//go:embed releases.tsv
var releaseTable string

// detectReleases returns the releases to which all known files of the webapp
// belong, in the order of the table's first line of each. A file that is in no
// line says nothing; nil means that nothing is known.
func detectReleases(vendor func(path string) (string, error)) ([]string, error) {
	var found []string
	known := map[string]map[string]string{}
	var order []string
	for line := range strings.Lines(releaseTable) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		if known[fields[0]] == nil {
			known[fields[0]] = map[string]string{}
			order = append(order, fields[0])
		}
		known[fields[0]][fields[1]] = fields[2]
	}
	for _, path := range order {
		text, err := vendor(path)
		if isNotExist(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		list := strings.Fields(known[path][blobID(text)[:12]])
		switch {
		case list == nil:
		case found == nil:
			found = list
		default:
			found = slices.DeleteFunc(found, func(r string) bool { return !slices.Contains(list, r) })
		}
	}
	return found, nil
}

func isNotExist(err error) bool {
	return errors.Is(err, fs.ErrNotExist)
}

// describe shortens a list of releases for people.
func describe(releases []string) string {
	switch len(releases) {
	case 0:
		return ""
	case 1:
		return releases[0]
	}
	return fmt.Sprintf("%s … %s (%d releases have the same templates)", releases[0], releases[len(releases)-1], len(releases))
}
