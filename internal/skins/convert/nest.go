package convert

import (
	"slices"

	"skinbuild/internal/agents/ua"
)

// maxNest limits the nesting of rules, for readability.
const maxNest = 3

// An item is a statement with the data that nesting needs.
type item struct {
	stmt
	rule      *rule // nil for another statement
	selectors [][]piece
}

// nest puts adjacent rules with a common beginning into a block. The order of
// declarations in the output does not change: a block prints its own
// declarations first, then the rules in it, each prefixed with the beginning.
func nest(list []stmt) []stmt {
	items := make([]item, len(list))
	for i, s := range list {
		items[i].stmt = s
		switch s := s.(type) {
		case *rule:
			items[i].rule, items[i].selectors = s, cutSelectors(s.selectors)
		case *cond:
		case *atRule:
			if holdsRules(s.head) {
				s.body = nest(s.body)
			}
		}
	}
	return nestItems(items, 0)
}

func cutSelectors(list []string) [][]piece {
	out := make([][]piece, len(list))
	for i, s := range list {
		if out[i] = pieces(s); out[i] == nil {
			return nil
		}
	}
	return out
}

func nestItems(items []item, depth int) []stmt {
	var out []stmt
	for i := 0; i < len(items); {
		parents, n := bestBlock(items[i:])
		if n == 0 || depth == maxNest {
			if c, ok := items[i].stmt.(*cond); ok && depth == 0 {
				for n := range c.parts {
					c.parts[n].body = nest(c.parts[n].body)
				}
			}
			out = append(out, items[i].stmt)
			i++
			continue
		}
		out = append(out, blockOf(items[i:i+n], parents, depth))
		i += n
	}
	return out
}

// bestBlock returns the beginning that the first item shares with most of the
// following items, and the number of statements in that block; 0 if there is
// none.
func bestBlock(items []item) (parents [][]piece, n int) {
	if items[0].selectors == nil {
		return nil, 0
	}
	best := 1
	for _, p := range candidates(items[0].selectors) {
		rules, end := runOf(items, p)
		if rules > best || rules == best && n > 0 && size(p) > size(parents) {
			best, parents, n = rules, p, end
		}
	}
	return parents, n
}

func size(p [][]piece) int { return len(p) * len(p[0]) }

// runOf counts the rules from the first on that are below parents, and the
// statements up to the last of them. Comments may be in between.
func runOf(items []item, parents [][]piece) (rules, end int) {
	for i, it := range items {
		if c, ok := it.stmt.(*cond); ok && i > 0 && condBelow(c, parents) {
			rules++
			end = i + 1
			continue
		}
		if it.rule == nil {
			if _, ok := it.stmt.(*comment); ok {
				continue
			}
			break
		}
		own := i == 0 && slices.EqualFunc(it.selectors, parents, slices.Equal)
		if !own && factor(it.selectors, parents) == nil {
			break
		}
		rules++
		end = i + 1
	}
	return rules, end
}

// condBelow reports whether a condition contains only rules below parents, and
// comments.
func condBelow(c *cond, parents [][]piece) bool {
	for _, part := range c.parts {
		for _, s := range part.body {
			switch s := s.(type) {
			case *comment:
			case *rule:
				if list := cutSelectors(s.selectors); list == nil || factor(list, parents) == nil {
					return false
				}
			default:
				return false
			}
		}
	}
	return slices.Contains(ua.MacroNames(), c.macro)
}

// candidates returns the lists of beginnings in whose block a rule with those
// selectors can be written.
func candidates(list [][]piece) [][][]piece {
	out := [][][]piece{list}
	for n := 1; n < len(list[0]); n++ {
		if canPart(list[0], n) {
			out = append(out, [][]piece{list[0][:n]})
		}
	}
	for k := 2; k <= len(list); k++ {
		if len(list)%k != 0 {
			continue
		}
		for n := 1; n < len(list[0]); n++ {
			if p := product(list[:k], list[0][n:]); p != nil {
				out = append(out, p)
			}
		}
	}
	if !canBeBlock(list) {
		out = out[1:]
	}
	return out
}

// canBeBlock reports whether all selectors of a rule may begin a block.
func canBeBlock(list [][]piece) bool {
	return !slices.ContainsFunc(list, func(s []piece) bool { return !canPart(append(s[:len(s):len(s)], piece{" ", "x"}), len(s)) })
}

// product returns the beginnings of selectors that all end with child, or nil
// if one does not.
func product(list [][]piece, child []piece) [][]piece {
	out := make([][]piece, len(list))
	for i, s := range list {
		n := len(s) - len(child)
		if !canPart(s, n) || !slices.Equal(s[n:], child) {
			return nil
		}
		out[i] = s[:n]
	}
	return out
}

// factor returns the selectors that give list inside a block of parents, in
// LESS's order: for each of them all parents. It returns nil if there are none.
func factor(list, parents [][]piece) [][]piece {
	k := len(parents)
	if len(list)%k != 0 {
		return nil
	}
	var out [][]piece
	for i := 0; i < len(list); i += k {
		n := len(parents[0])
		if len(list[i]) <= n {
			return nil
		}
		child := list[i][n:]
		for j, p := range parents {
			s := list[i+j]
			if !canPart(s, len(p)) || len(s) <= len(p) || !slices.Equal(s[:len(p)], p) || !slices.Equal(s[len(p):], child) {
				return nil
			}
		}
		out = append(out, child)
	}
	return out
}

// blockOf writes the items as one rule with nested rules.
func blockOf(items []item, parents [][]piece, depth int) stmt {
	first := items[0].rule
	out := &rule{place: first.place, made: true}
	for _, p := range parents {
		out.selectors = append(out.selectors, inBlock(p, depth))
	}
	if slices.EqualFunc(items[0].selectors, parents, slices.Equal) {
		out.body, out.made = slices.Clone(first.body), false
		items = items[1:]
	}
	inner := make([]item, len(items))
	for i, it := range items {
		inner[i] = it
		switch s := it.stmt.(type) {
		case *rule:
			inner[i] = relative(s, it.selectors, parents, depth)
		case *cond:
			inner[i].stmt = relativeCond(s, parents, depth)
		}
	}
	out.body = append(out.body, nestItems(inner, depth+1)...)
	return out
}

// relative returns a rule as written inside a block of parents.
func relative(r *rule, selectors, parents [][]piece, depth int) item {
	out := *r
	out.selectors = nil
	children := factor(selectors, parents)
	for _, s := range children {
		out.selectors = append(out.selectors, inBlock(s, depth+1))
	}
	return item{&out, &out, children}
}

func relativeCond(c *cond, parents [][]piece, depth int) stmt {
	out := *c
	out.parts = slices.Clone(c.parts)
	for n, part := range out.parts {
		items := make([]item, len(part.body))
		for i, s := range part.body {
			items[i].stmt = s
			if r, ok := s.(*rule); ok {
				items[i] = relative(r, cutSelectors(r.selectors), parents, depth)
			}
		}
		out.parts[n].body = nestItems(items, depth+1)
	}
	return &out
}

// inBlock writes a selector; nested selectors are relative to the enclosing
// block.
func inBlock(s []piece, depth int) string {
	if depth == 0 {
		return join(s)
	}
	return below(s)
}
