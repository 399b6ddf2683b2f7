package lint

import (
	"skinbuild/internal/server/yui"
	"skinbuild/internal/source"
)

// yuiRules are the findings of package yui in the sheets as the server sends
// them. The first rule runs the check for all of them.
func yuiRules() []Rule {
	var all []Rule
	for _, c := range yui.Rules() {
		all = append(all, Rule{Code: c})
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

// placed maps findings in the sent text to the source files, and drops those in
// text that the servlet itself writes.
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
