package convert

import (
	"strings"

	"skinbuild/internal/css"
)

// A family is a group of adjacent declarations with one value, whose names
// differ only by vendor prefixes.
type family struct {
	names []string
	value string // in LESS
	mixin string // of the library, for the property without a prefix
	end   int    // index behind it; comments behind its members are part of it
}

// libraryMixins are the mixins of skins/_mixins whose only argument is the
// value of the property of the same name.
var libraryMixins = map[string]bool{
	"appearance": true, "backface-visibility": true, "background-size": true, "border-radius": true, "box-shadow": true,
	"box-sizing": true, "column-rule": true, "hyphens": true, "perspective": true, "text-size-adjust": true,
	"transform": true, "transform-origin": true, "user-select": true,
}

// familyAt returns the family that begins at i of a list; a single declaration
// is not a family.
func (w *writer) familyAt(list []stmt, i int, duplicates map[int]bool) (f family, ok bool) {
	first, isDecl := list[i].(*decl)
	if !isDecl || strings.Contains(first.name, "@") {
		return f, false
	}
	property := css.Unprefixed(first.name)
	seen := map[string]bool{}
	for n := i; n < len(list); n++ {
		if c, ok := list[n].(*comment); ok && c.behind {
			continue
		}
		d, isDecl := list[n].(*decl)
		if !isDecl || duplicates[n] || seen[d.name] || css.Unprefixed(d.name) != property || canonical(d.value) != canonical(first.value) {
			break
		}
		form, known := w.probe.answer(declKey(d))
		if !known {
			break
		}
		seen[d.name] = true
		f.names = append(f.names, d.name)
		f.value = form
		f.end = n + 1
	}
	f.mixin = ".prefixed(" + property + "; "
	if libraryMixins[property] {
		f.mixin = "." + property + "("
	}
	return f, len(f.names) > 1
}

// family writes a family as one call.
func (w *writer) family(list []stmt, f family) {
	for _, s := range list {
		if d, ok := s.(*decl); ok {
			w.count.Declarations++
			w.count.Variables += len(atomsIn(d.value))
		}
	}
	w.count.Mixins++
	w.library = true
	value, important := f.value, ""
	if m := importantAtEnd.FindStringIndex(value); m != nil {
		value, important = value[:m[0]], " !important"
	}
	if w.modern {
		// The ";" keeps the commas of the value from separating arguments.
		if strings.Contains(value, ",") {
			value += ";"
		}
		w.b.WriteString(f.mixin + value + ")" + important + ";\n")
	} else {
		w.b.WriteString(".spelled(" + strings.Join(f.names, ", ") + "; " + value + ")" + important + ";\n")
	}
	for _, s := range list {
		if c, ok := s.(*comment); ok {
			w.comment(c)
		}
	}
}
