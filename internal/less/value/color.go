package value

import (
	"strings"

	"golang.org/x/image/colornames"
)

// colorKeyword returns the colour of a CSS colour name, in any letter case.
func colorKeyword(name string) (rgb [3]float64, alpha float64, ok bool) {
	name = strings.ToLower(name)
	switch name {
	case "transparent":
		return rgb, 0, true
	case "rebeccapurple": // newer than the SVG names
		return [3]float64{0x66, 0x33, 0x99}, 1, true
	}
	c, ok := colornames.Map[name]
	return [3]float64{float64(c.R), float64(c.G), float64(c.B)}, 1, ok
}
