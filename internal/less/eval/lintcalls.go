package eval

import (
	"maps"
	"slices"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/less/syntax"
	"skinbuild/internal/less/value"
	"skinbuild/internal/source"
)

// cssFunctions are the functions of CSS, and of browsers of the past, so that none is
// taken for a slip of the pen.
const cssFunctions = `
abs acos anchor anchor-size annotation asin atan atan2 attr blur brightness calc calc-mix calc-size character-variant
circle clamp color color-contrast color-mix conic-gradient contrast contrast-color cos counter counters cross-fade
cubic-bezier device-cmyk drop-shadow dynamic-range-limit-mix element ellipse env exp expression fit-content format
grayscale greyscale hsl hsla hue-rotate hwb hypot image image-set inset invert lab layer lch leader light-dark linear
linear-gradient local log matrix matrix3d max min minmax mod oklab oklch opacity ornaments paint palette-mix path
perspective polygon pow progid progress radial-gradient random ray rect rem repeat repeating-conic-gradient
repeating-linear-gradient repeating-radial-gradient rgb rgba rotate rotate3d rotatex rotatey rotatez round saturate
scale scale3d scalex scaley scalez scroll selector sepia shape sibling-count sibling-index sign sin skew skewx skewy
sqrt steps style styleset stylistic supports swash symbols tan target-counter target-counters target-text tech toggle
translate translate3d translatex translatey translatez type url url-prefix var view xywh alpha chroma from to
color-stop gradient domain regexp media-document cubic lang not is where has dir nth-child nth-last-child
`

// unknownFunctions are the calls of a sheet that are left to the browser, which does
// not know them either, and whose name is nearly that of a function of LESS.
func (l *linter) unknownFunctions(sheet *syntax.Sheet) (ds source.Diags) {
	css := strings.Fields(cssFunctions)
	ours := slices.Sorted(maps.Keys(value.Builtins()))
	ours = append(ours, "boolean", "each", "if", "isdefined")
	syntax.Walk(sheet.Rules, &syntax.Visitor{Expr: func(e syntax.Expr) {
		c, ok := e.(*syntax.Call)
		if !ok || len(c.Name) < 3 || c.Name[0] == '-' || c.Name[0] == '_' {
			return
		}
		name := strings.ToLower(c.Name)
		if slices.Contains(ours, name) || slices.Contains(css, name) || name == "default" || l.c.adds(name) {
			return
		}
		near := source.Nearest(name, ours)
		if near == "" {
			return
		}
		d := sheet.File.Warnf(source.Span{Start: c.At, End: c.At + len(c.Name)}, codes.LessUnknownFunction, "%s is not a function of LESS or CSS", c.Name)
		ds = append(ds, d.WithHint("did you mean %s?", value.Usage(near)))
	}})
	return ds
}

// adds reports whether the host or a plugin has a function of that name.
func (c *compilation) adds(name string) bool {
	return c.opt.Functions[name] != nil || c.added[name]
}
