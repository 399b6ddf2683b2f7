package eval

import (
	"fmt"
	"slices"
	"strings"

	"skinbuild/internal/less/output"
	"skinbuild/internal/less/syntax"
	"skinbuild/internal/less/value"
	"skinbuild/internal/source"
)

// What helps to understand an error: near names and where they are defined, why no
// definition fits a call, how a file came in.

// maxCandidates is how many definitions that do not fit a call are listed.
const maxCandidates = 10

// undefinedVariable is the error of a variable that nothing defines.
func (e *evaluator) undefinedVariable(name string, at int) *value.Error {
	err := value.ErrorAt(e.at(at), "Name", "variable "+name+" is undefined")
	near := source.Nearest(name, e.variableNames())
	if near == "" {
		return err
	}
	err.Hint = "did you mean " + near + "?"
	tries := maxFrames
	if v, where := e.scope.find(e, near, &tries); where != nil && v.decl != nil {
		err.Notes = append(err.Notes, value.Note{At: value.Place{File: v.info.file, Offset: v.decl.At}, Text: near + " is defined here"})
	}
	return err
}

// undefinedProperty is the error of a $name that no declaration sets.
func (e *evaluator) undefinedProperty(x *syntax.Property) *value.Error {
	err := value.ErrorAt(e.at(x.At), "Name", "Property '"+x.Name+"' is undefined")
	var names []string
	e.scope.each(func(f *frame, _ *scope) bool {
		for i := range f.items {
			if d, ok := f.items[i].stmt.(*syntax.Declaration); ok && !d.Variable && d.Name != "" {
				names = append(names, d.Name)
			}
		}
		return false
	})
	err.Own = "no declaration here sets the property " + x.Name[1:]
	err.Hint = "$" + x.Name[1:] + " is the value of a property; a variable is @" + x.Name[1:]
	if near := source.Nearest(x.Name[1:], names); near != "" {
		err.Hint = "did you mean $" + near + "?"
	}
	return err
}

// cycle is the error of a variable that needs itself.
func (e *evaluator) cycle(name string, at int, key any) *value.Error {
	err := value.ErrorAt(e.at(at), "Name", "Recursive variable definition for "+name)
	names := []string{}
	for _, k := range e.stacks.running[max(slices.Index(e.stacks.running, key), 0):] {
		if v, ok := k.(*syntax.Variable); ok {
			names = append(names, v.Name)
		}
	}
	if len(names) == 0 {
		names = []string{name}
	}
	first := slices.Index(names, slices.Min(names))
	names = append(append(names[first:len(names):len(names)], names[:first]...), names[first])
	err.Own = names[0] + " needs its own value: " + strings.Join(names, " → ")
	err.Hint = "give one of them a value that needs none of the others"
	return err
}

// rulesetAsValue is the error of a declaration whose value is a block.
func rulesetAsValue(d *syntax.Declaration, at value.Place) *value.Error {
	err := value.ErrorAt(at, "", "Rulesets cannot be evaluated on a property.") // no type in less.js: a function gives it one
	err.Own = "the value of " + d.Name + " is a ruleset, which only a call can print"
	if v, ok := d.Value.(*syntax.Variable); ok {
		err.Own = v.Name + " is a ruleset and not a value for " + d.Name
		err.Hint = "call it, " + v.Name + "();, or take one of its members, " + v.Name + "[name]"
	}
	return err
}

// failedOperation adds to an error what the operands are.
func (e *evaluator) failedOperation(x *syntax.Operation, a, b value.Value, err error) error {
	failure, ok := err.(*value.Failure)
	if !ok || failure.Kind == "Limit" {
		return err
	}
	own := &value.Error{Failure: *failure, OwnAt: e.at(x.At)}
	text := value.Raw(a) + " " + x.Op + " " + value.Raw(b)
	switch failure.Kind {
	case "Syntax":
		own.Own = text + " mixes units that do not convert into each other"
		own.Hint = "give both the same unit, or take the unit of one away: unit(" + value.Raw(b) + ")"
	case "Operation":
		own.Own = text + " cannot be calculated: " + operandKinds(a, b)
		own.Hint = "operands are numbers and colors; text is joined as ~\"@{a}@{b}\""
	}
	return own
}

