package syntax

import (
	"fmt"
	"regexp"
	"strings"

	"skinbuild/internal/source"
)

// A Mistake is a usual mistake that explains why a text is not LESS: the cause, not
// the place where reading ended.
type Mistake struct {
	Span source.Span
	Text string
	Hint string
	All  bool // it explains what follows in the file too
}

// FindMistake looks for the mistake that explains an error at an offset of the text.
func FindMistake(text string, at int) (Mistake, bool) {
	s := &mistakeScan{text: text}
	s.run()
	if m := s.scss; m != nil && m.Span.Start <= lineEnd(text, at) {
		return *m, true
	}
	if m := s.found; m != nil && m.Span.Start <= at {
		return *m, true
	}
	if m, ok := MissingSemicolon(text, at); ok {
		return m, true
	}
	if m, ok := missingColon(text, at); ok {
		return m, true
	}
	if m, ok := incompleteGuard(text, at); ok {
		return m, true
	}
	if at >= len(text) || strings.TrimSpace(text[at:]) == "" {
		if m := s.unclosedBlock(); m != nil {
			return *m, true
		}
	}
	return Mistake{}, false
}

// SCSS looks for the spelling of SCSS in the text up to the line of an offset.
func SCSS(text string, at int) (Mistake, bool) {
	s := &mistakeScan{text: text}
	s.run()
	if s.scss == nil || s.scss.Span.Start > lineEnd(text, at) {
		return Mistake{}, false
	}
	return *s.scss, true
}

// An openBracket is a bracket that is not closed yet.
type openBracket struct {
	at     int
	char   byte
	indent int // of its line
	line   int
}

// mistakeScan goes through a text once, with nothing but brackets, strings and
// comments in mind.
type mistakeScan struct {
	text      string
	i         int
	line      int
	lineStart int
	fresh     bool // nothing but white space stands before i in its line
	head      int  // where the statement begins
	open      []openBracket
	found     *Mistake // the first
	scss      *Mistake // the first
	outdented *openBracket
	outdentAt int // the line where the indentation says that outdented should have ended
}

func (s *mistakeScan) run() {
	s.line, s.fresh = 1, true
	for s.i < len(s.text) && s.found == nil {
		c := s.text[s.i]
		if c == '\n' {
			s.newline()
			continue
		}
		if isSpace(c) {
			s.i++
			continue
		}
		if s.fresh && !strings.HasPrefix(s.text[s.i:], "//") && !strings.HasPrefix(s.text[s.i:], "/*") {
			s.indentation(c)
		}
		s.fresh = false
		s.step(c)
	}
	if s.found == nil {
		s.unclosedParen("the end of the file")
	}
}

func (s *mistakeScan) newline() {
	s.i++
	s.line++
	s.lineStart, s.fresh = s.i, true
}

// skipTo moves on to an offset and counts the lines on the way.
func (s *mistakeScan) skipTo(end int) {
	for s.i < end {
		if s.text[s.i] == '\n' {
			s.newline()
			s.fresh = false
			continue
		}
		s.i++
	}
}

// indentation notes the first block that the indentation of a line says is over.
func (s *mistakeScan) indentation(c byte) {
	if s.outdented != nil || len(s.open) == 0 {
		return
	}
	top := &s.open[len(s.open)-1]
	if indent := s.i - s.lineStart; top.char == '{' && top.line != s.line && (indent < top.indent || indent == top.indent && c != '}') {
		b := *top
		s.outdented, s.outdentAt = &b, s.line
	}
}

func (s *mistakeScan) step(c byte) {
	rest := s.text[s.i:]
	switch {
	case strings.HasPrefix(rest, "//"):
		s.i = lineEnd(s.text, s.i)
	case strings.HasPrefix(rest, "/*"):
		s.comment()
	case c == '"' || c == '\'' || c == '`':
		s.quoted(c)
	case c == '\\':
		s.skipTo(min(s.i+2, len(s.text)))
	case strings.HasPrefix(rest, "url("):
		s.url()
	case (c == '@' || c == '$') && strings.HasPrefix(rest[1:], "{"):
		s.interpolation()
	case c == '#' && strings.HasPrefix(rest[1:], "{"):
		s.sass(s.i, 2, "`#{…}` is the interpolation of SCSS", "write `@{name}` for the value of @name")
		s.interpolation()
	case c == '{' || c == '(' || c == '[':
		s.push(c)
	case c == '}' || c == ')' || c == ']':
		s.pop(c)
	case c == ';':
		s.i++
		s.head = s.i
	case c == '$' || c == '@':
		s.marked(c)
	default:
		s.i++
	}
}

