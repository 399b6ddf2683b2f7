package main

import (
	_ "embed"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"skinbuild/internal/less"
)

// usage is the help text.
//
//go:embed usage.txt
var usage string

const version = "lessc 4.9.1 (Less Compiler) [skinbuild]\n"

// flags are what the command line says.
type flags struct {
	opt                    less.Options
	in, out                string
	paths                  []string
	lint, depends          bool
	silent, quiet, verbose bool
	quietDeprecations      bool
	watch                  bool
	sourceMap              bool
	mapInline, mapSources  bool
	mapSilent              bool
	mapFile, mapURL        string
	mapRoot, mapBase       string
	notices                []string
}

var (
	flagForm   = regexp.MustCompile(`^--?([a-zA-Z][0-9a-zA-Z-]*)(?:=(?s:(.*)))?$`)
	truthWords = map[string]bool{"on": true, "t": true, "true": true, "y": true, "yes": true, "off": false, "f": false, "false": false, "n": false, "no": false}
)

// parse reads the arguments, flags in any place; done is a text to print instead of
// compiling.
func (p *program) parse(args []string) (files []string, done string, err error) {
	for _, arg := range args {
		if dir, ok := strings.CutPrefix(arg, "-I"); ok && dir != "" {
			p.paths = append(p.paths, dir)
			continue
		}
		m := flagForm.FindStringSubmatch(arg)
		if m == nil {
			files = append(files, arg)
			continue
		}
		switch m[1] {
		case "v", "version":
			return nil, version, nil
		case "h", "help":
			return nil, usage, nil
		}
		if p.toggle(m[1]) {
			continue
		}
		if err := p.valued(m[1], m[2]); err != nil {
			return nil, "", err
		}
	}
	for _, n := range p.notices {
		if !p.silent && !p.quiet && !p.quietDeprecations {
			fmt.Fprintln(p.stderr, n)
		}
	}
	return files, "", nil
}

// toggle sets a flag without a value; false if it is none.
func (p *program) toggle(name string) bool {
	simple := map[string]*bool{
		"verbose": &p.verbose, "s": &p.silent, "silent": &p.silent, "quiet": &p.quiet, "quiet-deprecations": &p.quietDeprecations,
		"l": &p.lint, "lint": &p.lint, "strict-imports": &p.opt.StrictImports, "x": &p.opt.Compress, "compress": &p.opt.Compress,
		"M": &p.depends, "depends": &p.depends, "watch": &p.watch, "w": &p.watch,
		"source-map-include-source": &p.mapSources, "source-map-less-inline": &p.mapSources, "source-map-no-annotation": &p.mapSilent,
	}
	if b := simple[name]; b != nil {
		*b = true
		return true
	}
	switch name {
	case "insecure", "no-color", "disable-plugin-rule":
	case "source-map-inline", "source-map-map-inline":
		p.mapInline, p.sourceMap = true, true
	case "no-js":
		fmt.Fprintln(p.stderr, `The "--no-js" argument is deprecated, as inline JavaScript is disabled by default. Use "--js" to enable inline JavaScript (not recommended).`)
	case "ie-compat":
		p.notice("The --ie-compat option is deprecated, as it has no effect on compilation.")
	case "relative-urls":
		p.notice("The --relative-urls option has been deprecated. Use --rewrite-urls=all.")
		p.opt.RewriteURLs = "all"
	default:
		return false
	}
	return true
}

func (p *program) notice(text string) { p.notices = append(p.notices, "Warning: "+text) }

// optional are the flags whose value may be left out.
func (p *program) optional(name, value string) (bool, error) {
	switch name {
	case "source-map":
		p.sourceMap, p.mapFile = true, value
	case "ru", "rewrite-urls":
		switch value {
		case "local", "off", "all":
			p.opt.RewriteURLs = value
		case "":
			p.opt.RewriteURLs = "all"
		default:
			return true, message("Unknown rewrite-urls argument " + value)
		}
	default:
		return false, nil
	}
	return true, nil
}

// valued sets a flag with a value.
func (p *program) valued(name, value string) error {
	if ok, err := p.optional(name, value); ok {
		return err
	}
	set := map[string]func(string) error{
		"include-path":        func(v string) error { p.paths = filepath.SplitList(v); return nil },
		"line-numbers":        p.setLineNumbers,
		"source-map-rootpath": text(&p.mapRoot),
		"source-map-basepath": text(&p.mapBase),
		"source-map-url":      text(&p.mapURL),
		"rp":                  text(&p.opt.RootPath),
		"rootpath":            text(&p.opt.RootPath),
		"sm":                  p.setStrictMath,
		"strict-math":         p.setStrictMath,
		"m":                   p.setMath,
		"math":                p.setMath,
		"su":                  p.setStrictUnits,
		"strict-units":        p.setStrictUnits,
		"global-var":          variable(&p.opt.GlobalVars),
		"modify-var":          variable(&p.opt.ModifyVars),
		"url-args":            text(&p.opt.URLArgs),
		"max-line-len":        func(string) error { return nil },
	}[name]
	if name == "js" {
		return errors.New("lessc: --js: this lessc is the compiler alone and runs no JavaScript; skinbuild less --js does, in a sandbox")
	}
	if set == nil {
		return message("Unable to load plugin " + name + ": this lessc is the compiler alone and runs no JavaScript")
	}
	if value == "" {
		return fmt.Errorf("%s option requires a parameter", name)
	}
	return set(value)
}

func text(to *string) func(string) error {
	return func(v string) error { *to = v; return nil }
}

func variable(to *[]less.Var) func(string) error {
	return func(v string) error {
		name, value, _ := strings.Cut(v, "=")
		*to = append(*to, less.Var{Name: name, Value: value})
		return nil
	}
}

func (p *program) setLineNumbers(v string) error {
	p.notice("The --line-numbers option is deprecated and will be removed in Less 5.x. Use source maps instead (--source-map). (dump-line-numbers)")
	p.opt.LineNumbers = v
	return nil
}

func (p *program) setMath(v string) error {
	switch v {
	case "always":
		p.notice("--math=always is deprecated and will be removed in Less 5.x. Use --math=parens-division (default) or --math=parens. (math-always)")
		p.opt.Math = v
	case "parens", "strict", "parens-division":
		p.opt.Math = v
	case "strict-legacy":
		p.notice("--math=strict-legacy has been removed. Defaulting to --math=strict.")
		p.opt.Math = "parens"
	}
	return nil
}

func truth(v string) (bool, error) {
	on, ok := truthWords[strings.ToLower(v)]
	if !ok {
		return false, fmt.Errorf(" unable to parse %s as a boolean. use one of on/t/true/y/yes/off/f/false/n/no", v)
	}
	return on, nil
}

func (p *program) setStrictMath(v string) error {
	p.notice("The --strict-math option has been deprecated. Use --math=strict.")
	on, err := truth(v)
	if on {
		p.opt.Math = "parens"
	}
	return err
}

func (p *program) setStrictUnits(v string) (err error) {
	p.opt.StrictUnits, err = truth(v)
	return err
}
