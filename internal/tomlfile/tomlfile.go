// Package tomlfile words the errors of the TOML decoder for people who write the file:
// with the key, and without the names of Go's types.
package tomlfile

import (
	"regexp"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

var (
	mismatch = regexp.MustCompile(`^cannot decode TOML ([a-z ]+) into (?:struct field .+ of type )?(.+)$`)
	stored   = regexp.MustCompile(`^cannot store an? (table|array table) in a (.+)$`)
)

// Message returns the text of a decoding error: "browsers: want a list of strings, not a
// string". An error of syntax keeps the decoder's words.
func Message(e *toml.DecodeError) string {
	text := strings.TrimPrefix(e.Error(), "toml: ")
	m := mismatch.FindStringSubmatch(text)
	if m == nil {
		m = stored.FindStringSubmatch(text)
	}
	if m == nil {
		return text
	}
	text = "want " + wanted(m[2]) + ", not " + found(m[1])
	if key := e.Key(); len(key) > 0 {
		text = strings.Join(key, ".") + ": " + text
	}
	return text
}

// wanted says what a Go type takes.
func wanted(goType string) string {
	item, isList := strings.CutPrefix(goType, "[]")
	switch {
	case isList && item == "string":
		return "a list of strings"
	case isList:
		return "a list"
	case goType == "slice", goType == "array":
		return "a list"
	case goType == "string":
		return "a string"
	case goType == "bool":
		return "true or false"
	case strings.HasPrefix(goType, "map"), strings.HasPrefix(goType, "struct"):
		return "a table"
	case regexp.MustCompile(`^(u?int|float)\d*$`).MatchString(goType):
		return "a number"
	}
	return "another value"
}

// found names a kind of TOML value.
func found(kind string) string {
	switch kind {
	case "boolean":
		return "true or false"
	case "integer":
		return "a whole number"
	case "float":
		return "a number"
	case "array":
		return "a list"
	case "array table":
		return "a list of tables"
	case "inline table", "table":
		return "a table"
	}
	return "a " + kind
}
