// Command lessc compiles LESS to CSS with the flags, messages and exit codes of the
// lessc of less.js 4.9.1. It is one static program without Node.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"

	"skinbuild/internal/atomicfile"
	"skinbuild/internal/codes"
	"skinbuild/internal/input"
	"skinbuild/internal/less"
	"skinbuild/internal/less/disk"
	"skinbuild/internal/source"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	p := program{ctx: ctx, stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr}
	os.Exit(p.run(os.Args[1:]))
}

// A program is one run of lessc.
type program struct {
	ctx            context.Context
	stdin          io.Reader
	stdout, stderr io.Writer
	flags
}

// run returns the exit code: 0, or 1 for every failure.
func (p *program) run(args []string) (code int) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Fprintf(p.stderr, "lessc: internal error: %v\nlessc: this is a defect: please report it with the input\n", r)
			code = 1
		}
	}()
	files, done, err := p.parse(args)
	switch {
	case err != nil:
		fmt.Fprintln(p.stderr, err)
		return 1
	case done != "":
		fmt.Fprint(p.stdout, done)
		return 0
	}
	if err := p.inOut(files); err != nil {
		fmt.Fprintln(p.stderr, err)
		return 1
	}
	if p.watch {
		return p.watchFiles()
	}
	_, err = p.compile()
	if err != nil && err.Error() != "" {
		fmt.Fprintln(p.stderr, err)
	}
	if err != nil {
		return 1
	}
	return 0
}

// inOut takes the source and the destination, and checks what depends on them.
func (p *program) inOut(files []string) error {
	if len(files) > 0 {
		p.in = files[0]
	}
	if len(files) > 1 {
		p.out = files[1]
	}
	switch {
	case p.mapURL != "" && p.mapSilent && p.sourceMap:
		return message("You cannot provide flag --source-map-url with --source-map-no-annotation.\nPlease remove one of those flags.")
	case p.sourceMap && p.mapFile == "" && p.out == "" && !p.mapInline:
		return fmt.Errorf("the sourcemap option only has an optional filename if the css filename is given\nconsider adding --source-map-map-inline which embeds the sourcemap into the css")
	case p.in == "":
		fmt.Fprint(p.stdout, usage)
		return message("lessc: no input files\n")
	case p.depends && p.out == "":
		return fmt.Errorf("option --depends requires an output path to be specified")
	case p.watch && (p.in == "-" || p.out == ""):
		return fmt.Errorf("lessc: --watch needs a source file and a destination")
	}
	return nil
}

// message is an error in the words of less.js's lessc, whatever the style of Go's.
type message string

func (m message) Error() string { return string(m) }

// failed is the error of a compilation that has printed its errors.
type failed struct{}

func (failed) Error() string { return "" }

// compile compiles the source once and returns the files that were read.
func (p *program) compile() (read []string, err error) {
	files, err := disk.New(p.ctx, []string{"/"})
	if err != nil {
		return nil, err
	}
	name, _ := files.Name(p.in)
	text, err := p.read()
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("lessc: ENOENT: no such file or directory, open '/%s'", name)
	} else if err != nil {
		return nil, fmt.Errorf("lessc: %w", err)
	}
	opt, err := p.options(files)
	if err != nil {
		return nil, err
	}
	if p.depends {
		fmt.Fprint(p.stdout, p.out+": ")
	}
	result, ds := less.Compile(withInput{files, name, text}, "/"+name, opt)
	read = []string{"/" + name}
	if result != nil {
		read = append(read, result.Imports...)
	}
	p.report(p.named(ds))
	if ds.Err() != nil {
		return read, failed{}
	}
	return read, p.write(result, read[1:])
}

// read returns the text of the source.
func (p *program) read() ([]byte, error) {
	if p.in == "-" {
		return input.ReadFrom(p.ctx, p.stdin, "standard input", input.Sheet)
	}
	return input.Read(p.ctx, p.in, input.Sheet)
}

// options are the compiler's options.
func (p *program) options(files *disk.FS) (*less.Options, error) {
	opt := p.opt
	opt.Context = p.ctx
	dirs := append([]string{filepath.Dir(p.in)}, p.paths...)
	if filepath.Dir(p.in) != "." {
		dirs = append(dirs, ".")
	}
	for _, dir := range dirs {
		if name, ok := files.Name(dir); ok {
			opt.Paths = append(opt.Paths, "/"+name)
		}
	}
	if !p.sourceMap || p.lint {
		return &opt, nil
	}
	m := &less.SourceMap{URL: p.mapURL, RootPath: p.mapRoot, Inline: p.mapInline, IncludeText: p.mapSources, NoAnnotation: p.mapSilent}
	if p.mapBase != "" {
		m.BasePath, _ = filepath.Abs(p.mapBase)
	}
	if p.out != "" && !p.mapInline {
		m.Output = filepath.Base(p.out)
	}
	if p.mapFile != "" && !p.mapInline && p.out != "" {
		mapDir, outDir := filepath.Dir(p.mapFile), filepath.Dir(p.out)
		if rel, err := filepath.Rel(mapDir, outDir); err == nil {
			m.Output = filepath.Join(rel, filepath.Base(p.out))
		}
		if rel, err := filepath.Rel(outDir, mapDir); err == nil && m.URL == "" {
			m.URL = filepath.Join(rel, filepath.Base(p.mapFile))
		}
	}
	opt.SourceMap = m
	return &opt, nil
}

// named returns the diagnostics with the names that lessc prints: absolute ones, and "-"
// for standard input.
func (p *program) named(ds source.Diags) source.Diags {
	files := map[*source.File]*source.File{}
	return ds.Moved(func(f *source.File) *source.File {
		if files[f] == nil {
			files[f] = f
			if p.in == "-" && filepath.Base(f.Name()) == "-" {
				files[f] = source.NewFile("-", f.Text())
			}
		}
		return files[f]
	})
}

// report prints the warnings and the error.
func (p *program) report(ds source.Diags) {
	kept := slices.DeleteFunc(slices.Clone(ds), func(d *source.Diag) bool {
		return d.Severity != source.Error && (p.quiet || p.quietDeprecations && isDeprecation(d.Code))
	})
	if p.silent {
		return
	}
	for _, text := range less.LessTexts(kept) {
		fmt.Fprint(p.stderr, text)
	}
}

// isDeprecation reports whether a warning is about what less.js will remove.
func isDeprecation(c codes.Code) bool { return c != codes.LessWarning }

// write writes the CSS, the map, or the list of files.
func (p *program) write(result *less.Result, imports []string) error {
	switch {
	case p.lint:
		return nil
	case p.depends:
		_, err := fmt.Fprintln(p.stdout, strings.Join(append(imports, ""), " "))
		return err
	case p.out == "":
		if _, err := p.stdout.Write(result.CSS); err != nil {
			return err
		}
	default:
		if err := p.put(p.out, result.CSS); err != nil {
			return err
		}
	}
	if !p.sourceMap || p.mapInline {
		return nil
	}
	name := p.mapFile
	if name == "" {
		name = p.out + ".map"
	}
	return p.put(name, result.SourceMap)
}

// put writes a file, in a new folder if there is none.
func (p *program) put(name string, data []byte) error {
	err := os.MkdirAll(filepath.Dir(name), 0o755)
	if err == nil {
		err = atomicfile.WriteFile(name, data, 0o644)
	}
	if err != nil {
		return fmt.Errorf("lessc: failed to create file %s\nError: %w", name, err)
	}
	if abs, err := filepath.Abs(name); p.verbose && err == nil {
		name = abs
		fmt.Fprintln(p.stdout, "lessc: wrote "+name)
	}
	return nil
}
