package value

import (
	"math"
	"slices"
	"strings"
)

// units is the unit of a number after operations: px*px/em. A number whose unit is
// one numerator that is also the backup, or nothing at all, has no units but only
// a name in Number.Unit.
type units struct {
	num, den []string // sorted
	backup   string   // the unit that the number once had, printed where no other is
}

// maxUnits limits the text of all units of one number.
const maxUnits = 10_000

// size is the number of bytes of the unit in full.
func (u units) size() int {
	n := 0
	for _, list := range [...][]string{u.num, u.den} {
		for _, name := range list {
			n += len("*") + len(name)
		}
	}
	return n
}

// units returns the unit of n in full.
func (n *Number) units() units {
	if n.more != nil {
		return *n.more
	}
	if n.Unit == "" {
		return units{}
	}
	return units{num: []string{n.Unit}, backup: n.Unit}
}

// cloned is the unit of n as an operation takes it: one that lost its backup gets
// its first numerator for that.
func (n *Number) cloned() units {
	u := n.units()
	if u.backup == "" && len(u.num) > 0 {
		u.backup = u.num[0]
	}
	return u
}

// newNumber returns a number with that unit.
func newNumber(v float64, u units) *Number {
	switch {
	case len(u.num) == 0 && len(u.den) == 0 && u.backup == "":
		return &Number{Val: v}
	case len(u.num) == 1 && len(u.den) == 0 && (u.backup == u.num[0]):
		return &Number{Val: v, Unit: u.num[0]}
	}
	return &Number{Val: v, Unit: u.printed(), more: &u}
}

// printed is the unit that output shows, without strict units.
func (u units) printed() string {
	switch {
	case len(u.num) == 1:
		return u.num[0]
	case u.backup != "":
		return u.backup
	case len(u.den) > 0:
		return u.den[0]
	}
	return ""
}

// String is the unit in full, "px*em/s".
func (u units) String() string {
	s := strings.Join(u.num, "*")
	for _, d := range u.den {
		s += "/" + d
	}
	return s
}

// unitText is the unit of n in full.
func (n *Number) unitText() string {
	if n.more == nil {
		return n.Unit
	}
	return n.more.String()
}

// hasUnit reports whether the unit of n is exactly this one, letter case aside.
func (n *Number) hasUnit(name string) bool { return strings.EqualFold(n.unitText(), name) }

// unitless reports whether n has neither numerators nor denominators; a number that
// lost its unit by cancelling is unitless, though it prints the backup.
func (n *Number) unitless() bool {
	if n.more == nil {
		return n.Unit == ""
	}
	return len(n.more.num) == 0 && len(n.more.den) == 0
}

// cancel removes what stands both above and below.
func (u *units) cancel() {
	count := map[string]int{}
	for _, x := range u.num {
		count[x]++
	}
	for _, x := range u.den {
		count[x]--
	}
	u.num, u.den = nil, nil
	for x, n := range count {
		for ; n > 0; n-- {
			u.num = append(u.num, x)
		}
		for ; n < 0; n++ {
			u.den = append(u.den, x)
		}
	}
	slices.Sort(u.num)
	slices.Sort(u.den)
}

// A unitGroup holds units that convert into each other, each as a multiple of one.
type unitGroup struct {
	unified string // what numbers are compared in
	factor  map[string]float64
}

var unitGroups = [...]unitGroup{
	{"px", map[string]float64{"m": 1, "cm": 0.01, "mm": 0.001, "in": inch, "px": inch / 96, "pt": inch / 72, "pc": inch / 72 * 12}},
	{"s", map[string]float64{"s": 1, "ms": 0.001}},
	{"rad", map[string]float64{"rad": 1 / (2 * pi), "deg": 1.0 / 360, "grad": 1.0 / 400, "turn": 1}},
}

// inch and pi are variables, so that what is calculated with them is rounded at each
// step as in JavaScript. Constants would be exact.
var inch, pi = 0.0254, math.Pi

// groupOf returns the group of a unit, or -1.
func groupOf(unit string) int {
	for i, g := range unitGroups {
		if _, ok := g.factor[unit]; ok {
			return i
		}
	}
	return -1
}

// convert returns n with each unit of a group turned into the target of that
// group; "" leaves the group alone.
func (n *Number) convert(targets [len(unitGroups)]string) *Number {
	if n.more == nil { // the usual case, without allocating lists
		g := groupOf(n.Unit)
		if g < 0 || targets[g] == "" || targets[g] == n.Unit {
			return n
		}
		f := unitGroups[g].factor
		out := newNumber(n.Val*(f[n.Unit]/f[targets[g]]), units{num: []string{targets[g]}, backup: n.Unit})
		return out
	}
	v, u := n.Val, n.cloned()
	u.num, u.den = slices.Clone(u.num), slices.Clone(u.den)
	for g, target := range targets {
		if target == "" {
			continue
		}
		f := unitGroups[g].factor
		for i, x := range u.num {
			if c, ok := f[x]; ok {
				v *= c / f[target]
				u.num[i] = target
			}
		}
		for i, x := range u.den {
			if c, ok := f[x]; ok {
				v /= c / f[target]
				u.den[i] = target
			}
		}
	}
	u.cancel()
	return newNumber(v, u)
}

// convertTo returns n in a unit; one that is unknown leaves n as it is.
func (n *Number) convertTo(unit string) *Number {
	var targets [len(unitGroups)]string
	if g := groupOf(unit); g >= 0 {
		targets[g] = unit
	}
	return n.convert(targets)
}

// unified returns n with lengths in px, times in s and angles in rad.
func (n *Number) unified() *Number {
	var targets [len(unitGroups)]string
	for i, g := range unitGroups {
		targets[i] = g.unified
	}
	return n.convert(targets)
}

// usedUnits returns the first unit of each group that n has.
func (n *Number) usedUnits() (targets [len(unitGroups)]string) {
	u := n.units()
	for g := range unitGroups {
		for _, x := range append(slices.Clone(u.num), u.den...) {
			if _, ok := unitGroups[g].factor[x]; ok {
				targets[g] = x
				break
			}
		}
	}
	return targets
}
