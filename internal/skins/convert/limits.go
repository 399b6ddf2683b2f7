package convert

import (
	"strings"

	tokens "github.com/tdewolff/parse/v2/css"

	"skinbuild/internal/codes"
	"skinbuild/internal/css"
	"skinbuild/internal/source"
)

// Limits of what is converted, some ten times what the largest stock skin has. Within
// them a conversion takes seconds.
const (
	maxSheets     = 1 << 20 // bytes of all sheets of a skin
	maxStatements = 20_000  // of a sheet
	maxTokens     = 10_000  // of a statement
	maxWords      = 4_000   // of the selectors of a rule
	maxBrackets   = 200     // inside each other
	maxAts        = 2_000   // "@" of a line
)

// exceeded returns an error for the first place where the sheets are over a limit.
func exceeded(all []*sheet) *source.Diag {
	bytes := 0
	for _, s := range all {
		if bytes += len(s.file.Text()); bytes > maxSheets {
			return beyond(s.file, source.At(0), "the sheets of the skin have more than %d kB", maxSheets>>10)
		}
	}
	for _, s := range all {
		if d := exceededBy(s.file); d != nil {
			return d
		}
	}
	return nil
}

func exceededBy(f *source.File) *source.Diag {
	at := 0
	for line := range strings.Lines(f.Text()) {
		if strings.Count(line, "@") > maxAts {
			return beyond(f, source.At(at), "the line has more than %d @", maxAts)
		}
		at += len(line)
	}
	if strings.Count(f.Text(), "}") > maxStatements {
		return beyond(f, source.At(strings.IndexByte(f.Text(), '}')), "the sheet has more than %d }", maxStatements)
	}
	list := css.Scan(f)
	if len(list) > maxStatements {
		return beyond(f, list[maxStatements].Tokens[0].Span, "the sheet has more than %d statements", maxStatements)
	}
	for _, st := range list {
		if len(st.Tokens) > maxTokens {
			return beyond(f, css.SpanOf(st.Tokens[:1]), "the statement has more than %d tokens", maxTokens)
		}
		if d := exceededIn(f, st); d != nil {
			return d
		}
	}
	return nil
}

// exceededIn looks at one statement.
func exceededIn(f *source.File, st *css.Statement) *source.Diag {
	depth, parts := 0, 0
	for _, t := range st.Tokens {
		switch t.Type {
		case tokens.FunctionToken, tokens.LeftParenthesisToken, tokens.LeftBracketToken, tokens.LeftBraceToken:
			if depth++; depth > maxBrackets {
				return beyond(f, t.Span, "brackets are more than %d deep", maxBrackets)
			}
		case tokens.RightParenthesisToken, tokens.RightBracketToken, tokens.RightBraceToken:
			depth--
		default:
			if st.Kind == css.Rule && !t.Blank() {
				parts++
			}
		}
		if parts > maxWords {
			return beyond(f, t.Span, "the selectors of the rule have more than %d words", maxWords)
		}
	}
	return nil
}

func beyond(f *source.File, at source.Span, format string, args ...any) *source.Diag {
	return f.Errorf(at, codes.ConvertLimit, format, args...).WithHint("convert this part by hand, or split it")
}
