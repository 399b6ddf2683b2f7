package scripts

import (
	"io/fs"
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

// Needs reads the scripts of a release, *.js below the given roots, and says for
// each fix whether its code needs it. It looks at the functions that the fix's
// guard looks at, by the same patterns.
func Needs(fixes []Fix, roots ...fs.FS) ([]Need, error) {
	texts := map[string]string{}
	for _, f := range fixes {
		for _, p := range f.probes() {
			texts[p.place] = ""
		}
	}
	for _, root := range roots {
		if err := findFunctions(root, texts); err != nil {
			return nil, err
		}
	}
	needs := make([]Need, len(fixes))
	for i, f := range fixes {
		needs[i] = f.need(texts)
	}
	return needs, nil
}

func (fix *Fix) probes() []probe {
	if fix.gate == nil {
		return fix.patches
	}
	return append([]probe{*fix.gate}, fix.patches...)
}

func (fix *Fix) need(texts map[string]string) Need {
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

// findFunctions fills in the texts of the functions that are its keys, the first
// definition of each by the order of the file names.
func findFunctions(root fs.FS, texts map[string]string) error {
	places := make([]string, 0, len(texts))
	for place := range texts {
		places = append(places, place)
	}
	slices.Sort(places)
	return fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".js" {
			return err
		}
		data, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		text := string(data)
		for _, place := range places {
			if texts[place] == "" && strings.Contains(text, place) {
				texts[place] = functionText(text, place)
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
