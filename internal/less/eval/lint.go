package eval

import (
	"slices"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/less/syntax"
	"skinbuild/internal/source"
)

// What nothing uses: variables and mixins whose name nothing refers to, and imports
// that bring neither CSS nor anything that is referred to. A name counts as used
// wherever it occurs, so a warning is never wrong about a name that two blocks
// share, and some are missed. Only files of the project are told of, those below
// the directory of the entry: of a library most is unused.

// A mention is all names that a sheet refers to.
type mention struct {
	variables map[string]bool // with "@"
	rules     map[string]bool // what calls and extends name: ".a", "#a"
	words     map[string]bool // words and strings, which "@@name" can refer to
	indirect  bool            // there is a "@@name"
}

// linter looks at the sheets of a compilation.
type linter struct {
	c        *compilation
	sheets   []*syntax.Sheet
	mentions map[*syntax.Sheet]*mention
	indirect bool // some sheet has a "@@name"
}

// lint returns the warnings about what the entry and its imports define in vain.
func (c *compilation) lint(entry *syntax.Sheet) source.Diags {
	l := &linter{c: c, mentions: map[*syntax.Sheet]*mention{}}
	l.add(entry)
	for _, name := range c.imports.order {
		if r := c.imports.sheets[name]; r != nil {
			l.add(r.Sheet)
		}
	}
	var ds source.Diags
	for _, sheet := range l.sheets {
		if l.own(sheet) {
			ds = append(ds, l.unusedNames(sheet)...)
			ds = append(ds, l.unusedImports(sheet)...)
			ds = append(ds, l.unknownFunctions(sheet)...)
		}
	}
	return ds
}

func (l *linter) add(sheet *syntax.Sheet) {
	if l.mentions[sheet] == nil {
		l.sheets = append(l.sheets, sheet)
		l.mentions[sheet] = mentionsOf(sheet)
		l.indirect = l.indirect || l.mentions[sheet].indirect
	}
}

// own reports whether a sheet is a file of the project.
func (l *linter) own(sheet *syntax.Sheet) bool {
	name := sheet.File.Name()
	return name == l.c.entry.name || strings.HasPrefix(name, l.c.entry.dir) && !strings.Contains("/"+name, "/node_modules/")
}

func mentionsOf(sheet *syntax.Sheet) *mention {
	m := &mention{map[string]bool{}, map[string]bool{}, map[string]bool{}, false}
	v := syntax.Visitor{
		Stmt: func(s syntax.Stmt) {
			switch s := s.(type) {
			case *syntax.MixinCall:
				m.call(s)
			case *syntax.VarCall:
				m.variables[s.Name] = true
			case *syntax.Lookup:
				m.keys(s)
			case *syntax.ExtendRule:
				m.extends(s.Extends)
			}
		},
		Expr:     m.expr,
		Selector: func(s *syntax.Selector) { m.extends(s.Extends) },
	}
	syntax.Walk(sheet.Rules, &v)
	return m
}

func (m *mention) expr(e syntax.Expr) {
	switch e := e.(type) {
	case *syntax.Variable:
		m.variable(e.Name)
	case *syntax.VarCall:
		m.variables[e.Name] = true
	case *syntax.MixinCall:
		m.call(e)
	case *syntax.Lookup:
		m.keys(e)
	case *syntax.Keyword:
		m.words[e.Text] = true
	case *syntax.Raw:
		m.words[strings.TrimSpace(e.Text)] = true
	case *syntax.Quoted:
		m.words[e.Text] = true
		m.text(e.Text)
	case *syntax.JavaScript:
		m.text(e.Text)
	}
}

func (m *mention) variable(name string) {
	if bare, ok := strings.CutPrefix(name, "@@"); ok {
		m.indirect, name = true, "@"+bare
	}
	m.variables[name] = true
}

// keys notes the variables among the keys of a look-up.
func (m *mention) keys(l *syntax.Lookup) {
	for _, key := range l.Keys {
		if key = strings.TrimPrefix(key, "$"); strings.HasPrefix(key, "@") {
			m.variable(key)
		}
	}
}

// text notes the names in a text: "@{name}", and "@name" where that is replaced too.
func (m *mention) text(text string) {
	for i := strings.IndexByte(text, '@'); i >= 0; i = strings.IndexByte(text, '@') {
		text = strings.TrimPrefix(text[i+1:], "{")
		end := 0
		for end < len(text) && isNameByte(text[end]) {
			end++
		}
		m.variables["@"+text[:end]] = true
	}
}

func (m *mention) call(c *syntax.MixinCall) {
	for _, name := range c.Names {
		m.rules[name] = true
	}
}

