package skin

import (
	"fmt"
	"strings"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/codes"
	"skinbuild/internal/java"
	"skinbuild/internal/source"
)

// value is the current value of a property. The servlet distinguishes an
// undefined property from an empty one by the identity of the empty string:
// undefined stands for that identity. Text that is empty after substitution is
// identical to it, too (on JDK 17).
type value struct {
	text      string
	undefined bool
}

// A table holds the properties of one skin for one client, browser, locale and
// domain, after the servlet has resolved each of them once.
//
// As in the servlet, a lookup stores the newly substituted text, so a table
// that requests share is cloned for each request.
type table struct {
	macros ua.Macros
	tested ua.Macros // the macros that were tested; no other macro can change the result
	values map[string]value
	defs   map[string][]definition // every definition read; the last one is in force
	order  []string                // keys as they were first set
	forced map[string]bool         // keys that the server or the domain set last

	base  *table       // a clone looks up here what it has not stored itself
	depth int          // number of properties being resolved
	chain []string     // their names, where the servlet keeps a stack
	size  int          // bytes of substituted text so far
	fatal *source.Diag // why the server answers with HTTP 500
	ds    source.Diags
	seen  map[string]bool // what has been reported, by place

	warnings map[warned]int // about parts of places, and without code and part about a place
}

func newTable(m ua.Macros) *table {
	return &table{macros: m, values: map[string]value{}, defs: map[string][]definition{}, forced: map[string]bool{}, seen: map[string]bool{}, warnings: map[warned]int{}}
}

// clone returns a table for lookups that do not change t. t must have the same
// contents for the macros m.
func (t *table) clone(m ua.Macros) *table {
	return &table{macros: m, tested: t.tested, values: map[string]value{}, base: t, defs: t.defs, forced: t.forced, seen: map[string]bool{}, warnings: map[warned]int{}}
}

// has reports whether a macro is defined, and records that it was tested.
func (t *table) has(name string) bool {
	m, known := ua.MacrosOf(name)
	if !known {
		return false
	}
	t.tested = t.tested.Or(m)
	return t.macros.And(m) == m
}

func (t *table) lookup(key string) (value, bool) {
	v, ok := t.values[key]
	if !ok && t.base != nil {
		v, ok = t.base.values[key]
	}
	return v, ok
}

func (t *table) set(key string, v value) {
	if _, ok := t.values[key]; !ok && t.base == nil {
		t.order = append(t.order, key)
	}
	t.values[key] = v
}

// propertySources are the inputs of a table.
type propertySources struct {
	app     *Webapp
	files   []entry
	locale  locale
	domain  map[string]string
	version string
}

// load reads the files in order and resolves every property once.
func (t *table) load(s *propertySources) {
	for _, e := range s.files {
		if t.loadFile(s, e) {
			t.override(s)
		}
	}
	for _, key := range java.PropertyOrder(t.order) {
		t.chain = t.chain[:0]
		t.resolve(key)
		if t.fatal != nil {
			return
		}
	}
	t.chain = nil
}

// loadFile reads one properties file with its locale files. It returns false if
// the servlet drops the file, which it does silently.
func (t *table) loadFile(s *propertySources, e entry) bool {
	f := s.app.openEntry(e, t.report)
	if f == nil {
		return false
	}
	var text propertyText
	for i, r := range append([]ref{e.ref}, s.app.ownLocaleFiles(s.locale, e.ref)...) {
		if i > 0 {
			if f, _, _ = s.app.open(r); f == nil {
				return false
			}
		}
		for _, line := range []string{"#", "#File: " + r.shown(), "#", ""} {
			text.add(line, nil, 0)
		}
		if !t.preprocess(f, &text) {
			return false
		}
	}
	bad := text.read(func(key string, d definition) {
		t.defs[key] = append(t.defs[key], d)
		delete(t.forced, key)
		t.set(key, value{text: d.raw})
	})
	if bad != nil {
		bad.Severity = source.Warning
		t.report(bad)
	}
	return bad == nil
}

// preprocess adds the lines of f that its #IFDEFs leave. It returns false where the
// servlet gives the file up.
func (t *table) preprocess(f *textFile, into *propertyText) bool {
	c := newConditions(f, t.has, t.report)
	text := f.src.Text()
	for _, l := range f.lines {
		sent, ok := c.step(l)
		if !ok {
			t.report(f.src.Warnf(spanOf(l), codes.SkinSurplusEndif, "a line after a surplus #ENDIF").WithHint(hintPropertiesGone))
			return false
		}
		if sent {
			into.add(text[l.start:l.end], f.src, l.start)
		}
	}
	c.end()
	return true
}

