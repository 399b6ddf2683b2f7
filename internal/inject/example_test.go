package inject_test

import (
	"fmt"
	"testing/fstest"

	"skinbuild/internal/inject"
)

// An operation inserts a script into a page. Apply only plans; the caller writes the
// changes.
func ExampleSeries_Apply() {
	project := fstest.MapFS{"js/acme.js": {Data: []byte("acme();\n")}}
	series, diags := inject.New([]inject.Config{{Key: "acme", Targets: []string{"public/page.jsp"}, Anchor: "head-end", Script: "js/acme.js", Inline: true}}, project)
	if err := diags.Err(); err != nil {
		fmt.Println(err)
		return
	}
	webapp := fstest.MapFS{"public/page.jsp": {Data: []byte("<html><head><title>t</title>\n</head><body></body></html>\n")}}
	plan, err := series.Apply(webapp, inject.Options{})
	if err != nil || plan.Diags.Err() != nil {
		fmt.Println(err, plan.Diags.Err())
		return
	}
	for _, f := range plan.Files {
		fmt.Println(f.Path, "is", f.State)
	}
	for _, c := range plan.Changes {
		webapp[c.Path.String()] = &fstest.MapFile{Data: c.New.Data}
	}
	// A second run finds nothing to do, and a revert restores the vendor's bytes.
	if plan, err = series.Apply(webapp, inject.Options{}); err == nil {
		fmt.Println(plan.Files[0].State, len(plan.Changes), "changes")
	}
	if plan, err = inject.Revert(webapp, inject.Options{}); err == nil {
		fmt.Printf("%s", plan.Changes[0].New.Data)
	}
	// Output:
	// public/page.jsp is pristine
	// applied 0 changes
	// <html><head><title>t</title>
	// </head><body></body></html>
}
