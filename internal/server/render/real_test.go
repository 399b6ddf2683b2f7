package render

import (
	"fmt"
	"net/url"
	"os"
	"testing"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/testenv"
)

func agent(t *testing.T, text string) ua.Bean {
	t.Helper()
	b, err := ua.Taglib(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestRealTemplates renders the pages of every release tree.
func TestRealTemplates(t *testing.T) {
	trees := testenv.Trees(t)
	bean := agent(t, "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36")
	counts := map[string]int{}
	for _, tree := range trees {
		for _, page := range []string{"public/login.jsp", "public/launchZCS.jsp", "public/launchNewWindow.jsp", "public/error.jsp"} {
			env := &Environment{ContextPath: "/zimbra", UserAgent: bean, Version: "260101000000",
				Account:  map[string]string{"zimbraPrefSkin": "harmony"},
				Declared: map[string]string{"protocolMode": `"http"`, "httpPort": `"80"`, "httpsPort": `"443"`},
				Include: func(path string, _ url.Values) (string, bool, error) {
					return "/* " + path + " */", true, nil
				}}
			if page == "public/login.jsp" {
				env.Account = nil
			}
			_, ds := Render(os.DirFS(tree), page, env)
			if err := ds.Err(); err != nil {
				counts["failed "+page]++
				if counts["failed "+page] < 4 {
					for _, d := range ds {
						t.Errorf("%s: %v", tree, d)
					}
				}
				continue
			}
			counts["rendered "+page]++
		}
	}
	t.Log(fmt.Sprint(counts))
}
