package compile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/less"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/source"
)

// A kind is what a text is that a skin puts into the CSS for the servlet.
type kind int

const (
	token     kind = iota // stands for a value
	bundle                // stands for whole declarations
	raw                   // whatever the author wrote
	directive             // a line for the servlet's preprocessor
)

func hostError(code codes.Code, hint, format string, args ...any) error {
	return &less.HostError{Code: code, Text: fmt.Sprintf(format, args...), Hint: hint}
}

// A serverCall is a function of the servlet as LESS has it.
type serverCall struct {
	name     string // the servlet's
	kind     kind   // token: its result is a value; bundle: declarations
	params   []param
	optional int    // how many of the params may be left out
	usage    string // the arguments, for messages
}

// param says what one argument may be.
type param uint8

const (
	colorParam   param = iota // a colour or the name of a property that is one
	nameParam                 // the name of a property
	percentParam              // a number, "%" is taken off
	textParam                 // anything in one line
	restParam                 // any number of texts
)

// serverCalls are the functions by their names in LESS. Truth: docs/skins.md.
var serverCalls = map[string]serverCall{
	"token-darken":   {"darken", token, []param{colorParam, percentParam}, 0, "COLOUR, PERCENT"},
	"token-lighten":  {"lighten", token, []param{colorParam, percentParam}, 0, "COLOUR, PERCENT"},
	"token-invert":   {"invert", token, []param{colorParam}, 0, "COLOUR"},
	"token-border":   {"border", bundle, []param{textParam, textParam, colorParam, percentParam}, 2, "SIZE, TYPE, COLOUR, PERCENT"},
	"token-grad":     {"grad", bundle, []param{colorParam, colorParam, textParam}, 1, "FROM, TO, TYPE"},
	"token-image":    {"image", bundle, []param{nameParam, textParam, textParam, textParam, textParam}, 3, "FOLDER, NAME, WIDTH, HEIGHT, REPEAT"},
	"token-img":      {"img", bundle, []param{nameParam, textParam, textParam, textParam, textParam}, 3, "FOLDER, NAME, WIDTH, HEIGHT, REPEAT"},
	"token-round":    {"round", bundle, []param{textParam}, 1, "SIZES"},
	"token-opacity":  {"opacity", bundle, []param{percentParam}, 0, "PERCENT"},
	"token-css":      {"css", bundle, []param{nameParam, restParam}, 0, "TOKEN, PROPERTY…"},
	"token-csstext":  {"cssText", bundle, []param{nameParam}, 0, "TOKEN"},
	"token-cssvalue": {"cssValue", token, []param{nameParam, textParam}, 0, "TOKEN, PROPERTY"},
}

// functions returns the functions that sheets of a skin have beside those of LESS.
func serverFunctions() map[string]less.Func {
	out := map[string]less.Func{
		"token":     tokenOf,
		"token-url": tokenURL,
		"allow":     allow,
	}
	for _, name := range []string{"darken", "lighten", "invert"} {
		out["z"+name] = func(c *less.Call, args []less.Value) (less.Value, error) { return shade(c, name, args) }
	}
	for name, s := range serverCalls {
		out[name] = func(c *less.Call, args []less.Value) (less.Value, error) { return callServer(c, s, args) }
	}
	return out
}

// token is token(NAME): the servlet puts the property's value in its place.
func tokenOf(c *less.Call, args []less.Value) (less.Value, error) {
	if len(args) != 1 {
		return nil, hostError(codes.SkinToken, `quote a name with "+" in it: token("AppC+05")`, "token() takes the name of one property")
	}
	name, err := argument(c, nameParam, args[0])
	if err != nil {
		return nil, err
	}
	return &less.Anonymous{Text: c.Verbatim(int(token), "@"+name+"@")}, nil
}

// tokenURL is token-url(NAME, "/path"): url() of a property with something behind
// it, since LESS calls no functions within url().
func tokenURL(c *less.Call, args []less.Value) (less.Value, error) {
	if len(args) == 0 || len(args) > 2 {
		return nil, hostError(codes.SkinToken, "", "token-url() takes the name of a property and, if need be, a text to put behind it")
	}
	name, err := argument(c, nameParam, args[0])
	if err != nil {
		return nil, err
	}
	text := c.Verbatim(int(token), "@"+name+"@")
	if len(args) == 2 {
		q, ok := args[1].(*less.Quoted)
		if !ok || strings.ContainsAny(q.Text, "'\"()\n\\ ") {
			return nil, hostError(codes.SkinToken, "", `token-url(): what goes behind the property is a string without quotes, blanks and parentheses in it`)
		}
		text += q.Text
	}
	return &less.Anonymous{Text: "url(" + text + ")"}, nil
}

func callServer(c *less.Call, s serverCall, args []less.Value) (less.Value, error) {
	rest := s.params[len(s.params)-1] == restParam
	if len(args) < len(s.params)-s.optional || len(args) > len(s.params) && !rest {
		return nil, hostError(codes.SkinToken, "", "%s() takes %s", c.Name, s.usage)
	}
	texts := make([]string, len(args))
	for i, a := range args {
		var err error
		if texts[i], err = argument(c, s.params[min(i, len(s.params)-1)], a); err != nil {
			return nil, err
		}
	}
	return &less.Anonymous{Text: c.Verbatim(int(s.kind), "@"+s.name+"("+strings.Join(texts, ",")+")@")}, nil
}

