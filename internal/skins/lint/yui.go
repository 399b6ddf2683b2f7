package lint

import (
	"skinbuild/internal/server/yui"
	"skinbuild/internal/source"
)

// yuiRules are what package yui finds in the sheets as the server sends them.
// The first of them does the work for all, since one pass finds them all.
func yuiRules() []Rule {
	var all []Rule
	for _, r := range yui.Rules() {
		all = append(all, Rule{Code: r.Code, Title: r.Title})
	}
	all[0].rendering = checkYUI
	return all
}

func checkYUI(r *rendering) source.Diags {
	if !r.isCSS() {
		return nil
	}
	return r.placed(yui.Check(source.NewFile(r.path, r.sent.Text())))
}

// placed returns findings in the sent text as findings in the files that the text
// comes from, without those in what the servlet itself writes.
func (r *rendering) placed(ds source.Diags) source.Diags {
	var out source.Diags
	for _, d := range ds {
		f, span, ok := r.sent.Place(d.Span.Start, d.Span.End)
		if !ok {
			continue
		}
		moved := *d
		moved.File, moved.Span, moved.Related = f, span, nil
		out = append(out, &moved)
	}
	return out
}
