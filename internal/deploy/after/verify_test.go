package after

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

const assetText = "var late = 1;\n"

func sumOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func squeezed(text string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(text))
	w.Close()
	return b.Bytes()
}

// expected is a page with an asset, and a package that is compressed by itself.
func expected() Expected {
	return Expected{
		Pages:  []Page{{"public/login.jsp", []string{"js/skinbuild/late.0123456789ab.js"}}},
		Assets: []Asset{{"js/skinbuild/late.0123456789ab.js", sumOf(assetText)}, {"js/X_all.js.zgz", sumOf("all();")}},
	}
}

const loginPage = `<html><title>Zimbra</title><script src="/zimbra/js/skinbuild/late.0123456789ab.js"></script></html>`

// mail answers as a server does on which everything was written.
func mail(w http.ResponseWriter, r *http.Request) {
	text := ""
	switch r.URL.Path {
	case "/zimbra/public/login.jsp":
		text = loginPage
		w.Header().Set("Content-Type", "text/html")
	case "/zimbra/js/skinbuild/late.0123456789ab.js":
		text = assetText
	case "/zimbra/js/X_all.js.zgz":
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(squeezed("all();"))
		return
	default:
		http.NotFound(w, r)
		return
	}
	if r.Header.Get("Accept-Encoding") == "gzip" {
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(squeezed(text))
		return
	}
	w.Write([]byte(text))
}

// verify fetches from a server with the handler, over TLS.
func verify(t *testing.T, handler http.HandlerFunc, want Expected) ([]Probe, error) {
	t.Helper()
	server := httptest.NewTLSServer(handler)
	defer server.Close()
	v := &Verifier{Base: server.URL + "/zimbra"}
	v.client().Transport.(*http.Transport).TLSClientConfig = server.Client().Transport.(*http.Transport).TLSClientConfig
	return v.Verify(context.Background(), want)
}

func TestVerify(t *testing.T) {
	var mu sync.Mutex
	var seen []string
	probes, err := verify(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		seen = append(seen, r.URL.Path+" "+r.Header.Get("Accept-Encoding")+" "+r.Header.Get("Cache-Control")+" "+r.Header.Get("User-Agent")[12:18])
		mu.Unlock()
		if r.Header.Get("Cookie")+r.Header.Get("Authorization") != "" || !strings.HasPrefix(r.URL.RawQuery, "skinbuild=") {
			t.Errorf("%v, %s", r.Header, r.URL)
		}
		mail(w, r)
	}, expected())
	if err != nil || len(probes) != 12 {
		t.Fatalf("%v, %d probes: %+v", err, len(probes), probes)
	}
	slices.Sort(seen)
	for _, want := range []string{"/zimbra/public/login.jsp gzip no-cache (Windo", "/zimbra/public/login.jsp identity no-cache (Macin"} {
		if !slices.Contains(seen, want) {
			t.Errorf("no request %q in %q", want, seen)
		}
	}
}

// TestVerifyFails: each way in which browsers do not get what was written has one
// sentence.
func TestVerifyFails(t *testing.T) {
	instead := func(path, text string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == path {
				w.Header().Set("Content-Type", "text/html")
				w.Write([]byte(text))
				return
			}
			mail(w, r)
		}
	}
	const page, asset = "/zimbra/public/login.jsp", "/zimbra/js/skinbuild/late.0123456789ab.js"
	for _, test := range []struct {
		name    string
		handler http.HandlerFunc
		says    string
	}{
		{"an older page", instead(page, "<html>Zimbra</html>"), "does not refer to js/skinbuild/late.0123456789ab.js: it is an older page"},
		{"a proxy's sign-in page", instead(page, `<html><input type="password"></html>`), "sign-in page of a proxy"},
		{"no page", instead(page, "ok"), "the answer is not a page"},
		{"another script", instead(asset, "var late = 0;"), "another than what was written: it is a page"},
		{"the page does not compile", func(w http.ResponseWriter, r *http.Request) { http.Error(w, "JSP", 500) }, "500 Internal Server Error"},
		{"another server", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://sso.example.com/", http.StatusFound)
		}, "leads to another server, sso.example.com"},
		{"a session for a script", func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, ".js") {
				http.Redirect(w, r, "/", http.StatusFound)
				return
			}
			mail(w, r)
		}, "it needs a session"},
		{"damaged compression", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Write([]byte("x"))
		}, "cannot be read"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, err := verify(t, test.handler, expected()); !errors.Is(err, ErrVerify) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("%v", err)
			}
		})
	}
}

// TestVerifyWithoutSession: pages behind the sign-in are left out; if all are, nothing was
// verified, and that is an error.
func TestVerifyWithoutSession(t *testing.T) {
	handler := func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "launchZCS.jsp") {
			http.Redirect(w, r, "/zimbra/", http.StatusFound)
			return
		}
		mail(w, r)
	}
	want := expected()
	want.Pages = append(want.Pages, Page{"public/launchZCS.jsp", []string{"js/skinbuild/late.0123456789ab.js"}})
	if _, err := verify(t, handler, want); err != nil {
		t.Error(err)
	}
	want = Expected{Pages: want.Pages[1:]}
	if _, err := verify(t, handler, want); !errors.Is(err, ErrVerify) || !strings.Contains(err.Error(), "without a session") {
		t.Errorf("%v", err)
	}
}

// TestVerifyWaits: a page that the server compiles only after a while is asked for again.
func TestVerifyWaits(t *testing.T) {
	var mu sync.Mutex
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked++
		old := asked <= 2
		mu.Unlock()
		if old {
			w.Write([]byte("<html>old</html>"))
			return
		}
		mail(w, r)
	}))
	defer server.Close()
	v := &Verifier{Base: server.URL + "/zimbra/", Wait: time.Minute}
	if _, err := v.Verify(context.Background(), expected()); err != nil {
		t.Error(err)
	}
}

// TestVerifyTLS: a certificate that nobody has signed is refused.
func TestVerifyTLS(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(mail))
	defer server.Close()
	v := &Verifier{Base: server.URL + "/zimbra/"}
	if _, err := v.Verify(context.Background(), expected()); !errors.Is(err, ErrVerify) || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("%v", err)
	}
}

func TestVerifyURL(t *testing.T) {
	for _, base := range []string{"", "mail.example.com", "ftp://a/", "https://", "https://user:pass@a/", "https://a/?q=1", "http://a b/"} {
		v := &Verifier{Base: base}
		if _, err := v.Verify(context.Background(), Expected{}); err == nil || errors.Is(err, ErrVerify) {
			t.Errorf("%q: %v", base, err)
		}
	}
}
