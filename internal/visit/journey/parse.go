package journey

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
	"skinbuild/internal/visit/browser"
)

// A Journey is a script of steps on one page.
type Journey struct {
	Name  string // from the file: "reply"
	Title string
	Page  string // the page that it begins on: one of Pages
	// Needs are files of the webapp without which there is nothing to play.
	Needs []string
	// Mailbox is TOML that the mailbox has beside its data file, for example
	// `account.code = "123456"`. A journey with it does not run on a live server.
	Mailbox string
	// Width and Height are the smallest window in which the page is meant to work; 0 for
	// any window.
	Width, Height int
	Steps         []Step
	Allowed       []Allowed
}

// Allowed is an error of the page, or a request that fails, which is no fault of the
// webapp under test: the vendor's own bug, or what the journey provokes.
type Allowed struct {
	Text   string // a part of the error, or of "500 /service/soap/"
	Reason string // for the report
}

// A Step is one line: a verb and what it acts on.
type Step struct {
	Line   int    // 1-based
	Text   string // as written
	Verb   string
	Target Target
	To     Target // of drag
	Value  string // what is typed, the key, the path, or the name of a file
	Safe   bool   // it leaves a live account as it is
}

// SafeSteps returns how many steps of the beginning leave a live account as it is.
func (j *Journey) SafeSteps() int {
	for i, s := range j.Steps {
		if !s.Safe {
			return i
		}
	}
	return len(j.Steps)
}

// Pages are the pages that a journey may begin on: the login page, the client, and the
// clients without scripts.
func Pages() []string { return []string{"login", "client", "standard", "mobile"} }

// A Target is an element: by a CSS selector, by a text in it, or by both.
type Target struct {
	Selector string `json:"selector"` // "" is any element
	Text     string `json:"text"`     // "" is any text
	First    bool   `json:"first"`    // the first of several will do
}

// shape is what a verb takes after it.
type shape struct {
	targets int
	value   string // what the value is; "" if there is none
	stub    bool   // only the tool's own mailbox can do it
}

// verbs are all that a journey can say.
var verbs = map[string]shape{
	"see": {targets: 1}, "gone": {targets: 1}, "click": {targets: 1}, "dblclick": {targets: 1}, "menu": {targets: 1}, "hover": {targets: 1},
	"drag": {targets: 2}, "fill": {targets: 1, value: "the text"}, "replace": {targets: 1, value: "the text"}, "type": {value: "the text"},
	"press": {value: "a key"}, "go": {value: "a path"}, "attach": {targets: 1, value: "the name of a file"}, "drop": {targets: 1, value: "the name of a file"},
	"window": {value: "new or first"}, "expire": {stub: true}, "receive": {value: "the subject", stub: true},
}

// Limits of a journey file.
const (
	maxFile  = 64 << 10
	maxSteps = 200
)

// Parse reads a journey. Its name is that of the file without the ending.
//
//	title  Reply to a message
//	page   client
//	size   1024x700
//	safe
//	click  first "#zl__CLV-main__rows > li"
//	click  "#zb__CLV-main__REPLY"
//	unsafe
//	type   "Thank you"
//	see    "textarea" text "Thank you"
//
// A line that begins with # is a comment. Texts are in double quotes, with \" and \n.
func Parse(f *source.File) (*Journey, source.Diags) {
	if len(f.Text()) > maxFile {
		return nil, source.Diags{f.Errorf(source.At(0), codes.JourneySize, "the file has %d bytes; a journey may have %d", len(f.Text()), maxFile)}
	}
	name := f.Name()[strings.LastIndexByte(f.Name(), '/')+1:]
	p := &parser{file: f, journey: &Journey{Name: strings.TrimSuffix(name, ".journey")}}
	for i := range f.Lines() {
		p.line(i + 1)
	}
	j := p.journey
	switch {
	case j.Title == "":
		p.errorf(1, "the journey has no title")
	case j.Page == "":
		p.errorf(1, "the journey begins on no page: write \"page client\" or \"page login\"")
	case len(j.Steps) == 0:
		p.errorf(1, "the journey has no steps")
	case len(j.Steps) > maxSteps:
		p.errorf(j.Steps[maxSteps].Line, "the journey has more than %d steps", maxSteps)
	}
	if p.ds.Err() != nil {
		return nil, p.ds
	}
	return j, nil
}

type parser struct {
	file    *source.File
	journey *Journey
	safe    bool // of the next step
	ds      source.Diags
}

func (p *parser) errorf(line int, format string, args ...any) *source.Diag {
	offset, _ := p.file.Offset(line, 1) // a line that exists
	d := p.file.Errorf(source.At(offset), codes.JourneySyntax, format, args...)
	p.ds = append(p.ds, d)
	return d
}

func (p *parser) line(n int) {
	text := strings.TrimSpace(p.file.Line(n))
	if text == "" || strings.HasPrefix(text, "#") {
		return
	}
	verb, rest, _ := strings.Cut(text, " ")
	rest = strings.TrimSpace(rest)
	switch verb {
	case "title":
		p.journey.Title = rest
	case "page":
		p.page(n, rest)
	case "needs":
		p.needs(n, rest)
	case "mailbox":
		p.mailbox(n, rest)
	case "allow":
		p.allow(n, rest)
	case "safe", "unsafe":
		p.mark(n, verb, rest)
	case "size":
		if _, err := fmt.Sscanf(rest, "%dx%d", &p.journey.Width, &p.journey.Height); err != nil {
			p.errorf(n, "size is %q, want one such as 1024x768", rest)
		}
	default:
		p.step(n, text, verb, rest)
	}
}

