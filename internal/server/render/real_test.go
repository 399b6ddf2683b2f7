package render

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"skinbuild/internal/agents/ua"
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
	root := os.Getenv("ZIMBRA_TREES")
	if root == "" {
		t.Skip("ZIMBRA_TREES is not set: the real templates were not rendered")
	}
	trees, err := filepath.Glob(filepath.Join(root, "*/webapps/zimbra"))
	if err != nil || len(trees) == 0 {
		t.Fatalf("no trees below %s: %v", root, err)
	}
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
			p, ds := Render(os.DirFS(tree), page, env)
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
			if d := os.Getenv("DUMP"); d != "" {
				os.WriteFile(filepath.Join(d, strings.ReplaceAll(strings.TrimPrefix(tree, root+"/"), "/", "_")+"_"+filepath.Base(page)+".html"), []byte(p.Body), 0o644)
			}
		}
	}
	t.Log(fmt.Sprint(counts))
}
