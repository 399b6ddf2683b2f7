package skin

import (
	"encoding/base64"
	"fmt"
	"math"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/java"
	"skinbuild/internal/source"
)

// A callRun is the evaluation of one call.
type callRun struct {
	t      *table
	place  place
	stack  bool
	text   string // as written
	name   string // in lower case
	params []string
}

// callError is an error that the servlet writes into the output as
// /***text***/.
type callError struct {
	code codes.Code
	text string
}

// function returns the servlet's function of that name, in lower case. The
// servlet accepts any name that begins with the name of some functions; the
// first match counts.
func function(name string) func(*callRun) (string, *callError) {
	switch name {
	case "darken":
		return (*callRun).darken
	case "lighten":
		return (*callRun).lighten
	case "invert":
		return (*callRun).invert
	case "border":
		return (*callRun).border
	case "grad":
		return (*callRun).grad
	case "image", "img":
		return (*callRun).image
	case "opacity":
		return (*callRun).opacity
	}
	switch {
	case strings.HasPrefix(name, "csstext"):
		return (*callRun).cssText
	case strings.HasPrefix(name, "cssvalue"):
		return (*callRun).cssValue
	case strings.HasPrefix(name, "css"):
		return (*callRun).cssProperties
	case strings.HasPrefix(name, "round"):
		return (*callRun).round
	}
	return nil
}

// call evaluates one call. A checked error of the servlet becomes a comment in
// the output; any other exception ends the request.
func (t *table) call(p place, stack bool, c callText) string {
	r := &callRun{t, p, stack, "@" + c.name + "(" + c.params + ")@", strings.ToLower(c.name), java.SplitAt(c.params, ',', " ")}
	text, err := "", &callError{codes.SkinUnknownFunction, "Couldn't understand operation " + c.name + "."}
	if do := function(r.name); do != nil {
		text, err = do(r)
	}
	if err != nil {
		r.reportFailure(err)
		return "/***" + err.text + "***/"
	}
	return text
}

// reportFailure reports that the call becomes a comment. An "@" within the
// parameters means that the author tried to nest calls, which the servlet does
// not support.
func (r *callRun) reportFailure(err *callError) {
	if strings.Contains(r.text[1:len(r.text)-1], "@") {
		r.warn(codes.SkinNestedCall, "calls cannot be nested: this call ends at the first )@").WithHint("define the inner call as a property and use its name")
		return
	}
	r.warn(err.code, "the call fails, and the server sends a comment instead: %s", err.text)
}

func (r *callRun) warn(code codes.Code, format string, args ...any) *source.Diag {
	return r.t.warn(r.place, r.text, code, format, args...)
}

// crash ends the request, as an exception in the servlet does.
func (r *callRun) crash(format string, args ...any) string {
	p := r.place
	if p.file != nil {
		p.span = p.find(r.text)
	}
	r.t.fail(p, codes.SkinFatalCall, "%s", fmt.Sprintf(format, args...))
	return ""
}

// param returns parameter i, or otherwise if there are fewer parameters.
func (r *callRun) param(i int, otherwise string) string {
	if i < len(r.params) {
		return r.params[i]
	}
	return otherwise
}

// color is the servlet's getColor. s is a colour or the name of a property that
// holds one. Only a colour may be followed by a space and more text ("
// !important").
func (t *table) color(p place, stack bool, s string) (rgb, colorResult) {
	text := s
	if before, _, found := strings.Cut(s, " "); found {
		text = before
	}
	c, state := parseColor(text)
	if state == noColor {
		c, state = parseColor(t.property(s, stack).text)
	} else if v, _ := t.lookup(s); len(t.defs[s]) > 0 {
		if own, _ := parseColor(v.text); own != c {
			t.warn(p, s, codes.SkinShadowedColor, "%s is read as the colour %s, not as the property of that name", s, c)
		}
	}
	if state == badColor {
		t.fail(p, codes.SkinFatalCall, "a component of the colour %s is over 255", s)
	}
	return c, state
}

func (r *callRun) color(i int, stack bool) (rgb, *callError) {
	if i >= len(r.params) {
		r.crash("%s() without a colour", r.name)
		return rgb{}, nil
	}
	c, state := r.t.color(r.place, stack, r.params[i])
	if state == noColor {
		return c, &callError{codes.SkinUnknownColor, "Unknown color:" + r.params[i]}
	}
	return c, nil
}

