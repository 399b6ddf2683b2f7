package project

import (
	"fmt"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"

	"skinbuild/internal/inject"
	"skinbuild/internal/source"
)

// places says where the keys and values of a TOML file stand. A key is named by
// its path: "browsers[1]", "skins.mode", "inject[0].key"; a table's place is that
// of its name.
type places struct {
	file   *source.File
	keys   map[string]source.Span
	values map[string]source.Span
}

// findPlaces reads a file that is known to be valid.
func findPlaces(f *source.File) places {
	at := places{f, map[string]source.Span{}, map[string]source.Span{}}
	var p unstable.Parser
	p.Reset([]byte(f.Text()))
	tables := map[string]int{}
	prefix := ""
	for p.NextExpression() {
		e := p.Expression()
		parts := keyParts(e)
		if len(parts) == 0 {
			continue
		}
		name := joined(parts, tables)
		switch e.Kind {
		case unstable.ArrayTable:
			tables[name]++
			name = fmt.Sprintf("%s[%d]", name, tables[name]-1)
			at.keys[name] = parts[len(parts)-1].span
			prefix = name + "."
		case unstable.Table:
			at.keys[name] = parts[len(parts)-1].span
			prefix = name + "."
		case unstable.KeyValue:
			at.add(prefix, parts, e.Value())
		}
	}
	return at
}

// joined is the path of a table's name; what names an array of tables means the
// last of them.
func joined(parts []keyPart, tables map[string]int) string {
	name := ""
	for i, p := range parts {
		name += p.name
		if n := tables[name]; n > 0 && i < len(parts)-1 {
			name = fmt.Sprintf("%s[%d]", name, n-1)
		}
		if i < len(parts)-1 {
			name += "."
		}
	}
	return name
}

// add notes the place of a key, of its value, and of what is in the value.
func (at places) add(prefix string, parts []keyPart, value *unstable.Node) {
	name := prefix
	for i, p := range parts {
		if i > 0 {
			name += "."
		}
		name += p.name
		if _, ok := at.keys[name]; !ok {
			at.keys[name] = p.span
		}
	}
	at.addValue(name, value)
}

func (at places) addValue(name string, value *unstable.Node) {
	start := int(value.Raw.Offset)
	at.values[name] = source.Span{Start: start, End: start + int(value.Raw.Length)}
	switch value.Kind {
	case unstable.Array:
		it := value.Children()
		for i := 0; it.Next(); i++ {
			at.addValue(fmt.Sprintf("%s[%d]", name, i), it.Node())
		}
	case unstable.InlineTable:
		for it := value.Children(); it.Next(); {
			at.add(name+".", keyParts(it.Node()), it.Node().Value())
		}
	}
}

// of is the place of a value, else of its key, else of the file's begin.
func (at places) of(key string) source.Span {
	if s, ok := at.values[key]; ok && s.End > s.Start {
		return s
	}
	return at.keys[key]
}

// value is the place of a value, empty if there is none.
func (at places) value(key string) source.Span { return at.values[key] }

// table is the place of a table, with those of its keys.
func (at places) table(f *source.File, name string) inject.Source {
	s := inject.Source{File: f, Span: at.keys[name], Keys: map[string]source.Span{}}
	for key, span := range at.keys {
		if rest, ok := strings.CutPrefix(key, name+"."); ok && !strings.ContainsAny(rest, ".[") {
			s.Keys[rest] = span
		}
	}
	return s
}

type keyPart struct {
	name string
	span source.Span
}

func keyParts(e *unstable.Node) []keyPart {
	var parts []keyPart
	for it := e.Key(); it.Next(); {
		n := it.Node()
		start := int(n.Raw.Offset)
		parts = append(parts, keyPart{string(n.Data), source.Span{Start: start, End: start + int(n.Raw.Length)}})
	}
	return parts
}
