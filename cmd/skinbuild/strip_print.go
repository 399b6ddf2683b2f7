package main

import (
	"fmt"
	"strings"

	"github.com/aymanbagabas/go-udiff"
	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/skins/strip"
)

// stripSummary is the JSON form of what can style nothing.
type stripSummary struct {
	Sources int            `json:"sources"` // files read
	Written bool           `json:"written"`
	Why     []strip.Reason `json:"why,omitempty"`
	Sheets  []stripSheet   `json:"sheets"`
}

type stripSheet struct {
	File  string         `json:"file"`
	Rules int            `json:"rules"`
	Dead  []stripRule    `json:"dead"`
	Part  []stripRule    `json:"part"`
	Kept  []strip.Reason `json:"kept,omitempty"`
}

type stripRule struct {
	Line     int            `json:"line"`
	Selector string         `json:"selector"`
	Missing  []strip.Reason `json:"missing"` // none: the rule around it is dead
}

func (f *stripFlags) print(cmd *cobra.Command, m *strip.Mentions, reports []*strip.Report, texts []string) error {
	s := stripSummary{Sources: m.Files, Written: cli.Writing(cmd), Sheets: []stripSheet{}}
	for _, name := range f.why {
		s.Why = append(s.Why, m.Why(name))
	}
	for _, r := range reports {
		sheet := stripSheet{File: r.File.Name(), Rules: r.Rules, Dead: stripRules(r, r.Dead), Part: stripRules(r, r.Part)}
		for _, name := range r.Names {
			if why := m.Why(name); f.kept && why.Alive {
				sheet.Kept = append(sheet.Kept, why)
			}
		}
		s.Sheets = append(s.Sheets, sheet)
	}
	if cli.Format(cmd) == cli.JSON {
		return cli.PrintJSON(cmd, "strip", s)
	}
	text := stripText(&s)
	for i, r := range reports {
		if diff := udiff.Unified(r.File.Name(), r.File.Name(), r.File.Text(), texts[i]); !s.Written && !f.check {
			text += colorDiff(diff, cli.Colored(cmd, cmd.OutOrStdout()))
		}
	}
	return cli.WriteResult(cmd, []byte(text))
}

func stripRules(r *strip.Report, list []strip.Rule) []stripRule {
	out := []stripRule{}
	for _, x := range list {
		line, _ := r.File.Position(x.Span.Start)
		missing := x.Missing
		if missing == nil {
			missing = []strip.Reason{}
		}
		out = append(out, stripRule{line, x.Selector, missing})
	}
	return out
}

func stripText(s *stripSummary) string {
	var b strings.Builder
	for _, why := range s.Why {
		verdict := "nothing has it"
		if why.Alive {
			verdict = "kept"
		}
		fmt.Fprintf(&b, "%s: %s: %s\n", why.Name, verdict, withPlace(why))
	}
	word := "dead"
	if s.Written {
		word = "dropped"
	}
	dead, rules, part := 0, 0, 0
	for _, sheet := range s.Sheets {
		for _, r := range sheet.Dead {
			writeDeadRule(&b, sheet.File, word, r)
		}
		for _, r := range sheet.Part {
			writeDeadRule(&b, sheet.File, "in part", r)
		}
		for _, k := range sheet.Kept {
			fmt.Fprintf(&b, "%s: kept: %s: %s\n", sheet.File, k.Name, withPlace(k))
		}
		dead, rules, part = dead+len(sheet.Dead), rules+sheet.Rules, part+len(sheet.Part)
	}
	if len(s.Sheets) > 0 {
		fmt.Fprintf(&b, "%d of %d rules %s; %d with selectors that cannot match; %d sources read\n", dead, rules, word, part, s.Sources)
	}
	return b.String()
}

func writeDeadRule(b *strings.Builder, file, word string, r stripRule) {
	fmt.Fprintf(b, "%s:%d: %s: %s\n", file, r.Line, word, r.Selector)
	if len(r.Missing) == 0 {
		b.WriteString("  the rule around it is dead\n")
	}
	for _, m := range r.Missing {
		fmt.Fprintf(b, "  %s: %s\n", m.Name, withPlace(m))
	}
}

func withPlace(r strip.Reason) string {
	if r.At == nil {
		return r.How
	}
	return fmt.Sprintf("%s (%s:%d)", r.How, r.At.File, r.At.Line)
}
