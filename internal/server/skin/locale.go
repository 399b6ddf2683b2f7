package skin

import (
	"strings"
)

// locale is a java.util.Locale. Its zero value is none.
type locale struct{ language, country, variant string }

// serverLocale is the locale of the server's JVM.
var serverLocale = locale{"en", "US", ""}

// parseLocale reads "ll_CC_VV" as the servlet reads its parameter; a text
// without a language is the server's locale. JDK 17 turns the old codes of
// Hebrew, Indonesian and Yiddish into the new ones (JDK 8 does the reverse).
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

// suffixes are what the names of the locale's files have after their base, the
// most general first.
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
// server's locale, then those of the requested one. Where both share a file, it
// is there twice.
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

// ownLocaleFiles are the files that the preprocessor puts after any file: base
// is its name up to the first dot, ext from the last. A name without a dot is
// both.
func (w *Webapp) ownLocaleFiles(l locale, r ref) []ref {
	dir, name := r.split()
	base, _, _ := strings.Cut(name, ".")
	ext := name[max(strings.LastIndexByte(name, '.'), 0):]
	return w.localeFiles(l, dir, base, ext)
}

// listedLocaleFiles are the files that the request's file list puts after a
// file: base is its name without suffix, ext from its last dot on.
func (w *Webapp) listedLocaleFiles(l locale, r ref, suffix string) []ref {
	dir, name := r.split()
	ext := name[max(strings.LastIndexByte(name, '.'), 0):]
	return w.localeFiles(l, dir, strings.TrimSuffix(name, suffix), ext)
}
