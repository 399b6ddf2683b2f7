package synth

import (
	"fmt"
	"strings"
)

// A Hostile is a short style sheet that asks for more time or memory than there is,
// or a long one that a careless compiler needs too much of either for.
type Hostile struct {
	Name string
	Text func() string
	// Limit is what the error says: a part of its text, such as "the limit on memory".
	// "" means that the sheet compiles, and "error" that it has any error.
	Limit string
}

const (
	memory = "the limit on memory"
	steps  = "the limit on steps"
	time   = "the limit on time"
	either = "the limit on " // memory or steps, whichever is less
)

// Hostiles returns all hostile families, by what grows.
func Hostiles() []Hostile {
	var all []Hostile
	for _, group := range [][]Hostile{hostileLists(), hostileTexts(), hostileBlocks(), hostileSelectors(), hostileMixins(), hostileNumbers(), hostileLongs(), hostileMarks()} {
		all = append(all, group...)
	}
	return all
}

// text is a sheet that does not have to be made.
func text(s string) func() string { return func() string { return s } }

// doubled is a chain of 40 definitions, each of which has the one before twice: next
// gets the number before and its own. end uses the last.
func doubled(first, next, end string) func() string {
	return func() string {
		var b strings.Builder
		b.WriteString(first)
		for i := range 40 {
			b.WriteString(strings.NewReplacer("{0}", fmt.Sprint(i), "{1}", fmt.Sprint(i+1)).Replace(next) + "\n")
		}
		b.WriteString(end)
		return b.String()
	}
}

// rule40 is a rule that prints the last definition of a chain.
const rule40 = ".a { b: @v40 }"

func hostileLists() []Hostile {
	return []Hostile{
		{"range", text(".a { b: length(range(1000000000)) }"), steps},
		{"range, two ends", text(".a { b: length(range(0, 100000000000)) }"), steps},
		{"range, small step", text(".a { b: length(range(0, 1, 0.00000001)) }"), steps},
		{"range, smallest step", text(".a { b: length(range(0, 1, 0.000000000000000000000001)) }"), steps},
		{"range, 20 million", text(".a { b: length(range(20000000)) }"), either},
		{"range, 20 of 2 million", text("each(range(20), { @l@{value}: range(2000000 + @value); .a { b: length(range((2000000 + @value))) } });"), memory},
		{"each over range", text("each(range(100000000), { .a-@{value} { b: c } });"), steps},
		{"each in each", text("each(range(3000), { each(range(3000), { each(range(3000), { .a { b: @value } }) }) });"), memory},
		{"each in each, nothing", text("each(range(3000), { each(range(3000), { each(range(3000), { }) }) });"), memory},
		{"list, spaces", doubled("@v0: a b;", "@v{1}: @v{0} @v{0};", rule40), memory},
		{"list, commas", doubled("@v0: a, b;", "@v{1}: @v{0}, @v{0};", rule40), memory},
		{"list, length", doubled("@v0: a b;", "@v{1}: @v{0} @v{0};", ".a { b: length(@v40) }"), ""},
		{"list, compared", doubled("@v0: a b;", "@v{1}: @v{0} @v{0};", ".a when (@v22 = @v22) { b: c } .d when (@v23 = @v22) { e: f }"), ""},
		{"list, compared often", doubled("@v0: a b;", "@v{1}: @v{0} @v{0};", ".m(@n) when (@n > 0) and (@v20 = @v20) { .m(@n - 1) } .a { .m(9000) }"), steps},
		{"list, matched", doubled("@v0: a b;", "@v{1}: @v{0} @v{0};", ".m(@n, a) {} .m(@n, @x) when (@n > 0) { .m(@n - 1, @v20) } .a { .m(9000, @v20) }"), either},
		{"list, kept calls", doubled("@v0: f(a);", "@v{1}: f(@v{0}, @v{0});", rule40), memory},
		{"list, operations", doubled("@v0: 1px / 2;", "@v{1}: @v{0} / @v{0};", rule40), memory},
		{"list, parentheses", doubled("@v0: (a);", "@v{1}: (@v{0}) (@v{0});", rule40), memory},
		{"list, min", doubled("@v0: 1 2;", "@v{1}: @v{0} @v{0};", ".a { b: min(@v30) }"), memory},
		{"list, assignment", doubled("@v0: a(b=c);", "@v{1}: a(b=@v{0}, c=@v{0});", rule40), memory},
		{"map", doubled("@v0: { k: a b };", "@v{1}: { k: @v{0}[k] @v{0}[k] };", ".a { b: @v40[k] }"), memory},
		{"merged property", doubled(".m0() { b+: c }", ".m{1}() { .m{0}(); .m{0}(); }", ".a { .m40() }"), memory},
		{"arguments", text(".m(@n, @rest...) when (@n > 0) { .m(@n - 1, @rest..., @rest...) } .a { .m(60, b, c) }"), memory},
		{"arguments, as a list", text(".m(@n, @x) when (@n > 0) { .m(@n - 1, @x @x) } .a { .m(60, b) }"), memory},
		{"arguments, @arguments", text(".m(@n, @x...) when (@n > 0) { .m(@n - 1, @arguments @arguments) } .a { .m(60, b) }"), memory},
		{"arguments, nested", text(".m(@n, @x) when (@n > 0) { .m(@n - 1, f(f(f(@x)))) } .a { .m(15000, b) }"), "the limit on depth"},
	}
}

