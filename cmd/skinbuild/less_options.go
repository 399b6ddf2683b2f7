package main

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"skinbuild/internal/cli"
	"skinbuild/internal/codes"
	"skinbuild/internal/less"
	"skinbuild/internal/less/disk"
	"skinbuild/internal/less/lessjs"
	"skinbuild/internal/source"
)

// options are the compiler's options for one job.
func (f *lessFlags) options(disk *disk.FS, j *job) (*less.Options, error) {
	opt := &less.Options{
		Lint: f.lint, Math: *f.math, StrictUnits: f.strictUnits, StrictImports: f.strictImports, Compress: f.compress,
		RewriteURLs: *f.rewriteURLs, RootPath: f.rootpath, URLArgs: f.urlArgs, LineNumbers: *f.lineNumbers,
		SourceMap: f.sourceMapOptions(disk, j), Limits: less.Limits{Memory: int(*f.maxMemory)},
	}
	if f.banner != "" {
		opt.Banner = f.banner + "\n"
	}
	var err error
	if opt.GlobalVars, err = lessVars("global-var", f.globalVars); err != nil {
		return nil, err
	}
	if opt.ModifyVars, err = lessVars("modify-var", f.modifyVars); err != nil {
		return nil, err
	}
	for _, dir := range f.paths() {
		if name, ok := disk.Name(dir); ok {
			opt.Paths = append(opt.Paths, name)
		}
	}
	if f.js {
		opt.Script = lessjs.New(lessjs.Limits{})
	}
	return opt, nil
}

// lessVars reads NAME=VALUE flags.
func lessVars(flag string, list []string) ([]less.Var, error) {
	var vars []less.Var
	for _, s := range list {
		name, value, ok := strings.Cut(s, "=")
		if !ok || name == "" {
			return nil, cli.Usagef("--%s: %q is not NAME=VALUE", flag, s)
		}
		vars = append(vars, less.Var{Name: name, Value: value})
	}
	return vars, nil
}

// sourceMapOptions are those of the map of a job, nil for none.
func (f *lessFlags) sourceMapOptions(disk *disk.FS, j *job) *less.SourceMap {
	if f.lint || f.sourceMap == "" && !f.mapInline {
		return nil
	}
	m := &less.SourceMap{
		URL: f.mapURL, RootPath: f.mapRootpath, Inline: f.mapInline, IncludeText: f.mapSources, NoAnnotation: f.mapSilent,
	}
	if f.mapBasepath != "" {
		if name, ok := disk.Name(f.mapBasepath); ok {
			m.BasePath = name
		}
	}
	if j.out == "" || j.out == "-" {
		return m
	}
	m.Output = filepath.Base(j.out)
	if f.sourceMap == "" || f.sourceMap == defaultMap {
		return m
	}
	// The map names the CSS, and the CSS the map, each as seen from itself.
	mapDir, outDir := filepath.Dir(f.sourceMap), filepath.Dir(j.out)
	if rel, err := filepath.Rel(mapDir, outDir); err == nil {
		m.Output = path.Join(filepath.ToSlash(rel), filepath.Base(j.out))
	}
	if rel, err := filepath.Rel(outDir, mapDir); err == nil && m.URL == "" {
		m.URL = path.Join(filepath.ToSlash(rel), filepath.Base(f.sourceMap))
	}
	return m
}

// gathered are the diagnostics of all jobs. What one input does not use of a file
// another one may: such a warning stays only if all inputs that read the file agree.
func gathered(jobs []*job) source.Diags {
	type warning struct {
		file, text string
		code       codes.Code
		at         int
	}
	key := func(d *source.Diag) warning { return warning{d.File.Name(), d.Text, d.Code, d.Span.Start} }
	unused := func(d *source.Diag) bool {
		return slices.Contains([]codes.Code{codes.LessUnusedImport, codes.LessUnusedMixin, codes.LessUnusedVariable}, d.Code)
	}
	readers, agree := map[string]int{}, map[warning]int{}
	for _, j := range jobs {
		readers[j.name]++
		if j.result != nil {
			for _, name := range j.result.Imports {
				readers[name]++
			}
		}
		for _, d := range j.diags {
			if unused(d) {
				agree[key(d)]++
			}
		}
	}
	var all source.Diags
	for _, j := range jobs {
		for _, d := range j.diags {
			if !unused(d) || agree[key(d)] >= readers[d.File.Name()] {
				all = append(all, d)
			}
		}
	}
	return all
}

// renamed returns the diagnostics with files under the names that the user knows.
func renamed(disk *disk.FS, ds source.Diags) source.Diags {
	files := map[*source.File]*source.File{}
	rename := func(f *source.File) *source.File {
		if strings.HasPrefix(f.Name(), "<") || os.PathSeparator != '/' {
			return f
		}
		if files[f] == nil {
			files[f] = f
			if shown := disk.Shown(f.Name()); shown != f.Name() {
				files[f] = source.NewFile(shown, f.Text())
			}
		}
		return files[f]
	}
	return ds.Moved(rename)
}
