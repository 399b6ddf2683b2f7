package scripts

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"skinbuild/internal/server/es3"
	"strings"
	"testing/fstest"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/server/render"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// page is what the server would send of a page of a release: the vendor's own
// template, rendered. The modern client, which the trees leave out, is there.
func (v *vendor) page(tag, name, agent string, query url.Values) (string, error) {
	bean, err := ua.Taglib(agent)
	if err != nil {
		return "", err
	}
	webapp := tree.Layers{fstest.MapFS{"modern/index.html": {Data: []byte("modern")}}, os.DirFS(filepath.Join(v.trees, tag, "webapps/zimbra"))}
	p, ds := render.Render(webapp, name, &render.Environment{
		UserAgent: bean, Query: query, Version: tag,
		Declared: map[string]string{"protocolMode": `"http"`, "httpPort": `"80"`, "httpsPort": `"443"`},
		Message:  func(_, key string) (string, bool) { return key[:min(len(key), 6)], true }, // as short as in most languages
		Include: func(path string, _ url.Values) (string, bool, error) {
			switch {
			case strings.HasSuffix(path, "/skin.js"):
				return `window.skin = { hints: { banner: { url: "#" } } };`, true, nil
			case strings.Contains(path, "/Boot_all.js"):
				text, err := v.script(tag, "Boot")
				return text, true, err
			}
			return "", true, nil // what the vendor's build makes
		},
	})
	if ds.Err() != nil {
		return "", ds.Err()
	}
	return p.Body, nil
}

// sheet is a style sheet of a release, as the skin servlet makes it.
func (v *vendor) sheet(tag, path, agent string) (string, error) {
	macros, err := ua.ServletMacros(agent)
	if err != nil {
		return "", err
	}
	webapp, err := skin.Open(os.DirFS(filepath.Join(v.trees, tag, "webapps/zimbra")), nil)
	if err != nil {
		return "", err
	}
	r, ds := webapp.Render(&skin.Request{Path: path, Macros: macros})
	return r.Text(), ds.Err()
}

var scriptElement = regexp.MustCompile(`(?is)(<script\b[^>]*>)(.*?)(</script>)`)

// asInIE takes out the code of script elements that Internet Explorer 11 does not
// read: one piece of newer syntax, and nothing of the element runs.
func asInIE(page string) string {
	return scriptElement.ReplaceAllStringFunc(page, func(element string) string {
		m := scriptElement.FindStringSubmatch(element)
		for _, d := range es3.Check(source.NewFile("page", m[2]), es3.ForZimlet) {
			if d.Code.String() == "es3/newer-syntax" {
				return m[1] + m[3]
			}
		}
		return element
	})
}

// vendorPage answers with a page of the vendor's, the scenario in its head, and
// our script where the operations put it: in the head, or at the end of the body.
func (l *lab) vendorPage(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	query, err := url.ParseQuery(q.Get("query"))
	var page string
	if err == nil {
		page, err = l.vendor.page(q.Get("release"), q.Get("page"), r.UserAgent(), query)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	if strings.Contains(r.UserAgent(), "Trident/") {
		page = asInIE(page)
	}
	var head, foot strings.Builder
	l.prologue(&head, q)
	foot.WriteString("<script>if(scenario.later){scenario.later()}</script>")
	headScripts(&head, q.Get("fix"))
	footScript(&foot, q.Get("fix"))
	page = strings.Replace(page, "<head>", "<head>"+head.String(), 1)
	if i := strings.LastIndex(page, "</body>"); i >= 0 {
		page = page[:i] + foot.String() + page[i:]
	}
	fmt.Fprint(w, page)
}