func hostileTexts() []Hostile {
	return []Hostile{
		{"string", doubled(`@v0: "ab";`, `@v{1}: "@{v{0}}@{v{0}}";`, rule40), memory},
		{"string, escaped", doubled(`@v0: ~"ab";`, `@v{1}: ~"@{v{0}}@{v{0}}";`, rule40), memory},
		{"string, by its name", doubled(`@v0: "ab";`, `@v{1}: "@{v{0}}@{v{0}}";`, `@n: "v40"; .a { b: @@n }`), memory},
		{"string, own name", text(`@v: %("%s{v}%s{v}", "@", "@"); .a { b: "@{v}" }`), memory},
		{"format", doubled(`@v0: "ab";`, `@v{1}: %("%s%s", @v{0}, @v{0});`, rule40), memory},
		{"format, values", doubled(`@v0: "ab";`, `@v{1}: %("%d%a", @v{0}, @v{0});`, rule40), memory},
		{"escape", doubled(`@v0: ";;";`, `@v{1}: escape("@{v{0}}@{v{0}}");`, rule40), memory},
		{"e", doubled(`@v0: "ab";`, `@v{1}: e("@{v{0}}@{v{0}}");`, rule40), memory},
		{"replace", doubled(`@v0: "ab";`, `@v{1}: replace(@v{0}, "$", @v{0});`, rule40), memory},
		{"replace, the whole match", doubled(`@v0: "ab";`, `@v{1}: replace(@v{0}, ".+", "$&$&");`, rule40), either},
		{"replace, each character", doubled(`@v0: "aaaaaaaaaaaaaaaa";`, `@v{1}: replace(@v{0}, "a", @v{0}, "g");`, rule40), memory},
		{"replace, backtracking", text(`.a { b: replace("` + strings.Repeat("a", 40) + `", "(a+)+$b", "") }`), time},
		{"replace, backtracking 40 times", text(strings.Repeat(`.a { b: replace("`+strings.Repeat("a", 40)+`", "(a+)+b", "") }`+"\n", 40)), time},
		{"url", doubled(`@v0: "ab";`, `@v{1}: "@{v{0}}@{v{0}}";`, `.a { b: url("@{v40}") }`), memory},
		{"unit", doubled(`@v0: 1px;`, `@v{1}: unit(1, %("%s%s", get-unit(@v{0}), get-unit(@v{0})));`, rule40), memory},
		{"property", doubled(".a { v0: a b;", "v{1}: $v{0} $v{0};", "}"), memory},
		{"property name", doubled(`@v0: "ab";`, `@v{1}: "@{v{0}}@{v{0}}";`, ".a { @{v40}: c }"), memory},
		{"selector name", doubled(`@v0: "ab";`, `@v{1}: "@{v{0}}@{v{0}}";`, ".@{v40} { b: c }"), memory},
		{"media name", doubled(`@v0: "ab";`, `@v{1}: "@{v{0}}@{v{0}}";`, "@media @v40 { .a { b: c } }"), memory},
		{"import name", doubled(`@v0: "ab";`, `@v{1}: "@{v{0}}@{v{0}}";`, `@import (css) "@{v40}";`), memory},
		{"keyframes name", doubled(`@v0: "ab";`, `@v{1}: "@{v{0}}@{v{0}}";`, "@keyframes @v40 { from { b: c } }"), memory},
		{"style query", doubled("@v0: a b;", "@v{1}: @v{0} @v{0};", "@container style(@v40) { .a { b: c } }"), memory},
	}
}

