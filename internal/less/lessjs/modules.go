package lessjs

import (
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/less"
)

// maxModules is how many files the plugins of one compilation may require.
const maxModules = 2_000

// A module is a file that a script requires.
type module struct {
	Name string // in the file system of the compilation
	Text string
}

// hostModule finds what require(id) in the file from means, as Node does: a file, with
// its extension or without, or the main file of a folder; for a bare name a package in a
// node_modules folder beside the file, above it or in an include path.
func (s *session) hostModule(id, from string) map[string]string {
	m, err := s.module(id, from)
	if err != nil {
		panic(s.vm.NewGoError(err))
	}
	return map[string]string{"name": m.Name, "text": m.Text}
}

func (s *session) module(id, from string) (m module, err error) {
	if s.required++; s.required > maxModules {
		return m, &less.HostError{Code: codes.LessLimit, Text: fmt.Sprintf("more than %d required files (the limit on modules)", maxModules)}
	}
	dir := path.Dir(from)
	if id == "." || id == ".." || strings.HasPrefix(id, "./") || strings.HasPrefix(id, "../") || strings.HasPrefix(id, "/") {
		name := id
		if id[0] != '/' {
			name = path.Join(dir, id)
		}
		if s.file(name, &m) || s.folder(name, &m) {
			return m, nil
		}
		return m, notFound("'%s': %s is not there, nor with .js or .json", id, name)
	}
	var looked []string
	for _, at := range s.packageDirs(dir) {
		looked = append(looked, at)
		if s.inPackages(at, id, &m) {
			return m, nil
		}
	}
	return m, notFound("'%s' in %s", id, strings.Join(looked, ", "))
}

// notFound is an error that begins as Node's does.
func notFound(format string, args ...any) error {
	return errors.New("Cannot find module " + fmt.Sprintf(format, args...))
}

// packageDirs are the folders that can hold a package which a file of dir requires.
func (s *session) packageDirs(dir string) []string {
	var dirs []string
	for at := dir; ; at = path.Dir(at) {
		if path.Base(at) != "node_modules" {
			dirs = append(dirs, path.Join(at, "node_modules"))
		}
		if at == "." || at == "/" {
			break
		}
	}
	for _, p := range s.files.Paths {
		dirs = append(dirs, path.Join(p, "node_modules"), path.Clean(p))
	}
	return append(dirs, ".") // the root can be a node_modules folder itself
}

// file reads a file whose extension may be left out.
func (s *session) file(name string, m *module) bool {
	for _, ext := range []string{"", ".js", ".json", ".cjs"} {
		if text, err := s.files.Read(name + ext); err == nil {
			*m = module{name + ext, strings.TrimPrefix(text, "\ufeff")}
			return true
		}
	}
	return false
}

// folder reads the main file of a folder.
func (s *session) folder(name string, m *module) bool {
	if main := s.manifest(name).Main; main != "" {
		if at := path.Join(name, main); s.file(at, m) || s.file(path.Join(at, "index"), m) {
			return true
		}
	}
	return s.file(path.Join(name, "index"), m)
}

// A manifest is what counts of a package.json.
type manifest struct {
	Main    string
	Exports json.RawMessage
}

// manifest returns that of a folder; one that is missing or damaged says nothing.
func (s *session) manifest(dir string) (m manifest) {
	if text, err := s.files.Read(path.Join(dir, "package.json")); err == nil {
		if json.Unmarshal([]byte(text), &m) != nil {
			return manifest{}
		}
	}
	return m
}

// inPackages looks for a package, or a file of one, in a folder of packages.
func (s *session) inPackages(dir, id string, m *module) bool {
	parts := strings.SplitN(id, "/", 3)
	n := 1
	if strings.HasPrefix(id, "@") {
		n = min(2, len(parts))
	}
	root := path.Join(dir, path.Join(parts[:n]...))
	inside := "." + strings.TrimPrefix(id, path.Join(parts[:n]...))
	if exports := s.manifest(root).Exports; exports != nil {
		target := exported(exports, inside)
		return target != "" && s.file(path.Join(root, target), m)
	}
	at := path.Join(root, inside)
	return s.file(at, m) || s.folder(at, m)
}

// conditions are those of Node for require, in no order: that of the manifest counts.
var conditions = map[string]bool{"require": true, "node": true, "default": true}

// exported returns the file that the field "exports" of a package.json names for a path
// in the package, "" for none.
func exported(exports json.RawMessage, inside string) string {
	fields := objectFields(exports)
	if len(fields) > 0 && !strings.HasPrefix(fields[0].name, ".") || fields == nil {
		if inside != "." {
			return ""
		}
		return target(exports)
	}
	for _, f := range fields {
		if f.name == inside {
			return target(f.value)
		}
		before, after, pattern := strings.Cut(f.name, "*")
		if pattern && len(inside) >= len(before)+len(after) && strings.HasPrefix(inside, before) && strings.HasSuffix(inside, after) {
			return strings.ReplaceAll(target(f.value), "*", inside[len(before):len(inside)-len(after)])
		}
	}
	return ""
}

// target returns the file that a value of "exports" names.
func target(v json.RawMessage) string {
	var text string
	if json.Unmarshal(v, &text) == nil {
		return text
	}
	for _, f := range objectFields(v) {
		if conditions[f.name] {
			if t := target(f.value); t != "" {
				return t
			}
		}
	}
	return ""
}

type field struct {
	name  string
	value json.RawMessage
}

// objectFields returns the fields of an object in their order; nil for all else.
func objectFields(v json.RawMessage) []field {
	d := json.NewDecoder(strings.NewReader(string(v)))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil
	}
	fields := []field{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil
		}
		var f field
		f.name, _ = name.(string)
		if d.Decode(&f.value) != nil {
			return nil
		}
		fields = append(fields, f)
	}
	return fields
}
