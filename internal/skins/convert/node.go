package convert

// A stmt is a statement of a macro style sheet: *comment, *rule, *atRule,
// *decl, *bundle, *cond or *raw.
type stmt interface{ lead() *place }

// A place is the position of a statement among others.
type place struct {
	source string // as written
	at     int    // where it begins in the sheet; -1 for what was written out for a case
	blank  bool   // a blank line is before it
	behind bool   // of a comment: a statement is before it on its line
}

func (p *place) lead() *place { return p }

// A comment is one /* … */, with its marks.
type comment struct {
	place
	text string
}

// A rule is selectors and declarations.
type rule struct {
	place
	selectors []string // as written, white space as one blank, without comments
	body      []stmt
	made      bool // it is no rule of the sheet, only what others have in common
}

// An atRule is an at-rule with a block or, where block is false, without one.
type atRule struct {
	place
	head  string // with "@"
	block bool
	body  []stmt
}

// A decl is name: value; both may hold tokens and calls.
type decl struct {
	place
	name, value string // white space as one blank, without comments
}

// A bundle is a token or call that contains declarations or rules.
type bundle struct {
	place
	atom
	text string // the atom as written
	semi bool   // a ";" follows it
}

// A cond is an #IFDEF, its #ELSE and its #ENDIF.
type cond struct {
	place
	macro string
	parts []part
}

// A part of a cond is sent if the macro is defined, or if it is not.
type part struct {
	not  bool
	body []stmt
}

// A raw is text that is not converted.
type raw struct {
	place
	text string
	why  string
}
