package convert

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	tokens "github.com/tdewolff/parse/v2/css"

	"skinbuild/internal/css"
	"skinbuild/internal/skins/compile"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// A question is whether the compiler prints a form as intended.
type question struct {
	kind  questionKind
	name  string // of a declaration
	forms []string
	want  string // canonical
	next  int    // the form in question; len(forms) if none is right
	done  bool
}

type questionKind uint8

const (
	aboutDeclaration questionKind = iota
	aboutSelectors
	aboutHead      // of an at-rule that holds rules
	aboutBlockHead // of one that holds declarations
)

// A probe finds, by compiling, the form of each construct that the compiler
// prints unchanged. LESS calculates, rounds and rewrites whatever looks like
// arithmetic, a colour or one of its functions; only the compiler knows the
// rules.
type probe struct {
	v         *vocabulary
	questions map[string]*question
	order     []*question
}

func newProbe(v *vocabulary) *probe { return &probe{v: v, questions: map[string]*question{}} }

func (p *probe) ask(key string, q *question) {
	if p.questions[key] == nil {
		q.forms = slices.DeleteFunc(q.forms, func(form string) bool { return !balanced(form) })
		p.questions[key] = q
		p.order = append(p.order, q)
	}
}

// answer returns the form that prints as intended; false if there is none.
func (p *probe) answer(key string) (string, bool) {
	q := p.questions[key]
	if q == nil || q.next >= len(q.forms) {
		return "", false
	}
	return q.forms[q.next], true
}

// balanced reports whether the brackets of a text are balanced. An unbalanced
// text may be valid but break its surroundings.
func balanced(text string) bool {
	var open []byte
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '"', '\'':
			i = stringEnd(text, i) - 1
			if text[i] != c {
				return false
			}
		case '\\':
			i++
		case '(', '[', '{':
			open = append(open, c)
		case ')', ']', '}':
			if n := len(open); n == 0 || strings.IndexByte("([{", open[n-1]) != strings.IndexByte(")]}", c) {
				return false
			}
			open = open[:len(open)-1]
		}
	}
	return len(open) == 0
}

func declKey(d *decl) string       { return "d\x00" + d.name + "\x00" + d.value }
func ruleKey(list []string) string { return "s\x00" + strings.Join(list, ",") }
func headKey(head string) string   { return "h\x00" + head }

// gather adds the questions about a list of statements.
func (p *probe) gather(list []stmt) {
	for _, s := range list {
		switch s := s.(type) {
		case *decl:
			p.gatherDecl(s)
		case *rule:
			all := strings.Join(s.selectors, ",")
			p.ask(ruleKey(s.selectors), &question{kind: aboutSelectors, forms: []string{all}, want: canonical(all)})
			p.gather(s.body)
		case *atRule:
			if s.block {
				kind := aboutHead
				if !holdsRules(s.head) {
					kind = aboutBlockHead
				}
				p.ask(headKey(s.head), &question{kind: kind, forms: []string{tidyHead(s.head), s.head}, want: canonicalHead(s.head)})
			}
			p.gather(s.body)
		case *cond:
			for _, part := range s.parts {
				p.gather(part.body)
			}
		}
	}
}

func (p *probe) gatherDecl(d *decl) {
	key := declKey(d)
	if p.questions[key] != nil {
		return
	}
	q := &question{kind: aboutDeclaration, want: canonical(d.value)}
	if name, ok := p.v.name(d.name); ok && d.value != "" {
		q.name, q.forms = name, p.v.forms(d.value)
	}
	p.ask(key, q)
}

// maxRounds limits the compilations of a probe. Each one settles every question
// whose form compiles, so more are needed only if errors hide others.
const maxRounds = 40

// run settles all questions.
func (p *probe) run() {
	for range maxRounds {
		open := p.open()
		if len(open) == 0 || p.round(open) {
			return
		}
	}
	for _, q := range p.open() {
		q.next = len(q.forms)
	}
}

func (p *probe) open() []*question {
	return slices.DeleteFunc(slices.Clone(p.order), func(q *question) bool { return q.done || q.next >= len(q.forms) })
}