func operandKinds(a, b value.Value) string {
	for _, v := range []value.Value{a, b} {
		if kind := value.KindName(v); kind != "number" && kind != "color" {
			return value.Raw(v) + " is neither a number nor a color"
		}
	}
	return "the operands do not fit"
}

// maxMembers is how many members of a map an error lists.
const maxMembers = 12

// noMember adds to the error of a look-up what members there are.
func (e *evaluator) noMember(x *syntax.Lookup, key string, from []output.Node, err *value.Error) *value.Error {
	var names []string
	for _, n := range from {
		name := ""
		switch n := n.(type) {
		case *output.Variable:
			name = n.Name
		case *output.Declaration:
			name = n.Name
		}
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	what := "the result of " + callName(x)
	if c, ok := x.Call.(*syntax.VarCall); ok {
		what = c.Name
	}
	bare := strings.TrimPrefix(key, "$")
	if bare == "" {
		bare = "last value"
	}
	err.Own = what + " has no " + bare
	if len(x.Keys) > 1 {
		err.Own = "there is no " + bare + " in " + what + "[" + strings.Join(x.Keys, "][") + "]"
	}
	if near := source.Nearest(bare, names); near != "" {
		err.Hint = "did you mean " + near + "? "
	}
	switch {
	case len(names) > maxMembers:
		err.Hint += fmt.Sprintf("it has %s and %d more", strings.Join(names[:maxMembers], ", "), len(names)-maxMembers)
	case len(names) > 0:
		err.Hint += "it has " + strings.Join(names, ", ")
	}
	return err
}

func callName(x *syntax.Lookup) string {
	if c, ok := x.Call.(*syntax.MixinCall); ok {
		return strings.Join(c.Names, "") + "()"
	}
	return "the call"
}

// uncallable is the error of a call that no rule answers.
func (q *mixinSearch) uncallable(e *evaluator) *value.Error {
	c := q.call
	if q.named {
		err := value.ErrorAt(e.at(c.At), "Runtime", "No matching definition was found for `"+formatCall(c, c.Names, q.args)+"`")
		err.Own = "no definition of " + strings.Join(c.Names, "") + " takes these arguments: " + formatCall(c, c.Names, q.args)
		err.Notes = q.candidates(e)
		return err
	}
	err := value.ErrorAt(e.at(c.At), "Name", strings.TrimSpace(callText(c, c.Names))+" is undefined")
	near := source.Nearest(c.Names[0], e.ruleNames())
	if near == "" {
		q.namespace(e, err)
		return err
	}
	err.Hint = "did you mean " + near + "?"
	for _, r := range q.rules(e, []string{near}) {
		if at := r.at(); at.File != nil {
			err.Notes = append(err.Notes, value.Note{At: at, Text: near + " is defined here"})
			break
		}
	}
	return err
}

// namespace adds to the error of a call like #ns.m() what the namespace has.
func (q *mixinSearch) namespace(e *evaluator, err *value.Error) {
	names := q.call.Names
	if len(names) < 2 {
		return
	}
	var inside []string
	for _, r := range q.rules(e, names[:1]) {
		var rules []syntax.Stmt
		switch {
		case r.mixin != nil:
			rules = r.mixin.Rules
		case r.rule != nil:
			rules = r.rule.Rules
		case r.node != nil && r.node.Source != nil:
			rules = r.node.Source.Rules
		}
		inside = append(inside, callableNames(rules)...)
	}
	if len(inside) == 0 {
		return
	}
	last := names[len(names)-1]
	err.Own = names[0] + " has no " + last
	if near := source.Nearest(last, inside); near != "" {
		err.Hint = "did you mean " + names[0] + near + "? "
	}
	err.Hint += names[0] + " has " + strings.Join(inside[:min(len(inside), maxMembers)], ", ")
}

// callableNames are the mixins and the classes of a block.
func callableNames(rules []syntax.Stmt) []string {
	var names []string
	for _, s := range rules {
		switch s := s.(type) {
		case *syntax.MixinDef:
			names = append(names, s.Name)
		case *syntax.Ruleset:
			for _, sel := range s.Selectors {
				if len(sel.Elements) == 1 && sel.Elements[0].Var() == nil {
					names = append(names, sel.Elements[0].Text)
				}
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// rules returns the rules of a name where the call stands, nearest first, each once.
func (q *mixinSearch) rules(e *evaluator, names []string) []callable {
	var list []callable
	seen := map[value.Place]bool{}
	e.scope.each(func(f *frame, _ *scope) bool {
		for _, r := range e.findRules(f, names, nil) {
			if at := r.at(); !seen[at] {
				seen[at] = true
				list = append(list, r.callable)
			}
		}
		return len(list) > maxCandidates
	})
	return list
}

// at is where a rule is written.
func (c *callable) at() value.Place {
	switch {
	case c.mixin != nil:
		return value.Place{File: c.mixin.info.file, Offset: c.mixin.At}
	case c.rule != nil:
		return value.Place{File: c.info.file, Offset: c.rule.At}
	case c.node != nil:
		return c.node.At
	}
	return value.Place{}
}

// candidates are the definitions of the name, with the reason why each does not fit.
func (q *mixinSearch) candidates(e *evaluator) []value.Note {
	var notes []value.Note
	for _, r := range q.rules(e, q.call.Names) {
		why := "it takes no arguments"
		if r.mixin != nil {
			why = e.misfit(r.mixin, q.args)
		}
		if at := r.at(); why != "" && at.File != nil && len(notes) < maxCandidates {
			notes = append(notes, value.Note{At: at, Text: "`" + headOf(at) + "` does not fit: " + why})
		}
	}
	return notes
}

// headOf is the text of a rule up to its block, on one line.
func headOf(at value.Place) string {
	text := at.File.Text()[min(at.Offset, len(at.File.Text())):]
	head, _, _ := strings.Cut(text, "{")
	return strings.Join(strings.Fields(head), " ")
}

// misfit says why arguments are not those of a definition, "" if they are.
func (e *evaluator) misfit(m *mixin, args []argument) string {
	given := make([]bool, len(m.Params))
	positional := 0
	for _, a := range args {
		if a.name == "" {
			positional++
			continue
		}
		i := slices.IndexFunc(m.Params, func(p syntax.Param) bool { return p.Name == a.name })
		switch {
		case i < 0:
			return "it has no parameter " + a.name
		case given[i]:
			return a.name + " is given twice"
		}
		given[i] = true
	}
	takes := 0
	for i, p := range m.Params {
		switch {
		case given[i]:
		case p.Variadic:
			takes = positional
		case takes < positional:
			takes++
		case p.Name == "":
			return fmt.Sprintf("it needs %s at place %d", e.patternText(m, p), i+1)
		case p.Value == nil:
			return "it needs a value for " + p.Name
		}
	}
	if takes < positional {
		return fmt.Sprintf("it takes %d arguments and not %d", len(m.Params), len(args))
	}
	for i, p := range m.Params {
		if p.Name == "" && !p.Variadic {
			return fmt.Sprintf("argument %d is not %s", i+1, e.patternText(m, p))
		}
	}
	return ""
}

func (e *evaluator) patternText(m *mixin, p syntax.Param) string {
	in := *e
	in.info = m.info
	return value.Raw(in.value(p.Value))
}

// maxImportChain bounds how many of the imports that led to a file are listed.
const maxImportChain = 10

// explain adds to a diagnostic how its file came in: the import, what imported the
// file of that, and so on.
func (im *importer) explain(d *source.Diag) {
	seen := map[*source.File]bool{}
	for f := d.File; len(seen) < maxImportChain && !seen[f]; {
		seen[f] = true
		by, ok := im.broughtBy[f]
		if !ok {
			return
		}
		d.WithRelated(by.File, by.Span(), "%s is imported here", f.Name())
		f = by.File
	}
}
