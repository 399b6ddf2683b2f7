package eval

import (
	"slices"

	"skinbuild/internal/less/syntax"
	"skinbuild/internal/less/value"
)

// Modules that import the same file mostly give its variables the same values. What
// a variable came to in one module it is in the next one too, if all variables that
// its expression used there are the same declarations with the same values here.

// A use is a variable that the expression of another one used.
type use struct {
	name string
	decl *syntax.Declaration
	how  int
	val  value.Value // nil for one whose value cannot be shared
}

// A sharedKey is a declaration and how much is calculated where it is used.
type sharedKey struct {
	decl *syntax.Declaration
	how  int
}

// A sharedValue is what a declaration came to in the module that evaluated it last.
type sharedValue struct {
	rememberedValue
	info *fileInfo
	used []use
}

// uses notes that the variable which is being remembered used another one.
func (e *evaluator) uses(r *remembered, name string, how int, v value.Value) {
	if e.stacks.effects.used != nil {
		e.stacks.effects.used = append(e.stacks.effects.used, use{name, r.decl, how, v})
	}
}

// toShare keeps a value of a module for others.
func (e *evaluator) toShare(r *remembered, k rememberedValue, used []use) {
	m := e.scope.memoryHere()
	if m == nil || m.outer == nil || e.plugins || r.decl == nil || !shareable(k.val) ||
		slices.ContainsFunc(used, func(u use) bool { return u.val == nil || u.decl == nil }) {
		return
	}
	e.shared[sharedKey{r.decl, k.how}] = &sharedValue{k, r.info, used}
}

// share gives a variable of this module the value that it had in another one, if
// that is the same. Nothing is evaluated for it.
func (e *evaluator) share(r *remembered, how int) (k rememberedValue, ok bool) {
	m := e.scope.memoryHere()
	if m == nil || m.outer == nil || e.plugins || r.sharing {
		return k, false
	}
	s := e.shared[sharedKey{r.decl, how}]
	if s == nil || s.info != r.info && *s.info != *r.info {
		return k, false
	}
	r.sharing = true
	defer func() { r.sharing = false }()
	for i := range s.used {
		if !e.sameHere(m, &s.used[i]) {
			return k, false
		}
	}
	e.knows(r, s.rememberedValue)
	return s.rememberedValue, true
}

func (e *evaluator) sameHere(m *memory, u *use) bool {
	r := m.look(e, u.name)
	if r.other || r.decl != u.decl {
		return false
	}
	for i := range r.known {
		if r.known[i].how == u.how {
			return r.known[i].val == u.val
		}
	}
	k, ok := e.share(r, u.how)
	return ok && k.val == u.val
}

// shareable reports whether a value refers to nothing of the module it was made in.
func shareable(v value.Value) bool {
	switch v := v.(type) {
	case *value.Number, *value.Color, *value.Quoted, *value.Keyword, *value.Anonymous:
		return true
	case *value.List:
		return !slices.ContainsFunc(v.Items, func(v value.Value) bool { return !shareable(v) })
	case *value.URL:
		return shareable(v.Content)
	case *value.CSSCall:
		return !slices.ContainsFunc(v.Args, func(v value.Value) bool { return !shareable(v) })
	}
	return false
}
