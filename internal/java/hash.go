package java

import (
	"slices"
	"unicode/utf16"
)

// Hash is String.hashCode: h = 31·h + unit over the UTF-16 units, in 32 bits.
func Hash(s string) int32 {
	var h int32
	for _, r := range s {
		if r < 0x10000 {
			h = 31*h + r
			continue
		}
		high, low := utf16.EncodeRune(r)
		h = 31*(31*h+high) + low
	}
	return h
}

// spread is how HashMap and ConcurrentHashMap stir a hash before they take its
// low bits.
func spread(h int32) int32 { return h ^ int32(uint32(h)>>16) }

// HashMapOrder sorts distinct keys, given in the order in which they were put
// into an empty HashMap, into the order in which the map yields them. A bucket
// yields its keys in the order of arrival.
func HashMapOrder(keys []string) {
	capacity := int32(16)
	for int32(len(keys)) > capacity/4*3 {
		capacity *= 2
	}
	slices.SortStableFunc(keys, func(a, b string) int {
		return int(spread(Hash(a))&(capacity-1)) - int(spread(Hash(b))&(capacity-1))
	})
}