func hostileBlocks() []Hostile {
	return []Hostile{
		{"detached ruleset", doubled("@v0: { b: c };", "@v{1}: { @v{0}(); @v{0}(); };", ".a { @v40() }"), memory},
		{"detached ruleset, nested", doubled("@v0: { b: c };", "@v{1}: { .x { @v{0}(); } .y { @v{0}(); } };", ".a { @v40() }"), memory},
		{"each over a map", doubled("@v0: { b: c; d: e };", "@v{1}: { @v{0}(); each(@v{0}, { @{key}-@{value}: f }) };", ".a { @v40() }"), memory},
		{"media, nested lists", text(strings.Repeat("@media (a), (b) { ", 40) + ".a { b: c }" + strings.Repeat("}", 40)), memory},
		{"media, in a mixin", text(".m(@n) when (@n > 0) { @media (a: @n), (b: @n) { .m(@n - 1) } } .a { b: c; .m(40) }"), memory},
		{"media, a variable list", text("@q: ~'(a)', ~'(b)';" + strings.Repeat("@media @q { ", 40) + ".a { b: c }" + strings.Repeat("}", 40)), memory},
		{"container, nested lists", text(strings.Repeat("@container (a), (b) { ", 40) + ".a { b: c }" + strings.Repeat("}", 40)), memory},
		{"at-rule, nested", text(".m(@n) when (@n > 0) { @supports (a) { .m(@n - 1); .m(@n - 1) } } .a { .m(40) }"), memory},
	}
}

func hostileSelectors() []Hostile {
	list := func(n int, name string) string {
		var names []string
		for i := range n {
			names = append(names, fmt.Sprintf(".%s%d", name, i))
		}
		return strings.Join(names, ",")
	}
	return []Hostile{
		{"selector product", text(list(1000, "a") + "{" + list(1000, "b") + "{" + list(1000, "c") + "{ d: e }}}"), memory},
		{"selector product, deep", text(strings.Repeat(".a,.b{", 40) + "c:d" + strings.Repeat("}", 40)), memory},
		{"selector product, of &", text(list(500, "a") + "{ & & & & & { b: c } }"), either},
		{"selector product, of two &", text(list(3000, "a") + "{ & + & { b: c } }"), either},
		{"&, doubled", text(".a" + strings.Repeat("{ && ", 40) + "{ b: c }" + strings.Repeat("}", 40)), memory},
		{"&, doubled as words", text(".a" + strings.Repeat("{ &-& ", 40) + "{ b: c }" + strings.Repeat("}", 40)), memory},
		{"&, in parentheses", text(".a" + strings.Repeat("{ :not(&):is(&) ", 40) + "{ b: c }" + strings.Repeat("}", 40)), memory},
		{"&, many in a list", text(".a,.b" + strings.Repeat("{ &-c, &-d, & &, &:not(&) ", 20) + "{ e: f }" + strings.Repeat("}", 20)), memory},
		{"extend chain", func() string {
			var b strings.Builder
			b.WriteString(".a0 { b: c }\n")
			for i := range 60 {
				fmt.Fprintf(&b, ".a%d:extend(.a%d all) { d%d: e }\n.b%d:extend(.a%d all) { d%d: e }\n.a%d:extend(.b%d all) { x: y }\n", i+1, i, i, i+1, i, i, i+1, i+1)
			}
			return b.String()
		}, memory},
		{"extend all, repeated", text(strings.Repeat(".a", 20000) + " { b: c } .x.y.z:extend(.a all) { d: e }"), ""},
		{"extend all, many in one", func() string {
			return strings.Repeat(".a ", 2000) + "{ b: c }\n" + strings.Repeat(".x:extend(.a all) { d: e }\n", 2000)
		}, memory},
		{"extend all, one name", func() string {
			return strings.Repeat(".a { b: c }\n", 5000) + strings.Repeat(".x:extend(.a all) { d: e }\n", 5000)
		}, memory},
	}
}

