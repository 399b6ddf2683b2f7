package render

import (
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// bundle is a resource bundle, by its base name.
type bundle string

func (bundle) isValue() {}

// defaultBundle is the attribute that fmt:setBundle sets without a var.
const defaultBundle = "javax.servlet.jsp.jstl.fmt.localizationContext"

// formatTag does a tag of the format library; false if it is none.
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
		s = "???" + key + "???" // as JSTL prints it
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

// lookup finds a message: the declared one, else that of the locale's file, of
// the language's, of the base file.
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

func (r *run) bundle(name string) map[string]string {
	if b, ok := r.bundles[name]; ok {
		return b
	}
	data, err := fs.ReadFile(r.fsys, strings.TrimPrefix(path.Join("WEB-INF/classes", path.Clean("/"+name))+".properties", "/"))
	if err != nil {
		data = nil
	}
	b := properties(string(data))
	r.bundles[name] = b
	return b
}

// properties reads the part of the Java properties format that bundles use: key =
// value, comments, continued lines, escapes.
func properties(s string) map[string]string {
	out := map[string]string{}
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for i := 0; i < len(lines); i++ {
		line := strings.TrimLeft(lines[i], " \t\f")
		if line == "" || line[0] == '#' || line[0] == '!' {
			continue
		}
		for continued(line) && i+1 < len(lines) {
			i++
			line = line[:len(line)-1] + strings.TrimLeft(lines[i], " \t\f")
		}
		end := strings.IndexAny(line, "=: \t")
		if end < 0 {
			end = len(line)
		}
		value := strings.TrimLeft(line[end:], " \t")
		if value != "" && (value[0] == '=' || value[0] == ':') {
			value = strings.TrimLeft(value[1:], " \t")
		}
		out[line[:end]] = propertyText(value)
	}
	return out
}

func continued(line string) bool {
	n := len(line) - len(strings.TrimRight(line, `\`))
	return n%2 == 1
}

func propertyText(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		if s[i] == 'u' && i+4 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+5], 16, 32); err == nil {
				b.WriteRune(rune(n))
				i += 4
				continue
			}
		}
		c, ok := escapes[s[i]]
		if !ok || s[i] == '0' || s[i] == 'b' {
			c = s[i]
		}
		b.WriteByte(c)
	}
	return b.String()
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

// isJSP says whether the server compiles the file of that name.
func isJSP(name string) bool {
	switch path.Ext(name) {
	case ".jsp", ".jspf", ".tag", ".tagf":
		return true
	}
	return strings.HasPrefix(name, "/h/") && path.Ext(name) == ""
}

// Bundle returns the texts of a bundle of the webapp ("/messages/ZmMsg"), empty if
// there is none.
func Bundle(webapp fs.FS, name string) map[string]string {
	r := &run{fsys: webapp, bundles: map[string]map[string]string{}}
	return r.bundle(name)
}
