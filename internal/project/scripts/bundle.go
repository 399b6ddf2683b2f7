package scripts

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/evanw/esbuild/pkg/api"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
)

// bundle is one run of esbuild over modules of a file system, never of the disk.
type bundle struct {
	sources fs.FS // the modules; their names are paths from its root
	modules fs.FS // node_modules, for names that are no relative paths; may be nil
	amd     bool  // modules of node_modules/modernizr are AMD
	virtual map[string]string
	left    map[string]bool // modules of sources that are bundled as empty ones
	minify  bool            // also names and syntax, which unquotes property names: never for what has to pass es3.Check

	mu    sync.Mutex // esbuild loads modules in parallel
	files map[string]*source.File
}

// ownNamespace keeps esbuild's own resolver, which reads the disk, out.
const ownNamespace = "skinbuild"

// run bundles entry into one script of ECMAScript 5 that defines no names but
// those it sets on window. The map is the source map, with the texts in it.
func (b *bundle) run(entry, banner string) (text, sourceMap []byte, ds source.Diags) {
	b.files = map[string]*source.File{}
	result := api.Build(api.BuildOptions{
		EntryPoints:       []string{entry},
		Outfile:           "/out.js",
		Bundle:            true,
		Write:             false,
		Format:            api.FormatIIFE,
		Target:            api.ES5,
		Charset:           api.CharsetASCII,
		LegalComments:     api.LegalCommentsNone,
		Sourcemap:         api.SourceMapExternal,
		SourcesContent:    api.SourcesContentInclude,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      b.minify,
		TreeShaking:       api.TreeShakingTrue,
		LogLevel:          api.LogLevelSilent,
		LogOverride:       b.overrides(),
		Banner:            map[string]string{"js": banner},
		Plugins:           []api.Plugin{{Name: ownNamespace, Setup: b.plug}},
	})
	for _, m := range result.Errors {
		ds = append(ds, b.diag(m, source.Error))
	}
	for _, m := range result.Warnings {
		ds = append(ds, b.diag(m, source.Warning))
	}
	for _, f := range result.OutputFiles {
		if strings.HasSuffix(f.Path, ".map") {
			sourceMap = f.Contents
		} else {
			text = f.Contents
		}
	}
	return text, sourceMap, ds
}

// overrides silences what is no fault in the package that is bundled: a detect of
// eval has to use it.
func (b *bundle) overrides() map[string]api.LogLevel {
	if b.amd {
		return map[string]api.LogLevel{"direct-eval": api.LogLevelSilent}
	}
	return nil
}

func (b *bundle) plug(build api.PluginBuild) {
	build.OnResolve(api.OnResolveOptions{Filter: ".*"}, b.resolve)
	build.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: ownNamespace}, b.load)
}

// resolve names a module by its path in b.sources, or by "npm:" and its path in
// node_modules.
func (b *bundle) resolve(args api.OnResolveArgs) (api.OnResolveResult, error) {
	name := args.Path
	importer, inNPM := strings.CutPrefix(args.Importer, npmPrefix)
	switch {
	case b.virtual[name] != "" || strings.HasPrefix(name, npmPrefix):
	case strings.HasPrefix(name, "./") || strings.HasPrefix(name, "../"):
		joined := path.Join(path.Dir(importer), name)
		if strings.HasSuffix(name, "/") {
			joined += "/"
		}
		name = joined
		if inNPM {
			name = npmPrefix + name
		}
	case inNPM && b.amd:
		name = npmPrefix + amdPath(name)
	}
	return api.OnResolveResult{Path: name, Namespace: ownNamespace}, nil
}

const npmPrefix = "npm:"

func (b *bundle) load(args api.OnLoadArgs) (api.OnLoadResult, error) {
	text, err := b.read(args.Path)
	if err != nil {
		return api.OnLoadResult{}, err
	}
	f := source.NewFile(strings.TrimPrefix(args.Path, npmPrefix), text)
	b.mu.Lock()
	b.files[ownNamespace+":"+args.Path] = f
	b.mu.Unlock()
	if b.amd && strings.HasPrefix(args.Path, npmPrefix) {
		if text, err = amdToModule(f); err != nil {
			return api.OnLoadResult{}, err
		}
	}
	return api.OnLoadResult{Contents: &text, Loader: api.LoaderJS}, nil
}

func (b *bundle) read(name string) (string, error) {
	if text, ok := b.virtual[name]; ok {
		return text, nil
	}
	if dir, ok := strings.CutSuffix(name, "/"); ok {
		return importAll(b.sources, dir)
	}
	if b.left[name] {
		return "", nil
	}
	fsys, file := b.sources, name
	if npm, ok := strings.CutPrefix(name, npmPrefix); ok {
		fsys, file = b.modules, npm
	}
	if fsys == nil {
		return "", errors.New("there is no node_modules here: run npm ci --ignore-scripts")
	}
	text, err := fs.ReadFile(fsys, file)
	return string(text), err
}

// importAll is the module that imports each script of a directory, by name.
func importAll(fsys fs.FS, dir string) (string, error) {
	names, err := fs.Glob(fsys, dir+"/*.js")
	if err != nil {
		return "", err
	}
	slices.Sort(names)
	var text strings.Builder
	for _, name := range names {
		text.WriteString("import \"./" + path.Base(name) + "\";\n")
	}
	return text.String(), nil
}

// diag is a message of esbuild as a diagnostic of the module it is about.
func (b *bundle) diag(m api.Message, severity source.Severity) *source.Diag {
	d := &source.Diag{File: source.NewFile("scripts", ""), Severity: severity, Code: codes.ScriptsBundle, Text: lowerFirst(m.Text)}
	if m.Location == nil {
		return d
	}
	d.File = b.files[m.Location.File]
	if d.File == nil {
		d.File = source.NewFile(m.Location.File, "")
	}
	start, _ := d.File.Offset(m.Location.Line, m.Location.Column+1)
	d.Span = source.Span{Start: start, End: start + m.Location.Length}
	if m.Location.Suggestion != "" {
		d.Hint = "write " + m.Location.Suggestion
	}
	return d
}

func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
