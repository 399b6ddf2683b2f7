package less_test

import (
	"fmt"
	"strings"
	"testing"
)

// comparable are values of each type of node that a guard can compare.
var comparable = []string{
	"1", "1px", "96px", "1in", "2.54cm", "72pt", "1s", "1000ms", "1turn", "360deg", "100%", "1foo", "0", "0px", "-1", "(1px * 1em)", "(2px / 1px)",
	"red", "#f00", "#ff0000", "rgb(255, 0, 0)", "rgba(255, 0, 0, .5)", "transparent",
	"true", "false", "solid", "a", `"a"`, "'a'", `~"a"`, `~"1px"`, `"red"`, `""`, `~""`,
	"a b", "a, b", "1px 2px", "(1px 2px)", "1, 2", "a 1px", "url(a)", `url("a")`, "var(--a)", "var(--b)", "calc(1px + 1em)", "calc(1px + 2em)",
	"foo(1, 2)", "1/2", "2/1", "(1/2)", "-a", "U+26", "e('a')", "@rules", "@map", "isnumber(1)", "(1 = 1)",
}

// TestCompareLikeReference compares each pair of values in each way, in if() and in the
// guard of a mixin.
func TestCompareLikeReference(t *testing.T) {
	const mixins = `@rules: { a: b }; @map: { c: d };
.m(@x, @y) when (@x = @y) { m: equal }
.m(@x, @y) when (@x < @y) { m: less }
.m(@x, @y) when (@x > @y) { m: more }
.m(@x, @y) when (default()) { m: other }
`
	pair := func(a, b string) string {
		var in strings.Builder
		fmt.Fprintf(&in, ".r { @a: %s; @b: %s; .m(@a; @b);", a, b)
		for _, op := range []string{"=", "<", ">", ">=", "=<", "<="} {
			fmt.Fprintf(&in, " r: if((@a %s @b), yes, no);", op)
		}
		return in.String() + " }\n"
	}
	var inputs []refInput
	for i, a := range comparable {
		mode := map[string]any{"math": []string{"always", "parens-division", "strict"}[i%3]}
		all := mixins
		for _, b := range comparable {
			all += pair(a, b)
		}
		if got := compileRef(t, oneFile{"input": all}, "input", refOptionsOf(t, mode)); got.err != "" {
			t.Errorf("%s: an error hides comparisons: %s", a, got.err)
		}
		// A lone "%" has no text, which is an error where texts are compared.
		inputs = append(inputs, refInput{all, mode}, refInput{mixins + pair(a, "%"), mode}, refInput{mixins + pair("%", a), mode})
	}
	compareWithReference(t, inputs)
}
