package yui

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	tokens "github.com/tdewolff/parse/v2/css"

	"skinbuild/internal/codes"
	"skinbuild/internal/css"
	"skinbuild/internal/source"
)

// Numbers whose unit the compressor removes: a zero (exactly "0", "0.0" or
// ".0", but not "00"), and by mistake any number ending in ".0".
var (
	zero    = regexp.MustCompile(`(?i)^([+-]?)(?:0?\.)?0(px|em|%|in|cm|mm|pc|pt|ex|deg|g?rad|m?s|k?hz)$`)
	dotZero = regexp.MustCompile(`(?i)^([+-]?[0-9]+)\.0(px|em|%|in|cm|mm|pc|pt|ex|deg|g?rad|m?s|k?hz)$`)
)

// names makes a set of space-separated names.
func names(list string) map[string]bool {
	set := map[string]bool{}
	for name := range strings.FieldsSeq(list) {
		set[name] = true
	}
	return set
}

var (
	// Functions that calculate: a sum needs blanks, and a zero its unit.
	math = names("calc calc-size min max clamp round mod rem abs sign hypot sin cos tan asin acos atan atan2 pow sqrt log exp")
	// Functions in which 0 is not 0%.
	percentOnly = names("hsl hsla hwb lab lch oklab oklch color color-mix linear cross-fade device-cmyk")
	// Functions in which 0 is an angle.
	angleFunctions = names("rotate rotatex rotatey rotatez rotate3d skew skewx skewy hue-rotate linear-gradient repeating-linear-gradient conic-gradient repeating-conic-gradient hsl hsla hwb lch oklch")
	// Properties in which 0 differs from 0%: for a box without a size, 0% is not
	// 0.
	percentProperties = names("flex flex-basis height max-height ascent-override descent-override line-gap-override size-adjust font-stretch")
	// Properties whose zeros may be merged, or in which the compressor corrects
	// the zeros.
	mergeable = names(`margin padding border-width border-radius border-top-left-radius border-top-right-radius border-bottom-left-radius
		border-bottom-right-radius border-spacing border-image-outset border-image-slice border-image-width gap grid-gap inset
		inset-block inset-inline margin-block margin-inline padding-block padding-inline scroll-margin scroll-padding
		border-block-width border-inline-width translate scale background-position transform-origin background-size overflow-clip-margin
		-webkit-mask-position`)
	// Properties whose value may start with a name that the sheet defines.
	namedBy = names(`animation animation-name grid-area grid-row grid-row-start grid-row-end grid-column grid-column-start grid-column-end
		container container-name view-transition-name counter-reset counter-increment counter-set list-style list-style-type
		anchor-name position-anchor page timeline-scope scroll-timeline-name view-timeline-name font-palette`)
	noneByHalf = regexp.MustCompile(`(?i)(?:border(?:-top|-right|-bottom|-left)?|outline|background)$`)
)

// A call is the innermost function whose parentheses enclose a token.
type call struct {
	name    string // without vendor prefix, in lower case; "" outside all functions
	percent bool   // it has a percentage other than zero
	math    bool   // it, or a function around it, calculates
}

// lookAhead is how many tokens behind a parenthesis are looked at for what it encloses.
const lookAhead = 256

func (c *checker) declaration(s *css.Statement) {
	name := strings.ToLower(s.Name())
	custom := strings.HasPrefix(name, "--")
	property := css.Unprefixed(name)
	value := s.Value()
	c.mergedZeros(name, value)
	c.lowered(property, custom, value)
	if custom {
		c.none(name, value)
	}
	calls := []call{{}} // by parenthesis
	for i, t := range value {
		inner := calls[len(calls)-1]
		switch t.Type {
		case tokens.FunctionToken:
			fn := css.Unprefixed(strings.ToLower(strings.TrimSuffix(t.Text, "(")))
			calls = append(calls, call{fn, otherPercent(ahead(value, i+1)), inner.math || math[fn]})
			if t.Text == "rgb(" {
				c.rgb(ahead(value, i))
			}
		case tokens.LeftParenthesisToken, tokens.LeftBracketToken:
			calls = append(calls, inner)
		case tokens.RightParenthesisToken, tokens.RightBracketToken:
			calls = calls[:max(1, len(calls)-1)]
		case tokens.DelimToken:
			c.operator(value, i, custom || inner.math)
		case tokens.DimensionToken, tokens.PercentageToken:
			c.number(t, property, custom, inner)
		}
	}
}

func ahead(value []css.Token, i int) []css.Token { return value[i:min(len(value), i+lookAhead)] }

// otherPercent reports whether a percentage other than zero precedes the
// closing parenthesis.
func otherPercent(rest []css.Token) bool {
	for _, t := range rest {
		if t.Type == tokens.RightParenthesisToken {
			return false
		}
		if t.Type == tokens.PercentageToken && !zero.MatchString(t.Text) {
			return true
		}
	}
	return false
}

