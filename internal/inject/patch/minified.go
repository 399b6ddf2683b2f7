package patch

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
	lexed "github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/js"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
)

// A segment is the part of a package that holds one script.
type segment struct {
	name  string        // that AjxPackage gives the script
	body  source.Span   // between the braces
	inner []source.Span // whole segments of the scripts that it requires
}

// own returns the span of the script's own code: the body without the segments inside.
// It reports false if such a segment stands in the midst of the code.
func (s segment) own(text string) (source.Span, bool) {
	at, found := source.At(s.body.End), false
	from := s.body.Start
	for _, in := range append(slices.Clone(s.inner), source.At(s.body.End)) {
		if strings.Trim(text[from:in.Start], " \t\r\n;") != "" {
			if found {
				return at, false
			}
			at, found = source.Span{Start: from, End: in.Start}, true
		}
		from = in.End
	}
	return at, true
}

// segments finds the segments of a package by its tokens, however it is written. The
// text of a package that is not understood has none from there on.
func segments(text string) []segment {
	s := scanner{text: text, lex: js.NewLexer(lexed.NewInputString(text))}
	for s.next() {
		switch s.tokens[len(s.tokens)-1] {
		case "{":
			s.depth++
			if name := s.opened(); name != "" {
				s.open = append(s.open, opening{segment{name: name, body: source.At(s.end)}, s.opener(), s.depth})
			}
		case "}":
			s.close()
			s.depth--
		}
	}
	return s.found
}

// An opening is a segment whose end has not been seen.
type opening struct {
	segment
	start, depth int
}

// A scanner reads the tokens of a package.
type scanner struct {
	text   string
	lex    *js.Lexer
	end    int      // offset after the last token
	tokens []string // the last ones: openTokens are needed
	starts []int
	depth  int
	open   []opening
	found  []segment
}

// openTokens are the tokens that open a segment; "" is its name.
var openTokens = []string{"if", "(", "AjxPackage", ".", "define", "(", "", ")", ")", "{"}

// next reads one token other than white space and comments.
func (s *scanner) next() bool {
	for {
		kind, text := s.lex.Next()
		if (kind == js.DivToken || kind == js.DivEqToken) && !s.divides() {
			kind, text = s.lex.RegExp()
		}
		start := s.end
		s.end = min(start+len(text), len(s.text))
		switch kind {
		case js.ErrorToken:
			return false
		case js.WhitespaceToken, js.LineTerminatorToken, js.CommentToken, js.CommentLineTerminatorToken:
			continue
		}
		s.tokens, s.starts = append(s.tokens, string(text)), append(s.starts, start)
		if n := len(s.tokens) - len(openTokens); n > 0 {
			s.tokens, s.starts = s.tokens[n:], s.starts[n:]
		}
		return true
	}
}

var operand = regexp.MustCompile(`^(?:[\w$"'\])]|[^\x00-\x7f])`)

// divides reports whether a "/" after the last token divides: else it begins a regular
// expression.
func (s *scanner) divides() bool {
	if len(s.tokens) == 0 {
		return false
	}
	switch last := s.tokens[len(s.tokens)-1]; last {
	case "return", "typeof", "case", "in", "instanceof", "new", "delete", "void", "throw", "else", "do":
		return false
	case "++", "--":
		return true
	default:
		return operand.MatchString(last) || len(last) > 1 && last[0] == '/' // a regular expression
	}
}

// opened returns the name of the segment that the last tokens open, "" if they open none.
func (s *scanner) opened() string {
	if len(s.tokens) < len(openTokens) {
		return ""
	}
	name := ""
	for i, want := range openTokens {
		switch got := s.tokens[i]; {
		case want == "":
			name = strings.Trim(got, `"'`)
		case got != want:
			return ""
		}
	}
	return name
}

// opener returns where the tokens of openTokens begin.
func (s *scanner) opener() int { return s.starts[0] }

// close ends the segment that was opened last, if the last token is its brace.
func (s *scanner) close() {
	n := len(s.open) - 1
	if n < 0 || s.open[n].depth != s.depth {
		return
	}
	o := s.open[n]
	o.body.End = s.end - 1
	s.open = s.open[:n]
	s.found = append(s.found, o.segment)
	if n > 0 {
		s.open[n-1].inner = append(s.open[n-1].inner, source.Span{Start: o.start, End: s.end})
	}
}

// dbgLine matches the lines that the vendor's build removes before it minifies.
var dbgLine = regexp.MustCompile(`(?m)^\s*DBG\.\w+\(.*\);\s*$`)

