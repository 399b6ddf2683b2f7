package render

import (
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"skinbuild/internal/java"
)

// bundle is a resource bundle, identified by its base name.
type bundle string

func (bundle) isValue() {}

// defaultBundle is the attribute that fmt:setBundle sets if it has no var.
const defaultBundle = "javax.servlet.jsp.jstl.fmt.localizationContext"

// formatTag executes a tag of the format library. It returns false for any
// other tag.
func (f *frame) formatTag(n *node, out *strings.Builder) bool {
	name, ok := strings.CutPrefix(n.name, "fmt:")
	if !ok {
		return false
	}
	switch name {
	case "setLocale": // the locale is declared
	case "getLocale":
		v, _ := f.str(n, "var")
		f.set("", v, locale(f.locale()))
	case "setBundle":
		base, _ := f.str(n, "basename")
		where, _ := f.str(n, "scope")
		key, _ := f.str(n, "var")
		if key == "" {
			key = defaultBundle
		}
		f.set(where, key, bundle(base))
	case "message":
		f.message(n, out)
	default:
		return false
	}
	return true
}

func (f *frame) message(n *node, out *strings.Builder) {
	key, ok := f.str(n, "key")
	if !ok {
		return
	}
	from, _ := f.attribute(n, "bundle").(bundle)
	if from == "" {
		from, _ = f.find(defaultBundle).(bundle)
	}
	s, found := f.lookup(string(from), key)
	if !found {
		s = "???" + key + "???" // JSTL's text for a missing key
	}
	for i, p := range f.parameters(n) {
		s = strings.ReplaceAll(s, "{"+strconv.Itoa(i)+"}", p.value)
	}
	if name, _ := f.str(n, "var"); name != "" {
		where, _ := f.str(n, "scope")
		f.set(where, name, text(s))
		return
	}
	out.WriteString(s)
}

// lookup finds a message: the declared one, otherwise that of the locale's
// file, the language's file or the base file.
func (r *run) lookup(from, key string) (string, bool) {
	if r.env.Message != nil {
		if s, ok := r.env.Message(from, key); ok {
			return s, true
		}
	}
	language, _, _ := strings.Cut(r.locale(), "_")
	for _, suffix := range []string{"_" + r.locale(), "_" + language, ""} {
		if s, ok := r.bundle(from + suffix)[key]; ok {
			return s, true
		}
	}
	return "", false
}

// bundle returns the texts of a bundle's file as PropertyResourceBundle reads it: in
// UTF-8, or in ISO-8859-1 if it is not UTF-8.
func (r *run) bundle(name string) map[string]string {
	if b, ok := r.bundles[name]; ok {
		return b
	}
	charset := java.Unicode
	data := r.bundleText(name)
	if !utf8.Valid(data) {
		charset = java.Latin1
	}
	b := properties(data, charset)
	r.bundles[name] = b
	return b
}

// bundleText returns the text of a bundle's file; empty if there is none.
func (r *run) bundleText(name string) []byte {
	data, err := fs.ReadFile(r.fsys, strings.TrimPrefix(path.Join("WEB-INF/classes", path.Clean("/"+name))+".properties", "/"))
	if err != nil {
		return nil
	}
	return data
}

// properties returns the values of a properties file by key. A malformed escape ends
// it.
func properties(data []byte, charset java.Charset) map[string]string {
	out := map[string]string{}
	list, _, _ := java.ReadProperties(string(data), charset)
	for _, p := range list {
		out[p.Key] = p.Value
	}
	return out
}

func readFile(fsys fs.FS, name string) ([]byte, error) {
	return fs.ReadFile(fsys, strings.TrimPrefix(path.Clean("/"+name), "/"))
}

func sortedKeys(m map[string][]string) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// isJSP reports whether the server compiles the file with that name.
func isJSP(name string) bool {
	switch path.Ext(name) {
	case ".jsp", ".jspf", ".tag", ".tagf":
		return true
	}
	return strings.HasPrefix(name, "/h/") && path.Ext(name) == ""
}

// Bundle returns the texts of a bundle of the webapp ("/messages/ZmMsg") as the server
// sends them to scripts, which is the file read in ISO-8859-1; empty if there is none.
func Bundle(webapp fs.FS, name string) map[string]string {
	r := &run{fsys: webapp}
	return properties(r.bundleText(name), java.Latin1)
}