func (m *mention) extends(list []*syntax.Extend) {
	for _, x := range list {
		for _, el := range x.Target.Elements {
			m.rules[el.Text] = true
		}
	}
}

// mentioned reports whether a sheet that is not in except refers to something.
func (l *linter) mentioned(except []*syntax.Sheet, refers func(*mention) bool) bool {
	return slices.ContainsFunc(l.sheets, func(s *syntax.Sheet) bool {
		return !slices.Contains(except, s) && refers(l.mentions[s])
	})
}

func (l *linter) usesVariable(name string, except []*syntax.Sheet) bool {
	return l.mentioned(except, func(m *mention) bool { return m.variables[name] || l.indirect && m.words[name[1:]] })
}

func (l *linter) usesRule(name string, except []*syntax.Sheet) bool {
	return l.mentioned(except, func(m *mention) bool { return m.rules[name] })
}

// unusedNames are the variables and mixins of a sheet. Those in a block that is a
// value are entries of a map, which may be gone through.
func (l *linter) unusedNames(sheet *syntax.Sheet) (ds source.Diags) {
	warn := func(at int, code codes.Code, format, name string) {
		ds = append(ds, sheet.File.Warnf(source.Span{Start: at, End: at + len(name)}, code, format, name))
	}
	inMap := map[syntax.Stmt]bool{}
	syntax.Walk(sheet.Rules, &syntax.Visitor{
		Expr: func(e syntax.Expr) {
			if d, ok := e.(*syntax.Detached); ok {
				for _, s := range d.Rules {
					inMap[s] = true
				}
			}
		},
		Stmt: func(s syntax.Stmt) {
			switch s := s.(type) {
			case *syntax.Declaration:
				if s.Variable && !inMap[s] && !l.usesVariable(s.Name, nil) {
					warn(s.At, codes.LessUnusedVariable, "%s is never used", s.Name)
				}
			case *syntax.MixinDef:
				if !l.usesRule(s.Name, nil) {
					warn(s.At, codes.LessUnusedMixin, "%s() is never called", s.Name)
				}
			}
		},
	})
	return ds
}

// unusedImports are the imports of a sheet that bring nothing of use.
func (l *linter) unusedImports(sheet *syntax.Sheet) (ds source.Diags) {
	syntax.Walk(sheet.Rules, &syntax.Visitor{Stmt: func(s syntax.Stmt) {
		imp, ok := s.(*syntax.Import)
		if !ok || imp.Path == nil {
			return
		}
		brought := l.brings(sheet, imp, nil)
		if len(brought) == 0 || l.useful(brought, optionsOf(imp).reference) {
			return
		}
		ds = append(ds, sheet.File.Warnf(source.At(imp.At), codes.LessUnusedImport, "nothing of %s is used", brought[0].File.Name()))
	}})
	return ds
}

// brings returns the sheets that an import brings: its own and what that imports.
func (l *linter) brings(from *syntax.Sheet, imp *syntax.Import, found []*syntax.Sheet) []*syntax.Sheet {
	for key, got := range l.c.imports.loaded {
		if key.node != imp || got.sheet == nil || key.from.file != from.File || slices.Contains(found, got.sheet) {
			continue
		}
		found = append(found, got.sheet)
		syntax.Walk(got.sheet.Rules, &syntax.Visitor{Stmt: func(s syntax.Stmt) {
			if inner, ok := s.(*syntax.Import); ok {
				found = l.brings(got.sheet, inner, found)
			}
		}})
	}
	return found
}

// useful reports whether sheets print something or define what others refer to.
func (l *linter) useful(sheets []*syntax.Sheet, reference bool) bool {
	for _, sheet := range sheets {
		for _, s := range sheet.Rules {
			if l.usefulStmt(s, sheets, reference) {
				return true
			}
		}
	}
	return false
}

func (l *linter) usefulStmt(s syntax.Stmt, sheets []*syntax.Sheet, reference bool) bool {
	switch s := s.(type) {
	case *syntax.Comment:
		return !s.Line && !reference
	case *syntax.Import:
		return false // what it brings is among the sheets
	case *syntax.Declaration:
		return l.usesVariable(s.Name, sheets)
	case *syntax.MixinDef:
		return l.usesRule(s.Name, sheets)
	case *syntax.Plugin:
		return true
	case *syntax.Ruleset:
		return !reference || slices.ContainsFunc(s.Selectors, func(sel *syntax.Selector) bool {
			return slices.ContainsFunc(sel.Elements, func(el *syntax.Element) bool { return el.Var() != nil || l.usesRule(el.Text, sheets) })
		})
	}
	return !reference
}
