package skin

import (
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/java"
)

// textProperties are the properties that @cssText()@ copies, in this order.
var textProperties = []string{"color", "line-height", "text-align", "text-decoration", "white-space", "font",
	"font-family", "font-size", "font-style", "font-weight", "font-variant"}

// cssText is @cssText(token)@, also @cssTextProperties(token)@ and the like.
func (r *callRun) cssText() (string, *callError) {
	if len(r.params) == 0 {
		return "", &callError{codes.SkinFailedCall, "cssTextProperties(): pass a replacement"}
	}
	r.params = append(r.params[:1:1], textProperties...)
	return r.cssProperties()
}

// cssProperties is @css(token,property,...)@: the declarations of the token
// that exist, of those named.
func (r *callRun) cssProperties() (string, *callError) {
	if len(r.params) < 2 {
		return "", &callError{codes.SkinFailedCall, "cssProperties(): pass at least replacement, property"}
	}
	all, ok := r.declarations()
	if !ok {
		return "", &callError{codes.SkinUnknownToken, "cssProperties(): '" + r.params[0] + "' not found"}
	}
	var b strings.Builder
	for _, p := range r.params[1:] {
		if v, ok := all[p]; ok {
			b.WriteString(p + ":" + v + ";")
		}
	}
	return b.String(), nil
}

// cssValue is @cssValue(token,property)@. If there is no such declaration, it
// is the word "null".
func (r *callRun) cssValue() (string, *callError) {
	if len(r.params) != 2 {
		return "", &callError{codes.SkinFailedCall, "cssValue(): pass replacement, property"}
	}
	all, ok := r.declarations()
	if !ok {
		return "", &callError{codes.SkinUnknownToken, "cssValue(): '" + r.params[0] + "' not found"}
	}
	v, ok := all[r.params[1]]
	if !ok {
		r.warn(codes.SkinFailedCall, "the property %s does not declare %s: the call returns the word null", r.params[0], r.params[1])
		return "null", nil
	}
	return v, nil
}

// declarations parses the value of the property that the first parameter names
// as declarations. Only pieces with exactly one colon count, so a URL with a
// scheme is lost.
func (r *callRun) declarations() (map[string]string, bool) {
	v := r.t.property(r.params[0], r.stack)
	if v.undefined {
		return nil, false
	}
	r.t.count(r.place, len(v.text)) // repeated reads count as output too
	text := strings.TrimFunc(v.text, func(c rune) bool { return c <= ' ' })
	all := map[string]string{}
	for _, d := range java.SplitAt(text, ';', javaSpace) {
		if parts := java.SplitAt(d, ':', javaSpace); len(parts) == 2 {
			all[parts[0]] = parts[1]
		}
	}
	return all, true
}
