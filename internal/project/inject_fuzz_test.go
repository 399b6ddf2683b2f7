package project

import (
	"testing"
	"testing/fstest"

	"skinbuild/internal/inject"
	"skinbuild/internal/source"
)

// FuzzInject plans operations from any configuration, as injections/skinbuild.toml of a
// bundle can have it. What is applied can be undone.
func FuzzInject(f *testing.F) {
	for _, seed := range []string{
		"[[inject]]\nkey = \"a\"\nfragment = \"f.html\"\nanchor = \"head-end\"\ntargets = [\"public/*.jsp\"]\n",
		"[[inject]]\nkey = \"a\"\nscript = \"a.js\"\ninline = true\nselector = \"body > b\"\nposition = \"end\"\ntargets = [\"public/a.jsp\"]\nreleases = \">=8 <9\"\n",
		"[[inject]]\nkey = \"a\"\nadd-class = \"x\"\nliteral = \"<b>\"\ntargets = [\"{a,\\\\\"]\n",
		"[[inject]]\nkey = \"a\"\npatch = \"p.patch\"\nblobs = [\"00\"]\n",
	} {
		f.Add(seed)
	}
	page := "<html><head><title>a</title></head><body class=\"c\"><b>x</b></body></html>\n"
	files := fstest.MapFS{
		"public/a.jsp": {Data: []byte(page)}, "a.js": {Data: []byte("a();")}, "f.html": {Data: []byte("<i></i>\n")},
		"p.patch": {Data: []byte("--- a/public/a.jsp\n+++ b/public/a.jsp\n@@ -1 +1 @@\n-a\n+b\n")},
	}
	f.Fuzz(func(t *testing.T, text string) {
		config, ds := Parse(source.NewFile("skinbuild.toml", text))
		if ds.Err() != nil || len(config.Inject) > 8 {
			return
		}
		series, ds := inject.New(config.Inject, files)
		if ds.Err() != nil {
			return
		}
		plan, err := series.Apply(files, inject.Options{})
		if err != nil || plan.Diags.Err() != nil {
			return
		}
		for _, c := range plan.Changes {
			if c.New == nil {
				t.Errorf("%s is removed", c.Path)
			}
		}
	})
}
