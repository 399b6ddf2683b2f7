package convert_test

import (
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"skinbuild/internal/skins/convert"
)

// Pieces of sheets; put together at random they cut across each other in all ways.
var randomPieces = []string{
	"#IFDEF MSIE\n", "#IFNDEF MSIE\n", "#IFDEF GECKO\n", "#IFDEF MAC\n", "#ELSE\n", "#ENDIF\n", "#ENDIF\n", "\n#ifdef MSIE // x\n",
	".a ", ".b", ".a .b ", ".a:hover ", ", ", "> ", "DIV", "#id ", " {", "{ ", "}", " }\n", ";", ";\n", "\n",
	"color: red", "b:@AppC@", "margin:0 1px", "@Name@: x", "x:@darken(AppC,5)@", "filter:progid:X(a='b')", "-moz-x:1;-webkit-x:1;x:1;",
	"@Text@", "@Open@", "@Rules@\n", "@Empty@", "@round(3px)@", "@Unknown@", " @ ", "@media print {", "@import url(x);",
	"/* c */", "/*", "*/", "\"s\"", "url(@Img@)", "(", ")", "!important", "\\",
}

// well are whole statements, of which most of a sheet is made.
var wholePieces = []string{
	".a { color: red; }\n", ".a .b { @Text@ color: @AppC@ }\n", ".a:hover, .c:hover { x: y; x: y }\n", "#IFDEF MSIE\n.a .c { z: 1 }\n#ENDIF\n",
	".a .d {\n#IFDEF MSIE\n  zoom: 1;\n#ELSE\n  opacity: .5;\n#ENDIF\n}\n", "/* words */\n", "#IFNDEF GECKO\n.e { f: g }\n#ELSE\n#IFDEF MSIE\n.e { f: h }\n#ENDIF\n#ENDIF\n",
	".a .x, .b .x { p: q }\n", ".a .y, .b .y { p: q }\n", "@media print { .a { b: c } .a .b { d: e } }\n", "#IFDEF GECKO\n.f,\n#ENDIF\n.g { h: i }\n",
}

func randomSheet(r *rand.Rand) string {
	var b strings.Builder
	for range 1 + r.IntN(12) {
		list := wholePieces
		if r.IntN(3) == 0 {
			list = randomPieces
		}
		b.WriteString(list[r.IntN(len(list))])
	}
	return b.String()
}

// RANDOM_SHEETS asks for more than a usual run has time for.
func TestRandomSheets(t *testing.T) {
	n := 500
	if s := os.Getenv("RANDOM_SHEETS"); s != "" {
		n, _ = strconv.Atoi(s)
	}
	converted := 0
	for seed := range n {
		sheet := randomSheet(rand.New(rand.NewPCG(uint64(seed), 1)))
		r, ds := convert.Skin(fuzzApp(sheet), "x", nil)
		for _, d := range ds {
			if strings.HasPrefix(d.Code.String(), "convert/differs") {
				t.Errorf("seed %d: %v\n%s", seed, d, sheet)
			}
		}
		if r != nil {
			converted++
		}
	}
	if converted < n/2 {
		t.Errorf("only %d of %d sheets were converted", converted, n)
	}
}
