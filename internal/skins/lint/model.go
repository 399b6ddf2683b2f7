package lint

// modelRules are the findings that package skin reports while it renders, where
// the servlet ignores something or fails.
func modelRules() []Rule {
	return []Rule{
		{Code: "skin/bad-escape", Title: `a malformed \u escape ends a properties file`},
		{Code: "skin/cycle", Title: "a property refers to itself"},
		{Code: "skin/directory", Title: "a manifest lists a directory"},
		{Code: "skin/doctype", Title: "a manifest has a document type"},
		{Code: "skin/else-in-skipped", Title: "#ELSE inside a skipped block turns output on"},
		{Code: "skin/else-without-if", Title: "#ELSE outside any #IFDEF"},
		{Code: "skin/failed-call", Title: "a @function()@ leaves a comment instead of CSS"},
		{Code: "skin/fatal-call", Title: "a @function()@ makes the request fail"},
		{Code: "skin/limit", Title: "a skin that is too large"},
		{Code: "skin/lost-text", Title: "text between two @ is read as a token"},
		{Code: "skin/manifest", Title: "a manifest that the servlet cannot read"},
		{Code: "skin/missing-endif", Title: "#IFDEF without #ENDIF"},
		{Code: "skin/missing-file", Title: "a manifest lists a file that does not exist"},
		{Code: "skin/nested-call", Title: "a @function()@ within another"},
		{Code: "skin/outside", Title: "a manifest lists a file outside the webapp"},
		{Code: "skin/second-else", Title: "two #ELSE in one #IFDEF"},
		{Code: "skin/shadowed-color", Title: "a property that has the name of a colour"},
		{Code: "skin/surplus-endif", Title: "#ENDIF that closes nothing"},
		{Code: "skin/unknown-color", Title: "a colour that the servlet cannot read"},
		{Code: "skin/unknown-function", Title: "a @function()@ that does not exist"},
		{Code: "skin/unknown-token", Title: "a @Token@ that no properties file defines"},
	}
}
