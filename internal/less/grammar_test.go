package less_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"skinbuild/internal/testenv"
)

// A program is a style sheet that is being generated: a few rules of the language's
// features in each other, which name what others define.
type program struct {
	*rand.Rand
	depth int
}

func (p *program) one(list ...string) string { return list[p.IntN(len(list))] }

// value is an expression; deep ones hold others.
func (p *program) value(deep int) string {
	if deep <= 0 {
		return p.one(pick(p.Rand, "num"), pick(p.Rand, "col"), pick(p.Rand, "key"), pick(p.Rand, "str"), "@a", "@b", "@c", "@list", "@map[k]", "var(--x)", "url(a.png)")
	}
	v := func() string { return p.value(deep - 1 - p.IntN(2)) }
	switch p.IntN(12) {
	case 0:
		return fmt.Sprintf("(%s %s %s)", v(), p.one("+", "-", "*", "/"), v())
	case 1:
		return fmt.Sprintf("%s %s %s", v(), p.one("+", "-", "*", "/"), v())
	case 2:
		return randomCall(p.Rand)
	case 3:
		return fmt.Sprintf("if((%s %s %s), %s, %s)", p.value(0), p.one("=", "<", ">", ">=", "=<"), p.value(0), v(), v())
	case 4:
		return fmt.Sprintf("%s %s", v(), v())
	case 5:
		return fmt.Sprintf("%s, %s", v(), v())
	case 6:
		return fmt.Sprintf("calc(%s + %s)", v(), v())
	case 7:
		return fmt.Sprintf("extract(%s, %d)", p.one("@list", "@map", v()), 1+p.IntN(3))
	case 8:
		return p.one("@map[k]", "@map[@j]", "@map[]", ".ret(1px)[@r]", ".ret(@a)[]", "#ns.m()[w]", "@@name", "$width", "-@a", "~\"@{a}x\"", "\"@{b}\"", "e(\"%d\")")
	case 9:
		return fmt.Sprintf("%%(\"%%d/%%a\", %s, %s)", p.value(0), p.value(0))
	default:
		return v()
	}
}

func (p *program) selector() string {
	return p.one(".a", ".b", ".c", "#d", "e", ".a .b", ".a > .c", "&:hover", "& + &", ".x &", "&-s", "& &-t", ".@{name}", ".p-@{name}:not(.b)", "[a=b]",
		":not(&)", "&", ".a, .b", "&:extend(.a)", ".f:extend(.b all)", ".a:is(.b, .c)", "*", ".g when (@on)", "& when (iscolor(@c))")
}

func (p *program) declaration() string {
	name := p.one("width", "color", "w", "margin-@{name}", "--x", "font", "filter", "@{name}", "background+", "transform+_", "@a", "@local")
	return fmt.Sprintf("%s: %s%s;", name, p.value(p.IntN(3)), p.one("", "", "", "", " !important"))
}

// statement is what can stand in a block.
func (p *program) statement() string {
	if p.depth > 3 {
		return p.declaration()
	}
	switch p.IntN(18) {
	case 0, 1, 2:
		return fmt.Sprintf("%s { %s }", p.selector(), p.block())
	case 3:
		return fmt.Sprintf("@media %s { %s }", p.one("screen", "(min-width: @a)", "print and (color)", "@{name}", "(max-width: (@a * 2)), print"), p.block())
	case 4:
		return p.one(".m();", ".m(@a; red);", ".m(1px, 2px) !important;", ".m(@y: 3);", "#ns > .m();", "#ns.m();", ".a;", ".b();", ".guard(@a);", ".guard(@c);", ".rest(1; 2; 3);", ".pattern(dark; @c);", ".loop(3);")
	case 5:
		return p.one("@rules();", "@detached();")
	case 6:
		return fmt.Sprintf("each(%s, { k-@{key}: @value; %s });", p.one("@list", "@map", "1 2, 3 4", "range(3)", "red"), p.declaration())
	case 7:
		return p.one("/* block */", "// line\n")
	case 8:
		return fmt.Sprintf("@supports %s { %s }", p.one("(a: b)", "not (display: grid)"), p.block())
	case 9:
		return p.one("&:extend(.a);", "&:extend(.b all);", "&:extend(.a .b, .c);")
	case 10:
		return fmt.Sprintf(".call({ %s });", p.declaration())
	case 11:
		return fmt.Sprintf("@local: { %s }", p.declaration())
	default:
		return p.declaration()
	}
}

