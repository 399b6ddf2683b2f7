package convert

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	tokens "github.com/tdewolff/parse/v2/css"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/codes"
	"skinbuild/internal/css"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/server/yui"
	"skinbuild/internal/skins/compile"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// A server renders the original skin.
type server struct {
	app  fs.FS
	name string
	skin *skin.Skin
	all  []ua.Macros // of browsers that matter, each set once
}

func newServer(app fs.FS, name string, original tree.Tree) *server {
	return &server{app, name, load(app, name, original), macroSets()}
}

func load(app fs.FS, name string, t tree.Tree) *skin.Skin {
	w, err := skin.Open(tree.Mount(app, path.Join("skins", name), t), nil)
	if err != nil {
		return nil // there is a skin in it
	}
	s := w.Load(name)
	if s.Name() != name {
		return nil
	}
	return s
}

// oldAgents are browsers that are no longer supported, but for which stock
// sheets contain rules.
var oldAgents = []string{
	"",
	"Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1)",
	"Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 6.0)",
	"Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0)",
	"Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; Trident/5.0)",
	"Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0)",
	"Mozilla/5.0 (Windows; U; Windows NT 5.1; en-US; rv:1.9.2.3) Gecko/20100401 Firefox/3.6.3",
	"Mozilla/5.0 (Macintosh; U; Intel Mac OS X 10_6_6; en-us) AppleWebKit/533.20.25 (KHTML, like Gecko) Version/5.0.4 Safari/533.20.27",
	"Mozilla/5.0 (iPhone; U; CPU iPhone OS 3_0 like Mac OS X; en-us) AppleWebKit/528.18 (KHTML, like Gecko) Version/4.0 Mobile/7A341 Safari/528.16",
	"Opera/9.80 (Windows NT 6.1; U; en) Presto/2.8.131 Version/11.11",
	"Mozilla/5.0 (compatible; Konqueror/4.5; Linux) KHTML/4.5.4 (like Gecko)",
}

// macroSets returns the distinct sets of macros of all browsers to compare.
func macroSets() []ua.Macros {
	agents := slices.Clone(oldAgents)
	for _, b := range ua.Supported() {
		agents = append(agents, b.UserAgent)
	}
	var out []ua.Macros
	seen := map[string]bool{}
	for _, a := range agents {
		m, err := ua.ServletMacros(a)
		if err == nil && !seen[m.String()] {
			seen[m.String()] = true
			out = append(out, m)
		}
	}
	return out
}

// closed reports whether the declarations of a property end with ";" in every
// browser; an empty value counts too.
func (s *server) closed(token string) bool {
	for _, m := range s.all {
		p, ok := s.skin.Property(&skin.Request{Macros: m}, token)
		value := strings.TrimSpace(cssComment.ReplaceAllString(p.Value, ""))
		if ok && value != "" && !strings.HasSuffix(value, ";") && !strings.HasSuffix(value, "}") {
			return false
		}
	}
	return true
}

var cssComment = regexp.MustCompile(`(?s)/\*.*?\*/`)

// maxRemark is how much of a definition is shown.
const maxRemark = 90

// describe returns the definition of a property for readers.
func (s *server) describe(token string) string {
	text, varies := "", false
	for i, m := range s.all {
		p, known := s.skin.Property(&skin.Request{Macros: m}, token)
		def := definition(p, known)
		varies = varies || i > 0 && def != text
		text = def // the last are current browsers
	}
	if runes := []rune(text); len(runes) > maxRemark {
		text = string(runes[:maxRemark]) + "…"
	}
	if varies {
		text += " (not for every browser)"
	}
	return text
}

func definition(p skin.Property, known bool) string {
	switch {
	case p.Override:
		return "the server sets it"
	case !known || len(p.Definitions) == 0:
		return "nothing defines it"
	}
	text := strings.Join(strings.Fields(p.Definitions[len(p.Definitions)-1].Raw), " ")
	if text == "" {
		return "nothing"
	}
	return text
}

