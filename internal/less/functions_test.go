package less_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"skinbuild/internal/testenv"
)

// The kinds of values that random calls are made of.
var pools = map[string][]string{
	"num": {"0", "1", "2", "-1", "0.5", "-0.25", "3.7", "10", "100", "1px", "2.5px", "-3px", "10em", "50%", "33.333%", "120%", "90deg",
		"0.25turn", "1rad", "200grad", "1s", "250ms", "1in", "2.54cm", "72pt", "6pc", "10mm", "1e3", "1.005", "2.5", "0.1", "7vw", "1fr", "255", "128"},
	"pct": {"0%", "5%", "10%", "33%", "50%", "77.7%", "100%", "130%", "-10%", "20", "0.5"},
	"int": {"0", "1", "2", "3", "4", "8"},
	"col": {"#000", "#fff", "#f00", "#123456", "#AbC", "#33669980", "#1234", "red", "RebeccaPurple", "transparent", "gray", "#808080",
		"rgb(1, 2, 3)", "rgba(10, 20, 30, 0.4)", "rgb(10% 20% 30% / 50%)", "rgb(255 0 128)", "hsl(120, 50%, 25%)", "hsla(300, 10%, 80%, .3)",
		"hsl(200deg 30% 40% / 0.7)", "hsv(40, 50%, 60%)", "hsva(40, 50%, 60%, .5)", "argb(#fff)", "lighten(#123, 10%)", "spin(hsl(10, 90%, 50%), 30)"},
	"str": {`"abc"`, `'a b c'`, `"%d and %s"`, `"100%"`, `~"esc"`, `"a=1;b:(2)#3"`, `"ünï€😀"`, `""`, `"Hello World"`, `"%A-%S-%D"`, `'%a %%'`},
	"key": {"solid", "auto", "true", "false", "inherit", "none", "foo-bar"},
	"lst": {"1px solid red", "a, b, c", "1 2, 3 4", "(1px 2px)", "~'a', ~'b'", "Arial, 'Times New', serif", "1px"},
	"uni": {"px", "em", "'px'", "%", "cm", "rad", "deg", "s", "ms", "turn", "foo", "in", "pt"},
	"url": {"url(a.png)", "url('b.gif')"},
	"var": {"var(--x)", "calc(1px + 2em)", "env(safe)"},
	"rel": {"relative", "absolute"},
	"rex": {`"b"`, `"[aeiou]"`, `"(l+)(o)"`, `"^H"`, `"\s"`, `"B"`, `"x*"`},
	"rep": {`"X"`, `"<$1>"`, `"$&$&"`, `"$2$1$$"`, `"[$'|$` + "`" + `]"`, "5px", "red", `""`},
	"flg": {`"g"`, `"i"`, `"gi"`, `""`},
	"ste": {"1", "2", "7"},
	"cnd": {"(1 = 1)", "(2px > 1px)", "true", "not (1 < 2)", "(red = #f00)", "isnumber(3)", "((1 > 2) or (2 = 2))", "(iscolor(red)) and (1px = 1)"},
	"sep": {"to bottom", "to right", "to bottom right", "to top right", "ellipse", "ellipse at center"},
	"stp": {"red", "#abc 10%", "rgba(1, 2, 3, .5) 30%", "blue 55.5%", "hsl(120, 50%, 50%) 2px"},
}

