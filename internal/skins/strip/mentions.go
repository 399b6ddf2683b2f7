// Package strip finds the rules of style sheets that can style nothing: rules for
// classes and ids that no script, page or template of a webapp mentions or can
// build.
//
// It looks for reasons to keep a rule, and a rule is dead only if there is none: a
// name is alive where it stands as a word in a page, a template, a message or a
// script (comments apart), where a script puts it together from parts that are
// alive, and where it is one of those with a state behind it. What the server or an
// extension makes outside of the sources given is not seen.
package strip

import (
	"errors"
	"io/fs"
	"path"
	"regexp"
	"sort"
	"strings"
	"sync"

	"skinbuild/internal/source"
)

// A Root is a folder of sources: the webapp, or more of its scripts.
type Root struct {
	Name string // what evidence puts before the path of a file
	FS   fs.FS
}

// maxSource is the size of the largest file that is looked into.
const maxSource = 32 << 20

// A Place is where something stands.
type Place struct {
	File string `json:"file"`
	Line int    `json:"line"`
}

// Mentions are the words of the sources and what scripts put names together from.
// They do not change once read.
type Mentions struct {
	Files int // read

	words    map[string]spot // a word that is none of a comment
	exact    map[string]spot // a string of a script that is just that word
	comments map[string]spot
	folded   map[string]string   // lower-case word → as written
	prefixes parts               // what scripts put something behind
	suffixes parts               // what scripts put behind something
	near     map[string][]string // words by how they begin, sorted
	elements map[string]string   // class or id → the element of a page that has it

	mu    sync.Mutex
	known map[string]Reason // answers already given

	names []string // of files
	lines [][]int  // where the lines of each begin
}

// A spot is a place before anyone asks for its line.
type spot struct{ file, at int32 }

// parts are pieces of names, by length and then bytes, the longest first.
type parts struct {
	list []string
	at   map[string]spot
}

func (p *parts) add(text string, at spot) {
	if _, ok := p.at[text]; !ok {
		p.at[text] = at
		p.list = append(p.list, text)
	}
}

func (p *parts) sort() {
	sort.Slice(p.list, func(i, j int) bool {
		if len(p.list[i]) != len(p.list[j]) {
			return len(p.list[i]) > len(p.list[j])
		}
		return p.list[i] < p.list[j]
	})
}

// Read reads the sources: scripts, pages, templates, tags, messages and XML. Style
// sheets are none, nor are files over 32 MB.
func Read(roots ...Root) (*Mentions, error) {
	m := &Mentions{
		words: map[string]spot{}, exact: map[string]spot{}, comments: map[string]spot{}, folded: map[string]string{}, elements: map[string]string{},
		near: map[string][]string{}, known: map[string]Reason{},
		prefixes: parts{at: map[string]spot{}}, suffixes: parts{at: map[string]spot{}},
	}
	for _, r := range roots {
		err := fs.WalkDir(r.FS, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() || !isSource(name) {
				return err
			}
			return m.read(r, name)
		})
		if err != nil {
			return nil, err
		}
	}
	if m.Files == 0 {
		return nil, errors.New("there are no scripts and no pages in it: every rule would look dead")
	}
	m.index()
	return m, nil
}

func isSource(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".js", ".jsp", ".jspf", ".tag", ".tagx", ".tagf", ".html", ".htm", ".template", ".xml", ".properties", ".txt", ".xsl", ".xslt":
		return true
	case "":
		// The servlets of the old clients are pages without an extension.
		return strings.HasPrefix(name, "h/") || strings.HasPrefix(name, "m/")
	}
	return false
}

func (m *Mentions) read(r Root, name string) error {
	info, err := fs.Stat(r.FS, name)
	if err != nil {
		return err
	}
	if info.Size() > maxSource {
		return nil
	}
	data, err := fs.ReadFile(r.FS, name)
	if err != nil {
		return err
	}
	text := string(data)
	file := int32(len(m.names))
	m.names = append(m.names, path.Join(r.Name, name))
	m.lines = append(m.lines, lineStarts(text))
	m.Files++
	switch ext := strings.ToLower(path.Ext(name)); ext {
	case ".js":
		m.script(file, text)
	default:
		m.markup(file, text)
		if ext == ".html" || ext == ".htm" {
			return m.page(m.names[file], text)
		}
	}
	return nil
}

func lineStarts(text string) []int {
	out := []int{0}
	for i := 0; ; {
		n := strings.IndexByte(text[i:], '\n')
		if n < 0 {
			return out
		}
		i += n + 1
		out = append(out, i)
	}
}

func (m *Mentions) place(s spot) *Place {
	lines := m.lines[s.file]
	line := sort.Search(len(lines), func(i int) bool { return lines[i] > int(s.at) })
	return &Place{m.names[s.file], line}
}

func note(in map[string]spot, word string, s spot) {
	if _, ok := in[word]; !ok {
		in[word] = s
	}
}

// script reads the words of a script's code, its strings, and its comments apart.
func (m *Mentions) script(file int32, text string) {
	word := func(w string, at int) { note(m.words, w, spot{file, int32(at)}) }
	comment := func(text string, at int) {
		classWords(text, func(w string, i int) { note(m.comments, w, spot{file, int32(at + i)}) })
	}
	scanScript(text, word, comment, func(l literal) { m.literal(file, l) })
}