// percent returns a parameter divided by 100.
func (r *callRun) percent(i int) float32 {
	if i >= len(r.params) {
		r.crash("%s() needs a percentage after the colour", r.name)
		return 0
	}
	f, ok := java.ParseFloat(r.params[i])
	if !ok {
		r.crash("%s(): %q is not a percentage", r.name, r.params[i])
	}
	return f / 100
}

func (r *callRun) darken() (string, *callError) {
	c, err := r.color(0, r.stack)
	if err != nil {
		return "", err
	}
	return c.darken(r.percent(1)).String(), nil
}

func (r *callRun) lighten() (string, *callError) {
	c, err := r.color(0, r.stack)
	if err != nil {
		return "", err
	}
	return c.lighten(r.percent(1)).String(), nil
}

func (r *callRun) invert() (string, *callError) {
	c, err := r.color(0, r.stack)
	return c.invert().String(), err
}

// border is @border(size,type,colour,percent)@. The default colour is #0fffff,
// which the servlet's author meant to be white.
func (r *callRun) border() (string, *callError) {
	size, kind := r.param(0, "1px"), java.ToLower(r.param(1, "solid"))
	c, delta := rgb{0x0f, 0xff, 0xff}, float32(.25)
	if len(r.params) > 2 {
		var err *callError
		if c, err = r.color(2, r.stack); err != nil {
			return "", err
		}
	}
	if len(r.params) > 3 {
		delta = r.percent(3)
	}
	tail := " " + size + ";"
	if strings.Contains(size, " ") {
		tail = "; border-width:" + size + ";"
	}
	switch kind {
	case "transparent":
		if r.t.has("MSIE_LOWER_THAN_7") {
			return "margin:" + size + ";border:0px;", nil
		}
		return "border:solid transparent" + tail, nil
	case "solid":
		return "border:solid " + c.String() + tail, nil
	case "inset", "outset":
		top, bottom := c.darken(delta).String(), c.lighten(delta).String()
		if kind == "outset" {
			top, bottom = bottom, top
		}
		return "border:solid" + tail + "border-color:" + strings.Join([]string{top, bottom, bottom, top}, " ") + ";", nil
	}
	return "", &callError{codes.SkinFailedCall, "border(" + kind + "): type not understood: use 'transparent', 'solid', 'inset' or 'outset'"}
}

// grad is @grad(from,to,type)@. It resolves its colours without a stack, so a
// cycle through grad overflows the server's stack.
func (r *callRun) grad() (string, *callError) {
	colors := [2]string{}
	for i := range min(len(r.params), 2) {
		c, err := r.color(i, false)
		if err != nil {
			return "", err
		}
		colors[i] = c.String()
	}
	if len(r.params) < 2 {
		return "", &callError{codes.SkinFailedCall, "grad(): specify from, to"}
	}
	from, to := colors[0], colors[1]
	kind := r.param(2, "linear-vertical")
	if kind != "linear-vertical" && kind != "linear-horizontal" {
		return "", &callError{codes.SkinFailedCall, "grad():type not understood: use 'linear-vertical', 'linear-horizontal"}
	}
	return gradient(r.t, from, to, kind == "linear-horizontal"), nil
}

func gradient(t *table, from, to string, horizontal bool) string {
	end, side, start, number := "bottom", "", "top", 0
	if horizontal {
		end, side, start, number = "right", "left", "left", 1
	}
	switch {
	case from == to:
		return "background: " + from + ";"
	case t.has("MSIE_9"):
		return `background: url("data:image/svg+xml;base64,` + base64.StdEncoding.EncodeToString([]byte(gradientSVG(from, to, horizontal))) + `");`
	case t.has("MSIE_LOWER_THAN_9"):
		return fmt.Sprintf("filter: progid:DXImageTransform.Microsoft.gradient(startColorStr='%s', EndColorStr='%s' , GradientType=%d);", from, to, number)
	case t.has("FIREFOX"):
		return fmt.Sprintf("background-image: -moz-linear-gradient(top %s, %s, %s);", side, from, to)
	case t.has("WEBKIT"):
		return fmt.Sprintf("background-image: -webkit-gradient(linear, left top, %s bottom, to(%s), from(%s)); background-image : -webkit-linear-gradient(%s, %s, %s);",
			end, from, to, start, from, to)
	}
	return fmt.Sprintf("background-image: linear-gradient(to %s, %s, %s);", end, from, to)
}

