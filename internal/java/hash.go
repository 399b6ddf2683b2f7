package java

import (
	"math"
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

// spread is how HashMap and ConcurrentHashMap mix a hash before they use its
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

// PropertyOrder sorts distinct keys, given in the order in which they were first
// set, into the order in which Properties.propertyNames of JDK 9 to 17 yields
// them: that of a ConcurrentHashMap copied into a Hashtable. It does not
// follow bins that have become trees, for which eight keys must share one of at least
// 64 bins.
func PropertyOrder(keys []string) []string {
	return hashtableOrder(concurrentOrder(keys))
}

// A node is a key in its bin. Bins are linked lists, as in Java, so that keys
// which all fall into one bin cost no more than others.
type node struct {
	key  string
	hash int32
	next *node
}

// concurrentOrder is the iteration order of a ConcurrentHashMap that began with
// 16 bins.
func concurrentOrder(keys []string) []string {
	bins, tails := make([]*node, 16), make([]*node, 16)
	for i, k := range keys {
		x := &node{key: k, hash: spread(Hash(k)) & math.MaxInt32}
		at := int(x.hash) & (len(bins) - 1)
		if bins[at] == nil {
			bins[at] = x
		} else {
			tails[at].next = x
		}
		tails[at] = x
		for i+1 >= len(bins)/4*3 {
			bins, tails = doubled(bins)
		}
	}
	return inOrder(bins, len(keys))
}

// doubled splits each bin in two as ConcurrentHashMap.transfer does: the last
// run of keys that stay together keeps its order, and each key before it is put
// in front.
func doubled(bins []*node) (out, tails []*node) {
	n := len(bins)
	out, tails = make([]*node, 2*n), make([]*node, 2*n)
	for i, first := range bins {
		if first == nil {
			continue
		}
		run, end := first, first
		for x := first; x != nil; x = x.next {
			if int(x.hash)&n != int(run.hash)&n {
				run = x
			}
			end = x
		}
		at := i + int(run.hash)&n
		out[at], tails[at] = run, end
		for x := first; x != run; {
			next := x.next
			at := i + int(x.hash)&n
			if out[at] == nil {
				tails[at] = x
			}
			x.next, out[at] = out[at], x
			x = next
		}
	}
	return out, tails
}

func inOrder(bins []*node, n int) []string {
	out := make([]string, 0, n)
	for _, x := range bins {
		for ; x != nil; x = x.next {
			out = append(out, x.key)
		}
	}
	return out
}

// hashtableOrder is the order in which a fresh Hashtable yields keys that were
// put into it in that order: from the last bucket to the first, the newest of a
// bucket first.
func hashtableOrder(keys []string) []string {
	buckets := make([]*node, 11)
	for i, k := range keys {
		if i >= len(buckets)*3/4 {
			buckets = rehashed(buckets)
		}
		prepend(buckets, &node{key: k, hash: Hash(k) & math.MaxInt32})
	}
	slices.Reverse(buckets)
	return inOrder(buckets, len(keys))
}

// rehashed is Hashtable.rehash: it walks the buckets from the last to the first.
func rehashed(buckets []*node) []*node {
	bigger := make([]*node, 2*len(buckets)+1)
	for _, x := range slices.Backward(buckets) {
		for x != nil {
			next := x.next
			prepend(bigger, x)
			x = next
		}
	}
	return bigger
}

func prepend(buckets []*node, x *node) {
	at := int(x.hash) % len(buckets)
	x.next, buckets[at] = buckets[at], x
}
