package convert

import (
	"slices"
	"strings"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/codes"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/source"
)

// split handles statements that an #IFDEF cuts across. The stretch begins at
// start and ends where, for every combination of macros, statements are
// complete again. With few macros it is expanded into one copy for each case;
// otherwise it stays raw. It returns an error if the stretch does not end in
// this block.
func (p *parser) split(start int, decls bool) (stmt, error) {
	s := &stretch{p: p, decls: decls || p.blocks > 0}
	end, ok := s.run(start)
	if !ok {
		return nil, errCross
	}
	p.pos = end
	if s.elses && p.conds > 0 {
		return nil, errCross // what it does depends on the #IFDEF around
	}
	if s.closed && !p.wouldDirect(start) && len(s.macros) > 0 && len(s.macros) <= maxSplit {
		if c := p.caseOf(p.text[start:end], s.macros, nil, decls); c != nil {
			p.ds = append(p.ds, p.f.Warnf(source.Span{Start: start, End: start + len(firstLine(p.text[start:]))}, codes.ConvertCross,
				"an #IFDEF does not enclose whole statements from here on: they are written once for each case"))
			return c, nil
		}
	}
	return p.rawTo(start, end, errCross.Error()), nil
}

// statementEnd returns the end of a statement at start that could not be
// parsed: where its braces are closed.
func (p *parser) statementEnd(start int, decls bool) (int, bool) {
	s := scanState{}
	for i := start; i < len(p.text); {
		if d, ok := p.directives[i]; ok && i > start {
			if s.depth == 0 && !s.pending && !s.comment {
				return i, true
			}
			i = d.Span.End
			continue
		}
		i = s.step(p, i)
		if s.depth < 0 {
			if decls || p.blocks > 0 {
				return i - 1, i-1 > start
			}
			return i, true
		}
		if s.ended && s.depth == 0 {
			return i, true
		}
	}
	return len(p.text), !decls && p.blocks == 0
}

// A stretch is text with #IFDEFs, read for all cases of its macros at once.
type stretch struct {
	p      *parser
	decls  bool // a "}" more than "{" ends the block around it
	macros []string
	cases  []caseState // for each set of macros; bit i of the index is macros[i]
	elses  bool        // it has an #ELSE
	closed bool        // it ends before the end of the text
}

// A caseState is the text sent in one case.
type caseState struct {
	scanState
	skips []bool // for each open #IFDEF whether it is skipped
}

// run returns the end of the stretch, or false if the enclosing block or #IFDEF
// ends first.
func (s *stretch) run(start int) (int, bool) {
	s.cases = make([]caseState, 1)
	depth := 0
	for i := start; i < len(s.p.text); {
		end := i + len(nextLine(s.p.text[i:]))
		if d, ok := s.p.directives[i]; ok {
			switch d.Word {
			case "#ifdef", "#ifndef":
				depth++
			case "#endif":
				depth--
			default:
				s.elses = true
			}
			if depth < 0 || depth == 0 && d.Word == "#else" || !s.directive(d) {
				return len(s.p.text), !s.decls && s.p.conds == 0
			}
		} else if !s.line(i, end) {
			return 0, false
		}
		i = end
		if depth == 0 && s.complete() {
			s.closed = true
			return i, true
		}
	}
	return len(s.p.text), !s.decls
}

// directive takes a directive in each case; a new macro doubles the cases.
func (s *stretch) directive(d skin.Directive) bool {
	bit := slices.Index(s.macros, d.Macro)
	if bit < 0 && slices.Contains(ua.MacroNames(), d.Macro) {
		if len(s.macros) == maxMacros {
			return false
		}
		bit = len(s.macros)
		s.macros = append(s.macros, d.Macro)
		for _, c := range s.cases {
			c.skips = slices.Clone(c.skips)
			s.cases = append(s.cases, c)
		}
	}
	for n := range s.cases {
		c := &s.cases[n]
		c.skips = step(c.skips, d.Word, bit >= 0 && n>>bit&1 == 1)
	}
	return true
}

