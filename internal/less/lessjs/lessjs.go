package lessjs

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path"
	"strings"

	"github.com/dop251/goja"

	"skinbuild/internal/less"
)

// New returns a runner of JavaScript with these limits, for Options.Script.
func New(limits Limits) less.Script { return runner{limits} }

type runner struct{ limits Limits }

// Start makes a new global: compilations share nothing.
func (r runner) Start(ctx context.Context, files less.ScriptFiles) (less.ScriptRun, error) {
	e, err := newEngine(r.limits)
	if err != nil {
		return nil, err
	}
	s := &session{engine: e, ctx: ctx, files: files, loaded: map[string]*goja.Object{}, opaque: map[*goja.Object]less.Value{}}
	return s, s.start()
}

// A session is the JavaScript of one compilation.
type session struct {
	*engine
	ctx    context.Context
	files  less.ScriptFiles
	call   *less.Call // the call that is being made
	tree   *goja.Object
	load   goja.Callable
	use    goja.Callable
	invoke goja.Callable
	eval   goja.Callable
	loaded map[string]*goja.Object
	opaque map[*goja.Object]less.Value // nodes that stand for values scripts cannot read

	required int // files so far
}

func (s *session) start() error {
	v, err := s.vm.RunScript("prelude.js", prelude)
	if err != nil {
		return err
	}
	setup, ok := goja.AssertFunction(v)
	if !ok {
		return fmt.Errorf("the prelude is no function")
	}
	host := s.vm.NewObject()
	for name, f := range map[string]any{
		"toCSS": s.hostCSS, "lookup": s.hostLookup, "builtin": s.hostBuiltin, "warn": s.hostWarn, "module": s.hostModule,
		"compress": func() bool { return false }, "colorKeyword": s.hostColor,
		"luma": s.hostLuma, "hex": s.hostHex, "toHSL": s.hostHSL, "toHSV": s.hostHSL,
	} {
		if err := host.Set(name, f); err != nil {
			return err
		}
	}
	made, err := setup(goja.Undefined(), host)
	if err != nil {
		return err
	}
	api := made.ToObject(s.vm)
	s.tree = api.Get("tree").ToObject(s.vm)
	for name, f := range map[string]*goja.Callable{"load": &s.load, "use": &s.use, "call": &s.invoke, "evaluate": &s.eval} {
		if *f, ok = goja.AssertFunction(api.Get(name)); !ok {
			return fmt.Errorf("the prelude has no %s", name)
		}
	}
	return nil
}

// Eval evaluates an inline expression.
func (s *session) Eval(c *less.Call, expression string, names []string) (less.Value, error) {
	outer := s.call
	s.call = c
	defer func() { s.call = outer }()
	v, err := s.run(func() (goja.Value, error) {
		return s.eval(goja.Undefined(), s.vm.ToValue(expression), s.vm.ToValue(names))
	})
	if err != nil {
		return nil, evalFailure(err, expression)
	}
	switch x := v.Export().(type) {
	case nil:
		return &less.Anonymous{}, nil
	case int64:
		return &less.Number{Val: float64(x)}, nil
	case float64:
		if !math.IsNaN(x) {
			return &less.Number{Val: x}, nil
		}
	case string:
		return &less.Quoted{Quote: '"', Text: x}, nil
	case []any:
		return &less.Anonymous{Text: joined(v.ToObject(s.vm))}, nil
	}
	return &less.Anonymous{Text: v.String()}, nil
}

// joined is the elements of an array as less.js prints them.
func joined(array *goja.Object) string {
	var parts []string
	for i := range int(array.Get("length").ToInteger()) {
		v := array.Get(fmt.Sprint(i))
		if v == nil || goja.IsUndefined(v) || goja.IsNull(v) {
			parts = append(parts, "")
			continue
		}
		parts = append(parts, v.String())
	}
	return strings.Join(parts, ", ")
}

// evalFailure words the failure of an inline expression as less.js does.
func evalFailure(err error, expression string) error {
	var limit *less.HostError
	if errors.As(err, &limit) {
		return limit
	}
	thrown, ok := err.(*scriptError)
	if !ok {
		return fmt.Errorf("JavaScript evaluation error: %w", err)
	}
	if thrown.name == "SyntaxError" {
		return fmt.Errorf("JavaScript evaluation error: %s from `%s`", thrown.message, expression)
	}
	return fmt.Errorf("JavaScript evaluation error: '%s: %s'", thrown.name, strings.ReplaceAll(thrown.message, `"`, "'"))
}

// pluginFailure names the plugin that failed; a limit ends the compilation.
func pluginFailure(err error, name string) error {
	var limit *less.HostError
	if errors.As(err, &limit) {
		return &less.HostError{Code: limit.Code, Text: name + ": " + limit.Text, Hint: limit.Hint}
	}
	return fmt.Errorf("%s: %w", name, err)
}

// Plugin runs one @plugin at-rule; the text of a plugin runs once.
func (s *session) Plugin(name, text string, options *string) (map[string]less.Func, error) {
	plugin, known := s.loaded[name]
	if !known {
		v, err := s.run(func() (goja.Value, error) {
			return s.load(goja.Undefined(), s.vm.ToValue(text), s.vm.ToValue(name))
		})
		if err != nil {
			return nil, pluginFailure(err, name)
		}
		plugin = v.ToObject(s.vm)
		s.loaded[name] = plugin
	}
	opt := goja.Undefined()
	if options != nil {
		opt = s.vm.ToValue(*options)
	}
	v, err := s.run(func() (goja.Value, error) {
		return s.use(goja.Undefined(), plugin, opt, s.vm.ToValue(!known), s.vm.ToValue(path.Base(name)))
	})
	if err != nil {
		return nil, pluginFailure(err, name)
	}
	var names []string
	if err := s.vm.ExportTo(v, &names); err != nil {
		return nil, err
	}
	funcs := map[string]less.Func{}
	for _, f := range names {
		funcs[f] = s.function(plugin, f)
	}
	return funcs, nil
}

// function is a function of a plugin.
func (s *session) function(plugin *goja.Object, name string) less.Func {
	return func(c *less.Call, args []less.Value) (less.Value, error) {
		outer := s.call
		s.call = c
		defer func() { s.call = outer }()
		list := make([]any, len(args))
		for i, a := range args {
			list[i] = s.node(a)
		}
		info := s.vm.NewObject()
		_ = info.Set("index", 0)
		_ = info.Set("filename", "")
		v, err := s.run(func() (goja.Value, error) {
			return s.invoke(goja.Undefined(), plugin, s.vm.ToValue(name), s.vm.NewArray(list...), info)
		})
		if thrown, ok := err.(*scriptError); ok {
			return nil, fmt.Errorf("%s", thrown.message)
		}
		if err != nil || goja.IsUndefined(v) {
			return nil, err
		}
		return s.value(v.ToObject(s.vm)), nil
	}
}
