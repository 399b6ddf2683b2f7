package eval

import "strings"

// What the text of a path says about the file, as less.js takes it; the regular
// expressions are its own.

// isCSSPath reports whether a path ends in "css" or names it before a query:
// [#.&?]css([?;].*)?$
func isCSSPath(name string) bool {
	for from := 0; ; {
		i := strings.Index(name[from:], "css")
		if i < 0 {
			return false
		}
		i += from
		from = i + len("css")
		if i == 0 || !strings.ContainsRune("#.&?", rune(name[i-1])) {
			continue
		}
		if rest := name[from:]; rest == "" || isQuery(rest) {
			return true
		}
	}
}

// isQuery reports whether all that is left of a path is a query: ^[?;].*$
func isQuery(rest string) bool {
	return (rest[0] == '?' || rest[0] == ';') && !strings.ContainsAny(rest, "\n\r\u2028\u2029")
}

// isRemote reports whether a path is an address: ^(?i:https?:)?//
func isRemote(name string) bool {
	if scheme, rest, ok := strings.Cut(name, ":"); ok {
		if scheme = strings.ToLower(scheme); scheme == "http" || scheme == "https" {
			name = rest
		}
	}
	return strings.HasPrefix(name, "//")
}

// hasSuffix reports whether a path needs no ".less": (\.[a-z]*$)|([?;].*)$
func hasSuffix(name string) bool {
	stem := strings.TrimRight(name, "abcdefghijklmnopqrstuvwxyz")
	if strings.HasSuffix(stem, ".") {
		return true
	}
	last := name[strings.LastIndexAny(name, "\n\r\u2028\u2029")+1:]
	return strings.ContainsAny(last, "?;")
}

// isAbsolute reports whether a path refers to nothing beside it:
// ^(?i:[a-z-]+:|/|\\|#)
func isAbsolute(name string) bool {
	scheme := 0
	for scheme < len(name) && (name[scheme]|0x20 >= 'a' && name[scheme]|0x20 <= 'z' || name[scheme] == '-') {
		scheme++
	}
	if scheme > 0 && scheme < len(name) && name[scheme] == ':' {
		return true
	}
	return name != "" && (name[0] == '/' || name[0] == '\\' || name[0] == '#')
}
