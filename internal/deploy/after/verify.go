package after

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Agents are the User-Agents that pages are fetched as: the server sends each kind of
// browser its own.
var agents = []struct{ name, text string }{
	{"chrome", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"},
	{"firefox", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"},
	{"safari", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Safari/605.1.15"},
	{"ie", "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko"},
}

// maxBody is how much of an answer is read.
const maxBody = 32 << 20

// Expected is what browsers must get.
type Expected struct {
	Pages  []Page
	Assets []Asset
}

// A Page is a page and the assets that it must refer to.
type Page struct {
	Path   string // below the webapp
	Assets []string
}

// An Asset is a file that browsers must get byte for byte. Of a compressed form, the
// bytes count after the browser has uncompressed them.
type Asset struct {
	Path   string
	SHA256 string
}

// A Probe is one request and what it showed.
type Probe struct {
	URL    string `json:"url"`
	Agent  string `json:"agent"`
	Gzip   bool   `json:"gzip"`             // whether it asked for compression
	Status int    `json:"status,omitempty"` // of the answer
	Result string `json:"result"`           // ok, skipped or failed
	Text   string `json:"text,omitempty"`   // why
}

// The results of a probe.
const (
	OK      = "ok"
	Skipped = "skipped" // a page that needs a session
	Failed  = "failed"
)

// A Verifier fetches pages and assets from a server.
type Verifier struct {
	// Base is the URL of the webapp: https://mail.example.com/ or, behind a path,
	// https://mail.example.com/zimbra/.
	Base string
	// Client is the client to use; nil means one that checks certificates, follows no
	// redirect and asks no cache.
	Client *http.Client
	// Wait is for how long requests that fail are repeated, once a second: the server
	// compiles a changed page some seconds later.
	Wait time.Duration
}

// ErrVerify is returned where the server does not send what was written.
var ErrVerify = errors.New("browsers do not get what was written")

// Verify makes all requests. The error is ErrVerify if one failed, or if no page could
// be looked at although there are some.
func (v *Verifier) Verify(ctx context.Context, want Expected) ([]Probe, error) {
	base, err := v.base()
	if err != nil {
		return nil, err
	}
	requests := v.requests(base, want)
	probes := make([]Probe, len(requests))
	for begun := time.Now(); ; {
		failed := false
		for i, request := range requests {
			if probes[i].Result == "" || probes[i].Result == Failed {
				probes[i] = request(ctx)
				failed = failed || probes[i].Result == Failed
			}
		}
		if !failed || ctx.Err() != nil || time.Since(begun) >= v.Wait {
			break
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
	if err := ctx.Err(); err != nil {
		return probes, err
	}
	looked := len(probes) == 0
	for _, p := range probes {
		if p.Result == Failed {
			return probes, fmt.Errorf("%w: %s as %s: %s", ErrVerify, p.URL, p.Agent, p.Text)
		}
		looked = looked || p.Result == OK
	}
	if !looked {
		return probes, fmt.Errorf("%w: no page can be looked at without a session", ErrVerify)
	}
	return probes, nil
}

// Check reports whether Base is a URL that can be asked.
func (v *Verifier) Check() error {
	_, err := v.base()
	return err
}

func (v *Verifier) base() (*url.URL, error) {
	u, err := url.Parse(v.Base)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return nil, fmt.Errorf("%q is not a URL such as https://mail.example.com/", v.Base)
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("the URL must not hold a password, a query or a fragment")
	}
	if !strings.HasSuffix(u.Path, "/") {
		u.Path += "/"
	}
	return u, nil
}

// requests lists all requests: each page as every browser, each asset, with and without
// compression.
func (v *Verifier) requests(base *url.URL, want Expected) []func(context.Context) Probe {
	var list []func(context.Context) Probe
	for _, page := range want.Pages {
		for _, a := range agents {
			for _, compressed := range []bool{true, false} {
				list = append(list, func(ctx context.Context) Probe { return v.page(ctx, base, page, a.name, a.text, compressed) })
			}
		}
	}
	for _, asset := range want.Assets {
		for _, compressed := range []bool{true, false} {
			list = append(list, func(ctx context.Context) Probe { return v.asset(ctx, base, asset, compressed) })
		}
	}
	return list
}

// page looks at one page as one browser.
func (v *Verifier) page(ctx context.Context, base *url.URL, page Page, name, agent string, compressed bool) Probe {
	p := Probe{Agent: name, Gzip: compressed, Result: Failed}
	res, body := v.get(ctx, base, page.Path, agent, compressed, &p)
	switch {
	case res == nil:
	case res.StatusCode >= 300 && res.StatusCode < 400:
		p.redirected(base, res)
	case res.StatusCode == http.StatusUnauthorized || res.StatusCode == http.StatusForbidden:
		p.Result, p.Text = Skipped, "the page needs a session"
	case res.StatusCode != http.StatusOK:
		p.Text = fmt.Sprintf("the server answers %s", res.Status)
	default:
		p.Result = OK
		for _, asset := range page.Assets {
			if !bytes.Contains(body, []byte(asset)) {
				p.Result, p.Text = Failed, fmt.Sprintf("the page does not refer to %s: %s", asset, kindOfAnswer(body))
				break
			}
		}
	}
	return p
}

// redirected judges a redirect, which is never followed: it may lead to the sign-in page
// of the same server, which is right for pages that need a session.
func (p *Probe) redirected(base *url.URL, res *http.Response) {
	to, err := res.Location()
	if err == nil && to.Host == base.Host {
		p.Result, p.Text = Skipped, "the page leads to "+to.Path+": it needs a session"
		return
	}
	p.Text = "the answer leads to another server"
	if err == nil {
		p.Text += ", " + to.Host
	}
	p.Text += ": is it the sign-in page of a proxy?"
}

func kindOfAnswer(body []byte) string {
	lower := bytes.ToLower(body)
	if !bytes.Contains(lower, []byte("<html")) {
		return "the answer is not a page"
	}
	if bytes.Contains(lower, []byte("type=\"password\"")) && !bytes.Contains(lower, []byte("zimbra")) {
		return "it looks like the sign-in page of a proxy"
	}
	return "it is an older page, from a cache or a proxy, or another server's"
}

// asset compares one file.
func (v *Verifier) asset(ctx context.Context, base *url.URL, asset Asset, compressed bool) Probe {
	p := Probe{Agent: agents[0].name, Gzip: compressed, Result: Failed}
	res, body := v.get(ctx, base, asset.Path, agents[0].text, compressed, &p)
	switch {
	case res == nil:
	case res.StatusCode >= 300 && res.StatusCode < 400:
		p.redirected(base, res)
		p.Result = Failed
	case res.StatusCode != http.StatusOK:
		p.Text = fmt.Sprintf("the server answers %s", res.Status)
	default:
		sum := sha256.Sum256(body)
		if hex.EncodeToString(sum[:]) == asset.SHA256 {
			p.Result = OK
			break
		}
		p.Text = "the content is another than what was written"
		if strings.Contains(res.Header.Get("Content-Type"), "html") {
			p.Text += ": it is a page, perhaps the sign-in page of a proxy"
		}
	}
	return p
}

// get fetches a path past caches; nil if there was no answer, which the probe says.
func (v *Verifier) get(ctx context.Context, base *url.URL, path, agent string, compressed bool, p *Probe) (*http.Response, []byte) {
	u := base.JoinPath(path)
	p.URL = u.String()
	u.RawQuery = "skinbuild=" + hex.EncodeToString(random())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		p.Text = err.Error()
		return nil, nil
	}
	req.Header.Set("User-Agent", agent)
	req.Header.Set("Cache-Control", "no-cache")
	req.Header.Set("Pragma", "no-cache")
	req.Header.Set("Accept-Encoding", "identity")
	if compressed {
		req.Header.Set("Accept-Encoding", "gzip")
	}
	res, err := v.client().Do(req)
	if err != nil {
		p.Text = reason(err)
		return nil, nil
	}
	defer res.Body.Close()
	p.Status = res.StatusCode
	body, err := readBody(res)
	if err != nil {
		p.Text = "the answer cannot be read: " + err.Error()
		return nil, nil
	}
	return res, body
}

// readBody reads an answer as a browser does: uncompressed as its header says, and a
// file that is compressed by itself as well.
func readBody(res *http.Response) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(res.Body, maxBody+1))
	if err != nil {
		return nil, err
	}
	if res.Header.Get("Content-Encoding") == "gzip" || bytes.HasPrefix(body, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			return nil, err
		}
		if body, err = io.ReadAll(io.LimitReader(z, maxBody+1)); err != nil {
			return nil, err
		}
	}
	if len(body) > maxBody {
		return nil, fmt.Errorf("it has more than %d bytes", maxBody)
	}
	return body, nil
}

// reason shortens the error of a request: its URL is in the probe.
func reason(err error) string {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	return err.Error()
}

func random() []byte {
	b := make([]byte, 8)
	rand.Read(b)
	return b
}

func (v *Verifier) client() *http.Client {
	if v.Client != nil {
		return v.Client
	}
	v.Client = &http.Client{
		Timeout:       30 * time.Second,
		Transport:     &http.Transport{Proxy: nil, DisableCompression: true, ForceAttemptHTTP2: true, TLSHandshakeTimeout: 10 * time.Second},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return v.Client
}