// compare builds the result and compares the server's responses with those for
// the original.
func (c *converter) compare(s *server) source.Diags {
	built, ds := compile.Skin(c.result.Tree, ".", nil)
	if ds.Err() != nil {
		return ds
	}
	after := load(s.app, s.name, built.Files)
	seen := map[[2]string]bool{}
	for _, client := range s.skin.Clients() {
		for _, m := range s.all {
			req := &skin.Request{Path: "/css/skin.css", Client: client, Macros: m}
			a, ds := s.skin.Render(req)
			if ds.Err() != nil {
				return ds // the server fails on the original too
			}
			b, ds := after.Render(req)
			if ds.Err() != nil {
				return ds
			}
			key := [2]string{a.Body(), b.Body()}
			if seen[key] {
				continue
			}
			seen[key] = true
			if d := c.difference(a, b, client, m); d != nil {
				return source.Diags{d}
			}
		}
	}
	return nil
}

// difference reports the first rule in which two responses differ, or nil.
func (c *converter) difference(a, b skin.Rendered, client string, m ua.Macros) *source.Diag {
	was, is := c.rulesOf(a.Text()), c.rulesOf(b.Text())
	same := func(x, y styleRule) bool { return x.text == y.text }
	if slices.EqualFunc(was, is, same) {
		return nil
	}
	// The build prints the spelling that survives the server's compressor.
	safeWas, safeIs := c.rulesOf(safe(a.Text())), c.rulesOf(safe(b.Text()))
	if slices.EqualFunc(safeWas, safeIs, same) {
		return nil
	}
	if i := firstDifference(safeWas, safeIs); i < len(was) && i < len(is) {
		was, is = was[i:], is[i:] // each rule stands where it stood, whatever its spelling
	}
	for i := range max(len(was), len(is)) {
		var x, y styleRule
		if i < len(was) {
			x = was[i]
		}
		if i < len(is) {
			y = is[i]
		}
		if same(x, y) {
			continue
		}
		f, span, ok := a.Source(x.at)
		if !ok {
			f, span = c.manifest, source.At(0)
		}
		return f.Errorf(span, codes.ConvertDiffers, "the result differs for the client %s and the macros %s: %q became %q", client, m.String(), x.text, y.text).
			WithHint("nothing was written; this is a bug: please report it with the sheet")
	}
	return nil
}

func firstDifference(a, b []styleRule) int {
	i := 0
	for i < len(a) && i < len(b) && a[i].text == b[i].text {
		i++
	}
	return i
}

// A styleRule is a rule with declarations, normalised, and its place.
type styleRule struct {
	text string
	at   int
}

func safe(text string) string { return yui.Safe(source.NewFile("", text)) }

// rulesOf returns the rules of a sheet that have declarations, in order. If the
// library writes the prefixes, adjacent declarations that differ only by prefix
// count as one.
func (c *converter) rulesOf(text string) []styleRule {
	last := ""
	var out []styleRule
	var parent *css.Statement
	for _, s := range css.Scan(source.NewFile("", text)) {
		if s.Kind == css.Rule {
			continue
		}
		if s.Parent != parent || len(out) == 0 {
			parent = s.Parent
			out = append(out, styleRule{head(parent) + "{", s.Tokens[0].Start})
			last = ""
		}
		d := declarationText(s)
		if c.opt.Modern {
			d = css.Unprefixed(d)
		}
		if d != last || !c.opt.Modern {
			out[len(out)-1].text += d + ";"
		}
		last = d
	}
	return out
}

func declarationText(s *css.Statement) string {
	if s.Kind == css.Declaration && s.Tokens[s.Colon].Type == tokens.ColonToken {
		return s.Name() + ":" + canonicalSelector(s.Value())
	}
	return strings.TrimSpace(canonicalTokens(s.Tokens))
}

// head returns the selectors of a rule and of the enclosing rules.
func head(s *css.Statement) string {
	if s == nil {
		return ""
	}
	text := canonicalSelector(s.Tokens)
	if s.At != "" {
		text = strings.ReplaceAll(text, " :", ":")
	}
	return head(s.Parent) + "{" + text
}

// canonicalSelector is canonical for a list of selectors.
func canonicalSelector(list []css.Token) string {
	return opaque.ReplaceAllStringFunc(strings.TrimSpace(canonicalTokens(list)), hexColor)
}
