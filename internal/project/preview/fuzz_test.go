package preview

import (
	"bufio"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"skinbuild/internal/server/reference"
	"skinbuild/internal/server/serve"
	"skinbuild/internal/tree"
)

// FuzzRequest sends any request to a preview. Requests for another host, or from a page
// of another origin, get nothing of the webapp.
func FuzzRequest(f *testing.F) {
	pages, err := serve.New(&serve.Options{Webapp: tree.Layers{reference.Webapp(), serve.StandIns()}, Skin: "harmony"})
	if err != nil {
		f.Fatal(err)
	}
	site := &Site{}
	site.Show(pages, tree.Tree{})
	for _, seed := range []string{
		"GET /zimbra/public/login.jsp HTTP/1.1\r\nHost: localhost:1\r\n\r\n", "HEAD / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "OPTIONS * HTTP/1.1\r\nHost: [::1]:80\r\n\r\n",
		"GET /zimbra/css/skin.css?skin=..%2f..&v=%00 HTTP/1.1\r\nHost: localhost\r\nUser-Agent: \x01\r\n\r\n", "GET /zimbra/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"PUT /zimbra/js/a.js HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\na", "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", "GET / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n\r\n",
		"POST /service/soap/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}", "POST /service/upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=a\r\nContent-Length: 5\r\n\r\n--a--",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(raw)))
		if err != nil || strings.Contains(r.URL.Path, "/events") {
			return // the events have no end
		}
		w := httptest.NewRecorder()
		site.ServeHTTP(w, r)
		text, err := io.ReadAll(w.Result().Body)
		if err != nil {
			t.Fatal(err)
		}
		if !local(r.Host) && w.Code != http.StatusMisdirectedRequest {
			t.Errorf("host %q gets %d", r.Host, w.Code)
		}
		if w.Code < 200 || w.Code > 599 || strings.Contains(string(text), "root:x:0:") {
			t.Errorf("%q gets %d: %.100s", raw, w.Code, text)
		}
	})
}