func (p *program) block() string {
	p.depth++
	defer func() { p.depth-- }()
	var parts []string
	for range 1 + p.IntN(3) {
		parts = append(parts, p.statement())
	}
	return strings.Join(parts, " ")
}

const programDefinitions = `@a: 10px; @b: 2; @c: #369; @list: 1px, 2px 3px, red; @name: top; @on: true; @j: k; @map: { k: 4px; l: blue; @k: 5; }
@rules: { r: @a; .in { s: @b } } @detached: { d: 1 + 1 }
.m(@x: 1; @y: @x) { mx: @x; my: @y; .n { z: @x @y } } .ret(@q) { @r: @q * 2; } #ns { .m() { w: @a / 2 } }
.guard(@g) when (iscolor(@g)) { g: color } .guard(@g) when (default()) { g: other } .rest(@h; @t...) { h: @h; t: @t; u: @arguments }
.pattern(dark; @p) { p: darken(@p, 10%) } .pattern(light; @p) { p: lighten(@p, 10%) } .pattern(@_; @p) { q: @p }
.loop(@i) when (@i > 0) { .l-@{i} { w: (@i * 1px) } .loop(@i - 1); } .call(@block) { .called { @block(); } }
`

// randomProgram is a program of a seed, and its options.
func randomProgram(seed uint64) refInput {
	p := &program{Rand: rand.New(rand.NewPCG(seed, 49))}
	var b strings.Builder
	b.WriteString(programDefinitions)
	for range 1 + p.IntN(3) {
		fmt.Fprintf(&b, "%s { %s }\n", p.one(".a", ".b", ".a, .c", ".b .c", ".p-@{name}", "#d", ".g when (@on)"), p.block())
	}
	in := refInput{Source: b.String(), Options: map[string]any{"math": p.one("always", "parens-division", "parens-division", "strict")}}
	if p.IntN(8) == 0 {
		in.Options["compress"] = true
	}
	if p.IntN(8) == 0 {
		in.Options["strictUnits"] = true
	}
	return in
}

// explainedDifferences are texts of less.js's errors that ours differ from, and why.
var explainedDifferences = map[string]string{
	"function `_SELF`":                                         "less.js puts a variable in calc() into a function of its own, and names that",
	"Maximum call stack size exceeded":                         "less.js overflows its stack; ours names the limit on depth or the cycle",
	"SyntaxError: undefined in":                                "the same, in a string",
	"Cannot set properties of undefined (setting 'important')": "less.js crashes on !important of a variable in a guard",
	"SyntaxError: expected ')' got '@'":                        "an argument that begins like a block and is none: less.js points into it",
	"Unrecognised input. Possibly missing opening '{'":         "a value that begins like a block and is none: less.js takes less of it as text",
	"ParseError: Expected ')'":                                 "the same, where parentheses are in it",
	"Property '$width' is undefined":                           "less.js does not know the properties that each() has made before",
}

// TestPrograms compares generated programs with less.js. FUZZLESS is for how long, from
// a seed that FUZZSEED gives; make fuzz-less sets it. Without it a few hundred are compared.
func TestPrograms(t *testing.T) {
	seed, _ := strconv.ParseUint(os.Getenv("FUZZSEED"), 10, 64)
	limit, err := time.ParseDuration(os.Getenv("FUZZLESS"))
	batch := 300
	if err == nil {
		batch = 2000
	}
	failed, explained, compared, compiled := 0, 0, 0, 0
	for from := time.Now(); compared == 0 || time.Since(from) < limit; {
		var inputs []refInput
		for range batch {
			inputs = append(inputs, randomProgram(seed))
			seed++
		}
		var want []refOutput
		testenv.Node(t, "compile.mjs", inputs, &want)
		for i, in := range inputs {
			if compared++; want[i].Error == "" {
				compiled++
			}
			got := compileRef(t, oneFile{"input": in.Source}, "input", refOptionsOf(t, in.Options))
			if got.css == want[i].CSS && (got.err != "") == (want[i].Error != "") && sameError(got.err, want[i].Error) {
				continue
			}
			if isExplained(want[i].Error) {
				explained++
				continue
			}
			if failed++; failed <= 20 {
				t.Errorf("seed %d, %v:\n%s\n got %q %s\nwant %q %s", seed-uint64(batch)+uint64(i), in.Options, strings.TrimPrefix(in.Source, programDefinitions), got.css, got.err, want[i].CSS, want[i].Error)
			}
		}
	}
	t.Logf("%d programs, %d of them without an error; %d differ, %d of them explained", compared, compiled, failed+explained, explained)
}

func isExplained(text string) bool {
	for part := range explainedDifferences {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}
