package strip

import "strings"

// A Reason says why a name is alive, or what was looked for in vain.
type Reason struct {
	Name  string `json:"name"` // ".class" or "#id"
	Alive bool   `json:"alive"`
	How   string `json:"how"`          // in words
	At    *Place `json:"at,omitempty"` // where the evidence is
}

// maxParts is how many pieces a name is taken apart into.
const maxParts = 4

// Why reports whether anything mentions or builds the name of a class or id.
func (m *Mentions) Why(name string) Reason {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.known[name]
	if !ok {
		r = m.why(name)
		m.known[name] = r
	}
	return r
}

func (m *Mentions) why(name string) Reason {
	bare := strings.TrimLeft(name, ".#")
	if e, ok := m.alive(bare, maxParts); ok {
		return Reason{name, true, e.how, m.placeOf(e)}
	}
	if word, ok := m.folded[strings.ToLower(bare)]; ok {
		return Reason{name, true, "mentioned in another letter case, as " + word, m.place(m.words[word])}
	}
	for _, l := range libraries {
		if at, ok := m.words[l.mention]; ok && strings.HasPrefix(bare, l.prefix) {
			return Reason{name, true, l.name + " makes it, which the sources use and may not hold", m.place(at)}
		}
	}
	if at, ok := m.comments[bare]; ok {
		return Reason{name, false, "only a comment mentions it", m.place(at)}
	}
	r := Reason{Name: name, How: "nothing mentions it, and no script puts it together"}
	if word, at, ok := m.nearest(bare); ok {
		r.How += "; the nearest name is " + word
		r.At = m.place(at)
	}
	return r
}

// libraries are those of others that the client uses, by how their classes begin.
// A checkout of the client does not hold them; a build fetches them.
var libraries = []struct{ prefix, mention, name string }{
	{"mce", "tinymce", "TinyMCE"},
	{"tox-", "tinymce", "TinyMCE"},
	{"yui-", "YAHOO", "YUI"},
}

// evidence is why a name is alive.
type evidence struct {
	how   string
	at    spot
	place bool // at says where
}

func (m *Mentions) placeOf(e evidence) *Place {
	if !e.place {
		return nil
	}
	return m.place(e.at)
}

// alive looks for the name itself, then for pieces that scripts put together; of
// those one is in turn a name that is alive.
func (m *Mentions) alive(name string, depth int) (evidence, bool) {
	at, word := m.words[name]
	if e := m.elements[name]; e != "" {
		return evidence{e, at, word}, true
	}
	if word {
		return evidence{"mentioned", at, true}, true
	}
	if depth == 0 {
		return evidence{}, false
	}
	for _, look := range []func(string, int) (evidence, bool){m.withState, m.withPrefix, m.withSuffix, m.joinedParts} {
		if e, ok := look(name, depth-1); ok {
			return e, true
		}
	}
	return evidence{}, false
}

func (m *Mentions) aliveToo(name string, depth int) bool {
	_, ok := m.alive(name, depth)
	return ok
}

// withState looks for a name with a state behind it, as "Row-selected", which
// scripts build from "Row", "-" and "selected".
func (m *Mentions) withState(name string, depth int) (evidence, bool) {
	i := strings.LastIndexAny(name, "-_")
	if i <= 0 || i+1 == len(name) {
		return evidence{}, false
	}
	base, state := name[:i], name[i+1:]
	at, ok := m.exact[state]
	if !ok || !m.aliveToo(base, depth) {
		return evidence{}, false
	}
	return evidence{base + " is used, and scripts have the state " + state, at, true}, true
}

// withPrefix looks for a piece that scripts put something behind, where the rest is
// a word or number too.
func (m *Mentions) withPrefix(name string, depth int) (evidence, bool) {
	for _, p := range m.prefixes.list {
		rest, ok := strings.CutPrefix(name, p)
		rest = strings.TrimLeft(rest, "-_")
		if ok && rest != "" && (strings.Trim(rest, "0123456789") == "" || m.aliveToo(rest, depth)) {
			return evidence{"scripts put names like " + rest + " behind " + p, m.prefixes.at[p], true}, true
		}
	}
	return evidence{}, false
}

// withSuffix looks for a piece that scripts put behind something.
func (m *Mentions) withSuffix(name string, depth int) (evidence, bool) {
	for _, s := range m.suffixes.list {
		rest, ok := strings.CutSuffix(name, s)
		if ok && strings.Trim(rest, "-_") != "" && m.aliveToo(rest, depth) {
			return evidence{rest + " is used, and scripts put " + s + " behind names", m.suffixes.at[s], true}, true
		}
	}
	return evidence{}, false
}

// joinedParts looks for the ids that the client joins from parts, as
// "zb__CLV__NEW_MENU".
func (m *Mentions) joinedParts(name string, _ int) (evidence, bool) {
	list := strings.Split(name, "__")
	if len(list) < 2 {
		return evidence{}, false
	}
	for _, part := range list {
		if _, ok := m.words[part]; !ok && strings.Trim(part, "0123456789") != "" {
			return evidence{}, false
		}
	}
	at, ok := m.words[list[0]]
	return evidence{"scripts join the parts of such ids", at, ok}, true
}
