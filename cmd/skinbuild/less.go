package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/codes"
	"skinbuild/internal/input"
	"skinbuild/internal/less"
	"skinbuild/internal/less/disk"
	"skinbuild/internal/parallel"
	"skinbuild/internal/server/yui"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

const lessLong = `Compile LESS to CSS, byte for byte as less.js 4.9.1 does, with the flags of lessc.
IN is a file, or - for standard input. Without OUT the CSS goes to standard output.
Several inputs need -o DIR and are compiled in parallel.

Only files below the current folder, the folder of each input, the include paths
and the folders of --root are read. URLs are never fetched. Inline JavaScript and
@plugin are errors unless --js allows them; they then run in a sandbox without
access to files, network or clock.`

const lessExample = `  skinbuild less skin.less skin.css
  skinbuild less --lint skin.less
  skinbuild less --source-map --compress skin.less skin.css
  skinbuild less --modify-var AppC=#0087c3 - < skin.less
  skinbuild less -o css skins/*.less
  skinbuild less --format sarif --lint skins/*.less > less.sarif`

// lesscForm prints errors as lessc does.
const lesscForm = "lessc"

// lessFlags are the flags of the command as the user typed them.
type lessFlags struct {
	math, rewriteURLs, lineNumbers *string

	rootpath, urlArgs, banner                                string
	includePaths, includeDirs, roots, globalVars, modifyVars []string

	strictUnits, strictImports, compress, lint, depends, js bool
	silent, quietDeprecations, yuiSafe                      bool
	out, form                                               string // of -o and --format
	maxMemory                                               *int64 // bytes

	sourceMap, mapRootpath, mapBasepath, mapURL string
	mapInline, mapSources, mapSilent            bool
}

func lessCommand() *cobra.Command {
	var f lessFlags
	cmd := &cobra.Command{
		Use:     "less [flags] IN [OUT]",
		Short:   "Compile LESS to CSS",
		Long:    lessLong,
		Example: lessExample,
		Args:    cobra.MinimumNArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return runLess(cmd, &f, args) },
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return []string{"less", "css"}, cobra.ShellCompDirectiveFilterFileExt
		},
	}
	f.register(cmd)
	return cmd
}