func (s *mistakeScan) comment() {
	end := strings.Index(s.text[s.i+2:], "*/")
	if end < 0 {
		s.note(s.i, 2, "the comment is not closed", "put `*/` behind its last line")
		return
	}
	s.skipTo(s.i + 2 + end + 2)
}

func (s *mistakeScan) quoted(quote byte) {
	start := s.i
	for end := start + 1; end < len(s.text); end++ {
		switch s.text[end] {
		case '\\':
			end++
		case quote:
			s.skipTo(end + 1)
			return
		case '\n':
			if quote != '`' {
				s.note(start, lineEnd(s.text, start)-start, "the string is not closed", "put `"+string(quote)+"` at its end, in line "+fmt.Sprint(s.line))
				return
			}
		}
	}
	s.note(start, lineEnd(s.text, start)-start, "the string is not closed", "put `"+string(quote)+"` at its end, in line "+fmt.Sprint(s.line))
}

func (s *mistakeScan) url() {
	start := s.i
	s.i += len("url(")
	for s.i < len(s.text) && isSpace(s.text[s.i]) {
		s.skipTo(s.i + 1)
	}
	if s.i < len(s.text) && strings.IndexByte("\"'@~", s.text[s.i]) >= 0 {
		s.open = append(s.open, openBracket{at: start, char: '(', line: s.line})
		return
	}
	end := s.i
	for end < len(s.text) && s.text[end] != ')' && s.text[end] != '\n' {
		end++
	}
	if end >= len(s.text) || s.text[end] != ')' {
		s.note(start, end-start, "`url(` is not closed", "put `)` behind the address")
		return
	}
	s.i = end + 1
}

func (s *mistakeScan) interpolation() {
	end := strings.IndexAny(s.text[s.i:], "}\n;")
	if end < 0 || s.text[s.i+end] != '}' {
		s.note(s.i, 2, "the interpolation is not closed", "put `}` behind the name")
		return
	}
	s.i += end + 1
}

func (s *mistakeScan) push(c byte) {
	lineIndent := len(s.text[s.lineStart:]) - len(strings.TrimLeft(s.text[s.lineStart:], " \t"))
	at := s.i
	if c == '{' {
		if n := len(s.open); n > 0 && s.open[n-1].char == '[' {
			s.unclosedParen("the `{` in line " + fmt.Sprint(s.line))
			return
		}
	}
	s.open = append(s.open, openBracket{at: at, char: c, indent: lineIndent, line: s.line})
	s.i++
	if c == '{' {
		s.head = s.i
	}
}

var opening = map[byte]byte{'}': '{', ')': '(', ']': '['}

func (s *mistakeScan) pop(c byte) {
	n := len(s.open)
	switch {
	case n > 0 && s.open[n-1].char == opening[c]:
		s.open = s.open[:n-1]
	case n > 0 && c == '}':
		s.unclosedParen("the `}` in line " + fmt.Sprint(s.line))
		return
	case c == '}':
		s.note(s.i, 1, "this `}` closes nothing: all blocks before it are closed", "remove it, or add the `{` of its block")
		return
	case c == ')' && n == 0:
		s.note(s.i, 1, "this `)` closes nothing", "remove it, or add the `(`")
		return
	}
	s.i++
	if c == '}' {
		s.head = s.i
	}
}

// unclosedParen is the mistake of the innermost ( or [ that is open.
func (s *mistakeScan) unclosedParen(before string) {
	n := len(s.open)
	if n == 0 || s.open[n-1].char == '{' {
		return
	}
	b := s.open[n-1]
	length, what := 1, string(b.char)
	if strings.HasPrefix(s.text[b.at:], "url(") {
		length, what = 4, "url("
	}
	s.note(b.at, length, "`"+what+"` is not closed before "+before, "put `"+string("])"[strings.IndexByte("[(", b.char)])+"` where it ends")
}

