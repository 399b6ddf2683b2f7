// Package synth writes stylesheets of any size, each family stressing one part of
// a LESS compiler, so that growth can be measured: a compiler is sound if a text of
// 8 times the size takes about 8 times as long.
package synth

import (
	"fmt"
	"strings"
)

// A Family makes stylesheets of one kind.
type Family struct {
	Name string
	Text func(size int) string // size 1, 2, 4, 8 …: how many times the smallest
	// Files are what the text imports, by name; nil for a family that imports nothing.
	Files func(size int) map[string]string
}

// Families returns all families, the plainest first.
func Families() []Family {
	return []Family{
		{Name: "plain", Text: plain},
		{Name: "nest", Text: nest},
		{Name: "mixin", Text: mixin},
		{Name: "ext", Text: extendAll},
		{Name: "extexact", Text: extendExact},
		{Name: "eachloop", Text: eachLoop},
		{Name: "loop", Text: loop},
		{Name: "full", Text: Full},
		{Name: "fullS", Text: func(size int) string { return full(250*size, 60*size, 50*size) }},
		{Name: "maps", Text: maps},
		{Name: "detached", Text: detached},
		{Name: "imports", Text: imports, Files: importedFiles},
		{Name: "replace", Text: replace},
		{Name: "media", Text: media},
		{Name: "lists", Text: lists},
	}
}

// maps is 5,000 look-ups of the members of a map of 200.
func maps(size int) string {
	var b strings.Builder
	b.WriteString("@base: 1px;\n@map: {\n")
	for i := range 200 {
		fmt.Fprintf(&b, "  k%d: (@base * %d);\n", i, i)
	}
	b.WriteString("}\n")
	for i := range 5000 * size {
		fmt.Fprintf(&b, ".m%d { width: @map[k%d]; }\n", i, i%200)
	}
	return b.String()
}

// detached is 5,000 rulesets as values, each called twice and passed to a mixin.
func detached(size int) string {
	var b strings.Builder
	b.WriteString(".with(@block) { .inside { @block(); } }\n")
	for i := range 5000 * size {
		fmt.Fprintf(&b, "@d%d: { width: %dpx; .x { top: @i%d } } @i%d: %d;\n.r%d { @d%d(); &:hover { @d%d(); } .with(@d%d); }\n", i, i, i, i, i, i, i, i, i)
	}
	return b.String()
}

// imports is 250 files, at eight times the size 2,000.
func imports(size int) string {
	var b strings.Builder
	for i := range 250 * size {
		fmt.Fprintf(&b, "@import \"imported/f%d\";\n", i)
	}
	return b.String()
}

func importedFiles(size int) map[string]string {
	files := map[string]string{}
	for i := range 250 * size {
		files[fmt.Sprintf("imported/f%d.less", i)] = fmt.Sprintf("@w%d: %dpx;\n.f%d { width: @w%d; a { height: (@w%d * 2); } }\n", i, i, i, i, (i+1)%(250*size))
	}
	return files
}

// replace is 2,000 calls of replace() with a pattern that looks at each place twice.
func replace(size int) string {
	var b strings.Builder
	for i := range 2000 * size {
		fmt.Fprintf(&b, ".r%d { content: replace(\"a-%d-b-c-d\", \"(\\w+)-(\\w+)\", \"$2.$1\", \"g\"); }\n", i, i)
	}
	return b.String()
}

// media is 5 times 200 queries in each other.
func media(size int) string {
	var b strings.Builder
	for i := range 5 * size {
		fmt.Fprintf(&b, ".q%d { %s color: red; %s }\n", i, strings.Repeat("@media (color) { ", 200), strings.Repeat("} ", 200))
	}
	return b.String()
}

// lists is 20 lists of 50 selectors with rules four deep in them.
func lists(size int) string {
	var b strings.Builder
	for i := range 20 * size {
		for k := range 50 {
			if k > 0 {
				b.WriteString(", ")
			}
			fmt.Fprintf(&b, ".l%d-%d", i, k)
		}
		b.WriteString(" { a: b; .a { c: d; &:hover, .b { e: f; .c & { g: h } } } }\n")
	}
	return b.String()
}

// plain is 10,000 rules of plain CSS.
func plain(size int) string {
	var b strings.Builder
	for i := range 10000 * size {
		fmt.Fprintf(&b, ".p%d .q%d > a:hover { color: #%03x; margin: 0 auto %dpx; background: url(a%d.png) no-repeat; }\n", i, i%50, i%4096, i, i)
	}
	return b.String()
}

