package patch

import (
	"slices"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/java"
	"skinbuild/internal/source"
)

// The verbs of operations on keys.
const (
	Set    = "set"    // give a key that is there another value
	Append = "append" // add a key that is not there
	Remove = "remove" // take a key out
)

// A KeyOp changes one key of a properties file. Raw texts are as the file spells them,
// with escapes.
type KeyOp struct {
	Verb  string
	Key   string // without escapes
	Value string // without escapes; of Remove ""
	Was   string // of Set and Remove: the value that the key must have; see HasWas
	// HasWas reports whether Was counts: without it any value may be replaced.
	HasWas bool

	rawKey, rawValue, rawWas string
	at                       source.Span
}

// String returns the lines that Parse reads.
func (op KeyOp) String() string {
	text := ""
	if op.HasWas {
		text = "was " + op.rawKey + " = " + op.rawWas + "\n"
	}
	if op.Verb == Remove {
		return text + Remove + " " + op.rawKey + "\n"
	}
	return text + op.Verb + " " + op.rawKey + " = " + op.rawValue + "\n"
}

// key reads a line of a section.
func (p *parser) key(part *Part, line string, at source.Span) {
	if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
		return
	}
	verb, rest, _ := strings.Cut(line, " ")
	list, _, err := java.ReadProperties(rest, java.Latin1)
	if err != nil || len(list) != 1 || !slices.Contains([]string{Set, Append, Remove, "was"}, verb) || strings.ContainsAny(rest, "\r\n") {
		p.errorf(at, codes.PatchSyntax, `%s is no operation on a key: want "set KEY = VALUE", "append KEY = VALUE", "remove KEY", or "was KEY = VALUE" before one of them`, quoted(line))
		return
	}
	prop := list[0]
	raw := func(s source.Span) string { return rest[s.Start:s.End] }
	if n := len(part.Keys); n > 0 && part.Keys[n-1].Verb == "" { // a "was" line waits
		op := &part.Keys[n-1]
		if op.Key != prop.Key || verb == "was" || verb == Append {
			p.errorf(at, codes.PatchSyntax, `the line before says what %s was, and has to be followed by set or remove of the same key`, op.Key)
			return
		}
		op.Verb, op.Value, op.rawValue = verb, prop.Value, raw(prop.ValueSpan)
		return
	}
	if slices.ContainsFunc(part.Keys, func(op KeyOp) bool { return op.Key == prop.Key }) {
		p.errorf(at, codes.PatchTwice, "%s: two operations on this key", prop.Key)
		return
	}
	op := KeyOp{Verb: verb, Key: prop.Key, Value: prop.Value, rawKey: raw(prop.KeySpan), rawValue: raw(prop.ValueSpan), at: at}
	if verb == "was" {
		op = KeyOp{Key: prop.Key, Was: prop.Value, HasWas: true, rawKey: op.rawKey, rawWas: op.rawValue, at: at}
	}
	part.Keys = append(part.Keys, op)
}

// checkKeys reports a last line that says what a key was, and nothing after it.
func (p *parser) checkKeys() {
	for _, part := range p.patch.Parts {
		if n := len(part.Keys); n > 0 && part.Keys[n-1].Verb == "" {
			p.errorf(part.Keys[n-1].at, codes.PatchSyntax, "this line has to be followed by set or remove of the same key")
		}
	}
}

// tryKeys says what the operations would do to a properties file. They are independent
// of each other: those whose change is there are left out.
func (p *Part) tryKeys(f *source.File) Outcome {
	list, bad, err := java.ReadProperties(f.Text(), java.Latin1)
	if err != nil {
		return Outcome{State: Conflict, Diag: f.Errorf(bad, codes.PatchMisfit, "the properties file is damaged: %v", err)}
	}
	var out Outcome
	var added strings.Builder
	eol := source.LineEnding(f.Text(), 0)
	for _, op := range p.Keys {
		i := lastOf(list, op.Key)
		var now java.Property
		if i >= 0 {
			now = list[i]
		}
		switch {
		case op.Verb == Remove && i < 0, op.Verb != Remove && i >= 0 && now.Value == op.Value:
			continue
		case op.Verb == Append && i < 0:
			added.WriteString(op.rawKey + " = " + op.rawValue + eol)
		case i < 0:
			return p.keyConflict(f, source.At(len(f.Text())), op, "the file has no key "+op.Key)
		case op.Verb == Append, op.HasWas && now.Value != op.Was:
			return p.keyConflict(f, now.ValueSpan, op, "the key "+op.Key+" has another value than the patch expects")
		case op.Verb == Set:
			out.Edits = append(out.Edits, source.Edit{Span: now.ValueSpan, New: op.rawValue})
		default:
			out.Edits = append(out.Edits, source.Edit{Span: wholeLines(f.Text(), now)})
		}
	}
	if added.Len() > 0 {
		text := f.Text()
		if text != "" && !strings.HasSuffix(text, "\n") {
			added.Reset()
			return p.keyConflict(f, source.At(len(text)), p.Keys[0], "the last line of the file has no line end")
		}
		out.Edits = append(out.Edits, source.Edit{Span: source.At(len(text)), New: added.String()})
	}
	slices.SortFunc(out.Edits, func(a, b source.Edit) int { return a.Start - b.Start })
	if out.Edits == nil {
		return Outcome{State: Already}
	}
	out.State = Fits
	return out
}

func (p *Part) keyConflict(f *source.File, at source.Span, op KeyOp, why string) Outcome {
	d := f.Errorf(at, codes.PatchMisfit, "%s %s: %s", op.Verb, op.Key, why).WithRelated(p.file, op.at, "this operation")
	return Outcome{State: Conflict, Diag: d}
}

// lastOf returns the index of the property that is in force, -1 if there is none.
func lastOf(list []java.Property, key string) int {
	for i, p := range slices.Backward(list) {
		if p.Key == key {
			return i
		}
	}
	return -1
}

// wholeLines returns the lines that a property takes.
func wholeLines(text string, p java.Property) source.Span {
	start := source.LineStart(text, p.KeySpan.Start)
	end := max(p.KeySpan.End, p.ValueSpan.End)
	if i := strings.IndexByte(text[end:], '\n'); i >= 0 {
		return source.Span{Start: start, End: end + i + 1}
	}
	return source.Span{Start: start, End: len(text)}
}
