package less

import (
	"io/fs"

	"skinbuild/internal/less/eval"
	"skinbuild/internal/less/output"
	"skinbuild/internal/less/value"
	"skinbuild/internal/source"
)

// Compile compiles the file of that name in fsys; nothing outside of fsys is read.
// A nil opt means lessc's defaults. The result is nil if one of the diagnostics is
// an error; the first error is the one that less.js would report.
func Compile(fsys fs.FS, name string, opt *Options) (*Result, source.Diags) {
	return eval.Compile(fsys, name, opt)
}

// LessText returns the diagnostic as less.js prints it: its type and message, file,
// line and column, and for an error the lines around. It is "" for what less.js does not
// say.
func LessText(d *source.Diag) string { return eval.LessText(d) }

// LessTexts returns what lessc prints about a compilation: its warnings, and the first
// error, each ending with a newline.
func LessTexts(ds source.Diags) []string { return eval.LessTexts(ds) }

// CSS prints a value by itself, numbers in full precision. The error is that of a
// value that has no text: a lone "%".
func CSS(v Value) (string, error) { return value.CSS(v) }

// What a compilation takes and returns.
type (
	// Options are lessc's flags, and what only a Go program can add.
	Options = eval.Options
	// Limits bound one compilation.
	Limits = eval.Limits
	// A Var is a variable given from outside.
	Var = eval.Var
	// A Cache keeps parsed files between compilations.
	Cache = eval.Cache
	// SourceMap says which source map to make.
	SourceMap = output.SourceMap
	// A Result is what a compilation made.
	Result = eval.Result
)

// What functions and at-rules of a Go program work with.
type (
	// A Func is a function that stylesheets can call.
	Func = value.Func
	// A Call is one call of a function.
	Call = value.Call
	// A Verbatim is a text that a Func or an at-rule put into the CSS.
	Verbatim = value.Verbatim
	// A HostError is an error of a Func or an at-rule, reported under its own code.
	HostError = value.HostError
	// Lines are what an at-rule prints.
	Lines = output.Lines
	// A Script runs the JavaScript of stylesheets.
	Script = eval.Script
	// ScriptFiles are the files that a plugin may require.
	ScriptFiles = eval.ScriptFiles
	// A ScriptRun is the JavaScript of one compilation.
	ScriptRun = eval.ScriptRun
)

// The values that expressions have.
type (
	// A Value is what an expression evaluates to.
	Value = value.Value
	// A Number is a number with a unit.
	Number = value.Number
	// A Color is a colour with an alpha.
	Color = value.Color
	// A Quoted is a string.
	Quoted = value.Quoted
	// A Keyword is a bare word.
	Keyword = value.Keyword
	// An Anonymous is text that is printed as it is.
	Anonymous = value.Anonymous
	// A List is two or more values.
	List = value.List
	// A URL is url(…).
	URL = value.URL
	// An Other is a node of a script that is no value.
	Other = value.Other
)