// shade is zdarken(COLOUR, PERCENT) and its kin: what the server's function gives,
// at build time.
func shade(c *less.Call, function string, args []less.Value) (less.Value, error) {
	want := 2
	if function == "invert" {
		want = 1
	}
	if len(args) != want {
		return nil, hostError(codes.SkinToken, "", "%s() takes %s", c.Name, []string{"a colour", "a colour and a percentage"}[want-1])
	}
	color, ok := args[0].(*less.Color)
	if !ok || color.Alpha != 1 {
		text, _ := c.CSS(args[0])
		return nil, hostError(codes.SkinToken, "token-"+function+"() takes the name of a property", "%s(): %q is no colour that the build knows", c.Name, text)
	}
	var percent float64
	if want == 2 {
		n, ok := args[1].(*less.Number)
		if !ok || n.Unit != "" && n.Unit != "%" {
			text, _ := c.CSS(args[1])
			return nil, hostError(codes.SkinToken, "", "%s(): %q is not a percentage", c.Name, text)
		}
		percent = n.Val
	}
	var rgb [3]uint8
	for i, channel := range color.RGB {
		rgb[i] = uint8(min(max(channel, 0), 255) + 0.5)
	}
	rgb, _ = skin.Shade(function, rgb, float32(percent))
	return &less.Color{RGB: [3]float64{float64(rgb[0]), float64(rgb[1]), float64(rgb[2])}, Alpha: 1}, nil
}

// argument returns an argument as the servlet reads it.
func argument(c *less.Call, p param, v less.Value) (string, error) {
	text, err := argumentText(c, p, v)
	if err != nil {
		return "", err
	}
	bad := ""
	switch {
	case c.Expand(text) != text:
		return "", hostError(codes.SkinToken, "define the inner one in skin.properties and name that", "%s(): the server's calls do not nest", c.Name)
	case strings.ContainsAny(text, "@\r\n"):
		bad = "an @ or a line end"
	case c.Name != "token" && strings.ContainsAny(text, "),"):
		bad = "a comma or parenthesis"
	case text == "" || text != strings.TrimSpace(text):
		bad = "nothing, or a blank at an end"
	}
	if bad != "" {
		return "", hostError(codes.SkinToken, "", "%s(): an argument of the server's cannot have %s: %q", c.Name, bad, text)
	}
	return text, nil
}

func argumentText(c *less.Call, p param, v less.Value) (string, error) {
	switch v := v.(type) {
	case *less.Quoted:
		return named(c, v.Text), nil
	case *less.Number:
		if p == percentParam && (v.Unit == "%" || v.Unit == "") {
			return strconv.FormatFloat(v.Val, 'f', -1, 64), nil
		}
	case *less.Color:
		if p == nameParam && v.Form() != "" {
			return v.Form(), nil // Red, as the name of a property
		}
		return colorText(c, v)
	}
	if p == percentParam {
		text, _ := c.CSS(v)
		return "", hostError(codes.SkinToken, "", "%s(): %q is not a percentage", c.Name, text)
	}
	text, err := c.CSS(v)
	return named(c, text), err
}

// color writes a colour in the one form that the servlet surely knows.
func colorText(c *less.Call, v *less.Color) (string, error) {
	if v.Alpha != 1 {
		return "", hostError(codes.SkinToken, "", "%s(): the server knows no transparent colours", c.Name)
	}
	if f := v.Form(); f != "" && f[0] != '#' && !strings.Contains(f, "rgb") && !strings.Contains(f, "hsl") {
		return f, nil // a word is also the name of a property
	}
	text := "#"
	for _, channel := range v.RGB {
		text += fmt.Sprintf("%02x", int(min(max(channel, 0), 255)+0.5))
	}
	return text, nil
}

// named returns the name of the property that a text stands for, if it is just
// token(NAME), so that variables which hold tokens can be passed on.
func named(c *less.Call, text string) string {
	k, printed, ok := c.Stands(text)
	if !ok || kind(k) != token || strings.Contains(printed, "(") {
		return text
	}
	return strings.Trim(printed, "@")
}

// allow is allow(WHAT, VALUE, WORD…): the value, if it is one of the words or, of
// the words "number" and "angle", of that type. A token is whatever the server makes
// of it. Mixins say with it what they take, also where no browser needs the answer.
func allow(c *less.Call, args []less.Value) (less.Value, error) {
	if len(args) < 3 {
		return nil, hostError(codes.SkinMixin, "", "allow() takes what the value is for, the value and the words that are allowed")
	}
	text, err := c.CSS(args[1])
	if err != nil {
		return nil, err
	}
	text = strings.Trim(text, `"'`)
	n, isNumber := args[1].(*less.Number)
	var words []string
	for _, a := range args[2:] {
		word, err := c.CSS(a)
		if err != nil {
			return nil, err
		}
		word = strings.Trim(word, `"'`)
		switch {
		case c.Expand(text) != text, word == text,
			word == "number" && isNumber && n.Unit == "",
			word == "angle" && isNumber && slices.Contains([]string{"deg", "rad", "grad", "turn"}, n.Unit):
			return args[1], nil
		}
		words = append(words, word)
	}
	what, err := c.CSS(args[0])
	if err != nil {
		return nil, err
	}
	hint := "it is one of: " + strings.Join(words, ", ")
	if near := source.Nearest(text, words); near != "" {
		hint = "did you mean " + near + "?"
	}
	return nil, hostError(codes.SkinMixin, hint, "%s cannot be %q", strings.Trim(what, `"'`), text)
}
