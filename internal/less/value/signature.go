package value

import (
	"fmt"
	"strings"
	"sync"
)

// signatureList has the parameters of the functions: name:type, a type followed by "?"
// may be left out.
const signatureList = `
rgb red:any green:any? blue:any?
rgba red:any green:any? blue:any? alpha:any?
hsl hue:any saturation:any? lightness:any?
hsla hue:any saturation:any? lightness:any? alpha:any?
hsv hue:number saturation:number value:number
hsva hue:number saturation:number value:number alpha:number
hue color:color
saturation color:color
lightness color:color
alpha color:color
hsvhue color:color
hsvsaturation color:color
hsvvalue color:color
red color:color
green color:color
blue color:color
luma color:color
luminance color:color
argb color:color
color text:string
saturate color:color amount:number method:any?
desaturate color:color amount:number method:any?
lighten color:color amount:number method:any?
darken color:color amount:number method:any?
fadein color:color amount:number method:any?
fadeout color:color amount:number method:any?
fade color:color amount:number
spin color:color angle:number
mix color1:color color2:color weight:number?
tint color:color weight:number?
shade color:color weight:number?
greyscale color:color
contrast color:color dark:color? light:color? threshold:number?
multiply color1:color color2:color
screen color1:color color2:color
overlay color1:color color2:color
softlight color1:color color2:color
hardlight color1:color color2:color
difference color1:color color2:color
exclusion color1:color color2:color
average color1:color color2:color
negation color1:color color2:color
ceil number:number
floor number:number
sqrt number:number
abs number:number
sin angle:number
cos angle:number
tan angle:number
asin number:number
acos number:number
atan number:number
percentage number:number
round number:number decimals:number?
mod number:number divisor:number
pow base:number exponent:number
convert number:number unit:any
unit number:number unit:any?
get-unit number:any
e text:any
escape text:any
% format:any values:any?
replace text:any pattern:any replacement:any flags:any?
extract list:any index:number
length list:any
range start:number end:number? step:number?
isunit value:any unit:any
data-uri type:any file:any?
image-size file:any
image-width file:any
image-height file:any
svg-gradient direction:any color1:any color2:any?
if condition:any value1:any value2:any?
each list:any block:ruleset
`

type parameter struct {
	name, kind string
	optional   bool
}

var signatures = sync.OnceValue(func() map[string][]parameter {
	all := map[string][]parameter{}
	for line := range strings.Lines(signatureList) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		var params []parameter
		for _, w := range words[1:] {
			name, kind, _ := strings.Cut(w, ":")
			kind, optional := strings.CutSuffix(kind, "?")
			params = append(params, parameter{name, kind, optional})
		}
		all[words[0]] = params
	}
	return all
})

// Usage is how a function of the language is called, "fade(color, amount)"; "" for one
// that is not listed.
func Usage(name string) string {
	params, ok := signatures()[strings.ToLower(name)]
	if !ok {
		return ""
	}
	var names []string
	for _, p := range params {
		if p.optional {
			p.name = "[" + p.name + "]"
		}
		names = append(names, p.name)
	}
	return name + "(" + strings.Join(names, ", ") + ")"
}

// Misused says in the words of a function of the language what is wrong with its
// arguments, given the error that it returned, and how it is called.
func Misused(name string, args []Value, err *Failure) (text, hint string) {
	if usage := Usage(name); usage != "" {
		hint = "call it as " + usage
	}
	for i, p := range signatures()[strings.ToLower(name)] {
		if i >= len(args) || args[i] == nil {
			if p.optional {
				break
			}
			return fmt.Sprintf("%s: argument %d, %s, is missing", name, i+1, p.name), hint
		}
		is := KindName(args[i])
		if p.kind == "any" || p.kind == is {
			continue
		}
		if is == "operation" && p.kind == "number" {
			hint = "put the operation in parentheses, so that it is calculated: (" + Raw(args[i]) + ")"
		}
		return fmt.Sprintf("%s: argument %d, %s, is %s and not a %s", name, i+1, p.name, described(args[i], is), p.kind), hint
	}
	switch text := err.Text; {
	case text == "Dimension is not a number.":
		return name + ": the result is not a number", hint
	case strings.HasPrefix(text, "Cannot read properties"), strings.HasSuffix(text, "is not a function"):
		return name + ": it cannot be called with these arguments", hint
	case strings.HasPrefix(text, "toFixed()"):
		return name + ": argument 2, decimals, must be from 0 to 100", hint
	default:
		return name + ": " + text, hint
	}
}

// described is a value with its kind, as errors name it.
func described(v Value, kind string) string {
	text := Raw(v)
	if kind == "ruleset" || text == "" {
		return withArticle(kind)
	}
	if len(text) > 40 {
		text = strings.ToValidUTF8(text[:40], "") + "…"
	}
	return text + ", " + withArticle(kind)
}

func withArticle(kind string) string {
	if strings.IndexByte("aeiou", kind[0]) >= 0 {
		return "an " + kind
	}
	return "a " + kind
}

// KindName is the kind of a value in the words of the manual.
func KindName(v Value) string {
	switch v := v.(type) {
	case *Number:
		return "number"
	case *Color:
		return "color"
	case *Quoted:
		return "string"
	case *Keyword:
		return "word"
	case *List:
		return "list"
	case *URL:
		return "url"
	case *Operation, *Negative:
		return "operation"
	case *CSSCall:
		return "call of a CSS function"
	case Truth:
		return "truth value"
	default:
		if _, ok := v.(interface{ IsRuleset() }); ok {
			return "ruleset"
		}
		return "text"
	}
}
