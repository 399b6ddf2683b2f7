package convert

import (
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/less/syntax"
	"skinbuild/internal/source"
)

// A sheet is one style sheet during conversion.
type sheet struct {
	name  string // of the css file in the skin's folder
	from  string // below the webapp
	file  *source.File
	list  []stmt
	count Count
	text  string // in LESS
}

// sheets converts the sheets of one skin, which share a vocabulary.
func convertSheets(all []*sheet, v *vocabulary, closed func(string) bool, modern bool) source.Diags {
	if d := exceeded(all); d != nil {
		return source.Diags{d}
	}
	var ds source.Diags
	p := newProbe(v)
	for _, s := range all {
		list, found := parseSheet(s.file)
		s.list = list
		ds = append(ds, found...)
		p.gather(list)
	}
	if ds.Err() != nil {
		return ds
	}
	p.run()
	for _, s := range all {
		w := &writer{v: v, probe: p, closed: closed, modern: modern, file: s.file}
		list := w.first(nest(settle(s.list, p, false)))
		head := w.b.String()
		w.b.Reset()
		w.list(list, true)
		s.count = w.count
		ds = append(ds, w.ds...)
		if w.library {
			head += `@import (reference) "mixins";` + "\n"
		}
		text := head + `@import (reference) "tokens";` + "\n\n" + w.b.String()
		parsed := syntax.Parse(source.NewFile(lessName(s.name), text))
		for _, e := range parsed.Errors {
			ds = append(ds, parsed.Sheet.File.Errorf(source.At(e.At), codes.ConvertDiffers, "the conversion produced invalid LESS; this is a bug: %s", e.Text))
		}
		s.text = string(syntax.Format(parsed.Sheet))
	}
	v.keep(all)
	return ds
}

// settle turns what the compiler cannot print into raw text. inAt reports
// whether the statements are in an at-rule.
func settle(list []stmt, p *probe, inAt bool) []stmt {
	out := make([]stmt, len(list))
	for i, s := range list {
		out[i] = s
		switch s := s.(type) {
		case *rule:
			s.body = settle(s.body, p, inAt)
			if _, ok := p.answer(ruleKey(s.selectors)); !ok {
				out[i] = asRaw(s, "LESS has no such selector")
			}
		case *atRule:
			s.body = settle(s.body, p, true)
			if _, ok := p.answer(headKey(s.head)); s.block && !ok {
				out[i] = asRaw(s, "LESS has no such at-rule")
			} else if inAt {
				out[i] = asRaw(s, "LESS would join it with the at-rule around it")
			}
		case *cond:
			for n := range s.parts {
				s.parts[n].body = settle(s.parts[n].body, p, inAt)
			}
		}
	}
	return out
}

// format formats generated LESS.
func format(text string) string {
	return string(syntax.Format(syntax.Parse(source.NewFile(tokensName, text)).Sheet))
}

func asRaw(s stmt, why string) *raw {
	lead := *s.lead()
	return &raw{place: lead, text: strings.TrimRight(lead.source, "\r\n"), why: why}
}
