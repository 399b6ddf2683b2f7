package convert

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A vocabulary maps what the server replaces in the sheets of a skin to names
// in LESS: variables for values, mixins for declarations. tokens.less defines
// them. A name, once assigned, does not change.
type vocabulary struct {
	names    map[string]string // variable by token or call, as written
	taken    map[string]bool
	values   map[string]atom   // by variable: what it stands for
	bundles  map[string]string // mixin by token
	mixins   map[string]bool
	describe func(token string) string // its definition, for a comment
}

func newVocabulary(describe func(string) string) *vocabulary {
	return &vocabulary{
		names: map[string]string{}, taken: map[string]bool{}, values: map[string]atom{},
		bundles: map[string]string{}, mixins: map[string]bool{}, describe: describe,
	}
}

// reserved are words that begin an at-rule or have another meaning in LESS.
var reserved = []string{
	"arguments", "charset", "container", "counter-style", "detached", "document", "else", "font-face", "ifdef", "ifndef", "import",
	"keyframes", "layer", "media", "namespace", "page", "plugin", "property", "raw", "rest", "starting-style", "supports", "viewport",
}

var notName = regexp.MustCompile(`[^0-9A-Za-z_-]+`)

// identifier turns the name of a token into an identifier.
func identifier(name string) string {
	name = strings.ReplaceAll(name, "+", "-plus-")
	name = strings.Trim(notName.ReplaceAllString(name, "-"), "-")
	if name == "" || name[0] >= '0' && name[0] <= '9' || slices.Contains(reserved, strings.ToLower(name)) {
		name = "token-" + name
	}
	return name
}

// unique returns the name, with a number appended if it is in use.
func unique(name string, taken map[string]bool) string {
	for n := 2; taken[name]; n++ {
		base, _, _ := strings.Cut(name, "--")
		name = fmt.Sprintf("%s--%d", base, n)
	}
	taken[name] = true
	return name
}

// variable returns the name, without "@", of the variable for a token or a
// call.
func (v *vocabulary) variable(a atom) (string, bool) {
	key := a.name
	if a.call {
		text, ok := callText(a)
		if !ok {
			return "", false
		}
		key = text
	}
	if name, ok := v.names[key]; ok {
		return name, true
	}
	word := key
	if a.call {
		word = strings.NewReplacer("token-", "", "(", "-", ", ", "-", ")", "").Replace(key)
	}
	name := unique(identifier(word), v.taken)
	v.names[key] = name
	v.values[name] = a
	return name, true
}

// expression writes a token or call as a word of a value.
func (v *vocabulary) expression(a atom) (string, bool) {
	if a.call {
		return callText(a)
	}
	name, ok := v.variable(a)
	return "@" + name, ok
}

// mixin returns the call of the mixin for a token that contains declarations.
func (v *vocabulary) mixin(a atom) string {
	name, ok := v.bundles[a.name]
	if !ok {
		name = unique(identifier(a.name), v.mixins)
		v.bundles[a.name] = name
	}
	return namespace + "." + name + "();"
}

// namespace separates the mixins of the properties from rules: a class rule is
// also a mixin with its name.
const namespace = "#skin"

// tokenCall writes token(NAME).
func tokenCall(name string) string {
	if plainArgument.MatchString(name) && !strings.Contains(name, " ") && !isNumber(name) {
		return "token(" + name + ")"
	}
	return `token("` + name + `")`
}

var variableUse = regexp.MustCompile(`@\{?([\w-]+)`)

// keep drops the variables that no sheet uses.
func (v *vocabulary) keep(sheets []*sheet) {
	used := map[string]bool{}
	for _, s := range sheets {
		for _, m := range variableUse.FindAllStringSubmatch(s.text, -1) {
			used[m[1]] = true
		}
	}
	for name := range v.values {
		if !used[name] {
			delete(v.values, name)
		}
	}
}

// text returns tokens.less.
func (v *vocabulary) text() string {
	var b strings.Builder
	b.WriteString(tokensHead)
	names := sortedKeys(v.values)
	for _, name := range names {
		a := v.values[name]
		if a.call {
			text, _ := callText(a)
			fmt.Fprintf(&b, "@%s: %s;\n", name, text)
			continue
		}
		fmt.Fprintf(&b, "@%s: %s;%s\n", name, tokenCall(a.name), v.remark(a.name))
	}
	if len(v.bundles) == 0 {
		return b.String()
	}
	b.WriteString("\n" + mixinsHead + namespace + " {\n")
	for _, token := range sortedKeys(v.bundles) {
		if text := v.describe(token); text != "" {
			b.WriteString("\n// " + text + "\n")
		} else {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, ".%s() {\n%s;\n}\n", v.bundles[token], tokenCall(token))
	}
	b.WriteString("}\n")
	return b.String()
}

func (v *vocabulary) remark(token string) string {
	if text := v.describe(token); text != "" {
		return " // " + text
	}
	return ""
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b string) int {
		return cmp.Or(strings.Compare(strings.ToLower(a), strings.ToLower(b)), strings.Compare(a, b))
	})
	return keys
}

const tokensHead = `// The properties of the skin that its sheets use. The server replaces a token with the
// property's value for each request, so overrides by a domain, by another skin or by an
// #IFDEF of skin.properties work without a new build. Each line ends with the
// definition, for readers.

`

const mixinsHead = `// Properties that contain declarations. To make the sheet independent of a property,
// replace its token with declarations.

`
