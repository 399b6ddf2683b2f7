package scripts

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
)

// Prefix of the classes that our Modernizr puts on <html>: the vendor's own
// Modernizr, of another version, puts its classes there without one.
const classPrefix = "m-"

// A detectUse is a place where a script or a sheet asks for a feature detect.
type detectUse struct {
	name string
	file *source.File
	span source.Span
}

var (
	useInScript = regexp.MustCompile(`\bSynaModernizr\.([a-z]\w*)`)
	useInSheet  = regexp.MustCompile(`\.` + classPrefix + `(?:no-)?([a-z][a-z0-9]*)\b`)
)

// ownNames are properties of Modernizr that are no detects.
var ownNames = set("on addTest addAsyncTest mq prefixed prefixedCSS testAllProps testProp testStyles hasEvent atRule load")

// findUses returns the detects that the scripts and sheets of fsys ask for, except the
// files of left.
func findUses(fsys fs.FS, left map[string]bool) ([]detectUse, error) {
	if fsys == nil {
		return nil, nil
	}
	var uses []detectUse
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || left[name] {
			return err
		}
		pattern := useInSheet
		switch path.Ext(name) {
		case ".js":
			pattern = useInScript
		case ".less", ".css":
		default:
			return nil
		}
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		f := source.NewFile(name, string(text))
		for _, m := range pattern.FindAllStringSubmatchIndex(f.Text(), -1) {
			if use := (detectUse{f.Text()[m[2]:m[3]], f, source.Span{Start: m[2], End: m[3]}}); !ownNames[use.name] {
				uses = append(uses, use)
			}
		}
		return nil
	})
	return uses, err
}

// detectFiles maps the name of each detect that the package has to its module,
// "test/css/flexbox". The names are those of the JSON in each module's head.
func detectFiles(modules fs.FS) (map[string]string, error) {
	const dir = "modernizr/feature-detects"
	if modules == nil {
		return nil, errors.New("modernizr is not installed: run npm ci --ignore-scripts")
	}
	files := map[string]string{}
	err := fs.WalkDir(modules, dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".js" {
			return err
		}
		text, err := fs.ReadFile(modules, name)
		if err != nil {
			return err
		}
		names, err := detectNames(string(text))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for _, n := range names {
			files[n] = "test/" + strings.TrimSuffix(strings.TrimPrefix(name, dir+"/"), ".js")
		}
		return nil
	})
	return files, err
}

// detectNames reads "property" of the JSON between "/*!" and "!*/".
func detectNames(text string) ([]string, error) {
	_, rest, _ := strings.Cut(text, "/*!")
	head, _, ok := strings.Cut(rest, "!*/")
	if !ok {
		return nil, errors.New("no /*! { … } !*/ in its head")
	}
	var meta struct {
		Property json.RawMessage `json:"property"`
	}
	if err := json.Unmarshal([]byte(head), &meta); err != nil {
		return nil, err
	}
	var many []string
	if err := json.Unmarshal(meta.Property, &many); err == nil {
		return many, nil
	}
	var one string
	err := json.Unmarshal(meta.Property, &one)
	return []string{one}, err
}

// chooseDetects returns the names asked for and their modules, both sorted; a
// name that the package does not have is a diagnostic with the nearest one.
func chooseDetects(uses []detectUse, files map[string]string) (names, modules []string, ds source.Diags) {
	known := make([]string, 0, len(files))
	for name := range files {
		known = append(known, name)
	}
	slices.Sort(known)
	for _, u := range uses {
		module, ok := files[u.name]
		if !ok {
			d := u.file.Errorf(u.span, codes.ScriptsUnknownDetect, "there is no feature detect %s", u.name)
			if near := source.Nearest(u.name, known); near != "" {
				d.WithHint("did you mean %s?", near)
			}
			ds = append(ds, d)
			continue
		}
		names, modules = append(names, u.name), append(modules, module)
	}
	slices.Sort(names)
	slices.Sort(modules)
	return slices.Compact(names), slices.Compact(modules), ds
}

// modernizrEntry is the module that runs the detects and leaves the result under
// our own name: the vendor's Boot sets window.Modernizr, before and after.
func modernizrEntry(modules []string) string {
	var b strings.Builder
	b.WriteString(`import proto from "npm:modernizr/src/ModernizrProto.js";
import "modernizr-config";
import Modernizr from "npm:modernizr/src/Modernizr.js";
import testRunner from "npm:modernizr/src/testRunner.js";
import setClasses from "npm:modernizr/src/setClasses.js";
import classes from "npm:modernizr/src/classes.js";
`)
	for _, m := range modules {
		fmt.Fprintf(&b, "import %q;\n", npmPrefix+amdPath(m))
	}
	b.WriteString(`testRunner();
setClasses(classes);
delete proto.addTest;
delete proto.addAsyncTest;
for (var i = 0; i < Modernizr._q.length; i++) {
	Modernizr._q[i]();
}
window.SynaModernizr = Modernizr;
`)
	return b.String()
}

// modernizrConfig is the module that says how the detects name things. The package
// keeps its version out of its source; its own build puts it in, as this does.
func modernizrConfig(version string) string {
	return fmt.Sprintf(`import proto from "npm:modernizr/src/ModernizrProto.js";
proto._version = %q;
proto._config.classPrefix = %q;
proto._config.enableJSClass = false;
`, version, classPrefix)
}

// packageVersion is the version of an npm package; "" of one that is not there,
// which whoever imports from it will say.
func packageVersion(modules fs.FS, name string) string {
	text, err := fs.ReadFile(modules, name+"/package.json")
	if err != nil {
		return ""
	}
	var meta struct{ Version string }
	if json.Unmarshal(text, &meta) != nil {
		return ""
	}
	return meta.Version
}

// buildModernizr bundles the detects.
func buildModernizr(modules fs.FS, detects []string) (text []byte, ds source.Diags) {
	b := &bundle{modules: modules, amd: true, minify: true, virtual: map[string]string{
		"modernizr":        modernizrEntry(detects),
		"modernizr-config": modernizrConfig(packageVersion(modules, "modernizr")),
	}}
	text, _, ds = b.run("modernizr", "")
	return text, ds
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}
