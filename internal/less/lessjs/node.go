package lessjs

import (
	"fmt"
	"math"
	"strings"

	"github.com/dop251/goja"

	"skinbuild/internal/less"
)

// make calls the constructor of a node type of the prelude.
func (s *session) make(kind string, args ...any) *goja.Object {
	values := make([]goja.Value, len(args))
	for i, a := range args {
		values[i] = s.vm.ToValue(a)
	}
	o, err := s.vm.New(s.tree.Get(kind), values...)
	if err != nil {
		panic(s.vm.NewGoError(err))
	}
	return o
}

// node is a value as scripts see it.
func (s *session) node(v less.Value) goja.Value {
	switch v := v.(type) {
	case *less.Number:
		return s.make("Dimension", v.Val, v.Unit)
	case *less.Color:
		o := s.make("Color", []any{v.RGB[0], v.RGB[1], v.RGB[2]}, v.Alpha)
		if v.Form() != "" {
			_ = o.Set("value", v.Form())
		}
		return o
	case *less.Quoted:
		quote := ""
		if v.Quote != 0 {
			quote = string(v.Quote)
		}
		return s.make("Quoted", quote, v.Text, v.Escaped)
	case *less.Keyword:
		return s.make("Keyword", v.Text)
	case *less.Anonymous:
		return s.make("Anonymous", v.Text)
	case *less.List:
		items := make([]any, len(v.Items))
		for i, item := range v.Items {
			items[i] = s.node(item)
		}
		if v.Comma {
			return s.make("Value", s.vm.NewArray(items...))
		}
		return s.make("Expression", s.vm.NewArray(items...))
	case *less.URL:
		return s.make("URL", s.node(v.Content))
	default:
		o := s.make("Call", "", nil)
		s.opaque[o] = v
		return o
	}
}

// value is what a node of a script stands for.
func (s *session) value(o *goja.Object) less.Value {
	if v, ok := s.opaque[o]; ok {
		return v
	}
	text := func(key string) string {
		v := o.Get(key)
		if v == nil || goja.IsUndefined(v) || goja.IsNull(v) {
			return ""
		}
		return v.String()
	}
	switch kind := text("type"); kind {
	case "Dimension":
		unit := o.Get("unit").ToObject(s.vm)
		css, _ := goja.AssertFunction(unit.Get("toCSS"))
		u, err := css(unit)
		if err != nil {
			return &less.Number{Val: o.Get("value").ToFloat()}
		}
		return &less.Number{Val: o.Get("value").ToFloat(), Unit: u.String()}
	case "Color":
		return s.color(o).WithForm(text("value"))
	case "Quoted":
		q := &less.Quoted{Text: text("value"), Escaped: o.Get("escaped").ToBoolean()}
		if quote := text("quote"); quote != "" {
			q.Quote = quote[0]
		}
		return q
	case "Keyword":
		return &less.Keyword{Text: text("value")}
	case "Anonymous":
		return &less.Anonymous{Text: text("value")}
	case "Expression", "Value":
		return &less.List{Items: s.items(o.Get("value")), Comma: kind == "Value"}
	case "URL":
		return &less.URL{Content: s.any(o.Get("value"))}
	case "Call":
		return &less.Other{Kind: kind, Name: text("name")}
	default:
		return &less.Other{Kind: kind}
	}
}

// any is a value of JavaScript: a node, or text.
func (s *session) any(v goja.Value) less.Value {
	if o, ok := v.(*goja.Object); ok && o.Get("type") != nil {
		return s.value(o)
	}
	if v == nil || goja.IsUndefined(v) || goja.IsNull(v) {
		return &less.Anonymous{}
	}
	return &less.Anonymous{Text: v.String()}
}

func (s *session) items(v goja.Value) []less.Value {
	array := v.ToObject(s.vm)
	var out []less.Value
	for i := range int(array.Get("length").ToInteger()) {
		out = append(out, s.any(array.Get(fmt.Sprint(i))))
	}
	return out
}

func (s *session) color(o *goja.Object) *less.Color {
	c := &less.Color{Alpha: o.Get("alpha").ToFloat()}
	rgb := o.Get("rgb").ToObject(s.vm)
	for i := range c.RGB {
		c.RGB[i] = rgb.Get(fmt.Sprint(i)).ToFloat()
	}
	return c
}

func (s *session) hostCSS(o *goja.Object) string {
	text, err := less.CSS(s.value(o))
	if err != nil {
		panic(s.vm.NewGoError(err))
	}
	return text
}

func (s *session) hostLookup(name string) goja.Value {
	v, ok := s.call.Lookup(name)
	if !ok {
		return goja.Undefined()
	}
	return s.node(v)
}

// hostBuiltin is a function of the language as a script calls it.
func (s *session) hostBuiltin(name string) goja.Value {
	if s.call == nil {
		return goja.Undefined()
	}
	c := s.call
	f := c.Function(name)
	if f == nil {
		return goja.Undefined()
	}
	return s.vm.ToValue(func(call goja.FunctionCall) goja.Value {
		args := make([]less.Value, len(call.Arguments))
		for i, a := range call.Arguments {
			args[i] = s.any(a)
		}
		v, err := f(c, args)
		if err != nil {
			panic(s.vm.NewGoError(err))
		}
		if v == nil {
			return goja.Undefined()
		}
		return s.node(v)
	})
}

func (s *session) hostWarn(text string) {
	if s.call != nil {
		s.call.Warn(text)
	}
}

// colorFunction calls a function of the language that takes a colour and returns a
// number.
func (s *session) colorFunction(name string, o *goja.Object) float64 {
	if s.call == nil {
		return math.NaN()
	}
	v, err := s.call.Function(name)(s.call, []less.Value{s.color(o)})
	if n, ok := v.(*less.Number); ok && err == nil {
		return n.Val
	}
	return math.NaN()
}

func (s *session) hostLuma(o *goja.Object) float64 {
	c := s.color(o)
	return s.colorFunction("luma", o) / 100 / c.Alpha
}

func (s *session) hostHSL(o *goja.Object) map[string]float64 {
	return map[string]float64{
		"h": s.colorFunction("hue", o), "s": s.colorFunction("saturation", o) / 100, "l": s.colorFunction("lightness", o) / 100,
		"v": s.colorFunction("hsvvalue", o) / 100, "a": s.color(o).Alpha,
	}
}

func (s *session) hostHex(o *goja.Object, alpha bool) string {
	c := s.color(o)
	channels := c.RGB[:]
	if alpha {
		channels = append([]float64{c.Alpha * 255}, channels...)
	}
	var b strings.Builder
	b.WriteByte('#')
	for _, v := range channels {
		fmt.Fprintf(&b, "%02x", int(math.Floor(min(max(v, 0), 255)+0.5)))
	}
	return b.String()
}

func (s *session) hostColor(word string) goja.Value {
	if s.call == nil {
		return goja.Null()
	}
	v, err := s.call.Function("color")(s.call, []less.Value{&less.Keyword{Text: word}})
	if c, ok := v.(*less.Color); ok && err == nil {
		return s.node(c.WithForm(word))
	}
	return goja.Null()
}