const probeManifest = `<skin><css><file>p.css</file></css></skin>`

// round compiles the current forms of the questions, settles those printed as
// intended, and moves the others on to their next form. It returns true if all
// are settled.
func (p *probe) round(open []*question) bool {
	var b strings.Builder
	b.WriteString(`@import (reference) "tokens";` + "\n")
	for i, q := range open {
		b.WriteString(q.line(i) + "\n")
	}
	built, ds := compile.Skin(files(map[string]string{"p/manifest.xml": probeManifest, "p/p.less": b.String(), "p/tokens.less": p.v.text()}), "p", nil)
	if ds.Err() != nil {
		if !refuse(open, ds) {
			for _, q := range open {
				q.next = len(q.forms) // indistinguishable; raw text is always correct
			}
		}
		return false
	}
	e, _ := built.Files.Lookup(tree.MustPath("p.css"))
	got := printed(string(e.Data))
	for i, q := range open {
		if text, ok := got[i]; ok && text == q.want {
			q.done = true
		} else {
			q.next++
		}
	}
	return false
}

// files returns a tree of texts with valid paths.
func files(texts map[string]string) tree.Tree {
	var list []tree.Entry
	for name, text := range texts {
		list = append(list, tree.Entry{Path: tree.MustPath(name), Mode: 0o644, Data: []byte(text)})
	}
	t, err := tree.New(list...)
	if err != nil {
		panic(err) // two constant paths clash
	}
	return t
}

// line writes the question as one line of LESS that contains its index.
func (q *question) line(i int) string {
	form := q.forms[q.next]
	switch q.kind {
	case aboutSelectors:
		return fmt.Sprintf("%s { p%d: x; }", form, i)
	case aboutHead:
		return fmt.Sprintf("%s { .p { p%d: x; } }", form, i)
	case aboutBlockHead:
		return fmt.Sprintf("%s { p%d: x; }", form, i)
	}
	return fmt.Sprintf(".p%d { %s: %s; }", i, q.name, form)
}

// refuse moves the questions whose lines have errors on to their next form. It
// returns false if there are none.
func refuse(open []*question, ds source.Diags) bool {
	any := false
	seen := map[int]bool{}
	for _, d := range ds {
		if d.Severity != source.Error {
			continue
		}
		line, _ := d.File.Position(d.Span.Start)
		if i := line - 2; i >= 0 && i < len(open) && !seen[i] {
			seen[i] = true
			open[i].next++
			any = true
		}
	}
	return any
}

// printed returns the canonical output for each question.
func printed(text string) map[int]string {
	out := map[int]string{}
	for _, s := range css.Scan(source.NewFile("p.css", text)) {
		if s.Kind == css.Rule || s.Parent == nil {
			continue
		}
		var i int
		if n, _ := fmt.Sscanf(s.Name(), "p%d", &i); n == 1 {
			head := s.Parent
			if head.Parent != nil {
				head = head.Parent
			}
			out[i] = canonicalHead(tokensText(head.Tokens))
		} else if n, _ := fmt.Sscanf(strings.TrimSpace(tokensText(s.Parent.Tokens)), ".p%d", &i); n == 1 {
			out[i] = canonical(tokensText(valueOf(s)))
		}
	}
	return out
}

var aroundColon = regexp.MustCompile(` ?: ?`)

// tidyHead writes the head of an at-rule with one blank after each colon.
func tidyHead(head string) string {
	if strings.ContainsAny(head, `"'`) {
		return head
	}
	return aroundColon.ReplaceAllString(strings.ReplaceAll(head, " ,", ","), ": ")
}

// valueOf returns the text after the colon, also for a declaration whose name
// begins with a token.
func valueOf(s *css.Statement) []css.Token {
	for i, t := range s.Tokens {
		if t.Type == tokens.ColonToken {
			return s.Tokens[i+1:]
		}
	}
	return nil
}

func tokensText(list []css.Token) string {
	var b strings.Builder
	for _, t := range list {
		b.WriteString(t.Text)
	}
	return b.String()
}
