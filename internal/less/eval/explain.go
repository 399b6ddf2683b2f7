package eval

import (
	"fmt"
	"slices"
	"strings"

	"skinbuild/internal/less/syntax"
	"skinbuild/internal/less/value"
	"skinbuild/internal/source"
)

// What helps to understand an error: near names and where they are defined, why no
// definition fits a call, how a file came in.

// maxCandidates is how many definitions are told that do not fit a call.
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

// uncallable is the error of a call that no rule answers.
func (q *mixinSearch) uncallable(e *evaluator) *value.Error {
	c := q.call
	if q.named {
		err := value.ErrorAt(e.at(c.At), "Runtime", "No matching definition was found for `"+formatCall(c, c.Names, q.args)+"`")
		err.Notes = q.candidates(e)
		return err
	}
	err := value.ErrorAt(e.at(c.At), "Name", strings.TrimSpace(callText(c, c.Names))+" is undefined")
	near := source.Nearest(c.Names[0], e.ruleNames())
	if near == "" {
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

// maxImportChain bounds how many imports are told that led to a file.
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
