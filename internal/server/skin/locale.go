package skin

import (
	"strings"
)

// locale is a java.util.Locale; its zero value means no locale.
type locale struct{ language, country, variant string }

// serverLocale is the locale of the server's JVM.
var serverLocale = locale{"en", "US", ""}

// parseLocale reads "ll_CC_VV" as the servlet reads its parameter. Without a
// language it returns the server's locale. JDK 17 replaces the old codes of
// Hebrew, Indonesian and Yiddish with the new ones (JDK 8 does the reverse).
func parseLocale(s string) locale {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '_' })
	if len(parts) == 0 {
		return serverLocale
	}
	parts = append(parts, "", "")
	l := locale{strings.ToLower(parts[0]), strings.ToUpper(parts[1]), parts[2]}
	switch l.language {
	case "iw":
		l.language = "he"
	case "in":
		l.language = "id"
	case "ji":
		l.language = "yi"
	}
	return l
}

// suffixes returns the suffixes of the locale's files after the base name, most
// general first.
func (l locale) suffixes() []string {
	list := []string{"_" + l.language}
	if l.country != "" {
		list = append(list, list[0]+"_"+l.country)
		if l.variant != "" {
			list = append(list, list[1]+"_"+l.variant)
		}
	}
	return list
}

// localeFiles returns the files "base_xx.ext" that exist in dir: those of the
// server's locale, then those of the requested one. A file that belongs to both
// is listed twice.
func (w *Webapp) localeFiles(l locale, dir, base, ext string) []ref {
	suffixes := serverLocale.suffixes()
	if l != serverLocale {
		suffixes = append(suffixes, l.suffixes()...)
	}
	var files []ref
	for _, s := range suffixes {
		if r := newRef(dir, base+s+ext); w.exists(r) {
			files = append(files, r)
		}
	}
	return files
}

// ownLocaleFiles returns the files that the preprocessor inserts after any
// file: base is its name up to the first dot, ext starts at the last dot. A
// name without a dot is both.
func (w *Webapp) ownLocaleFiles(l locale, r ref) []ref {
	dir, name := r.split()
	base, _, _ := strings.Cut(name, ".")
	ext := name[max(strings.LastIndexByte(name, '.'), 0):]
	return w.localeFiles(l, dir, base, ext)
}

// listedLocaleFiles returns the files that the request's file list puts after a
// file: base is its name without the suffix, ext starts at its last dot.
func (w *Webapp) listedLocaleFiles(l locale, r ref, suffix string) []ref {
	dir, name := r.split()
	ext := name[max(strings.LastIndexByte(name, '.'), 0):]
	return w.localeFiles(l, dir, strings.TrimSuffix(name, suffix), ext)
}