// built returns the code of a script as the vendor's build minifies it: without the
// lines for AjxPackage and for debugging.
func built(script string) string {
	var b strings.Builder
	for line := range strings.Lines(script) {
		line = strings.TrimRight(line, "\r\n")
		if !packageLine.MatchString(line) && !dbgLine.MatchString(line) {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

// minify returns a script as short as the vendor's build makes it, or shorter. It reports
// false if the script is not understood.
func minify(script string) (string, bool) {
	return transform(script, api.TransformOptions{MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true})
}

// transform puts nothing into a script that browsers of its age do not know: few of the
// vendor's scripts have a word that is newer than ECMAScript 5.
func transform(script string, opt api.TransformOptions) (string, bool) {
	opt.LegalComments, opt.LogLevel = api.LegalCommentsNone, api.LogLevelSilent
	for _, opt.Target = range []api.Target{api.ES5, api.ES2015} {
		if out := api.Transform(script, opt); len(out.Errors) == 0 {
			return strings.TrimSuffix(string(out.Code), "\n"), true
		}
	}
	return "", false
}

// normal returns the form of a script that all its forms have in common that differ only
// in white space, comments, names of local variables, spelling of constants, and braces
// around the statements of a case. It reports false if the script is not understood.
func normal(script string) (string, bool) {
	ast, err := js.Parse(lexed.NewInputString(script), js.Options{})
	if err != nil {
		return "", false
	}
	js.Walk(flattener{}, ast)
	short, ok := transform(ast.JSString(), api.TransformOptions{MinifyWhitespace: true, MinifySyntax: true})
	if !ok {
		return "", false
	}
	if ast, err = js.Parse(lexed.NewInputString(short), js.Options{}); err != nil {
		return "", false
	}
	names := namer{map[*js.Var]bool{}}
	for _, v := range ast.Declared {
		names.seen[v] = true // other scripts use these
	}
	js.Walk(names, ast)
	return ast.JSString(), true
}

// A flattener takes the braces off the statements of a case: YUI Compressor does.
type flattener struct{}

func (f flattener) Enter(n js.INode) js.IVisitor {
	if c, ok := n.(*js.CaseClause); ok {
		c.List = flattened(c.List)
	}
	return f
}

func (flattener) Exit(js.INode) {}

func flattened(list []js.IStmt) []js.IStmt {
	var out []js.IStmt
	for _, stmt := range list {
		if b, ok := stmt.(*js.BlockStmt); ok {
			out = append(out, flattened(b.List)...)
			continue
		}
		out = append(out, stmt)
	}
	return out
}

// A namer numbers local variables.
type namer struct{ seen map[*js.Var]bool }

func (n namer) Enter(node js.INode) js.IVisitor {
	if v, ok := node.(*js.Var); ok {
		root := v
		for root.Link != nil {
			root = root.Link
		}
		if root.Decl != js.NoDecl && !n.seen[root] {
			n.seen[root] = true
			root.Data = fmt.Appendf(nil, "$%d", len(n.seen))
		}
		v.Data = root.Data
	}
	return n
}

func (namer) Exit(js.INode) {}

// segmentSpan returns the own code of a script in a package; the whole text if the package
// does not hold the script once, in one piece.
func segmentSpan(text, name string) source.Span {
	whole := source.Span{End: len(text)}
	var found []segment
	for _, s := range segments(text) {
		if s.name == name {
			found = append(found, s)
		}
	}
	if len(found) != 1 {
		return whole
	}
	at, ok := found[0].own(text)
	if !ok {
		return whole
	}
	return at
}

// tryMinified says what the part would do to a package that was compressed. The code of
// the script in it is replaced as a whole, and only if it is what the vendor's build makes
// of the script beside it.
func (p *Part) tryMinified(f *source.File, known sides) Outcome {
	name := scriptName(p.Path)
	conflict := func(at source.Span, hint, format string, args ...any) Outcome {
		return Outcome{State: Conflict, Diag: f.Errorf(source.At(at.Start), codes.PatchMinified, format, args...).WithHint("%s", hint)}
	}
	at := segmentSpan(f.Text(), name)
	beside := p.Path
	if isCompiled(p.Path) {
		beside += ".js"
	}
	hint := "put " + beside + " of this release beside it, from the vendor's package, or the package that was not compressed"
	if !known.ok {
		return conflict(at, hint, "the package holds %s only compressed, and %s is not there, or the patch does not fit it", name, beside)
	}
	before, ok1 := normal(built(known.before))
	after, ok2 := normal(built(known.after))
	now, ok3 := normal(f.Text()[at.Start:at.End])
	switch {
	case !ok1 || !ok2 || !ok3:
		return conflict(at, hint, "the code of %s in this package, which was compressed, is not understood", name)
	case now == after:
		return Outcome{State: Already}
	case now != before:
		return conflict(at, hint, "the code of %s in this package, which was compressed, is of another release than %s", name, beside)
	}
	short, ok := minify(built(known.after))
	if same, _ := normal(short); !ok || same != after {
		return conflict(at, hint, "%s cannot be compressed again without a change of its meaning", name)
	}
	return Outcome{State: Fits, Edits: []source.Edit{trimmed(at.Start, f.Text()[at.Start:at.End], short)}}
}
