package value

import (
	"encoding/base64"
	"fmt"
	"path"
	"strings"
)

func fileFuncs() map[string]Func {
	return map[string]Func{
		"data-uri":     fnDataURI,
		"image-size":   imageFunc(func(w, h float64) Value { return &List{Items: []Value{pixels(w), pixels(h)}} }),
		"image-width":  imageFunc(func(w, _ float64) Value { return pixels(w) }),
		"image-height": imageFunc(func(_, h float64) Value { return pixels(h) }),
		"svg-gradient": fnSVGGradient,
	}
}

func imageFunc(result func(w, h float64) Value) Func {
	return func(c *Call, args []Value) (Value, error) {
		if len(args) == 0 {
			return nil, missing("value")
		}
		name, _, _ := strings.Cut(Text(args[0]), "#")
		data, err := c.host.ReadFile(name)
		if err != nil {
			return nil, err
		}
		w, h, ok := imageSize(data)
		if !ok {
			return nil, &Failure{"File", fmt.Sprintf("Unrecognised image format for '%s'", name)}
		}
		return result(w, h), nil
	}
}

// fnDataURI embeds a file: percent-encoded if its type is text or SVG, else in
// base64. A file that is missing stays a url() and is warned about.
func fnDataURI(c *Call, args []Value) (Value, error) {
	if len(args) == 0 {
		return nil, missing("value")
	}
	file, mime := args[0], ""
	if len(args) > 1 {
		file, mime = args[1], Text(args[0])
	}
	name, fragment := Text(file), ""
	if i := strings.IndexByte(name, '#'); i >= 0 {
		name, fragment = name[:i], name[i:]
	}
	encode := strings.HasSuffix(mime, ";base64")
	if len(args) < 2 {
		if mime, encode = mimeOf(name); encode {
			mime += ";base64"
		}
	}
	data, err := c.host.ReadFile(name)
	if err != nil || len(data) == 0 {
		c.host.Warn("Skipped data-uri embedding of " + name + " because file not found")
		return c.host.RewriteURL(&URL{Content: file, At: c.host.Place()}), nil
	}
	c.host.Take(maxEscaped * len(data))
	text := encodeURI(strings.ToValidUTF8(string(data), "\uFFFD"), "")
	if encode {
		text = base64.StdEncoding.EncodeToString(data)
	}
	return &URL{Content: &Quoted{Quote: '"', Text: "data:" + mime + "," + text + fragment}}, nil
}

// mimeTypes gives the type of a file by its extension, as the package that less.js
// asks (mime 1.6) has it; the browsers of its day decide, so .woff2 and .ttf are
// not application/x-font-*.
var mimeTypes = map[string]string{
	"apng": "image/apng", "bmp": "image/bmp", "css": "text/css", "csv": "text/csv",
	"eot": "application/vnd.ms-fontobject", "gif": "image/gif", "htm": "text/html", "html": "text/html",
	"ico": "image/x-icon", "jpe": "image/jpeg", "jpeg": "image/jpeg", "jpg": "image/jpeg",
	"js": "application/javascript", "json": "application/json", "less": "text/less", "map": "application/json",
	"md": "text/markdown", "mjs": "application/javascript", "mp3": "audio/mpeg", "mp4": "video/mp4",
	"ogg": "audio/ogg", "otf": "font/otf", "pdf": "application/pdf", "png": "image/png",
	"psd": "image/vnd.adobe.photoshop", "svg": "image/svg+xml", "svgz": "image/svg+xml", "tif": "image/tiff",
	"tiff": "image/tiff", "ttc": "font/collection", "ttf": "font/ttf", "txt": "text/plain",
	"wav": "audio/wav", "webm": "video/webm", "webmanifest": "application/manifest+json", "webp": "image/webp",
	"woff": "font/woff", "woff2": "font/woff2", "xhtml": "application/xhtml+xml", "xml": "application/xml",
	"xsl": "application/xml", "yaml": "text/yaml", "zip": "application/zip",
}