// nest is 150 rules that nest four deep with two to three selectors a level.
func nest(size int) string {
	var b strings.Builder
	for i := range 150 * size {
		fmt.Fprintf(&b, ".n%d, .m%d { .a, .b, .c { .d, .e { &:hover, &.on { color: red; .z & { top: 0 } } } } }\n", i, i)
	}
	return b.String()
}

// mixin is 6,000 calls of guarded mixins that call guarded mixins.
func mixin(size int) string {
	var b strings.Builder
	b.WriteString(`@c: #123456;
.m(@a; @b: 2) when (iscolor(@a)) { color: @a; .n(@b); }
.m(@a; @b: 2) when (isnumber(@a)) { width: (@a + @b); .n(@a); }
.n(@x) when (@x > 1) { height: @x; }
.n(@x) when (default()) { height: 0; }
`)
	for i := range 3000 * size {
		fmt.Fprintf(&b, ".q%d { .m(%dpx); .m(spin(@c, %d)); }\n", i, i, i%360)
	}
	return b.String()
}

// extendAll is 1,000 extends with "all", each of which matches one of 2,000 rules.
func extendAll(size int) string {
	var b strings.Builder
	for i := range 1000 * size {
		fmt.Fprintf(&b, ".b%d .x { color: red; } .c%d { top: 1px; }\n", i, i)
	}
	for i := range 1000 * size {
		fmt.Fprintf(&b, ".e%d:extend(.b%d all) { left: 0; }\n", i, i)
	}
	return b.String()
}

// extendExact is 1,000 exact extends of 1,000 rules.
func extendExact(size int) string {
	var b strings.Builder
	for i := range 1000 * size {
		fmt.Fprintf(&b, ".b%d { color: red; }\n", i)
	}
	for i := range 1000 * size {
		fmt.Fprintf(&b, ".e%d:extend(.b%d) { left: 0; }\n", i, i)
	}
	return b.String()
}

// loop is a mixin that calls itself 500 times.
func loop(size int) string {
	return fmt.Sprintf(`.loop(@i) when (@i > 0) { .w-@{i} { width: (@i * 100%% / %d); .x & { top: @i } } .loop((@i - 1)); }
.loop(%d);
`, 5000*size, 500*size)
}

// eachLoop is each() over 5,000 values.
func eachLoop(size int) string {
	return fmt.Sprintf("each(range(%d), { .w-@{value} { width: (@value * 1px); color: fade(#123, (mod(@value,100) * 1%%)); } });\n", 5000*size)
}

// Full is 20,000 rules that use everything: nesting, guards, rest arguments, a
// recursion 1,250 deep in four places and 1,000 extends.
func Full(size int) string { return full(5000*size, 1250*size, 1000*size) }

func full(blocks, depth, extends int) string {
	var b strings.Builder
	b.WriteString(`@base: #336699; @pad: 4px;
.guard(@n) when (@n < 3) { margin: (@n * 1px); }
.guard(@n) when (@n >= 3) and (@n < 6) { margin: (@n * 2px); color: darken(@base, (@n * 1%)); }
.guard(@n) when (default()) { padding: @n; }
.box(@a: 1px; @b: 2px; @rest...) { width: @a; height: @b; box-shadow: @rest; }
`)
	for i := range blocks {
		fmt.Fprintf(&b, ".blk%d { color: lighten(@base, %d%%); padding: (@pad + %d); &:hover { .guard(%d); } .in%d { width: %dpx; > a, > b { border: 1px solid fade(@base, %d%%); } } .box(%dpx; 3px; 0 0 1px red, 0 1px 2px blue); }\n",
			i, i%30, i%7, i%8, i%100, i, i%100, i)
	}
	fmt.Fprintf(&b, ".loop(@i) when (@i > 0) { .w-@{i} { width: (@i * 100%% / %d); } .loop((@i - 1)); }\n", depth)
	for c := range 4 {
		fmt.Fprintf(&b, ".l%d { .loop(%d); }\n", c, depth)
	}
	for i := range extends {
		fmt.Fprintf(&b, ".ext%d { &:extend(.blk%d all); top: %dpx; }\n", i, i*7%blocks, i)
	}
	return b.String()
}