func (s *mistakeScan) note(at, length int, text, hint string) {
	s.found = &Mistake{Span: source.Span{Start: at, End: at + length}, Text: text, Hint: hint, All: true}
}

func (s *mistakeScan) sass(at, length int, text, hint string) {
	if s.scss == nil {
		s.scss = &Mistake{Span: source.Span{Start: at, End: at + length}, Text: text, Hint: hint, All: true}
	}
}

// marked is a name that begins with "$" or "@".
func (s *mistakeScan) marked(c byte) {
	in := input{text: s.text, i: s.i}
	end := in.scanWord(s.i + 1)
	name := s.text[s.i:end]
	statement := strings.TrimSpace(s.text[s.head:s.i]) == ""
	if hint := scssRules[name]; statement && hint != "" {
		s.sass(s.i, len(name), name+" is a rule of SCSS, not of LESS", hint)
	}
	colon := in.scanSpace(end)
	if c == '$' && statement && colon < len(s.text) && s.text[colon] == ':' {
		s.sass(s.i, len(name), name+" is a variable of SCSS", "a variable of LESS begins with @: `@"+name[1:]+": …;`")
	}
	s.i = max(end, s.i+1)
}

// scssRules say how LESS does what the at-rules of SCSS do.
var scssRules = map[string]string{
	"@mixin":    "define a mixin as .name(@parameter) { … }",
	"@include":  "call a mixin as .name(…);",
	"@extend":   "write &:extend(.name);",
	"@function": "define a mixin that returns a value, .name(@n) { @result: @n * 2 }, and use .name(2px)[@result]",
	"@return":   "a mixin returns what it defines: @result: …; and .name()[@result] is its value",
	"@if":       "put the block into a mixin with a guard, .name() when (@a = 1) { … }, or choose a value with if((@a = 1), x, y)",
	"@each":     "write each(@list, { … @value … });",
	"@for":      "write each(range(1, 3), { … @value … });",
	"@while":    "let a mixin with a guard call itself: .name(@n) when (@n > 0) { … .name(@n - 1); }",
	"@use":      "write @import \"file\"; and, for names of their own, put the definitions into #name() { … }",
	"@forward":  "write @import \"file\";",
	"@debug":    "LESS prints nothing while it compiles: put the value into a declaration",
	"@warn":     "LESS prints nothing while it compiles: put the value into a declaration",
	"@error":    "LESS has no error of its own: let a guard match nothing",
}

// SCSSRule returns how LESS does what an at-rule of SCSS does, "" for other rules.
func SCSSRule(name string) string { return scssRules[name] }

// unclosedBlock is the mistake of a text that ends inside of a block.
func (s *mistakeScan) unclosedBlock() *Mistake {
	n := len(s.open)
	if s.found != nil || n == 0 {
		return nil
	}
	b := s.open[n-1]
	hint := "put `}` where the block ends"
	if s.outdented != nil {
		b = *s.outdented
		hint = fmt.Sprintf("going by the indentation, `}` is missing before line %d", s.outdentAt)
	}
	text := fmt.Sprintf("the `{` of %s is not closed", blockName(s.text, b.at))
	if n > 1 {
		text += fmt.Sprintf("; %d blocks are open at the end of the file", n)
	}
	return &Mistake{Span: source.Span{Start: b.at, End: b.at + 1}, Text: text, Hint: hint, All: true}
}

// blockName is the head of the block whose "{" stands at an offset.
func blockName(text string, at int) string {
	start := strings.LastIndexAny(text[:at], ";{}\n")
	name := strings.Join(strings.Fields(text[start+1:at]), " ")
	if name == "" {
		return "this block"
	}
	if len(name) > 40 {
		name = name[:40] + "…"
	}
	return "`" + name + "`"
}

func lineEnd(text string, at int) int {
	at = min(at, len(text))
	if i := strings.IndexByte(text[at:], '\n'); i >= 0 {
		return at + i
	}
	return len(text)
}