// mark reads that the steps below are safe, or no longer.
func (p *parser) mark(n int, verb, rest string) {
	switch {
	case rest != "":
		p.errorf(n, "%q is too much for %s", rest, verb)
	case verb == "safe" && len(p.journey.Steps) > 0:
		p.errorf(n, "safe is written above the first step")
	}
	p.safe = verb == "safe"
}

// page reads the page that the journey begins on.
func (p *parser) page(n int, name string) {
	if slices.Contains(Pages(), name) {
		p.journey.Page = name
		return
	}
	p.journey.Page = "client" // one error is enough
	p.errorf(n, "unknown page %q", name).WithHint("pages are %s", strings.Join(Pages(), ", "))
}

// needs reads the name of a file of the webapp.
func (p *parser) needs(n int, file string) {
	if !fs.ValidPath(file) {
		p.errorf(n, "needs names a file of the webapp, for example js/TinyMCE_all.js; not %q", file)
		return
	}
	p.journey.Needs = append(p.journey.Needs, file)
}

// allow reads what the page may report, and why.
func (p *parser) allow(n int, rest string) {
	text, reason, ok := "", "", strings.HasPrefix(rest, `"`)
	if ok {
		text, reason, ok = unquote(rest)
	}
	reason = strings.TrimSpace(reason)
	if !ok || text == "" || reason == "" {
		p.errorf(n, "allow needs a part of the error in quotes, and the reason: allow \"500 /service/soap/\" the session has expired")
		return
	}
	p.journey.Allowed = append(p.journey.Allowed, Allowed{text, reason})
}

// mailbox reads a line of TOML. What it means is checked when the journey is listed.
func (p *parser) mailbox(n int, line string) {
	all := p.journey.Mailbox + line + "\n"
	var data map[string]any
	if err := toml.Unmarshal([]byte(all), &data); err != nil || line == "" {
		p.errorf(n, "mailbox needs a line of a mailbox file: account.code = \"123456\"")
		return
	}
	p.journey.Mailbox = all
}

func (p *parser) step(n int, text, verb, rest string) {
	want, ok := verbs[verb]
	if !ok {
		d := p.errorf(n, "there is no step %q", verb)
		var names []string
		for v := range verbs {
			names = append(names, v)
		}
		slices.Sort(names)
		if near := source.Nearest(verb, names); near != "" {
			d.WithHint("did you mean %s?", near)
		} else {
			d.WithHint("steps are %s", strings.Join(names, ", "))
		}
		return
	}
	words, err := split(rest)
	if err != nil {
		p.errorf(n, "%v", err)
		return
	}
	s := Step{Line: n, Text: text, Verb: verb, Safe: p.safe && !want.stub}
	if want.targets > 0 {
		s.Target, words = target(words)
	}
	if want.targets > 1 && len(words) > 0 && words[0] == (word{text: "to"}) {
		s.To, words = target(words[1:])
	}
	if want.value != "" && len(words) > 0 {
		s.Value, words = words[0].text, words[1:]
	}
	switch {
	case want.targets > 0 && s.Target == (Target{First: s.Target.First}):
		p.errorf(n, "%s needs an element: a selector in quotes, or text \"…\"", verb)
	case want.targets > 1 && s.To == (Target{First: s.To.First}):
		p.errorf(n, "%s needs two elements with \"to\" between them", verb)
	case want.value != "" && s.Value == "":
		p.errorf(n, "%s needs %s", verb, want.value)
	case verb == "press" && !browser.IsKey(s.Value):
		p.errorf(n, "there is no key %q", s.Value)
	case verb == "go" && !strings.HasPrefix(s.Value, "/"):
		p.errorf(n, "go needs a path that begins with /")
	case verb == "window" && s.Value != "new" && s.Value != "first":
		p.errorf(n, "window is new or first, not %q", s.Value)
	case (verb == "attach" || verb == "drop") && (strings.ContainsAny(s.Value, `/\`) || len(s.Value) > 100):
		p.errorf(n, "%s needs the name of a file without a folder; the file is made for the step", verb)
	case len(words) > 0:
		p.errorf(n, "%q is too much for %s", words[0].text, verb)
	default:
		p.journey.Steps = append(p.journey.Steps, s)
	}
}

// word is a part of a line.
type word struct {
	text   string
	quoted bool
}

// split splits a line at blanks; quoted parts are one word without their quotes.
func split(s string) ([]word, error) {
	var words []word
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimSpace(s) {
		if s[0] != '"' {
			end := strings.IndexAny(s, " \t")
			if end < 0 {
				end = len(s)
			}
			words, s = append(words, word{text: s[:end]}), s[end:]
			continue
		}
		text, rest, ok := unquote(s)
		if !ok {
			return nil, fmt.Errorf("the text %s has no end", s)
		}
		words, s = append(words, word{text, true}), rest
	}
	return words, nil
}

func unquote(s string) (text, rest string, ok bool) {
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			return b.String(), s[i+1:], true
		case c == '\\' && i+1 < len(s):
			i++
			if s[i] == 'n' {
				b.WriteByte('\n')
			} else {
				b.WriteByte(s[i])
			}
		default:
			b.WriteByte(c)
		}
	}
	return "", "", false
}

// target reads [first] ["selector"] [text "…"].
func target(words []word) (Target, []word) {
	var t Target
	if len(words) > 0 && words[0] == (word{text: "first"}) {
		t.First, words = true, words[1:]
	}
	if len(words) > 0 && words[0].quoted {
		t.Selector, words = words[0].text, words[1:]
	}
	if len(words) > 1 && words[0] == (word{text: "text"}) && words[1].quoted {
		t.Text, words = words[1].text, words[2:]
	}
	return t, words
}