func hostileMixins() []Hostile {
	return []Hostile{
		{"mixin, no end", text(".m(@n) { .m(@n + 1) } .a { .m(1) }"), "the limit on depth"},
		{"mixin, large argument, no end", text(".m(@x) { .m(@x a) } .a { .m(b) }"), "the limit on depth"},
		{"mixin, doubled calls", doubled(".m0() { b: c }", ".m{1}() { .m{0}(); .m{0}(); }", ".a { .m40() }"), memory},
		{"mixin, doubled rules", doubled(".m0 { b: c }", ".m{1} { .m{0}; .m{0}; }", ""), memory},
		{"mixin, doubled empty calls", doubled(".m0() { }", ".m{1}() { .m{0}(); .m{0}(); }", ".a { .m40() }"), memory},
		{"mixin, returned lists", doubled(".m0() { @r: a b }", ".m{1}() { @r: .m{0}[@r] .m{0}[@r] }", ".a { b: .m40[@r] }"), memory},
		{"mixin, recursion of two", text(".m(@n) when (@n > 0) { .m(@n - 1); .m(@n - 1) } .a { .m(60) }"), memory},
		{"mixin, definitions", doubled(".m0() { .d0() { b: c } }", ".m{1}() { .m{0}(); .m{0}(); }", ".a { .m40(); .d0() }"), memory},
		{"mixin, important", doubled(".m0() { b: c }", ".m{1}() { .m{0}() !important; .m{0}() !important; }", ".a { .m40() !important }"), memory},
		{"guards", func() string {
			return manyGuards(3000, "when (@x > %d)") + strings.Repeat(".a { .m(3000) }\n", 3000)
		}, memory},
		{"guards that fail", func() string {
			return manyGuards(10000, "when (@x > %d)") + strings.Repeat(".a { .m(0) }\n", 10000)
		}, memory},
		{"defaults", func() string {
			return manyGuards(10000, "when (@x > %d) and (default())") + strings.Repeat(".a { .m(0) }\n", 10000)
		}, memory},
		{"rules of one name", func() string {
			return strings.Repeat(".a { b: c }\n", 10000) + strings.Repeat(".d { .a }\n", 10000)
		}, memory},
		{"namespaces of one name", func() string {
			return strings.Repeat("#a { .b() { .c() { d: e } } }\n", 3000) + strings.Repeat(".f { #a > .b > .c(); }\n", 3000)
		}, memory},
	}
}

// manyGuards is n mixins of one name.
func manyGuards(n int, guard string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, ".m(@x) "+guard+" { b: c }\n", i)
	}
	return b.String()
}