// calls are the builtins with the kinds of their arguments: "a|b" is one of two,
// a final "?" may be left out.
var calls = strings.Fields(`
rgb:num,num,num rgba:num,num,num,num rgb:col rgba:col,num? hsl:num,pct,pct hsla:num,pct,pct,num hsl:col hsla:col,num? hsv:num,pct,pct hsva:num,pct,pct,num
argb:col hue:col saturation:col lightness:col hsvhue:col hsvsaturation:col hsvvalue:col red:col green:col blue:col alpha:col luma:col luminance:col
saturate:col,pct,rel? desaturate:col,pct,rel? lighten:col,pct,rel? darken:col,pct,rel? fadein:col,pct,rel? fadeout:col,pct,rel? fade:col,pct spin:col,num
mix:col,col,pct? tint:col,pct? shade:col,pct? greyscale:col contrast:col,col?,col?,pct? color:str|col|key
multiply:col,col screen:col,col overlay:col,col softlight:col,col hardlight:col,col difference:col,col exclusion:col,col average:col,col negation:col,col
ceil:num|var floor:num|var sqrt:num|var abs:num|var sin:num cos:num tan:pct asin:num acos:num atan:pct round:num,int? percentage:num|var|key pi:
mod:num,num pow:num,int min:num,num,num? max:num,num,num? min:lst max:num,lst min:num,var max:num,key convert:num,uni unit:num,uni? unit:key|col get-unit:num
e:str escape:str %:str,num|str|col|key,num|str|lst? replace:str,rex,rep,flg?
length:lst|num|col extract:lst,int range:int range:int,num range:num,num,ste ~:lst
isnumber:num|col|key|str isstring:str|key|num iscolor:col|key iskeyword:key|col isurl:url|str ispixel:num isem:num ispercentage:num isunit:num|col,uni isruleset:num
if:cnd,num|key,col|str? boolean:cnd svg-gradient:sep,stp,stp,stp? unknown-function:num,str,col translate:num,num alpha:str|num
fade:num,pct darken:key,pct lighten:col,key saturate:num invert:pct contrast:num hue-rotate:num blur:num isdefined:num
clamp:num,num,num hypot:num,num calc:num oklch:pct,num,num color-mix:key,col,col`)

func pick(r *rand.Rand, kinds string) string {
	list := strings.Split(kinds, "|")
	pool := pools[list[r.IntN(len(list))]]
	return pool[r.IntN(len(pool))]
}

func randomCall(r *rand.Rand) string {
	name, kinds, _ := strings.Cut(calls[r.IntN(len(calls))], ":")
	var args []string
	for _, k := range strings.Split(kinds, ",") {
		optional := strings.HasSuffix(k, "?")
		if k == "" || optional && r.IntN(2) == 0 {
			break
		}
		args = append(args, pick(r, strings.TrimSuffix(k, "?")))
	}
	return fmt.Sprintf("%s(%s)", name, strings.Join(args, [...]string{", ", "; "}[r.IntN(8)/7]))
}

// randomOperation is an operation on two values in parentheses.
func randomOperation(r *rand.Rand) string {
	operand := func() string {
		switch r.IntN(4) {
		case 0:
			return randomCall(r)
		case 1:
			return pick(r, "col")
		default:
			return pick(r, "num")
		}
	}
	return fmt.Sprintf("(%s %c %s)", operand(), "+-*/"[r.IntN(4)], operand())
}

// refInput and refOutput are what testdata/compile.mjs reads and prints.
type refInput struct {
	Source  string         `json:"source"`
	Options map[string]any `json:"options,omitempty"`
}

type refOutput struct{ CSS, Error string }

// TestFunctionsLikeReference compares random calls of every builtin, and random
// operations, with less.js: the css or, where less.js fails, its error.
func TestFunctionsLikeReference(t *testing.T) {
	r := rand.New(rand.NewPCG(2026, 11))
	var inputs []refInput
	for i := range 3000 {
		expr := randomCall(r)
		if i%4 == 3 {
			expr = randomOperation(r)
		}
		in := refInput{Source: ".a { b: " + expr + " }"}
		switch i % 10 {
		case 4:
			in.Options = map[string]any{"compress": true}
		case 5:
			in.Options = map[string]any{"strictUnits": true}
		case 6:
			in.Source = "@v: " + expr + "; .a { b: @v; c: @v 1px }"
		}
		inputs = append(inputs, in)
	}
	compareWithReference(t, inputs)
}

func compareWithReference(t *testing.T, inputs []refInput) {
	t.Helper()
	var want []refOutput
	testenv.Node(t, "compile.mjs", inputs, &want)
	failed := 0
	for i, in := range inputs {
		text := fmt.Sprint(in.Options)
		got := compileRef(t, oneFile{"input": in.Source}, "input", refOptionsOf(t, in.Options))
		if got.css == want[i].CSS && (got.err != "") == (want[i].Error != "") && sameError(got.err, want[i].Error) {
			continue
		}
		if failed++; failed <= 40 {
			t.Errorf("%s %s\n got %q %s\nwant %q %s", in.Source, text, got.css, got.err, want[i].CSS, want[i].Error)
		}
	}
	t.Logf("%d of %d as less.js", len(inputs)-failed, len(inputs))
}