// operator reports a sum whose operator loses its blanks, and a difference with
// a parenthesis, whose operator loses one.
func (c *checker) operator(value []css.Token, i int, sum bool) {
	t := value[i]
	if !sum || i == 0 || i+2 >= len(value) || !value[i-1].Space() || !value[i+1].Space() {
		return
	}
	right := value[i+2]
	d := finding{span: source.Span{Start: t.Start, End: right.End}, rule: codes.YUICalc, text: `"+" loses the blanks around it, and a sum without blanks is invalid`}
	switch {
	case t.Text == "-" && right.Type == tokens.LeftParenthesisToken:
		d.text = `"-" loses the blank before the parenthesis, and a difference without it is invalid`
		d.safe = []source.Edit{{Span: right.Span, New: "1*("}}
	case t.Text != "+":
		return
	default:
		d.safe = []source.Edit{{Span: t.Span, New: "-"}, {Span: right.Span, New: negated(right)}}
	}
	c.add(d)
}

// negated writes an operand so that subtracting it adds the original.
func negated(t css.Token) string {
	switch t.Type {
	case tokens.NumberToken, tokens.DimensionToken, tokens.PercentageToken:
		if text, negative := strings.CutPrefix(t.Text, "-"); negative {
			return unzero(text)
		}
		return unzero("-" + strings.TrimPrefix(t.Text, "+"))
	}
	return "-1*" + t.Text
}

// unzero writes a number so that the compressor keeps its unit.
func unzero(number string) string {
	if m := zero.FindStringSubmatch(number); m != nil {
		return m[1] + "00" + m[2]
	}
	if m := dotZero.FindStringSubmatch(number); m != nil {
		return m[1] + m[2]
	}
	return number
}

// number reports a number that loses a unit it needs.
func (c *checker) number(t css.Token, property string, custom bool, inner call) {
	m := zero.FindStringSubmatch(t.Text)
	if m == nil {
		if m = dotZero.FindStringSubmatch(t.Text); m != nil {
			c.add(finding{span: t.Span, rule: codes.YUIDotZero, text: fmt.Sprintf("%s loses its unit and becomes %s.0", t.Text, m[1]), safe: []source.Edit{{Span: t.Span, New: m[1] + m[2]}}})
		}
		return
	}
	why, unclear := needsUnit(strings.ToLower(m[2]), property, custom, inner)
	if why == "" {
		return
	}
	c.add(finding{span: t.Span, rule: codes.YUIZero, unclear: unclear, text: fmt.Sprintf("%s becomes 0, %s", t.Text, why), safe: []source.Edit{{Span: t.Span, New: m[1] + "00" + m[2]}}})
}

// needsUnit returns why a zero changes its meaning without its unit, or "" if
// it does not.
func needsUnit(unit, property string, custom bool, inner call) (why string, unclear bool) {
	switch {
	case inner.math:
		return "which cannot be added to or compared with lengths", false
	case unit == "s" || unit == "ms" || strings.HasSuffix(unit, "hz"):
		return "which is not a time", false
	case unit == "%" && percentOnly[inner.name]:
		return "which " + inner.name + "() does not take for 0%", false
	case unit == "%" && (inner.name == "rgb" || inner.name == "rgba") && inner.percent:
		return "which cannot stand beside percentages", false
	case unit == "%" && percentProperties[property] && inner.name == "":
		return "which is not 0% in " + property, false
	case (strings.HasSuffix(unit, "rad") || unit == "deg") && !angleFunctions[inner.name] && !custom:
		return "which is not an angle", false
	case custom && inner.name == "":
		return "which differs if calc() uses " + property, true
	}
	return "", false
}

// mergedZeros reports two to four zeros that the compressor merges into one.
func (c *checker) mergedZeros(name string, value []css.Token) {
	var zeros []css.Token
	for _, t := range value {
		switch {
		case t.Blank():
		case t.Text == "0" || zero.MatchString(t.Text) && t.Text[0] != '-' && t.Text[0] != '+':
			zeros = append(zeros, t)
		default:
			return
		}
	}
	if len(zeros) < 2 || len(zeros) > 4 || mergeable[name] || strings.HasSuffix(name, "transform-origin") || mergeable[css.Unprefixed(name)] && strings.HasPrefix(name, "-") && name != "-webkit-background-size" {
		return
	}
	last := zeros[len(zeros)-1]
	c.add(finding{span: source.Span{Start: zeros[0].Start, End: last.End}, rule: codes.YUIZeros, unclear: strings.HasPrefix(name, "--"),
		text: fmt.Sprintf("the zeros are merged into one, which has another meaning in %s", name), hint: "write the last as 00" + strings.TrimLeft(last.Text, "0."),
		safe: []source.Edit{{Span: last.Span, New: "00" + strings.TrimLeft(last.Text, "0.")}}})
}

