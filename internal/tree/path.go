package tree

import (
	"fmt"
	"path"
	"strings"
	"unicode/utf8"
)

// A Path is a clean, relative, slash-separated path that stays inside its tree.
// Only ParsePath makes one, so a path that leaves the tree cannot be expressed.
// The zero Path names nothing.
type Path struct{ s string }

// ParsePath checks that s names a file below the root of a tree: not empty, not
// absolute (a drive letter included), already clean, in UTF-8, without ".", "..", "\" or
// control characters. Everything else is an error: an archive that needs its
// names repaired is not one to unpack.
func ParsePath(s string) (Path, error) {
	if reason := pathFault(s); reason != "" {
		return Path{}, fmt.Errorf("path %q %s", s, reason)
	}
	return Path{s}, nil
}

// MustPath is ParsePath for paths that are constants of the program; it panics
// where ParsePath returns an error.
func MustPath(s string) Path {
	p, err := ParsePath(s)
	if err != nil {
		panic(err)
	}
	return p
}

func pathFault(s string) string {
	switch {
	case s == "" || s == ".":
		return "names no file"
	case strings.HasPrefix(s, "/") || len(s) > 1 && s[1] == ':':
		return "is absolute"
	case strings.ContainsRune(s, '\\'):
		return `contains "\"`
	case !utf8.ValidString(s):
		return "is not UTF-8"
	case strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return "contains a control character"
	case s == ".." || strings.HasPrefix(path.Clean(s), "../") || path.Clean(s) == "..":
		return "leaves its tree"
	case path.Clean(s) != s:
		return "is not clean"
	}
	return ""
}

// String returns the path with forward slashes.
func (p Path) String() string { return p.s }

// Join returns the path of name below p; name must itself be a valid path.
func (p Path) Join(name string) (Path, error) {
	if _, err := ParsePath(name); err != nil {
		return Path{}, err
	}
	return ParsePath(p.s + "/" + name)
}
