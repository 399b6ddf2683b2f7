package skin

import (
	"path"
	"strings"
)

// The servlet prints paths from the last "/webapps/" on, so the place of the
// webapp matters only up to its name.
const (
	webappsDir  = "webapps"
	contextName = "zimbra"
	contextPath = "/zimbra"
)

// A ref is a path as the servlet has it: relative to the webapp, without double
// slashes, with its ".." in place. They show in the output.
type ref string

// newRef joins a directory and a name as java.io.File does.
func newRef(dir, name string) ref {
	full := dir + "/" + name
	if dir == "" {
		full = name
	}
	var b strings.Builder
	for i := range len(full) {
		if full[i] != '/' || i > 0 && full[i-1] != '/' {
			b.WriteByte(full[i])
		}
	}
	return ref(strings.TrimSuffix(b.String(), "/"))
}

// split returns the directory and the name. path.Dir would resolve "..".
func (r ref) split() (dir, name string) {
	i := strings.LastIndexByte(string(r), '/')
	if i < 0 {
		return "", string(r)
	}
	return string(r[:i]), string(r[i+1:])
}

func (r ref) name() string {
	_, name := r.split()
	return name
}

// shown is the path as the servlet prints it.
func (r ref) shown() string {
	full := "/" + webappsDir + contextPath + "/" + string(r)
	head, _, _ := cutAtTerminator(full)
	cut := strings.LastIndex(head, "/"+webappsDir+"/")
	return full[cut+len("/"+webappsDir+"/"):]
}

// resolve returns the clean path below the webapp that the operating system
// finds for r. ok is false for a path that leaves the webapp, where nobody can
// tell what the server would find.
//
// As on Linux, a directory that does not exist cannot be left by "..".
func (w *Webapp) resolve(r ref) (name string, ok bool) {
	stack := []string{webappsDir, contextName}
	parts := strings.Split(string(r), "/")
	for i, part := range parts {
		switch part {
		case ".":
			continue
		case "..":
			if len(stack) == 0 {
				return "", false
			}
			stack = stack[:len(stack)-1]
			continue
		}
		stack = append(stack, part)
		name, inside := below(stack)
		if inside && i < len(parts)-1 && w.kind(name) != directory {
			return "", true
		}
	}
	return below(stack)
}

// below returns the path below the webapp of an absolute path; the webapp itself
// is ".".
func below(stack []string) (name string, ok bool) {
	if len(stack) < 2 || stack[0] != webappsDir || stack[1] != contextName {
		return "", false
	}
	return path.Join(append([]string{"."}, stack[2:]...)...), true
}

// open returns what r names: the file, or why there is none.
func (w *Webapp) open(r ref) (f *textFile, kind fileKind, inside bool) {
	name, inside := w.resolve(r)
	if !inside || name == "" {
		return nil, missing, inside
	}
	kind = w.kind(name)
	if kind == regular {
		f = w.read(name)
	}
	return f, kind, true
}

// exists is File.exists: true for a directory as well.
func (w *Webapp) exists(r ref) bool {
	_, kind, _ := w.open(r)
	return kind != missing
}