func hostileNumbers() []Hostile {
	return []Hostile{
		{"units", doubled("@v0: 1px * 1em;", "@v{1}: @v{0} * @v{0};", rule40), "the limit on units"},
		{"units, long names", text(`@u: unit(1, "` + strings.Repeat("x", 6000) + `"); .a { b: (@u * unit(1, "` + strings.Repeat("y", 6000) + `")) }`), "the limit on units"},
	}
}

// hostileLongs are long: as much input as one would not want to write by hand.
func hostileLongs() []Hostile {
	return []Hostile{
		{"format, 2 MB", func() string {
			return `.a { b: %("` + strings.Repeat("%s", 500_000) + `"` + strings.Repeat(",1", 500_000) + ") }"
		}, ""},
		{"format, 2 MB, one argument", func() string {
			return `.a { b: %("` + strings.Repeat("%s", 1_000_000) + `", 1) }`
		}, ""},
		{"numbers, a million", func() string { return ".a { b: " + strings.Repeat("1 ", 1_000_000) + "}" }, ""},
		{"declarations, of one name", func() string { return ".a {" + strings.Repeat("b: c;\n", 300_000) + "}" }, ""},
		{"declarations, of two names", func() string { return ".a {" + strings.Repeat("b: c; d: e;\n", 150_000) + "}" }, ""},
		{"rules, 300,000", func() string { return strings.Repeat(".a { b: c }\n", 300_000) }, ""},
		{"comments, a million", func() string { return strings.Repeat("/**/\n", 1_000_000) }, ""},
		{"selectors, 300,000", func() string { return strings.Repeat(".a,\n", 300_000) + ".b { c: d }" }, ""},
		{"selector of 300,000", func() string { return strings.Repeat(".a ", 300_000) + "{ c: d }" }, ""},
		{"media, 300,000 features", func() string { return "@media " + strings.Repeat("(a) and ", 300_000) + "(b) { .c { d: e } }" }, ""},
		{"variables, 200,000", func() string {
			var b strings.Builder
			for i := range 200_000 {
				fmt.Fprintf(&b, "@v%d: %d;\n", i, i)
			}
			return b.String() + ".a { b: @v199999 }"
		}, ""},
		{"variables, a chain", func() string {
			var b strings.Builder
			b.WriteString("@v0: 1;\n")
			for i := range 15_000 {
				fmt.Fprintf(&b, "@v%d: @v%d + 1;\n", i+1, i)
			}
			return b.String() + ".a { b: @v15000 }"
		}, ""},
		{"mixin calls, 200,000", func() string { return ".m() { b: c }\n.a {" + strings.Repeat(".m();\n", 200_000) + "}" }, ""},
		{"merged declarations", func() string { return ".a {" + strings.Repeat("b+: c;\n", 200_000) + "}" }, ""},
		{"arguments, 200,000", func() string { return ".m(@x...) { b: @x }\n.a { .m(" + strings.Repeat("1,", 200_000) + "2) }" }, ""},
	}
}

// hostileMarks are what opens something and never closes it, over and over.
func hostileMarks() []Hostile {
	var all []Hostile
	for _, mark := range []string{
		"(", "[", "{", "}", "@", "$", "/*", "~\"", "`", "'", "!", "-", "url(", "@{", "@a[", ".a[", ".a(", ":not(", ":is(.a,", "progid:a(",
		"@media (", "@import ", "@a:", "a{", "a{b:", ".m(){", "@a:{", "f(", "(1+", "not(", "&", "&:extend(", "@plugin ", "%(", "U+", "<!--", "\\",
		".a when (", "@supports (", ".m(@a,", "e(\"", "1/", "a:b;", "#a>",
	} {
		all = append(all, Hostile{"marks " + mark, func() string { return strings.Repeat(mark, 300_000) }, "error"})
		all = append(all, Hostile{"marks in a value " + mark, func() string { return ".a { b: " + strings.Repeat(mark, 300_000) }, "error"})
	}
	return append(all, Hostile{"names that do not end", func() string { return `.a { b: "` + strings.Repeat("@{", 500_000) + `" }` }, ""})
}