func (f *lessFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.SortFlags = false
	cli.AddOutput(cmd, "PATH", "")
	cli.AddFormat(cmd, cli.Text, cli.NDJSON, cli.GitHub, cli.SARIF, lesscForm)
	flags.BoolVarP(&f.lint, "lint", "l", false, "only check: compile and write nothing")
	flags.BoolVarP(&f.depends, "depends", "M", false, "print a make rule of OUT and what it is made from, instead of CSS")
	flags.BoolVarP(&f.compress, "compress", "x", false, "leave out white space and comments")

	flags.BoolVar(&f.yuiSafe, "yui-safe", false, "write what the server's YUI Compressor would damage in another spelling (always so for skins)")
	f.math = cli.Choice(cmd, flags, "math", "m", "parens-division", []string{"always", "parens-division", "parens", "strict"}, "when to calculate")
	flags.BoolVar(&f.strictUnits, "strict-units", false, "make it an error to mix units")
	flags.BoolVar(&f.strictImports, "strict-imports", false, "ignore imports inside of rules")
	flags.StringArrayVar(&f.globalVars, "global-var", nil, "define a variable, `NAME=VALUE`, before the input")
	flags.StringArrayVar(&f.modifyVars, "modify-var", nil, "define a variable, `NAME=VALUE`, after the input: it wins")
	flags.BoolVar(&f.js, "js", false, "run inline JavaScript and function plugins, in a sandbox")

	f.maxMemory = cli.Size(flags, "max-memory", 512<<20, "end a compilation that needs more memory than this `SIZE`")

	flags.StringArrayVar(&f.includePaths, "include-path", nil, "look for imports in these `DIRS` too, separated by the system's list separator")
	flags.StringArrayVarP(&f.includeDirs, "include-dir", "I", nil, "look for imports in this `DIR` too")
	flags.StringArrayVar(&f.roots, "root", nil, "allow files below this `DIR` to be read")
	_ = cmd.MarkFlagDirname("include-dir")
	_ = cmd.MarkFlagDirname("root")
	f.rewriteURLs = cli.Choice(cmd, flags, "rewrite-urls", "", "off", []string{"all", "local", "off"}, "make URLs relative to the first input file")
	flags.Lookup("rewrite-urls").NoOptDefVal = "all"
	flags.StringVar(&f.rootpath, "rootpath", "", "put this `PATH` before relative URLs")
	flags.StringVar(&f.urlArgs, "url-args", "", "append this `QUERY` to URLs")
	flags.StringVar(&f.banner, "banner", "", "put this `TEXT`, LESS or a comment, before the input")
	f.lineNumbers = cli.Choice(cmd, flags, "line-numbers", "", "", []string{"comments", "mediaquery", "all"}, "say before each rule where it comes from")

	flags.StringVar(&f.sourceMap, "source-map", "", "write a source map, to `FILE` or else OUT.map")
	flags.Lookup("source-map").NoOptDefVal = defaultMap
	flags.BoolVar(&f.mapInline, "source-map-inline", false, "put the source map into the CSS")
	flags.StringVar(&f.mapRootpath, "source-map-rootpath", "", "put this `PATH` before the names of sources")
	flags.StringVar(&f.mapBasepath, "source-map-basepath", "", "take this `PATH` away from the names of sources")
	flags.StringVar(&f.mapURL, "source-map-url", "", "the `URL` by which the CSS names its map")
	flags.BoolVar(&f.mapSources, "source-map-include-source", false, "put the sources themselves into the map")
	flags.BoolVar(&f.mapSilent, "source-map-no-annotation", false, "do not name the map in the CSS")

	flags.BoolVarP(&f.silent, "silent", "s", false, "print neither errors nor warnings")
	flags.BoolVar(&f.quietDeprecations, "quiet-deprecations", false, "print no warnings about deprecated syntax")
}

// defaultMap is what --source-map means without a file, as its help shows it: OUT
// stands for the output.
const defaultMap = "OUT.map"

// A job is one input on its way to its output.
type job struct {
	in, out string // as typed; out "" or "-" is standard output
	name    string // of in, in the file system
	result  *less.Result
	diags   source.Diags
}

func runLess(cmd *cobra.Command, f *lessFlags, args []string) error {
	f.form, f.out = cli.Format(cmd), cli.Output(cmd)
	jobs, err := f.jobs(args)
	if err != nil {
		return err
	}
	for _, j := range jobs {
		if err := f.exists(j.in); err != nil {
			return err
		}
	}
	if err := f.check(jobs); err != nil {
		return err
	}
	disk, files, err := f.files(cmd, jobs)
	if err != nil {
		return err
	}
	if err := f.compile(cmd.Context(), files, disk, jobs); err != nil {
		return err
	}
	if err := f.report(cmd, disk, jobs); err != nil {
		return err
	}
	for _, j := range jobs {
		if err := f.write(cmd, disk, j); err != nil {
			return err
		}
	}
	return nil
}

// exists checks that an input can be opened: that is not a mistake in LESS.
func (f *lessFlags) exists(name string) error {
	if name == "-" {
		return nil
	}
	info, err := os.Stat(name)
	if err == nil && info.IsDir() {
		err = cli.Usagef("%s is a folder, want a file", name)
	}
	return err
}

