package less_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"

	"skinbuild/internal/less"
	"skinbuild/internal/less/lessjs"
	"skinbuild/internal/source"
)

// script runs the JavaScript of the reference data.
var script = lessjs.New(lessjs.Limits{})

// compiled is a compilation in the terms of the reference data.
type compiled struct {
	css, err, errFile string
	sourceMap         []byte
	warnings          []string
}

// compileRef compiles with the options of less.js.
func compileRef(t testing.TB, fsys fs.FS, name string, o refOptions) compiled {
	t.Helper()
	result, ds := less.Compile(fsys, name, optionsFor(t, name, o))
	var c compiled
	for _, d := range ds {
		switch {
		case less.LessText(d) == "":
		case d.Severity == source.Warning:
			c.warnings = append(c.warnings, less.LessText(d))
		case c.err == "" && d.Severity == source.Error:
			c.err, c.errFile = less.LessText(d), d.File.Name()
		}
	}
	if result != nil {
		c.css, c.sourceMap = string(result.CSS), result.SourceMap
	}
	return c
}

func optionsFor(t testing.TB, name string, o refOptions) *less.Options {
	t.Helper()
	opt := &less.Options{
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

func sourceMapFor(t testing.TB, o refOptions) *less.SourceMap {
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
	return &less.SourceMap{Output: m.OutputFilename, URL: m.URL, RootPath: m.Rootpath, BasePath: m.Basepath,
		Inline: m.FileInline, NoAnnotation: m.DisableAnnotation}
}

func vars(m map[string]string) []less.Var {
	var list []less.Var
	for name, value := range m {
		list = append(list, less.Var{Name: name, Value: value})
	}
	slices.SortFunc(list, func(a, b less.Var) int { return cmp.Compare(a.Name, b.Name) })
	return list
}

// hostFunctions are the functions that the suite expects its host to add.
var hostFunctions = map[string]less.Func{
	"add": func(_ *less.Call, args []less.Value) (less.Value, error) {
		return &less.Number{Val: numberOf(args[0]) + numberOf(args[1])}, nil
	},
	"increment": func(_ *less.Call, args []less.Value) (less.Value, error) {
		return &less.Number{Val: numberOf(args[0]) + 1}, nil
	},
	"_color": func(_ *less.Call, args []less.Value) (less.Value, error) {
		if isEvil(args[0]) {
			return &less.Color{RGB: [3]float64{0x66, 0, 0}, Alpha: 1}, nil
		}
		return nil, nil
	},
}

func isEvil(v less.Value) bool {
	q, ok := v.(*less.Quoted)
	return ok && q.Text == "evil red"
}

func numberOf(v less.Value) float64 {
	if n, ok := v.(*less.Number); ok {
		return n.Val
	}
	return 0
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
