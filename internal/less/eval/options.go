package eval

import (
	"context"
	"slices"

	"skinbuild/internal/less/output"
	"skinbuild/internal/less/value"
)

// Options are what lessc's flags are, and what only a host can add. Nil and the
// zero value are lessc's defaults.
type Options struct {
	Math          string // "" and "parens-division", "always", "parens" or "strict": when operations are calculated
	StrictUnits   bool   // mixed units are an error
	StrictImports bool   // imports inside of rules are ignored
	KeepImports   bool   // @import is printed, not followed
	Lint          bool   // warn of variables, mixins and imports that nothing uses
	Compress      bool   // no white space, no comments but /*! */

	Banner     string // source text before everything else
	GlobalVars []Var  // defined before the input
	ModifyVars []Var  // defined after the input: they win
	Paths      []string

	RewriteURLs string // "" and "off", "local" or "all"
	RootPath    string // put before relative URLs
	URLArgs     string // appended to URLs as a query
	LineNumbers string // "", "comments", "mediaquery" or "all"

	SourceMap *output.SourceMap // nil makes none
	Origins   bool              // keep what Result.Origin tells

	Functions map[string]value.Func // by lower-case name; they hide builtins
	// AtRules are at-rules of the host by name, "@name"; they get the prelude evaluated
	// as a value. With any, @else is one too.
	AtRules map[string]func(c *value.Call, prelude value.Value) (output.Lines, error)
	Script  Script // runs inline JavaScript and plugins; nil makes both an error

	Context context.Context // ends the compilation early; nil never does
	Limits  Limits
	Cache   *Cache // keeps parsed files between compilations; nil keeps none
}

// folders are where a file is looked for that a file in dir names.
func (o *Options) folders(dir string) []string {
	dirs := append([]string{dir}, o.Paths...)
	if !slices.Contains(o.Paths, ".") {
		dirs = append(dirs, ".")
	}
	return dirs
}

// A Var is a variable given from outside; Name may lack its "@".
type Var struct{ Name, Value string }

// Limits bound one compilation. A zero field means its default. Passing one ends
// the compilation with an error that names the limit and the place.
type Limits struct {
	Steps   int // declarations, rules and calls evaluated; 0 means 50 million
	Depth   int // calls and rules inside each other; 0 means 20,000, and 100,000 is the most that the stack is trusted with
	Output  int // bytes of CSS; 0 means 256 MB
	Imports int // files read; 0 means 5,000
	File    int // bytes of one file; 0 means 32 MB
	Memory  int // bytes of statements, values, selectors and text made on the way; 0 means 512 MB
}

// A Result is what a compilation made.
type Result struct {
	CSS       []byte
	SourceMap []byte   // nil without Options.SourceMap, or if the CSS is empty
	Imports   []string // the files read beside the entry, in the order of reading, each once

	// Verbatims are the texts of the host in the CSS, in order and apart.
	Verbatims []value.Verbatim

	marks *output.Marks
}

// A Script runs the JavaScript of stylesheets. Package lessjs has one.
type Script interface {
	// Start begins a compilation: what one expression defines the later ones see.
	Start(ctx context.Context, files ScriptFiles) (ScriptRun, error)
}

// ScriptFiles are the files that a plugin may require: those of the compilation.
type ScriptFiles struct {
	Read  func(name string) (string, error) // a file of the compilation's file system
	Paths []string                          // Options.Paths
}

// A ScriptRun is the JavaScript of one compilation. It is used by one goroutine.
type ScriptRun interface {
	// Eval evaluates an inline expression, its interpolations replaced. names are the
	// variables of the scope it is in, without "@"; c looks them up.
	Eval(c *value.Call, expression string, names []string) (value.Value, error)
	// Plugin runs one @plugin at-rule: the file's name and text, and the options in
	// parentheses, nil without them. It returns the functions that the plugin adds.
	Plugin(name, text string, options *string) (map[string]value.Func, error)
}