// jobs pairs inputs with outputs.
func (f *lessFlags) jobs(args []string) ([]*job, error) {
	folder := f.out != "" && (len(args) > 1 || isDir(f.out))
	if !folder && !f.lint {
		switch {
		case len(args) > 2:
			return nil, cli.Fail(cli.Usage, fmt.Errorf("%d files given, but only IN and OUT are taken", len(args)), "several inputs need -o DIR")
		case len(args) == 2 && strings.HasSuffix(args[1], ".less"):
			return nil, cli.Fail(cli.Usage, fmt.Errorf("OUT is %s, a LESS file", args[1]), "several inputs need -o DIR")
		case len(args) == 2:
			return []*job{{in: args[0], out: args[1]}}, nil
		}
		return []*job{{in: args[0], out: f.out}}, nil
	}
	var jobs []*job
	taken := map[string]string{}
	for _, in := range args {
		if f.lint {
			jobs = append(jobs, &job{in: in})
			continue
		}
		base := strings.TrimSuffix(filepath.Base(in), ".less")
		if in == "-" {
			base = "stdin"
		}
		out := filepath.Join(f.out, base+".css")
		if other := taken[out]; other != "" {
			return nil, cli.Usagef("%s and %s would both be written to %s", other, in, out)
		}
		taken[out] = in
		jobs = append(jobs, &job{in: in, out: out})
	}
	return jobs, nil
}

// check finds flags that contradict each other.
func (f *lessFlags) check(jobs []*job) error {
	toStdout := jobs[0].out == "" || jobs[0].out == "-"
	list := f.form != cli.Text && f.form != lesscForm
	mapFile := f.sourceMap != "" && !f.mapInline && !f.lint
	switch {
	case list && toStdout && !f.lint:
		return cli.Fail(cli.Usage, fmt.Errorf("--format %s needs OUT: both the list and the CSS would go to standard output", f.form), "skinbuild less --format "+f.form+" IN OUT")
	case mapFile && toStdout && f.sourceMap == defaultMap:
		return cli.Fail(cli.Usage, errors.New("--source-map needs a name for the map, since the CSS goes to standard output"),
			"name one: --source-map=FILE", "or put the map into the CSS: --source-map-inline")
	case mapFile && f.sourceMap != defaultMap && len(jobs) > 1:
		return cli.Usagef("--source-map=FILE names one map, but each CSS file gets its own: use --source-map without a name")
	case f.mapURL != "" && f.mapSilent:
		return cli.Usagef("--source-map-url and --source-map-no-annotation contradict each other")
	case f.yuiSafe && (f.sourceMap != "" || f.mapInline):
		return cli.Usagef("--yui-safe and --source-map contradict each other: the map would be that of another spelling")
	case f.depends && toStdout:
		return cli.Fail(cli.Usage, errors.New("--depends needs OUT, the target of the rule"), "skinbuild less --depends IN OUT")
	case slices.ContainsFunc(jobs[1:], func(j *job) bool { return j.in == "-" }) && len(jobs) > 1 && jobs[0].in == "-":
		return cli.Usagef("standard input can be given once")
	}
	return nil
}

// files returns what may be read: the disk within its roots, and standard input
// as the file "-" of the current directory.
func (f *lessFlags) files(cmd *cobra.Command, jobs []*job) (*disk.FS, fs.FS, error) {
	dirs := append([]string{"."}, f.roots...)
	dirs = append(dirs, f.paths()...)
	for _, j := range jobs {
		if j.in != "-" {
			dirs = append(dirs, filepath.Dir(j.in))
		}
	}
	dirs = slices.DeleteFunc(dirs, func(dir string) bool { _, err := os.Stat(dir); return errors.Is(err, fs.ErrNotExist) })
	disk, err := disk.New(cmd.Context(), dirs)
	if err != nil {
		return nil, nil, err
	}
	var files fs.FS = disk
	for _, j := range jobs {
		var ok bool
		if j.name, ok = disk.Name(j.in); !ok {
			return nil, nil, fmt.Errorf("%s: cannot be named below %s", j.in, disk.Base)
		}
		if j.in != "-" {
			continue
		}
		text, err := input.ReadFrom(cmd.Context(), cmd.InOrStdin(), "standard input", input.Sheet)
		if err != nil {
			return nil, nil, err
		}
		files = stdinFS{disk, j.name, text}
	}
	return disk, files, nil
}

