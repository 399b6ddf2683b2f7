package client

import (
	"bytes"
	"encoding/json"
	"path"
	"regexp"
	"slices"
	"strings"
)

// The parts of a template file. A file without <template> is one template.
var (
	templateElement = regexp.MustCompile(`(?s)<template(.*?)>(.*?)</template>`)
	attribute       = regexp.MustCompile(`(?s)\s*(\S+)\s*=\s*('[^']*'|"[^"]*")`)
	lineBetweenTags = regexp.MustCompile(`>\s*\n+\s*<`)
	// substitution is ${data}, <$= expression $> or <$ statements $>.
	substitution = regexp.MustCompile(`(?s)\$\{(.+?)\}|<\$=(.+?)\$>|<\$(.+?)\$>`)
	// pathPart is a name in ${a.b(c).d} with its arguments.
	pathPart = regexp.MustCompile(`([^(.]+)(\(.*?\))?\.?`)
)

// templatePackage is the package of a template file: "mail.Message" for
// "templates/mail/Message.template".
func templatePackage(name string) string {
	name = strings.TrimSuffix(strings.TrimPrefix(name, "templates/"), ".template")
	return strings.ReplaceAll(name, "/", ".")
}

// compileTemplate makes the script that registers the templates of a file. The first
// one is also registered by the name of the package alone.
func compileTemplate(pkg string, text []byte) []byte {
	var out bytes.Buffer
	elements := templateElement.FindAllSubmatch(text, -1)
	if len(elements) == 0 {
		register(&out, pkg, string(text), nil)
	}
	for i, m := range elements {
		attrs := attributes(string(m[1]))
		body := string(m[2])
		if attrs["xml:space"] != "preserve" {
			body = strings.TrimSpace(lineBetweenTags.ReplaceAllString(body, "><"))
		}
		owner, id := templateName(pkg, attrs["id"])
		register(&out, id, body, attrs)
		if i == 0 {
			out.WriteString("AjxPackage.define(" + quote(owner) + ");\n" +
				"AjxTemplate.register(" + quote(owner) + ", AjxTemplate.getTemplate(" + quote(id) + "), AjxTemplate.getParams(" + quote(id) + "));\n")
		}
	}
	return out.Bytes()
}

// templateName returns the package that a template belongs to and its whole name. An
// id with "#", or one that begins with "/", names another package.
func templateName(pkg, id string) (owner, name string) {
	if strings.Contains(id, "#") || strings.HasPrefix(id, "/") {
		var other string
		other, id, _ = strings.Cut(id, "#")
		pkg = strings.ReplaceAll(strings.TrimPrefix(other, "/"), "/", ".")
	}
	if id == "" {
		return pkg, pkg
	}
	return pkg, pkg + "#" + id
}

func attributes(text string) map[string]string {
	attrs := map[string]string{}
	for _, m := range attribute.FindAllStringSubmatch(text, -1) {
		attrs[m[1]] = m[2][1 : len(m[2])-1]
	}
	return attrs
}

// register writes the call that registers one template.
func register(out *bytes.Buffer, name, body string, attrs map[string]string) {
	out.WriteString("AjxTemplate.register(" + quote(name) + ", function (name, params, data, buffer) {\n" +
		"\tvar _hasBuffer = Boolean(buffer);\n" +
		"\tdata = (typeof data == \"string\" ? {id: data} : data) || {};\n" +
		"\tbuffer = buffer || [];\n" +
		"\tvar _i = buffer.length;\n")
	at := 0
	for _, m := range substitution.FindAllStringSubmatchIndex(body, -1) {
		writeText(out, body[at:m[0]])
		switch {
		case m[2] >= 0:
			writeData(out, body[m[2]:m[3]])
		case m[4] >= 0:
			out.WriteString("\tbuffer[_i++] = " + body[m[4]:m[5]] + ";\n")
		default:
			out.WriteString("\t" + body[m[6]:m[7]] + "\n")
		}
		at = m[1]
	}
	writeText(out, body[at:])
	out.WriteString("\treturn _hasBuffer ? buffer.length : buffer.join(\"\");\n}, ")
	writeAttributes(out, attrs)
	out.WriteString(", false);\n")
}

func writeText(out *bytes.Buffer, text string) {
	if text != "" {
		out.WriteString("\tbuffer[_i++] = " + quote(text) + ";\n")
	}
}

// writeData writes ${a.b(c)} as data["a"]["b"](c).
func writeData(out *bytes.Buffer, path string) {
	out.WriteString("\tbuffer[_i++] = data")
	for _, m := range pathPart.FindAllStringSubmatch(path, -1) {
		out.WriteString("[" + quote(m[1]) + "]" + m[2])
	}
	out.WriteString(";\n")
}

func writeAttributes(out *bytes.Buffer, attrs map[string]string) {
	var names []string
	for name := range attrs {
		names = append(names, name)
	}
	slices.Sort(names)
	out.WriteByte('{')
	for i, name := range names {
		if i > 0 {
			out.WriteString(", ")
		}
		out.WriteString(quote(name) + ": " + quote(attrs[name]))
	}
	out.WriteByte('}')
}

// quote returns a JavaScript string. JSON's escapes of "<" keep </script> out.
func quote(s string) string {
	data, err := json.Marshal(s)
	if err != nil { // cannot happen: a string is always valid JSON
		return `""`
	}
	return string(data)
}

// isLocaleTemplate reports whether a file is a template of another language, which
// the vendor's build compiles to messages: "Message_de.template".
func isLocaleTemplate(name string) bool {
	return strings.Contains(path.Base(name), "_")
}