// mimeOf returns the type of a file, and whether it goes into a URI as base64.
func mimeOf(name string) (mime string, encode bool) {
	mime = mimeTypes[strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))]
	switch {
	case mime == "":
		return "application/octet-stream", true
	case mime == "image/svg+xml", strings.HasPrefix(mime, "text/"), mime == "application/javascript", mime == "application/json":
		return mime, false
	}
	return mime, true
}

const gradientUsage = "svg-gradient expects direction, start_color [start_position], [color position,]..., end_color [end_position] or direction, color list"

// fnSVGGradient is svg-gradient(direction, color [position], …): an SVG picture of
// the gradient as a data URI.
func fnSVGGradient(c *Call, args []Value) (Value, error) {
	stops := args[min(1, len(args)):]
	if len(args) == 2 {
		items, ok := Items(args[1])
		if ok && len(items) < 2 || !ok && len(Text(args[1])) < 2 {
			return nil, argumentError(gradientUsage)
		}
		if stops = items; !ok {
			stops = []Value{&Anonymous{}} // less.js takes the letters of the word for stops
		}
	} else if len(args) < 3 {
		return nil, argumentError(gradientUsage)
	}
	direction, err := c.raw(args[0])
	if err != nil {
		return nil, err
	}
	c.host.Take(len(stops) * maxStop)
	kind, place, rect := "linear", "", `x="0" y="0" width="1" height="1"`
	switch direction {
	case "to bottom":
		place = `x1="0%" y1="0%" x2="0%" y2="100%"`
	case "to right":
		place = `x1="0%" y1="0%" x2="100%" y2="0%"`
	case "to bottom right":
		place = `x1="0%" y1="0%" x2="100%" y2="100%"`
	case "to top right":
		place = `x1="0%" y1="100%" x2="100%" y2="0%"`
	case "ellipse", "ellipse at center":
		kind, place, rect = "radial", `cx="50%" cy="50%" r="75%"`, `x="-50" y="-50" width="101" height="101"`
	default:
		return nil, argumentError("svg-gradient direction must be 'to bottom', 'to right', 'to bottom right', 'to top right' or 'ellipse at center'")
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><%sGradient id="g" %s>`, kind, place)
	for i, stop := range stops {
		if err := writeStop(&b, stop, i == 0, i+1 == len(stops)); err != nil {
			return nil, err
		}
	}
	fmt.Fprintf(&b, `</%sGradient><rect %s fill="url(#g)" /></svg>`, kind, rect)
	return &URL{Content: &Quoted{Quote: '\'', Text: "data:image/svg+xml," + encodeURI(b.String(), "")}}, nil
}

// maxStop is about how many bytes a stop needs, with what escaping makes of it.
const maxStop = 400

// writeStop writes one stop of a gradient; only the first and the last may have no
// position.
func writeStop(b *strings.Builder, stop Value, first, last bool) error {
	parts := []Value{stop}
	if l, ok := stop.(*List); ok && !l.Comma {
		parts = l.Items
	}
	var col *Color
	if len(parts) > 0 {
		col, _ = parts[0].(*Color)
	}
	position := "100%"
	if first {
		position = "0%"
	}
	valid := col != nil && (first || last)
	if len(parts) > 1 {
		n, ok := parts[1].(*Number)
		valid = col != nil && ok
		if ok {
			position = Raw(n)
		}
	}
	if !valid {
		return argumentError(gradientUsage)
	}
	fmt.Fprintf(b, `<stop offset="%s" stop-color="%s"`, position, appendHex([]byte{'#'}, col.RGB[:]...))
	if col.Alpha < 1 {
		fmt.Fprintf(b, ` stop-opacity="%s"`, appendJS(nil, col.Alpha))
	}
	b.WriteString("/>")
	return nil
}

func pixels(v float64) Value { return &Number{Val: v, Unit: "px"} }
