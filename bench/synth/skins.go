package synth

import (
	"fmt"
	"strings"
)

// A SkinHostile is a file of a skin that asks for much time or memory.
type SkinHostile struct {
	Name string
	File string // the file of the skin: skin.css, skin.properties or manifest.xml
	Most int    // the largest n that is tried
	Text func(n int) string
}

// SkinHostiles returns the hostile files of a skin. What they have n of is in the name.
func SkinHostiles() []SkinHostile {
	return []SkinHostile{
		{"@Darken( in itself", "skin.properties", 20_000, func(n int) string {
			return "BarColor = @" + strings.Repeat("Darken(", n) + "red" + strings.Repeat(",10)", n) + "@\n"
		}},
		{"@Darken( in itself, marks", "skin.css", 20_000, func(n int) string {
			return ".a { color: " + strings.Repeat("@Darken(", n) + "red" + strings.Repeat(",10)@", n) + " }\n"
		}},
		{"@ alone", "skin.css", 4_000_000, func(n int) string { return ".a { b: " + strings.Repeat("@", n) + " }\n" }},
		{"@ with spaces", "skin.css", 2_000_000, func(n int) string { return ".a { b: " + strings.Repeat("@ ", n) + " }\n" }},
		{"@ in a property", "skin.properties", 4_000_000, func(n int) string { return "BarColor = " + strings.Repeat("@", n) + "\n" }},
		{"calls", "skin.css", 60_000, func(n int) string {
			return ".a { color: " + strings.Repeat("@Darken(red,10)@ ", n) + "}\n"
		}},
		{"rules of calls", "skin.css", 60_000, func(n int) string {
			return strings.Repeat(".a { color: @Darken(red,10)@ }\n", n)
		}},
		{"progid:a(", "skin.css", 500_000, func(n int) string { return ".a { filter: " + strings.Repeat("progid:a(", n) + " }\n" }},
		{":not(", "skin.css", 500_000, func(n int) string {
			return strings.Repeat(":not(", n) + "a" + strings.Repeat(")", n) + " { b: c }\n"
		}},
		{":not( left open", "skin.css", 500_000, func(n int) string { return strings.Repeat(":not(", n) + " { b: c }\n" }},
		{"a( in a value", "skin.css", 500_000, func(n int) string {
			return ".a { b: " + strings.Repeat("a(", n) + strings.Repeat(")", n) + " }\n"
		}},
		{"declarations of one rule", "skin.css", 700_000, func(n int) string { return ".a { " + strings.Repeat("color: red; ", n) + "}\n" }},
		{"properties of one rule", "skin.css", 400_000, func(n int) string {
			return ".a { " + numbered("p%d: red; ", n) + "}\n"
		}},
		{"selectors of one rule", "skin.css", 1_500_000, func(n int) string { return strings.Repeat(".a,", n) + ".b { c: d }\n" }},
		{"rules", "skin.css", 400_000, func(n int) string { return numbered(".a%d { color: red }\n", n) }},
		{"compound selector", "skin.css", 1_500_000, func(n int) string { return strings.Repeat(".a", n) + " { c: d }\n" }},
		{"descendants", "skin.css", 1_500_000, func(n int) string { return strings.Repeat(".a ", n) + "{ c: d }\n" }},
		{"@media in itself", "skin.css", 100_000, func(n int) string {
			return strings.Repeat("@media print{", n) + strings.Repeat("}", n) + "\n"
		}},
		{"rules in each other", "skin.css", 100_000, func(n int) string {
			return strings.Repeat("a{", n) + strings.Repeat("}", n) + "\n"
		}},
		{"values", "skin.css", 3_000_000, func(n int) string { return ".a { b: " + strings.Repeat("a,", n) + "b }\n" }},
		{"comments", "skin.css", 1_500_000, func(n int) string { return strings.Repeat("/* */", n) + "a { b: c }\n" }},
		{"comment left open", "skin.css", 3_000_000, func(n int) string { return strings.Repeat("/*", n) }},
		{"strings left open", "skin.css", 1_000_000, func(n int) string { return strings.Repeat("a { b: \" }\n", n) }},
		{"shut braces", "skin.css", 8_000_000, func(n int) string { return strings.Repeat("}", n) }},
		{"#IFDEF in itself", "skin.css", 100_000, func(n int) string {
			return strings.Repeat("#IFDEF MSIE\n", n) + ".a { b: c }\n" + strings.Repeat("#ENDIF\n", n)
		}},
		{"#IFDEF, then #ENDIF", "skin.css", 100_000, func(n int) string {
			return strings.Repeat("#IFDEF MSIE\n.a { b: c }\n#ENDIF\n", n)
		}},
		{"properties", "skin.properties", 40_000, func(n int) string { return numbered("Key%d = red\n", n) }},
		{"chain of properties", "skin.properties", 20_000, func(n int) string {
			var b strings.Builder
			for i := range n {
				fmt.Fprintf(&b, "K%d = @K%d@\n", i, i+1)
			}
			fmt.Fprintf(&b, "K%d = red\n", n)
			return b.String()
		}},
		{"properties that double", "skin.properties", 40, func(n int) string {
			var b strings.Builder
			for i := range n {
				fmt.Fprintf(&b, "K%d = @K%d@ @K%d@\n", i, i+1, i+1)
			}
			fmt.Fprintf(&b, "K%d = red\n", n)
			return b.String()
		}},
		{"files of a manifest", "manifest.xml", 20_000, func(n int) string {
			return "<skin><common><css>" + strings.Repeat("<file>skin.css</file>", n) + "</css></common></skin>\n"
		}},
	}
}

func numbered(format string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}
