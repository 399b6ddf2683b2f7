package inject

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// releaseTable identifies releases by the git blob ids of a few files. Each line is a
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
