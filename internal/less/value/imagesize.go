package value

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"image"
	_ "image/gif" // each import registers its format with image.DecodeConfig
	_ "image/jpeg"
	_ "image/png"
	"math"
	"strings"

	_ "golang.org/x/image/bmp"
	_ "golang.org/x/image/tiff"
	_ "golang.org/x/image/webp"
)

// imageSize returns the size in pixels that an image file states: PNG, GIF, JPEG,
// BMP, TIFF, WebP, ICO, Photoshop, AVIF, HEIC or SVG, told by content. Units of an
// SVG are ignored and a missing side follows from its viewBox, as in less.js
// (which asks probe-image-size). ok is false if the format is none of these or
// the size is missing.
func imageSize(data []byte) (width, height float64, ok bool) {
	if c, _, err := image.DecodeConfig(bytes.NewReader(data)); err == nil {
		return float64(c.Width), float64(c.Height), true
	}
	switch {
	case bytes.HasPrefix(data, []byte("\x00\x00\x01\x00")):
		return iconSize(data)
	case bytes.HasPrefix(data, []byte("8BPS\x00\x01")) && len(data) >= 22:
		return float64(binary.BigEndian.Uint32(data[18:])), float64(binary.BigEndian.Uint32(data[14:])), true
	case len(data) > 12 && string(data[4:8]) == "ftyp":
		return boxSize(data)
	default:
		return svgSize(data)
	}
}

// iconSize returns the largest picture of an ICO file; a side of 0 means 256.
func iconSize(data []byte) (width, height float64, ok bool) {
	if len(data) < 6 {
		return 0, 0, false
	}
	count := int(binary.LittleEndian.Uint16(data[4:]))
	if len(data) < 6+16*count {
		return 0, 0, false
	}
	side := func(b byte) float64 {
		if b == 0 {
			return 256
		}
		return float64(b)
	}
	for i := range count {
		w, h := side(data[6+16*i]), side(data[7+16*i])
		if w > width || h > height {
			width, height = w, h
		}
	}
	return width, height, count > 0
}

// boxSize finds the largest "ispe" property of an AVIF or HEIC file (ISO/IEC
// 23008-12, 6.5.3). The property is found by its name instead of by walking the
// boxes: its fixed size of 20 bytes and version 0 make a chance match unlikely.
func boxSize(data []byte) (width, height float64, ok bool) {
	mark := []byte("\x00\x00\x00\x14ispe\x00\x00\x00\x00")
	for {
		i := bytes.Index(data, mark)
		if i < 0 || len(data) < i+20 {
			return width, height, ok
		}
		w, h := binary.BigEndian.Uint32(data[i+12:]), binary.BigEndian.Uint32(data[i+16:])
		if float64(w)*float64(h) > width*height {
			width, height, ok = float64(w), float64(h), true
		}
		data = data[i+20:]
	}
}

// maxSVGHeader is how far into a file its root element is looked for.
const maxSVGHeader = 10 << 10

func svgSize(data []byte) (width, height float64, ok bool) {
	dec := xml.NewDecoder(bytes.NewReader(data[:min(len(data), maxSVGHeader)]))
	dec.Strict = false
	for {
		token, err := dec.RawToken()
		if err != nil {
			return 0, 0, false
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Local != "svg" {
				return 0, 0, false
			}
			return svgRootSize(token.Attr)
		case xml.CharData:
			if len(bytes.TrimSpace(bytes.TrimPrefix(token, []byte("\ufeff")))) > 0 {
				return 0, 0, false
			}
		}
	}
}

func svgRootSize(attrs []xml.Attr) (width, height float64, ok bool) {
	var box []string
	for _, a := range attrs {
		switch {
		case a.Name.Local == "width" && !strings.Contains(a.Value, "%"):
			width = leadingFloat(a.Value)
		case a.Name.Local == "height" && !strings.Contains(a.Value, "%"):
			height = leadingFloat(a.Value)
		case strings.EqualFold(a.Name.Local, "viewBox"):
			box = strings.FieldsFunc(a.Value, func(r rune) bool { return strings.ContainsRune(" \t\r\n,", r) })
		}
	}
	if width > 0 && height > 0 {
		return width, height, true
	}
	if len(box) < 4 {
		return 0, 0, false
	}
	boxWidth, boxHeight := leadingFloat(box[2]), leadingFloat(box[3])
	switch {
	case !(boxWidth > 0 && boxHeight > 0) || math.IsInf(boxWidth/boxHeight, 0):
		return 0, 0, false
	case width > 0:
		return width, width / (boxWidth / boxHeight), true
	case height > 0:
		return height * (boxWidth / boxHeight), height, true
	default:
		return boxWidth, boxHeight, true
	}
}
