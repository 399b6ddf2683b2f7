package eval

import (
	"slices"

	"skinbuild/internal/less/syntax"
	"skinbuild/internal/less/value"
)

// importPath evaluates the path of an import before anything else is: variables
// are those of the blocks around it, innermost first, and of what they import.
func (e *evaluator) importPath(imp *syntax.Import, blocks []block) (path string, err error) {
	before := e.stacks
	defer func() {
		if r := recover(); r != nil {
			err = e.caught(r, before)
			e.over = false // the path is evaluated again where the import stands
		}
	}()
	in := *e
	in.scope = nil
	for _, b := range slices.Backward(blocks) {
		in.scope = e.pool.with(in.scope, &frame{file: &ofFile{loaded: &b}})
	}
	in.info = blocks[0].info
	x := imp.Path
	if u, ok := x.(*syntax.URL); ok {
		x = u.Value
	}
	return value.Text(in.value(x)), nil
}

// loadedVariable finds the last definition of a variable in a block and what it
// imports. Most blocks that are asked hold little else than imports, and new ones
// load all the time, so their statements are not put together for it.
func (e *evaluator) loadedVariable(b *block, name string) variable {
	body := e.body(b.rules)
	own, found := body.vars.find(hashVariable(name), name)
	if !found {
		own = -1
	}
	for _, i := range slices.Backward(body.imports) {
		if i < own {
			break
		}
		imp := b.rules[i].(*syntax.Import)
		if got := e.c.imports.lookup(imp, b.info); got.brings() {
			if v := e.loadedVariable(&block{got.sheet.Rules, got.info}, name); v.found() {
				return v
			}
		}
	}
	if !found {
		return variable{}
	}
	d := b.rules[own].(*syntax.Declaration)
	return variable{expr: d.Value, info: b.info, important: d.Important, decl: d}
}

// maxImportDepth bounds files that import each other.
const maxImportDepth = 100

// definedVariable finds the last definition of a variable in the block of a mixin
// definition and in what it imports, also where each import stands for nothing since
// its file was imported before.
func (e *evaluator) definedVariable(b *block, name string, depth int) variable {
	for i := len(b.rules) - 1; i >= 0 && depth > 0; i-- {
		switch s := b.rules[i].(type) {
		case *syntax.Declaration:
			if s.Variable && s.Name == name {
				return variable{expr: s.Value, info: b.info, important: s.Important, decl: s}
			}
		case *syntax.Import:
			got := e.c.imports.lookup(s, b.info)
			if got == nil || got.sheet == nil {
				continue
			}
			if v := e.definedVariable(&block{got.sheet.Rules, got.info}, name, depth-1); v.found() {
				return v
			}
		}
	}
	return variable{}
}

// brings reports whether an import stands for statements.
func (i *imported) brings() bool { return i != nil && i.sheet != nil && i.skip != skipAlways }

// load puts the statements of a frame that stands for a loaded block together.
func (f *frame) load(e *evaluator) {
	if loaded := f.ofFile().loaded; loaded != nil && f.items == nil {
		f.items = e.loadedItems(nil, loaded.rules, loaded.info)
	}
}

// loadedItems are the statements of a block with those of its imports in their place.
func (e *evaluator) loadedItems(items []item, rules []syntax.Stmt, info *fileInfo) []item {
	for _, s := range rules {
		imp, ok := s.(*syntax.Import)
		if !ok {
			items = append(items, item{stmt: s, info: info})
			continue
		}
		if got := e.c.imports.lookup(imp, info); got.brings() {
			items = e.loadedItems(items, got.sheet.Rules, got.info)
		}
	}
	return items
}