// openEntry returns the file of a manifest entry. If there is none, it reports
// why and returns nil.
func (w *Webapp) openEntry(e entry, report func(*source.Diag)) *textFile {
	f, kind, inside := w.open(e.ref)
	switch {
	case !inside:
		report(e.file.Warnf(e.span, codes.SkinOutside, "%s leaves the webapp: skinbuild cannot know what the server finds there", e.ref.shown()))
	case kind == missing:
		report(e.file.Warnf(e.span, codes.SkinMissingFile, "%s does not exist", e.ref.shown()))
	case kind == directory:
		report(e.file.Warnf(e.span, codes.SkinDirectory, "%s is a directory", e.ref.shown()))
	case f == nil:
		report(e.file.Warnf(e.span, codes.SkinLimit, "%s cannot be read, or is larger than %d MB", e.ref.shown(), fileLimit(e.ref.shown())>>20))
	}
	return f
}

// domainKeys are the properties that a domain may override, in the order in
// which the servlet puts them into its map, each with the domain attribute.
var domainKeys = [][2]string{
	{"TxtC", "zimbraSkinForegroundColor"}, {"AppC", "zimbraSkinBackgroundColor"}, {"AltC", "zimbraSkinSecondaryColor"},
	{"SelC", "zimbraSkinSelectionColor"}, {"LoginBannerImg", "zimbraSkinLogoLoginBanner"}, {"AppBannerImg", "zimbraSkinLogoAppBanner"},
	{"LogoURL", "zimbraSkinLogoURL"}, {"FavIcon", "zimbraSkinFavicon"}, {"HelpAdminURL", "zimbraHelpAdminURL"},
	{"HelpAdvancedURL", "zimbraHelpAdvancedURL"}, {"HelpDelegatedURL", "zimbraHelpDelegatedURL"}, {"HelpStandardURL", "zimbraHelpStandardURL"},
}

// override sets the values that the server adds after each properties file.
func (t *table) override(s *propertySources) {
	keys := []string{"AppContextPath", "jsVersion"}
	if s.domain != nil {
		for _, k := range domainKeys {
			keys = append(keys, k[0])
		}
	}
	java.HashMapOrder(keys)
	for _, key := range keys {
		switch key {
		case "AppContextPath":
			t.force(key, value{text: contextPath})
		case "jsVersion":
			t.force(key, value{text: s.version, undefined: s.version == ""})
		default:
			if v, ok := s.domain[key]; ok {
				t.overrideDomain(key, v)
			}
		}
	}
}

func (t *table) force(key string, v value) {
	t.set(key, v)
	t.forced[key] = true
}

// overrideDomain sets one value of the domain. A background, text or selection
// colour also sets its shades: KEY-05 is lighter, KEY+05 is darker.
func (t *table) overrideDomain(key, v string) {
	t.force(key, value{text: v})
	if key != "AppC" && key != "TxtC" && key != "SelC" {
		return
	}
	c, state := t.color(place{}, false, v)
	if state != isColor {
		return
	}
	for i := 5; i < 100; i += 5 {
		delta := float32(i) / 100
		t.force(fmt.Sprintf("%s-%02d", key, i), value{text: c.lighten(delta).String()})
		t.force(fmt.Sprintf("%s+%02d", key, i), value{text: c.darken(delta).String()})
	}
}

// resolve is the servlet's getProperty with a stack.
func (t *table) resolve(key string) value {
	for _, k := range t.chain {
		if k == key {
			t.reportCycle(key)
			return value{text: "/*ERR:" + key + "*/"}
		}
	}
	t.chain = append(t.chain, key)
	v := t.substitute(key, true)
	t.chain = t.chain[:len(t.chain)-1]
	return v
}

// substitute replaces the tokens in the text of a property and stores the
// result. Without a stack, a cycle ends like the servlet's stack overflow.
func (t *table) substitute(key string, stack bool) value {
	old, known := t.lookup(key)
	if !known {
		t.set(key, value{undefined: true})
		return value{undefined: true}
	}
	if t.fatal != nil || strings.IndexByte(old.text, '@') < 0 {
		return old
	}
	if t.depth++; t.depth > maxDepth {
		t.fail(t.definitionPlace(key), codes.SkinLimit, "tokens are nested more than %d deep: the server's stack overflows", maxDepth)
	}
	text := t.replace(t.definitionPlace(key), stack, old.text)
	t.depth--
	v := value{text, text == ""}
	t.set(key, v)
	return v
}

// property is the servlet's getProperty, with or without a stack.
func (t *table) property(key string, stack bool) value {
	if stack {
		return t.resolve(key)
	}
	return t.substitute(key, false)
}

// reportCycle reports a property that refers back to itself, with the names in
// between.
func (t *table) reportCycle(key string) {
	var names []string
	for i, k := range t.chain {
		if k == key {
			names = append(names, t.chain[i:]...)
			break
		}
	}
	p := t.definitionPlace(key)
	if p.file == nil {
		return
	}
	t.report(p.file.Warnf(p.span, codes.SkinCycle, "the property %s refers to itself: %s → %s", key, strings.Join(names, " → "), key).
		WithHint("the server writes /*ERR:%s*/ in place of the value", key))
}
