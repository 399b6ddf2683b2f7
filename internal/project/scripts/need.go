package scripts

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/js"
)

// A Need is what the source of a release says about a fix, before any browser is
// asked.
type Need string

const (
	NeedUnknown Need = ""           // the release was not looked at
	Needed      Need = "needed"     // the code has the fault
	NeedBrowser Need = "by browser" // the code does not tell, or has a fault that only some browsers show
	NotNeeded   Need = "not needed" // the code is repaired
	NotThere    Need = "not there"  // the release does not have the function
)

// Needs reads the scripts of a release, *.js below the given roots, and the pages
// that fixes name, and says for each fix whether its code needs it. It looks at the
// functions that the fix's guard looks at, by the same patterns.
func Needs(fixes []Fix, roots ...fs.FS) ([]Need, error) {
	s := survey{texts: map[string]string{}, verdicts: map[string]Need{}}
	for i := range fixes {
		for _, p := range fixes[i].probes() {
			s.texts[p.place] = ""
		}
		if fixes[i].source != nil {
			s.sources = append(s.sources, fixes[i].source)
		}
	}
	for _, root := range roots {
		if err := s.read(root); err != nil {
			return nil, err
		}
	}
	needs := make([]Need, len(fixes))
	for i, f := range fixes {
		needs[i] = f.need(&s)
	}
	return needs, nil
}

// survey is what is found in a release.
type survey struct {
	texts    map[string]string // the functions, by place
	sources  []*fileProbe
	verdicts map[string]Need // by the file and patterns of a source: NotNeeded or Needed
}

func (p *fileProbe) key() string { return fmt.Sprint(p.file, p.has, p.lacks) }

// look notes what a file says about the sources that name it.
func (s *survey) look(name, text string) {
	for _, src := range s.sources {
		if src.file != name && (src.file != "*.js" || path.Ext(name) != ".js" || strings.Contains(name, "3rdparty")) {
			continue
		}
		if s.verdicts[src.key()] != Needed {
			s.verdicts[src.key()] = NotNeeded
		}
		if src.matches(text) {
			s.verdicts[src.key()] = Needed
		}
	}
}

func (fix *Fix) probes() []probe {
	if fix.gate == nil {
		return fix.patches
	}
	return append([]probe{*fix.gate}, fix.patches...)
}

func (fix *Fix) need(s *survey) Need {
	texts := s.texts
	if fix.source != nil && s.verdicts[fix.source.key()] != Needed {
		if s.verdicts[fix.source.key()] == NotNeeded {
			return NotNeeded
		}
		return NotThere
	}
	if fix.gate != nil && texts[fix.gate.place] == "" {
		return NotThere
	}
	if fix.gate != nil && !fix.gate.matches(texts[fix.gate.place]) {
		return NotNeeded
	}
	there, faulty, told := len(fix.patches) == 0, len(fix.patches) == 0, fix.gate != nil
	for _, p := range fix.patches {
		if text := texts[p.place]; text != "" {
			there = true
			faulty = faulty || p.matches(text)
			told = told || p.has != nil || p.lacks != nil
		}
	}
	switch {
	case !there:
		return NotThere
	case !faulty:
		return NotNeeded
	case fix.Browser || !told:
		return NeedBrowser
	}
	return Needed
}

func (p *probe) matches(text string) bool {
	return (p.has == nil || p.has.MatchString(text)) && (p.lacks == nil || !p.lacks.MatchString(text))
}

// read fills in the texts of the functions, the first definition of each by the
// order of the file names, and the verdicts of the sources.
func (s *survey) read(root fs.FS) error {
	places := slices.Sorted(maps.Keys(s.texts))
	pages := map[string]bool{}
	for _, src := range s.sources {
		pages[src.file] = true
	}
	return fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".js" && !pages[name] {
			return err
		}
		data, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		text := string(data)
		s.look(name, text)
		for _, place := range places {
			if s.texts[place] == "" && strings.Contains(text, place) {
				s.texts[place] = functionText(text, place)
			}
		}
		return nil
	})
}

// assigned returns the offset of "function" where the script assigns one to
// place, and -1 if it does not.
func assigned(text, place string) int {
	for from := 0; ; {
		i := strings.Index(text[from:], place)
		if i < 0 {
			return -1
		}
		start := from + i
		from = start + len(place)
		if start > 0 && (text[start-1] == '.' || text[start-1] == '_' || js.IsIdentifierContinue([]byte{text[start-1]})) {
			continue
		}
		rest, ok := strings.CutPrefix(strings.TrimLeft(text[from:], " \t\r\n"), "=")
		rest = strings.TrimLeft(rest, " \t\r\n")
		if after, is := strings.CutPrefix(rest, "function"); ok && is && !js.IsIdentifierContinue([]byte(after)) {
			return len(text) - len(rest)
		}
	}
}

// functionText returns the text of the function that the script assigns to
// place, from "function" to its closing brace, and "" if it assigns none.
func functionText(text, place string) string {
	at := assigned(text, place)
	if at < 0 {
		return ""
	}
	text = text[at:]
	lex := js.NewLexer(parse.NewInputString(text))
	offset, depth := 0, 0
	last := js.ErrorToken
	for {
		kind, part := lex.Next()
		if regexpMayFollow(last) && (kind == js.DivToken || kind == js.DivEqToken) {
			kind, part = lex.RegExp()
		}
		offset = min(offset+len(part), len(text)) // an error can count a byte more
		switch kind {
		case js.ErrorToken:
			return text[:offset]
		case js.WhitespaceToken, js.LineTerminatorToken, js.CommentToken, js.CommentLineTerminatorToken:
			continue
		case js.OpenBraceToken:
			depth++
		case js.CloseBraceToken:
			if depth--; depth == 0 {
				return text[:offset]
			}
		}
		last = kind
	}
}
