package less_test

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// What variants are made of: an expression, what gives it the name @v, and how that
// is used. V stands for the name, E for the expression, U for the use.
var (
	variantExprs = []string{
		"10px / 2", "(10px / 2)", "8px - 1px", "(8px - 1px) * 2", "(8px - 1px * 2)", "10px/2*2", "2 * 10px / 4", "10px ./ 2",
		"-@n", "-(@n)", "-(@n + 1px)", "@n * 2", "(@n * 2)", "((@n * 2))", "((@n)) * 2", "(@n)", "((@n))", "(@n / 2)", "@n / 2", "(@n / 2) + 1",
		"calc(1px + (2px * 3))", "calc((100% - 10px))", "calc(100% - (@n + 5px))", "calc(@n / 2)", "calc(-@n + (@n))", "calc((@n * 2) / 2)",
		"foo(1px / 2)", "foo((1px / 2), 3)", "min(10px / 2, 3px)", "max((10px / 2), 3px)", "round(10px / 4)", "round((10px / 4))", "var(--a)",
		"a (1 + 1) b", "1px / 2 solid", "1px/2 3px/4", "(1px + 2) (3px / 4)", "rgba(1, 2, 3, 1/2)", "rgba(1, 2, 3, (1/2))", "#111 + 1", "(#123 / 2)",
		"if((1/2 = 1/2), a, b)", "if((1in = 96px), 1px/2, 2px)", "percentage((1 / 2))", "@l", "extract(@l, 1)", "extract(@l, 2)", "@m[k]", "(@m[k] * 2)", "@@name", "~\"a\"", "\"@{n}/2\"",
		"1px", "#abc", "solid", "url(a.png)", "1px 2px", "12px/1.5 a, b",
	}
	variantUses = []string{
		"V", "V", "(V)", "V * 2", "(V * 2)", "((V) + 1px)", "(V / 2)", "V / 2", "-V", "(-V)", "V + V", "(V + V) * 2",
		"calc(V + 1px)", "calc((V * 2))", "calc(1px + (V * 2))", "calc((V))", "calc(100% - (V))", "calc(-V)", "calc(foo(V))",
		"foo(V)", "foo((V * 2))", "(foo(V))", "1px V", "V, (V)", "percentage((V / 10px))", "unit(V)", "unit((V), em)", "e(%(\"%a %d\", V, V))", "~`V`",
		"if((V = 5px), y, n)", "if((V > 1px), (V), V)", "if(iscolor(V), 1, 2)", "extract(V, 1)", "length(V)", "min(V, 1px)", "round(V, 1)", "lighten(V, 10%)",
	}
	variantContexts = []string{
		"@v: E; .a { w: U }",
		".a { @v: E; w: U }",
		".m(@v) { w: U } .a { .m(E) }",
		".m(@v) { w: U } .a { .m(E) } .b { .m(E) !important }",
		".m(@v) { @w: @v; .n(@w) } .n(@v) { w: U } .a { .m(E) }",
		".m(@x; @v) { w: U } .a { .m(1; E) }",
		".m(@x; @v: E) { w: U } .a { .m(1) }",
		".m(@x: 1; @v: 2) { w: U } .a { .m(@v: E) }",
		".m(@p) { @v: @arguments; w: U } .a { .m(E) }",
		".m(@p; @q) { @v: @arguments; w: U } .a { .m(E; 1px) }",
		".m(@v...) { w: U } .a { .m(E; 2px) }",
		".m(@v...) { w: U } .a { .m(E) }",
		".m() { @v: E } .a { .m(); w: U }",
		".m(@p) { @v: @p } .a { .m(E); w: U }",
		"@d: { @v: E; w: U } .a { @d() }",
		"@d: { w: U } .a { @v: E; @d() }",
		".m(@c) { @v: E; @c() } .a { .m({ w: 1 }); w: 2 }",
		"@li: E, 1px; .a { each(@li, .(@v, @k, @i) { w-@{i}: U }) }",
		"@mm: { a: E; b: 1px } .a { each(@mm, .(@v, @k) { w-@{k}: U }) }",
		".m(@v) when (@v = 5px) { w: y U } .m(@v) when (default()) { w: n U } .a { .m(E) }",
		".m(@v) when (isnumber(@v)) { w: y U } .m(@v) when not (isnumber(@v)) { w: n U } .a { .m(E) }",
		"@v: E; @media (min-width: U) { .a { b: c } }",
		"@v: E; .a { font: U; --c: U }",
		"@v: E; .a { --c: U; @r: { x: U }; @r() }",
		"@v: E; .a when (@v = 5px) { w: U }",
		".a { .b { @v: E } .b; w: U }",
	}
	// variantPlaces give the expression no variable but another name.
	variantPlaces = []string{
		"@t: { k: E } .a { w: U } | @t[k]",
		"@t: { @k: E } .a { w: U } | @t[@k]",
		"@t: { @i: { k: E } } .a { w: U } | @t[@i][k]",
		".t() { k: E } .a { w: U } | .t()[k]",
		".t(@p) { @k: @p } .a { w: U } | .t(E)[@k]",
		".t(@p) { @k: @p } .a { w: U } | .t(E)[]",
		".a { width: E; w: U } | $width",
		".a { width: E !important; w: U } | $width",
	}
	variantDefs = "@n: 10px; @l: 10px / 2, 3px; @m: { k: 10px / 2 } @name: \"n\"; "
)

// randomVariant is one program and its options.
func randomVariant(r *rand.Rand) refInput {
	one := func(list []string) string { return list[r.IntN(len(list))] }
	context, name := one(variantContexts), "@v"
	if r.IntN(3) == 0 {
		context, name, _ = strings.Cut(one(variantPlaces), " | ")
	}
	use := one(variantUses)
	if strings.Contains(use, "`") {
		use = "~\"@{v}\""
		if name != "@v" {
			use = "V"
		}
	}
	expr := one(variantExprs)
	text := strings.ReplaceAll(context, "U", strings.ReplaceAll(use, "V", name))
	in := refInput{Source: variantDefs + strings.ReplaceAll(text, "E", expr), Options: map[string]any{}}
	in.Options["math"] = []any{"always", "parens-division", "parens-division", "parens", "strict"}[r.IntN(5)]
	if r.IntN(8) == 0 {
		in.Options["compress"] = true
	}
	return in
}

// TestVariants compares generated programs with less.js: what an expression comes to
// when it is used by another name, in every mode of math.
func TestVariants(t *testing.T) {
	r := rand.New(rand.NewPCG(2026, 12))
	var inputs []refInput
	for len(inputs) < 4000 {
		inputs = append(inputs, randomVariant(r))
	}
	compareWithReference(t, inputs)
}
