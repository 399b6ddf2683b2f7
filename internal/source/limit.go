package source

import (
	"fmt"
	"slices"
	"strings"

	"skinbuild/internal/codes"
)

// A broken file can have thousands of problems of one kind; people read the first few.
const (
	maxPerCode = 20  // of one code in one file
	maxInAll   = 200 // in one list
)

// Limited returns the diagnostics that are printed for people, in the order of Sorted: at
// most 20 of one code in one file and 200 in all, errors before warnings. rest are lines
// about those left out, nil if there are none.
func (ds Diags) Limited() (shown Diags, rest []string) {
	type kind struct {
		file string
		code codes.Code
	}
	sorted := ds.Sorted()
	slices.SortStableFunc(sorted, func(a, b *Diag) int { return int(a.Severity) - int(b.Severity) })
	taken, left := map[kind]int{}, map[kind]int{}
	var order []kind
	others := 0
	for _, d := range sorted {
		k := kind{d.File.Name(), d.Code}
		switch {
		case len(shown) == maxInAll:
			others++
		case taken[k] < maxPerCode:
			taken[k]++
			shown = append(shown, d)
		default:
			if left[k] == 0 {
				order = append(order, k)
			}
			left[k]++
		}
	}
	for _, k := range order {
		rest = append(rest, strings.TrimSuffix(fmt.Sprintf("%s: and %d more [%s]", Clean(k.file), left[k], k.code), " []"))
	}
	if others > 0 {
		rest = append(rest, fmt.Sprintf("and %d more", others))
	}
	return shown.Sorted(), rest
}