// step follows the servlet: it keeps for each open #IFDEF whether it is
// skipped, and #ELSE negates the innermost one and ignores the others.
func step(skips []bool, word string, has bool) []bool {
	outer := len(skips) > 0 && skips[len(skips)-1]
	switch {
	case word == "#ifdef":
		return append(skips, outer || !has)
	case word == "#ifndef":
		return append(skips, outer || has)
	case len(skips) == 0:
	case word == "#endif":
		return skips[:len(skips)-1]
	default:
		skips[len(skips)-1] = !skips[len(skips)-1]
	}
	return skips
}

// line reads a line in each case in which it is sent; false if the enclosing
// block ends in it.
func (s *stretch) line(start, end int) bool {
	for n := range s.cases {
		c := &s.cases[n]
		if k := len(c.skips); k > 0 && c.skips[k-1] {
			continue
		}
		for i := start; i < end; {
			i = c.step(s.p, i)
			if c.depth < 0 && s.decls {
				return false
			}
			c.depth = max(c.depth, 0)
		}
	}
	return true
}

// complete reports whether no case is inside a statement.
func (s *stretch) complete() bool {
	for _, c := range s.cases {
		if c.depth > 0 || c.comment || c.pending {
			return false
		}
	}
	return true
}

// A scanState is the position in one case.
type scanState struct {
	depth   int
	round   int // open "(" and "["
	comment bool
	pending bool // a statement has begun and not ended
	ended   bool // the last step ended one
}

// step reads on from i.
func (c *scanState) step(p *parser, i int) int {
	c.ended = false
	if c.comment {
		if strings.HasPrefix(p.text[i:], "*/") {
			c.comment, c.ended = false, !c.pending
			return i + 2
		}
		return i + 1
	}
	if a, ok := p.atoms[i]; ok {
		c.pending = c.pending || a.odd || !p.standsAlone(a, c.depth > 0 || p.blocks > 0)
		return a.end
	}
	switch b := p.text[i]; {
	case isSpace(b):
	case strings.HasPrefix(p.text[i:], "/*"):
		c.comment = true
		return i + 2
	case b == '"' || b == '\'':
		c.pending = true
		return stringEnd(p.text, i)
	case b == '\\':
		c.pending = true
		return min(i+2, len(p.text))
	case b == '{':
		c.depth++
		c.pending, c.round = false, 0
	case b == '}':
		c.depth--
		c.pending, c.ended, c.round = false, true, 0
	case b == ';' && c.round == 0:
		c.pending, c.ended = false, true
	default:
		if b == '(' || b == '[' {
			c.round++
		} else if b == ')' || b == ']' {
			c.round = max(0, c.round-1)
		}
		c.pending = true
	}
	return i + 1
}

func (p *parser) caseOf(text string, macros []string, defined []bool, decls bool) stmt {
	c := &cond{macro: macros[len(defined)]}
	for _, on := range []bool{true, false} {
		here := append(slices.Clone(defined), on)
		var body []stmt
		if len(here) < len(macros) {
			inner := p.caseOf(text, macros, here, decls)
			if inner == nil {
				return nil
			}
			body = []stmt{inner}
		} else if body = p.parseCase(text, macros, here, decls); body == nil {
			return nil
		}
		c.parts = append(c.parts, part{!on, body})
	}
	return c
}

// parseCase parses the text that a browser with those macros is sent.
func (p *parser) parseCase(text string, macros []string, defined []bool, decls bool) []stmt {
	sub := newParser(source.NewFile(p.f.Name(), preprocess(text, macros, defined)))
	sub.part = true
	list, err := sub.list(decls)
	isRaw := func(s stmt) bool { _, ok := s.(*raw); return ok }
	if err != nil || sub.pos < len(sub.text) || len(sub.ds) > 0 || slices.ContainsFunc(list, isRaw) {
		return nil
	}
	if list == nil {
		list = []stmt{}
	}
	return list
}

// preprocess applies directives as the servlet does.
func preprocess(text string, macros []string, defined []bool) string {
	p := newParser(source.NewFile("", text))
	var b strings.Builder
	var skips []bool
	for i := 0; i < len(text); {
		line := nextLine(text[i:])
		if d, ok := p.directives[i]; ok {
			n := slices.Index(macros, d.Macro)
			skips = step(skips, d.Word, n >= 0 && defined[n])
		} else if len(skips) == 0 || !skips[len(skips)-1] {
			b.WriteString(line)
		}
		i += len(line)
	}
	return b.String()
}
