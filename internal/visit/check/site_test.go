package check

import (
	"io/fs"
	"net/http"
	"os"
	"sync"
	"testing"

	"skinbuild/internal/inject"
	"skinbuild/internal/project"
	"skinbuild/internal/project/scripts"
	"skinbuild/internal/server/reference"
	"skinbuild/internal/server/serve"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

const root = "../../.."

// builtScripts builds the scripts of the default project once for all tests.
var builtScripts = sync.OnceValues(func() (tree.Tree, error) {
	r, _, err := scripts.Build(&scripts.Options{Overrides: os.DirFS(root + "/overrides"), Modules: os.DirFS(root + "/node_modules")})
	if err != nil {
		return tree.Tree{}, err
	}
	return r.Tree()
})

// injected is a webapp with the default project's operations applied, as
// "skinbuild apply" would apply them.
func injected(t testing.TB, webapp fs.FS) fs.FS {
	t.Helper()
	built, err := builtScripts()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(root + "/skinbuild.toml")
	if err != nil {
		t.Fatal(err)
	}
	config, ds := project.Parse(source.NewFile("skinbuild.toml", string(text)))
	if err := ds.Err(); err != nil {
		t.Fatal(err)
	}
	series, ds := inject.New(config.Inject, tree.Layers{built, os.DirFS(root)})
	if err := ds.Err(); err != nil {
		t.Fatal(err)
	}
	plan, err := series.Apply(webapp, inject.Options{})
	if err != nil || plan.Diags.Err() != nil {
		t.Fatal(err, plan.Diags.Err())
	}
	changed, err := plan.Written()
	if err != nil {
		t.Fatal(err)
	}
	return tree.Layers{changed, built, webapp}
}

func handler(t testing.TB, webapp fs.FS) *serve.Handler {
	t.Helper()
	h, err := serve.New(&serve.Options{Webapp: webapp, Problem: func(request string, ds source.Diags) {
		for _, d := range ds {
			if d.Severity == source.Error {
				t.Logf("%s: %v", request, d)
			}
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// site returns sites that have no mailbox, so that all sessions can share the handler.
func shared(h http.Handler) func() Site { return func() Site { return Site{Handler: h} } }

func referenceSite(t testing.TB) *serve.Handler {
	t.Helper()
	return handler(t, injected(t, reference.Webapp()))
}

var pages = []Page{
	{Name: "login", Path: "/zimbra/public/login.jsp"}, {Name: "client", Path: "/zimbra/public/launchZCS.jsp?client=advanced"}, {Name: "new window", Path: "/zimbra/public/launchNewWindow.jsp"},
}