// paths returns the include paths.
func (f *lessFlags) paths() []string {
	var dirs []string
	for _, list := range f.includePaths {
		dirs = append(dirs, filepath.SplitList(list)...)
	}
	return append(dirs, f.includeDirs...)
}

// compile compiles all jobs, as many at once as there are processors.
func (f *lessFlags) compile(ctx context.Context, files fs.FS, disk *disk.FS, jobs []*job) error {
	cli.AllowMemory(*f.maxMemory + *f.maxMemory/4)
	cache := &less.Cache{} // so that a file that several inputs import is parsed once
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	var wait parallel.Group
	for _, j := range jobs {
		opt, err := f.options(disk, j)
		if err != nil {
			return err
		}
		opt.Context, opt.Cache = ctx, cache
		wait.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			j.result, j.diags = less.Compile(files, j.name, opt)
			if f.yuiSafe && j.result != nil {
				j.result.CSS = []byte(yui.Safe(source.NewFile(j.in, string(j.result.CSS))))
			}
		})
	}
	wait.Wait()
	return nil
}

// deprecations are the codes of what less.js will remove.
var deprecations = []codes.Code{
	codes.LessAtPlugin,
	codes.LessCompressOption,
	codes.LessDashOnlyMixinName,
	codes.LessDashOnlyVariableName,
	codes.LessDotSlashOperator,
	codes.LessDynamicCharset,
	codes.LessJSEval,
	codes.LessMixinCallNoParens,
	codes.LessMixinCallWhitespace,
	codes.LessNumericVariableName,
	codes.LessPropertyInUnknownValue,
	codes.LessVariableInAtRulePrelude,
	codes.LessVariableInUnknownValue,
}

// report prints what the compiler complained about, under the names that the user
// typed, and fails if any of it is an error.
func (f *lessFlags) report(cmd *cobra.Command, disk *disk.FS, jobs []*job) error {
	all := gathered(jobs)
	all = slices.DeleteFunc(all, func(d *source.Diag) bool {
		return d.Severity != source.Error && f.quietDeprecations && slices.Contains(deprecations, d.Code)
	})
	failed := all.Err() != nil
	if f.silent {
		all = nil
	}
	all = renamed(disk, all)
	if cli.Format(cmd) == lesscForm {
		for _, text := range less.LessTexts(all) {
			fmt.Fprint(cmd.ErrOrStderr(), text)
		}
	} else if err := cli.Report(cmd, all); err != nil {
		return err
	}
	if failed {
		return cli.Exit(cli.Problems)
	}
	return nil
}

// write writes the CSS and the map of a job, or says what it would write.
func (f *lessFlags) write(cmd *cobra.Command, disk *disk.FS, j *job) error {
	switch {
	case f.lint:
		return nil
	case f.depends:
		names := make([]string, len(j.result.Imports))
		for i, name := range j.result.Imports {
			names[i] = disk.Shown(name)
		}
		_, err := fmt.Fprintf(cmd.OutOrStdout(), "%s: %s\n", j.out, strings.Join(append([]string{j.in}, names...), " "))
		return err
	}
	if err := cli.WriteOutput(cmd, j.out, j.result.CSS); err != nil {
		return err
	}
	if j.result.SourceMap == nil || f.mapInline {
		return nil
	}
	return cli.WriteOutput(cmd, f.mapFile(j), j.result.SourceMap)
}

// mapFile is where the map of a job goes.
func (f *lessFlags) mapFile(j *job) string {
	if f.sourceMap == defaultMap {
		return j.out + ".map"
	}
	return f.sourceMap
}

// stdinFS is a file system with standard input as one of its files.
type stdinFS struct {
	fs.FS
	name string
	text []byte
}

func (s stdinFS) Open(name string) (fs.File, error) {
	if name == s.name {
		return tree.File(tree.Info(name, 0o444, len(s.text)), s.text), nil
	}
	return s.FS.Open(name)
}

// isDir reports whether name is a folder.
func isDir(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}
