package eval

import (
	"path"
	"strings"

	"skinbuild/internal/less/syntax"
	"skinbuild/internal/less/value"
)

// startScript begins the JavaScript of the compilation, once.
func (e *evaluator) startScript(at value.Place) ScriptRun {
	if e.script == nil && e.opt.Script != nil {
		run, err := e.opt.Script.Start(e.ctx, ScriptFiles{e.c.readFile, e.opt.Paths})
		if err != nil {
			e.fail(at, "JavaScript", "%s", err)
		}
		e.script = run
	}
	return e.script
}

// plugin runs a plugin; its functions are known in the block that names it.
func (e *evaluator) plugin(f *frame, p *syntax.Plugin) {
	at := e.at(p.At)
	x := p.Path
	if u, ok := x.(*syntax.URL); ok {
		x = u.Value
	}
	name := value.Text(e.value(x))
	run := e.startScript(at)
	if run == nil {
		err := value.ErrorAt(at, "Plugin", "@plugin '"+name+"' is JavaScript, which is not enabled")
		err.Hint = "--js runs it, in a sandbox"
		panic(err)
	}
	full, data := e.findPlugin(name, at)
	var options *string
	if p.Args != "" {
		options = &p.Args
	}
	funcs, err := run.Plugin(full, data, options)
	if err != nil {
		e.throw(err, at)
	}
	e.plugins = e.plugins || len(funcs) > 0
	if f.ofFile().funcs == nil {
		if f.file == nil {
			f.file = &ofFile{}
		}
		f.file.funcs = map[string]value.Func{}
	}
	if e.c.added == nil {
		e.c.added = map[string]bool{}
	}
	for name, fn := range funcs {
		f.file.funcs[name] = fn
		e.c.added[name] = true
	}
}

// findPlugin reads the file of a plugin: beside the stylesheet or, for a bare
// name, a package, with or without "less-plugin-" before its name.
func (e *evaluator) findPlugin(name string, at value.Place) (full, data string) {
	explicit := strings.HasPrefix(name, ".") || strings.HasPrefix(name, "/") || strings.HasSuffix(strings.ToLower(name), ".js")
	prefixes := []string{"less-plugin-", ""}
	if explicit {
		prefixes = []string{""}
	}
	var tried []string
	for _, prefix := range prefixes {
		for _, dir := range e.opt.folders(e.info.dir) {
			full := joinPath(dir, path.Join(path.Dir(name), prefix+path.Base(name)))
			if !strings.HasSuffix(full, ".js") {
				full += ".js"
			}
			if data, err := e.c.readFile(full); err == nil {
				return full, data
			}
			tried = append(tried, full)
		}
	}
	e.fail(at, "File", "'%s' wasn't found. Tried - %s", name, strings.Join(tried, ","))
	return "", ""
}

// readFile reads a file that a function names: relative to the entry or, with
// rewritten URLs, to the file the call is in, then in the include paths.
func (e *evaluator) readFile(name string, at value.Place) ([]byte, error) {
	dir := e.info.entryDir
	if e.opt.rewrites() {
		dir = e.info.dir
	}
	var tried []string
	for _, d := range e.opt.folders(dir) {
		full := joinPath(d, name)
		data, err := e.c.readFile(full)
		if err == nil {
			return []byte(data), nil
		}
		tried = append(tried, full)
	}
	return nil, &value.Error{Failure: value.Failure{Kind: "File", Text: "'" + name + "' wasn't found. Tried - " + strings.Join(tried, ",")}, At: at}
}
