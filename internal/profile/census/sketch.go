package census

import (
	"encoding/binary"
	"math"
	"math/bits"
	"slices"
)

// A sketch estimates the number of distinct addresses added, without keeping an
// address: it stores the hashes of the first few, so that small numbers are
// exact, and then a HyperLogLog with 4096 registers, which has a standard error of
// 1.6 %, so that 94 of 100 estimates are within 3 %. It never leaves the process.
type sketch struct {
	many *[registers]uint8
	few  []uint32 // sorted by nothing, while there is no many
}

const (
	precision = 12
	registers = 1 << precision
	maxFew    = 64
)

// add returns by how many bytes the sketch has grown.
func (s *sketch) add(hash uint64) (grown int) {
	if s.many != nil {
		s.count(hash)
		return 0
	}
	short := uint32(hash >> 32)
	if slices.Contains(s.few, short) {
		return 0
	}
	if len(s.few) < maxFew {
		before := cap(s.few)
		s.few = append(s.few, short)
		return 4 * (cap(s.few) - before)
	}
	before := 4 * cap(s.few)
	s.spread()
	s.count(hash)
	return registers - before
}

// size is the memory that a sketch holds, in bytes.
func (s *sketch) size() int {
	if s.many != nil {
		return registers
	}
	return 4 * cap(s.few)
}

// spread moves the few into registers. Only the upper half of each hash is
// kept, because the registers of so few depend on nothing else.
func (s *sketch) spread() {
	s.many = new([registers]uint8)
	for _, short := range s.few {
		s.count(uint64(short) << 32)
	}
	s.few = nil
}

func (s *sketch) count(hash uint64) {
	i := hash >> (64 - precision)
	rank := uint8(bits.LeadingZeros64(hash<<precision|1<<(precision-1)) + 1)
	if rank > s.many[i] {
		s.many[i] = rank
	}
}

// merge adds everything that was added to t.
func (s *sketch) merge(t *sketch) {
	if t.many == nil {
		for _, short := range t.few {
			s.add(uint64(short) << 32)
		}
		return
	}
	if s.many == nil {
		s.spread()
	}
	for i := range s.many {
		s.many[i] = max(s.many[i], t.many[i])
	}
}

// estimate is the improved raw estimator of O. Ertl, "New cardinality
// estimation algorithms for HyperLogLog sketches", which is unbiased over the
// whole range.
func (s *sketch) estimate() int64 {
	if s.many == nil {
		return int64(len(s.few))
	}
	const m, last = registers, 64 - precision
	var counts [last + 2]float64
	for _, rank := range s.many {
		counts[rank]++
	}
	z := m * tau(1-counts[last+1]/m)
	for k := last; k >= 1; k-- {
		z = (z + counts[k]) / 2
	}
	z += m * sigma(counts[0]/m)
	return int64(math.Round(m / (2 * math.Ln2) * m / z))
}

func sigma(x float64) float64 {
	if x == 1 {
		return math.Inf(1)
	}
	y, z := 1.0, x
	for before := -1.0; z != before; y *= 2 {
		x *= x
		before = z
		z += x * y
	}
	return z
}

func tau(x float64) float64 {
	if x == 0 || x == 1 {
		return 0
	}
	y, z := 1.0, 1-x
	for before := -1.0; z != before; {
		x = math.Sqrt(x)
		before = z
		y /= 2
		z -= (1 - x) * (1 - x) * y
	}
	return z / 3
}

// hash maps bytes to 64 bits. It has no seed, so a census of the same log gives
// the same numbers. Use it for sketches only.
func hash(b []byte) uint64 {
	const a, c = 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93
	h := uint64(len(b)) * a
	for len(b) >= 8 {
		h = mix(h^binary.LittleEndian.Uint64(b), a)
		b = b[8:]
	}
	var rest uint64
	for i, x := range b {
		rest |= uint64(x) << (8 * i)
	}
	return mix(mix(h^rest^c, a), c)
}

func mix(x, by uint64) uint64 {
	high, low := bits.Mul64(x, by)
	return high ^ low
}