var (
	declarationLine = regexp.MustCompile(`^\s*(@?[\w-]+)\s*:\s*[^\s{][^{]*$`)
	declarationHead = regexp.MustCompile(`^\s*(@?[a-zA-Z_][\w-]*)\s*:(\s|\S*;)`)
	trailingComment = regexp.MustCompile(`\s*(//.*|/\*[^*]*\*/\s*)$`)
	wordsLine       = regexp.MustCompile(`^\s*([a-z][\w-]*)\s+[^:{}]+$`)
)

// MissingSemicolon looks for two declarations without ";" between them, the second in
// the line of an offset or in the one behind it.
func MissingSemicolon(text string, at int) (Mistake, bool) {
	start := strings.LastIndexByte(text[:min(at, len(text))], '\n') + 1
	for range 2 {
		if m, ok := semicolonBefore(text, start); ok {
			return m, true
		}
		if start = lineEnd(text, start) + 1; start >= len(text) {
			break
		}
	}
	return Mistake{}, false
}

// semicolonBefore looks for a declaration in the line that starts at an offset and one
// without ";" in the last line before it that is not empty.
func semicolonBefore(text string, start int) (Mistake, bool) {
	if !declarationHead.MatchString(text[start:lineEnd(text, start)]) {
		return Mistake{}, false
	}
	end := start
	var line string
	for end > 0 && line == "" {
		end--
		begin := strings.LastIndexByte(text[:end], '\n') + 1
		line = strings.TrimRight(trailingComment.ReplaceAllString(text[begin:end], ""), " \t\r")
		if line != "" {
			start = begin
		}
		end = begin
	}
	if strings.HasPrefix(strings.TrimSpace(line), "--") {
		return Mistake{}, false
	}
	if strings.IndexByte(";{},(", lastByte(line)) >= 0 {
		return Mistake{}, false
	}
	m := declarationLine.FindStringSubmatch(line)
	if m == nil || m[1] == "filter" || m[1] == "-ms-filter" {
		return Mistake{}, false
	}
	after := start + len(line)
	return Mistake{Span: source.Span{Start: after - 1, End: after}, Text: "`;` is missing after " + m[1], Hint: "end the declaration: " + strings.TrimSpace(line) + ";"}, true
}

var guardBefore = regexp.MustCompile(`(when|and|or|not|,)[^{};]*?(=<|>=|<=|=>|[<>=])\s*$`)

// incompleteGuard looks for a comparison without its right side.
func incompleteGuard(text string, at int) (Mistake, bool) {
	at = min(at, len(text))
	start := strings.LastIndexAny(text[:at], ";{}") + 1
	m := guardBefore.FindStringSubmatchIndex(text[start:at])
	if m == nil {
		return Mistake{}, false
	}
	span := source.Span{Start: start + m[4], End: start + m[5]}
	op := text[span.Start:span.End]
	if op == "=" && at < len(text) && text[at] == '=' {
		span.End = at + 1
		return Mistake{Span: span, Text: "`==` is not a comparison of LESS", Hint: "write a single `=`"}, true
	}
	return Mistake{Span: span, Text: "the comparison has nothing behind `" + op + "`", Hint: "comparisons of guards are =, <, >, <= and >=, with a value on both sides: (@a " + op + " 1)"}, true
}

func lastByte(s string) byte {
	if s == "" {
		return ';'
	}
	return s[len(s)-1]
}

// missingColon looks for a line of words in the place of a declaration.
func missingColon(text string, at int) (Mistake, bool) {
	if at >= len(text) || text[at] != ';' && text[at] != '}' {
		return Mistake{}, false
	}
	start := strings.LastIndexAny(text[:at], "\n;{}") + 1
	m := wordsLine.FindStringSubmatch(text[start:at])
	if m == nil {
		return Mistake{}, false
	}
	at = start + strings.Index(text[start:], m[1])
	rest := strings.Join(strings.Fields(text[at+len(m[1]):lineEnd(text, at)]), " ")
	return Mistake{Span: source.Span{Start: at, End: at + len(m[1])}, Text: "`:` is missing after " + m[1], Hint: "write " + m[1] + ": " + rest}, true
}