// literal reads a string: its words, and the pieces of names at its ends.
func (m *Mentions) literal(file int32, l literal) {
	classWords(l.text, func(w string, i int) { note(m.words, w, spot{file, int32(l.at + i)}) })
	m.substituted(file, l.text, l.at)
	if isWord(l.text) {
		note(m.exact, l.text, spot{file, int32(l.at)})
	}
	at := spot{file, int32(l.at)}
	tail, head := l.text[wordStart(l.text, len(l.text)):], l.text[:wordEnd(l.text, 0)]
	open := leavesOpen(l.text)
	if goodPart(tail) && (l.after || open || l.inside || strings.IndexByte("-_", tail[len(tail)-1]) >= 0) {
		m.prefixes.add(tail, at)
	}
	if l.inside && hasLetter(head) || goodPart(head) && (l.before || strings.IndexByte("-_", head[0]) >= 0) {
		m.suffixes.add(head, at)
	}
}

func hasLetter(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r|0x20 >= 'a' && r|0x20 <= 'z' }) >= 0
}

// goodPart reports whether a piece says anything: a few letters, or a state.
func goodPart(s string) bool {
	letters := 0
	for i := range len(s) {
		if s[i]|0x20 >= 'a' && s[i]|0x20 <= 'z' {
			letters++
		}
	}
	return letters >= 2 && len(s) >= 3
}

// markup reads the words of a page, template or message.
func (m *Mentions) markup(file int32, text string) {
	classWords(text, func(w string, i int) { note(m.words, w, spot{file, int32(i)}) })
	m.substituted(file, text, 0)
}

// substituted reads the pieces of names around ${…}, <%= … %> and {…}.
func (m *Mentions) substituted(file int32, text string, at int) {
	for i := 0; i < len(text); i++ {
		open, closing := "", ""
		switch {
		case strings.HasPrefix(text[i:], "${"):
			open, closing = "${", "}"
		case strings.HasPrefix(text[i:], "<%="):
			open, closing = "<%=", "%>"
		case strings.HasPrefix(text[i:], "<$="):
			open, closing = "<$=", "$>"
		default:
			continue
		}
		n := strings.Index(text[i+len(open):], closing)
		if n < 0 {
			return
		}
		end := i + len(open) + n + len(closing)
		if p := text[wordStart(text, i):i]; goodPart(p) {
			m.prefixes.add(p, spot{file, int32(at + i - len(p))})
		}
		if s := text[end:wordEnd(text, end)]; hasLetter(s) {
			m.suffixes.add(s, spot{file, int32(at + end)})
		}
		m.choices(file, text, source.Span{Start: i, End: end}, at)
		i = end - 1
	}
}

var choice = regexp.MustCompile(`['"]([\w-]+)['"]`)

// choices reads the strings of an expression that touches something: the name of a
// class may end with ${new ? 'Dark' : 'Light'}.
func (m *Mentions) choices(file int32, text string, s source.Span, at int) {
	before := s.Start > 0 && (isClassByte(text[s.Start-1]) || text[s.Start-1] == '}' || text[s.Start-1] == '>')
	after := s.End < len(text) && (isClassByte(text[s.End]) || text[s.End] == '$' || text[s.End] == '<')
	if !before && !after {
		return
	}
	for _, c := range choice.FindAllStringSubmatchIndex(text[s.Start:s.End], -1) {
		word := text[s.Start+c[2] : s.Start+c[3]]
		place := spot{file, int32(at + s.Start + c[2])}
		if before && hasLetter(word) {
			m.suffixes.add(word, place)
		}
		if after && goodPart(word) {
			m.prefixes.add(word, place)
		}
	}
}

// classWords calls f for each stretch of characters that a class can have.
func classWords(text string, f func(w string, at int)) {
	for i := 0; i < len(text); {
		if !isClassByte(text[i]) {
			i++
			continue
		}
		end := wordEnd(text, i)
		f(text[i:end], i)
		i = end
	}
}

func isClassByte(c byte) bool { return c == '-' || c != '$' && isName(c) }

func isWord(s string) bool { return s != "" && wordEnd(s, 0) == len(s) }

func wordEnd(text string, i int) int {
	for i < len(text) && isClassByte(text[i]) {
		i++
	}
	return i
}

func wordStart(text string, i int) int {
	for i > 0 && isClassByte(text[i-1]) {
		i--
	}
	return i
}

// nearLetters is how many letters a name that is like another begins with as it does.
const nearLetters = 4

// index makes what questions are answered from.
func (m *Mentions) index() {
	m.prefixes.sort()
	m.suffixes.sort()
	for w := range m.words {
		low := strings.ToLower(w)
		if old, ok := m.folded[low]; !ok || w < old {
			m.folded[low] = w
		}
		if len(w) >= nearLetters && len(w) < maxName {
			m.near[low[:nearLetters]] = append(m.near[low[:nearLetters]], w)
		}
	}
	for _, list := range m.near {
		sort.Strings(list)
	}
}

// maxName is the length of the longest word that is offered as a near name.
const maxName = 60

// nearest returns the word most like a name that nothing mentions.
func (m *Mentions) nearest(name string) (word string, at spot, ok bool) {
	if len(name) < nearLetters {
		return "", spot{}, false
	}
	word = source.Nearest(name, m.near[strings.ToLower(name[:nearLetters])])
	return word, m.words[word], word != ""
}
