package skin

import (
	"path"
	"strings"
)

// The servlet prints paths from the last "/webapps/" on, so only the name of
// the webapp's folder matters.
const (
	webappsDir  = "webapps"
	contextName = "zimbra"
	contextPath = "/zimbra"
)

// A ref is a path as the servlet handles it: relative to the webapp, without
// double slashes, with ".." unresolved. Refs appear in the output.
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

// split returns the directory and the name. It keeps "..", unlike path.Dir.
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
// finds for r. ok is false for a path that leaves the webapp: what the server
// finds there is unknown.
//
// As on Linux, ".." cannot leave a directory that does not exist.
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

// below returns the path below the webapp of an absolute path; "." is the
// webapp itself.
func below(stack []string) (name string, ok bool) {
	if len(stack) < 2 || stack[0] != webappsDir || stack[1] != contextName {
		return "", false
	}
	return path.Join(append([]string{"."}, stack[2:]...)...), true
}

// open returns the file that r names, or why there is none.
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

// exists is Java's File.exists: it is true for directories too.
func (w *Webapp) exists(r ref) bool {
	_, kind, _ := w.open(r)
	return kind != missing
}
