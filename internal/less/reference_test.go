package less

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"

	"skinbuild/internal/source"
)

// script runs the JavaScript of the reference data.
var script Script

// compiled is a compilation in the terms of the reference data.
type compiled struct {
	css, err, errFile string
	sourceMap         []byte
	warnings          []string
}

// compileRef compiles with the options of less.js.
func compileRef(t testing.TB, fsys fs.FS, name string, o refOptions) compiled {
	t.Helper()
	result, ds := Compile(fsys, name, optionsFor(t, name, o))
	var c compiled
	for _, d := range ds {
		switch {
		case d.Severity == source.Warning:
			c.warnings = append(c.warnings, LessText(d))
		case c.err == "" && d.Severity == source.Error:
			c.err, c.errFile = LessText(d), d.File.Name()
		}
	}
	if result != nil {
		c.css, c.sourceMap = string(result.CSS), result.SourceMap
	}
	return c
}

func optionsFor(t testing.TB, name string, o refOptions) *Options {
	t.Helper()
	opt := &Options{
		StrictUnits: o.StrictUnits, StrictImports: o.StrictImports, Compress: o.Compress,
		Banner: o.Banner, GlobalVars: vars(o.GlobalVars), ModifyVars: vars(o.ModifyVars),
		RewriteURLs: o.RewriteUrls, RootPath: o.Rootpath, URLArgs: o.URLArgs, LineNumbers: o.DumpLineNumbers,
		KeepImports: o.ProcessImports != nil && !*o.ProcessImports,
		Functions:   hostFunctions,
	}
	switch m := string(bytes.Trim(o.Math, `"`)); {
	case m == "0", m == "always":
		opt.Math = "always"
	case m == "strict", m == "parens", m == "2", o.StrictMath:
		opt.Math = "parens"
	}
	for _, p := range append(o.Paths, ".") {
		opt.Paths = append(opt.Paths, path.Join(path.Dir(name), p))
	}
	if o.RelativeUrls {
		opt.RewriteURLs = "all"
	}
	opt.SourceMap = sourceMapFor(t, o)
	if o.JavascriptEnabled {
		opt.Script = script
	}
	return opt
}

func sourceMapFor(t testing.TB, o refOptions) *SourceMap {
	t.Helper()
	if len(o.SourceMap) == 0 || string(o.SourceMap) == "false" {
		return nil
	}
	var m refSourceMap
	if string(o.SourceMap) != "true" {
		if err := json.Unmarshal(o.SourceMap, &m); err != nil {
			t.Fatal(err)
		}
	}
	return &SourceMap{Output: m.OutputFilename, URL: m.URL, RootPath: m.Rootpath, BasePath: m.Basepath,
		Inline: m.FileInline, NoAnnotation: m.DisableAnnotation}
}

func vars(m map[string]string) []Var {
	var list []Var
	for name, value := range m {
		list = append(list, Var{name, value})
	}
	slices.SortFunc(list, func(a, b Var) int { return cmp.Compare(a.Name, b.Name) })
	return list
}

// hostFunctions are the functions that the suite expects its host to add.
var hostFunctions = map[string]Func{
	"add": func(_ *Call, args []Value) (Value, error) {
		return &Number{Val: numeric(args[0]) + numeric(args[1])}, nil
	},
	"increment": func(_ *Call, args []Value) (Value, error) {
		return &Number{Val: numeric(args[0]) + 1}, nil
	},
	"_color": func(_ *Call, args []Value) (Value, error) {
		if textOf(args[0]) == "evil red" {
			return &Color{RGB: [3]float64{0x66, 0, 0}, Alpha: 1}, nil
		}
		return nil, nil
	},
}

// refOptionsOf turns the options of a refInput into refOptions.
func refOptionsOf(t testing.TB, m map[string]any) refOptions {
	t.Helper()
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	if m == nil {
		text = []byte("{}")
	}
	return decodeRef(t, string(text), ".")
}

// sameError compares the first lines of two errors, without places.
func sameError(a, b string) bool {
	head := func(s string) string {
		s, _, _ = strings.Cut(s, "\n")
		s, _, _ = strings.Cut(s, " in input on line")
		return s
	}
	return head(a) == head(b)
}
