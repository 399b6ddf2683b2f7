// Package project reads skinbuild.toml, the file that says what a project builds,
// and builds it.
//
// The file is TOML, read strictly: an unknown key is an error, at its
// place and with the nearest name, since a misspelt key would otherwise be a
// silent default.
package project

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/pelletier/go-toml/v2"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/codes"
	"skinbuild/internal/inject"
	"skinbuild/internal/project/pack"
	"skinbuild/internal/project/scripts"
	"skinbuild/internal/skins/compile"
	"skinbuild/internal/source"
	"skinbuild/internal/tomlfile"
	"skinbuild/internal/tree"
)

// Parse reads the file and gives what is not set its default.
func Parse(f *source.File) (*Config, source.Diags) {
	c := &Config{}
	dec := toml.NewDecoder(bytes.NewReader([]byte(f.Text()))).DisallowUnknownFields()
	err := dec.Decode(c)
	var strict *toml.StrictMissingError
	var decode *toml.DecodeError
	switch {
	case errors.As(err, &strict):
		return nil, unknownKeys(f, strict)
	case errors.As(err, &decode):
		return nil, source.Diags{f.Errorf(place(f, decode), codes.ProjectTOML, "%s", tomlfile.Message(decode))}
	case err != nil:
		return nil, source.Diags{f.Errorf(source.At(0), codes.ProjectTOML, "%v", err)}
	}
	at := findPlaces(f)
	for i := range c.Inject {
		c.Inject[i].Source = at.table(f, fmt.Sprintf("inject[%d]", i))
	}
	if ds := c.check(at); ds.Err() != nil {
		return nil, ds
	}
	c.fill()
	return c, nil
}

// holdGroups are the groups of a bundle that apply can leave out.
var holdGroups = []string{string(inject.Templates), string(inject.BackPorts), "skins"}

// check is about values that no other part of the tool checks with their place.
func (c *Config) check(at places) source.Diags {
	var ds source.Diags
	bad := func(key, format string, args ...any) *source.Diag {
		d := at.file.Errorf(at.of(key), codes.ProjectValue, format, args...)
		ds = append(ds, d)
		return d
	}
	if info := (pack.Info{Name: cmpOr(c.Name, "x"), Version: cmpOr(c.Version, "x"), Sequence: max(c.Sequence, 1)}); info.Check() != nil {
		bad(firstSet(at, "name", "version", "sequence"), "%v", info.Check())
	}
	folders := []struct{ key, dir string }{{"skins.dir", c.Skins.Dir}, {"scripts.dir", c.Scripts.Dir}, {"zimlets.dir", c.Zimlets.Dir}}
	for _, folder := range folders {
		if _, err := tree.ParsePath(folder.dir); folder.dir != "" && err != nil {
			bad(folder.key, "%q is no folder of the project: %v", folder.dir, err)
		}
	}
	if mode := compile.Mode(c.Skins.Mode); mode != "" && mode != compile.Static && mode != compile.PerMacro {
		bad("skins.mode", "unknown mode %q", mode).WithHint("give static or per-macro")
	}
	for _, group := range slices.Sorted(maps.Keys(c.OnConflict)) {
		if !slices.Contains(holdGroups, group) {
			bad("on-conflict."+group, "unknown group %q", group).WithHint("give %s", strings.Join(holdGroups, ", "))
		} else if policy := c.OnConflict[group]; policy != "stop" && policy != "hold" {
			bad("on-conflict."+group, "unknown policy %q", policy).WithHint("give stop or hold")
		}
	}
	if d := scripts.Detects(c.Scripts.Detects); d != "" && d != scripts.Modernizr && d != scripts.Native {
		bad("scripts.detects", "unknown value %q", d).WithHint("give modernizr or native")
	}
	for _, key := range slices.Sorted(maps.Keys(c.Budget)) {
		if _, err := parseSize(c.Budget[key]); err != nil {
			bad("budget."+key, "%v", err).WithHint(`write a size like "40 kB" or "1.5 MB"`)
		}
		if !doublestar.ValidatePattern(key) {
			bad("budget."+key, "%q is not a pattern: a bracket or brace is not closed", key)
		}
	}
	for i := range c.Browsers {
		_, found := compat.ParseList(at.file, inner(at.value(fmt.Sprintf("browsers[%d]", i))))
		ds = append(ds, found...)
	}
	return ds
}

// BrowserList returns the releases that the project supports.
func (c *Config) BrowserList() compat.List {
	// Parse has checked every entry, and the defaults are tested.
	list, _ := compat.ParseList(source.NewFile("browsers", strings.Join(c.Browsers, "\n")))
	return list
}

func cmpOr(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func firstSet(at places, keys ...string) string {
	for _, key := range keys {
		if _, ok := at.values[key]; ok {
			return key
		}
	}
	return keys[0]
}

// inner is the text of a string value without its quotes.
func inner(s source.Span) source.Span {
	if s.End-s.Start < 2 {
		return s
	}
	return source.Span{Start: s.Start + 1, End: s.End - 1}
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
	var ds source.Diags
	for i := range strict.Errors {
		e := &strict.Errors[i]
		key := e.Key()
		name, table := key[len(key)-1], key[:len(key)-1]
		where := "at the top of the file"
		if len(table) > 0 {
			where = "in " + header(table)
		}
		d := f.Errorf(place(f, e), codes.ProjectUnknownKey, "unknown key %q %s", name, where)
		names := keysOf(structOf(table))
		if near := source.Nearest(name, names); near != "" {
			d = d.WithHint("did you mean %s?", near)
		} else if len(names) > 0 {
			d = d.WithHint("the keys are %s", strings.Join(names, ", "))
		}
		ds = append(ds, d)
	}
	return ds
}

// header is a table's name as it stands in the file.
func header(table []string) string {
	name := "[" + strings.Join(table, ".") + "]"
	if table[0] == "inject" {
		return "[" + name + "]"
	}
	return name
}

// structOf returns the struct that a table fills; nil where it has none.
func structOf(table []string) reflect.Type {
	t := reflect.TypeFor[Config]()
	for _, name := range table {
		if t = fieldOf(t, name); t == nil {
			return nil
		}
	}
	return t
}

// keysOf returns the TOML names of the fields of a struct.
func keysOf(t reflect.Type) []string {
	if t == nil {
		return nil
	}
	var names []string
	for field := range t.Fields() {
		if name := field.Tag.Get("toml"); name != "" && name != "-" {
			names = append(names, name)
		}
	}
	return names
}

// fieldOf returns the struct that the table of that name in t fills, or nil.
func fieldOf(t reflect.Type, name string) reflect.Type {
	for field := range t.Fields() {
		if field.Tag.Get("toml") != name {
			continue
		}
		t := field.Type
		if t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		if t.Kind() == reflect.Struct {
			return t
		}
	}
	return nil
}
