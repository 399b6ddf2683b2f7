// Package project reads skinbuild.toml, the file that says what a project builds.
//
// The file is TOML, read strictly: a key that nobody knows is an error, at its
// place and with the nearest name, since a misspelt key would otherwise be a
// silent default.
package project

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"skinbuild/internal/inject"
	"skinbuild/internal/source"
)

// Config is the content of skinbuild.toml.
type Config struct {
	// Inject are the operations on the vendor's templates, in their order.
	Inject []inject.Config `toml:"inject"`
}

// Parse reads the file. Tables that Config does not have belong to another part
// of the tool and are not looked at.
func Parse(f *source.File) (*Config, source.Diags) {
	c := &Config{}
	dec := toml.NewDecoder(bytes.NewReader([]byte(f.Text()))).DisallowUnknownFields()
	err := dec.Decode(c)
	var strict *toml.StrictMissingError
	var decode *toml.DecodeError
	var ds source.Diags
	switch {
	case errors.As(err, &strict):
		ds = unknownKeys(f, strict)
	case errors.As(err, &decode):
		ds = append(ds, f.Errorf(place(f, decode), "project/toml", "%s", strings.TrimPrefix(decode.Error(), "toml: ")))
	case err != nil:
		ds = append(ds, f.Errorf(source.At(0), "project/toml", "%v", err))
	}
	if ds.Err() != nil {
		return nil, ds
	}
	for i, s := range tables(f, "inject") {
		if i < len(c.Inject) {
			c.Inject[i].Source = s
		}
	}
	for i := range c.Inject {
		if c.Inject[i].Source.File == nil {
			c.Inject[i].Source.File = f
		}
	}
	return c, nil
}

// place is the key or value of the error, as far as its line is known.
func place(f *source.File, e *toml.DecodeError) source.Span {
	offset, _ := f.Offset(e.Position())
	n := 1
	if key := e.Key(); len(key) > 0 && strings.HasPrefix(f.Text()[offset:], key[len(key)-1]) {
		n = len(key[len(key)-1])
	}
	return source.Span{Start: offset, End: min(offset+n, len(f.Text()))}
}

func unknownKeys(f *source.File, strict *toml.StrictMissingError) source.Diags {
	known := keysOf(reflect.TypeFor[Config]())
	var ds source.Diags
	for i := range strict.Errors {
		e := &strict.Errors[i]
		key := e.Key()
		if len(key) < 2 || !slices.Contains(known, key[0]) {
			continue
		}
		name := key[len(key)-1]
		d := f.Errorf(place(f, e), "project/unknown-key", "unknown key %q in [[%s]]", name, key[0])
		names := keysOf(fieldOf(reflect.TypeFor[Config](), key[0]))
		if near := source.Nearest(name, names); near != "" {
			d = d.WithHint("did you mean %s?", near)
		} else {
			d = d.WithHint("the keys are %s", strings.Join(names, ", "))
		}
		ds = append(ds, d)
	}
	return ds
}

// keysOf returns the TOML names of the fields of a struct.
func keysOf(t reflect.Type) []string {
	var names []string
	for field := range t.Fields() {
		if name := field.Tag.Get("toml"); name != "" && name != "-" {
			names = append(names, name)
		}
	}
	return names
}

// fieldOf returns the struct that the tables of that name fill.
func fieldOf(t reflect.Type, name string) reflect.Type {
	for field := range t.Fields() {
		if field.Tag.Get("toml") == name {
			t = field.Type
		}
	}
	if t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	return t
}

// tables returns where each [[name]] table of the file stands, and its keys. The
// file is known to be valid.
func tables(f *source.File, name string) []inject.Source {
	var p unstable.Parser
	text := []byte(f.Text())
	p.Reset(text)
	var list []inject.Source
	inside := false
	for p.NextExpression() {
		e := p.Expression()
		keys := keyParts(e)
		switch e.Kind {
		case unstable.ArrayTable, unstable.Table:
			inside = len(keys) > 0 && keys[0].name == name
			if inside && len(keys) == 1 && e.Kind == unstable.ArrayTable {
				list = append(list, inject.Source{File: f, Span: keys[0].span, Keys: map[string]source.Span{}})
			} else if inside && len(list) > 0 && len(keys) > 1 {
				list[len(list)-1].Keys[keys[1].name] = keys[1].span
				inside = false
			}
		case unstable.KeyValue:
			if inside && len(list) > 0 && len(keys) > 0 {
				list[len(list)-1].Keys[keys[0].name] = keys[0].span
			}
		}
	}
	return list
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