// lowered reports a name at the start of a value that the compressor changes to
// lower case there, but not in its definition.
func (c *checker) lowered(property string, custom bool, value []css.Token) {
	if !namedBy[property] && !custom {
		return
	}
	for _, t := range value {
		if t.Blank() {
			continue
		}
		m := lowerName.FindStringSubmatchIndex(":" + t.Text)
		if m != nil && m[0] == 0 && hasUpper(t.Text[:m[3]-1]) && t.Type == tokens.IdentToken {
			c.add(finding{span: t.Span, rule: codes.YUICase, unclear: custom, text: fmt.Sprintf("the name %s changes to lower case, because :%s looks like a pseudo-class", t.Text, t.Text[:m[3]-1]),
				hint: "choose another name, or write " + escapeAt(t.Text, 0), safe: []source.Edit{{Span: t.Span, New: escapeAt(t.Text, 0)}}})
		}
		return
	}
}

// none reports a custom property that the compressor mistakes for the property
// that its name ends with.
func (c *checker) none(name string, value []css.Token) {
	var only []css.Token
	for _, t := range value {
		if !t.Blank() {
			only = append(only, t)
		}
	}
	if len(only) != 1 || !strings.EqualFold(only[0].Text, "none") || !noneByHalf.MatchString(name) {
		return
	}
	c.add(finding{span: only[0].Span, rule: codes.YUINone, unclear: true, text: fmt.Sprintf("none becomes 0, because %s ends like a property that the compressor shortens", name), hint: `choose another name, or write n\6fne`,
		safe: []source.Edit{{Span: only[0].Span, New: `n\6fne`}}})
}

// rgb reports a colour that the compressor converts wrongly. The tokens start
// with the function.
func (c *checker) rgb(value []css.Token) {
	end := slices.IndexFunc(value, func(t css.Token) bool { return t.Type == tokens.RightParenthesisToken })
	if end < 0 {
		return
	}
	var inside strings.Builder
	for _, t := range value[1:end] {
		if m := zero.FindStringSubmatch(t.Text); m != nil {
			inside.WriteString(m[1] + "0")
		} else if t.Type != tokens.CommentToken {
			inside.WriteString(t.Text)
		}
	}
	if strings.Trim(inside.String(), "0123456789, \t\r\n\f") != "" {
		return
	}
	d := finding{span: source.Span{Start: value[0].Start, End: value[end].End}, rule: codes.YUIRGB}
	parts := strings.Split(inside.String(), ",")
	if len(parts) == 1 {
		parts = strings.Fields(parts[0])
		d.crash, d.text = true, "the compressor cannot parse rgb() without commas"
	}
	for i, p := range parts {
		n, err := strconv.Atoi(strings.TrimSpace(p))
		if err != nil {
			d.crash, d.text = true, fmt.Sprintf("the compressor cannot parse %q as a number", strings.TrimSpace(p))
			c.add(d)
			return
		}
		if n > 255 {
			d.text = fmt.Sprintf("%d needs more than two hexadecimal digits", n)
			n = 255
		}
		parts[i] = strconv.Itoa(n)
	}
	function := "rgb("
	if len(parts) == 4 {
		function = "rgba("
		d.text = "the compressor writes the opacity as two hexadecimal digits of the colour"
	}
	after := ""
	if end+1 < len(value) && gluesToColour(value[end+1]) {
		after = " "
		d.text = "the colour is joined with the text after it"
	}
	if d.text == "" || len(parts) < 3 || len(parts) > 4 {
		return
	}
	d.safe = []source.Edit{{Span: d.span, New: function + strings.Join(parts, ",") + ")" + after}}
	c.add(d)
}

func gluesToColour(t css.Token) bool {
	switch t.Type {
	case tokens.IdentToken, tokens.FunctionToken, tokens.NumberToken, tokens.DimensionToken, tokens.PercentageToken, tokens.URLToken:
		return true
	}
	return false
}

// keyframe reports 0% as the selector of a frame.
func (c *checker) keyframe(s *css.Statement) {
	for _, t := range s.Tokens {
		if t.Type == tokens.PercentageToken && zero.MatchString(t.Text) {
			c.add(finding{span: t.Span, rule: codes.YUIKeyframe, text: t.Text + " becomes 0, and the frame is lost", safe: []source.Edit{{Span: t.Span, New: "from"}}})
		} else if m := dotZero.FindStringSubmatch(t.Text); m != nil {
			c.add(finding{span: t.Span, rule: codes.YUIDotZero, text: fmt.Sprintf("%s becomes %s.0, and the frame is lost", t.Text, m[1]), safe: []source.Edit{{Span: t.Span, New: m[1] + m[2]}}})
		}
	}
}
