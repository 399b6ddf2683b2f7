package less_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"skinbuild/internal/less"
	"skinbuild/internal/less/syntax"
	"skinbuild/internal/less/value"
	"skinbuild/internal/source"
)

// everyKind is an argument of each type that the language has, and the odd ones.
var everyKind = []string{
	"0", "1", "-7.5px", "33%", "90deg", "1e400", "2cm", "red", "#12345678", "hsl(10, 20%, 30%)", "solid", "true", "%",
	`"text"`, "''", `~"escaped"`, `~""`, `"(["`, "a b c", "a, b, c", "()", "(1 + 2px)", "url(a.png)", `url("%")`, "var(--a)", "calc(1px + 2em)",
	"{ a: b }", "@rules", "@map", "@map[a]", ".mixin()", ".mixin()[a]", "@list", "@nothing", "@nothing...", "$own", "U+26", "a=b", "(1 = 1)",
	"-@length", "1px/2", "progid:a.b(c=d)", "/* comment */", "!important", "unknown(1, 2)", "@plugin", "[a]", "*", "&",
}

// engineWords are what a JavaScript engine or a Go program says of its own errors.
var engineWords = []string{
	"Cannot read propert", "is not a function", "is not iterable", "of undefined", "null", "NaN", "Invalid array length", "Maximum call stack",
	"runtime error", "nil pointer", "index out of range", "interface conversion", "[object", "goroutine",
}

// definitions are what the arguments of everyKind name.
const definitions = "@rules: { a: b }; @map: { a: 1px; b: red; @c: d }; @list: 1 2 3; @nothing: ; @length: 3px; .mixin() { a: 1; b: 2 }\n"

// everyCall is a rule for a function with each number of arguments of each type, as a
// value or in a guard: all of one type, and different ones behind each other.
func everyCall(name string) []string {
	var rules []string
	for _, step := range []int{0, 5} {
		for first := range everyKind {
			for n := range 7 {
				args := make([]string, n)
				for i := range args {
					args[i] = everyKind[(first+i*step)%len(everyKind)]
				}
				rule := fmt.Sprintf(".r { own: 1px; v: %s(%s) }\n", name, strings.Join(args, ", "))
				if (first+n)%3 == 0 {
					rule = fmt.Sprintf(".r when (%s(%s)) { own: 1px }\n", name, strings.Join(args, "; "))
				}
				rules = append(rules, rule)
			}
		}
	}
	return rules
}

// sheetsOf joins rules to style sheets: a few of those that can be parsed, so that an
// error of one that ends the sheet hides little, and apart from them the others.
func sheetsOf(rules []string) []string {
	var sheets []string
	var bad strings.Builder
	good, n := "", 0
	for _, r := range rules {
		if len(syntax.Parse(source.NewFile("", r)).Errors) > 0 {
			bad.WriteString(r)
			continue
		}
		good += r
		if n++; n%20 == 0 {
			sheets, good = append(sheets, definitions+good), ""
		}
	}
	return append(sheets, definitions+good, definitions+bad.String())
}

// TestEveryCall calls every function with nothing to six arguments of every type, in
// every way to calculate: nothing panics, and no message is the engine's.
func TestEveryCall(t *testing.T) {
	names := []string{"if", "boolean", "default", "isdefined", "each", "style", "calc", "alpha", "unknown", "url"}
	for name := range value.Builtins() {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	modes := []less.Options{{}, {Math: "always"}, {Math: "parens-division", StrictUnits: true}, {Math: "strict", Compress: true}}
	sheets, messages := 0, 0
	for i, name := range names {
		all := sheetsOf(everyCall(name))
		for mode, opt := range modes {
			if testing.Short() && mode != i%len(modes) {
				continue
			}
			opt.Limits = less.Limits{Steps: 2_000_000, Memory: 64 << 20}
			for _, sheet := range all {
				_, ds := less.Compile(oneFile{"in.less": sheet}, "in.less", &opt)
				sheets++
				for _, d := range ds {
					messages++
					i := slices.IndexFunc(engineWords, func(w string) bool { return strings.Contains(d.Text+d.Hint, w) })
					if line, _ := d.File.Position(d.Span.Start); i >= 0 {
						t.Errorf("%s: %s: %s", engineWords[i], d.File.Line(line), d.Text)
					}
				}
			}
		}
	}
	t.Logf("%d functions, %d style sheets, %d messages", len(names), sheets, messages)
}