func gradientSVG(from, to string, horizontal bool) string {
	x, y := "0%", "100%"
	if horizontal {
		x, y = y, x
	}
	return `<?xml version="1.0" ?><svg xmlns="http://www.w3.org/2000/svg" width="100%" height="100%" viewBox="0 0 1 1" preserveAspectRatio="none">` +
		`<linearGradient id="thegradient" gradientUnits="userSpaceOnUse" x1="0%" y1="0%" x2="` + x + `" y2="` + y + `">` +
		`<stop offset="0%" stop-color="` + from + `" stop-opacity="1"/><stop offset="100%" stop-color="` + to + `" stop-opacity="1"/></linearGradient>` +
		`<rect x="0" y="0" width="1" height="1" fill="url(#thegradient)" /></svg>`
}

// image is @image(dir,name,width,height,repeat)@. dir is always a property;
// name is a property unless it contains a dot.
func (r *callRun) image() (string, *callError) {
	if len(r.params) < 2 {
		return "", &callError{codes.SkinFailedCall, "image(): specify directory, name, width, height"}
	}
	dir, name := r.params[0], r.params[1]
	if !strings.Contains(name, ".") {
		name = r.named(name)
	}
	if dir != "" {
		dir = r.named(dir)
	}
	if dir != "" && !(strings.HasSuffix(dir, "/") && strings.HasPrefix(name, "/")) {
		dir += "/"
	}
	optional := func(property string, i int) string {
		if i >= len(r.params) {
			return ""
		}
		return property + ":" + r.params[i] + ";"
	}
	size := optional("width", 2) + optional("height", 3)
	if strings.Contains(java.ToLower(name), ".png") && r.t.has("MSIE_LOWER_THAN_7") {
		return "background-image:none;filter:progid:DXImageTransform.Microsoft.AlphaImageLoader(src='" + dir + name + "',sizingMethod='image');" + size, nil
	}
	return "background-image:url(" + dir + name + ");" + optional("background-repeat", 4) + size, nil
}

// named returns the value of the property that a parameter names.
func (r *callRun) named(key string) string {
	v := r.t.property(key, r.stack)
	if v.undefined {
		r.warn(codes.SkinUnknownToken, "no property %s: the call uses an empty value", key)
	}
	return v.text
}

// round is @round(sizes)@. A size that consists of letters names a property.
func (r *callRun) round() (string, *callError) {
	has := r.t.has
	property := "border-radius:"
	switch {
	case has("FIREFOX") && !has("FIREFOX_4_OR_HIGHER"):
		property = "-moz-border-radius:"
	case has("CHROME") && !has("CHROME_4_OR_HIGHER"), has("SAFARI") && !has("SAFARI_5_OR_HIGHER"):
		property = "-webkit-border-radius:"
	}
	if r.param(0, "") == "" {
		return property + "3px;", nil
	}
	sizes := java.SplitAt(r.params[0], ' ', "")
	for i, s := range sizes {
		if s != "" && strings.Trim(s, letters) == "" {
			sizes[i] = r.named(s)
		}
	}
	if len(sizes) == 0 {
		return property, nil
	}
	return property + strings.Join(sizes, " ") + ";", nil
}

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

// opacity is @opacity(percent)@.
func (r *callRun) opacity() (string, *callError) {
	f, ok := float32(0), false
	if len(r.params) > 0 {
		f, ok = java.ParseFloat(r.params[0])
	}
	if !ok {
		return "", &callError{codes.SkinFailedCall, "opacity(): pass opacity as integer percentage"}
	}
	f /= 100
	if r.t.has("MSIE") && !r.t.has("MSIE_9_OR_HIGHER") {
		return fmt.Sprintf("filter:alpha(opacity=%d);", toInt(f*100)), nil
	}
	return "opacity:" + java.FormatFloat(f) + ";", nil
}

// toInt is Java's cast of a float to an int.
func toInt(f float32) int32 {
	v := float64(f)
	switch {
	case math.IsNaN(v):
		return 0
	case v >= math.MaxInt32:
		return math.MaxInt32
	case v <= math.MinInt32:
		return math.MinInt32
	}
	return int32(v)
}
