// Package codes lists the codes of all diagnostics: the one place where a code, its
// severity and its title are written down. docs/codes has a page for each.
//
// The name of a code is GROUP/NAME, as in "less/name". Users look codes up, silence
// them and search logs for them, so a name is never changed and never given another
// meaning.
package codes

import (
	"fmt"
	"slices"
	"strings"
)

// Severity says what a diagnostic means for the run.
type Severity uint8

const (
	Error   Severity = iota // the input is wrong; the run fails
	Warning                 // the input is probably not what its author meant
	Info                    // worth knowing; never changes an exit code
)

// String returns the word that diagnostics print.
func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	default:
		return "info"
	}
}

// A Code names one kind of diagnostic. It is a number so that no string can stand in
// for a code that is not in the list; numbers order codes as their names do, and
// change when codes are added, so only names are stored.
type Code uint16

// entry is what the table knows about a code. The severity is the usual one, or the
// gravest where a code has several.
type entry struct {
	name     string
	severity Severity
	title    string
}

// All returns the codes in the order of their names.
func All() []Code {
	var all []Code
	for c := None + 1; int(c) < len(table); c++ {
		all = append(all, c)
	}
	return all
}

// Parse returns the code of that name, as "less/name".
func Parse(name string) (Code, error) {
	i, ok := slices.BinarySearchFunc(table[1:], name, func(e entry, name string) int { return strings.Compare(e.name, name) })
	if !ok {
		return None, fmt.Errorf("unknown code %q", name)
	}
	return Code(i + 1), nil
}

func (c Code) entry() entry {
	if int(c) < len(table) {
		return table[c]
	}
	return entry{}
}

// String returns the name of the code, "less/name", and "" for None.
func (c Code) String() string { return c.entry().name }

// Group returns the part of the name before the slash.
func (c Code) Group() string {
	group, _, _ := strings.Cut(c.String(), "/")
	return group
}

// Title returns what the code means: a phrase without a final period.
func (c Code) Title() string { return c.entry().title }

// Severity returns the usual severity of the code. Single diagnostics may be milder.
func (c Code) Severity() Severity { return c.entry().severity }

// Page returns the path of the code's page below docs, "codes/less-name.md".
func (c Code) Page() string { return "codes/" + strings.ReplaceAll(c.String(), "/", "-") + ".md" }

// MarshalText returns the name.
func (c Code) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads a name; "" is None.
func (c *Code) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*c = None
		return nil
	}
	parsed, err := Parse(string(text))
	*c = parsed
	return err
}
