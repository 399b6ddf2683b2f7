// Package serve answers requests for the webapp as the mail server would, from
// files alone: style sheets, frames and scripts of the skin servlet for the
// requesting browser, pages rendered from their templates by package render,
// and static files. There is no mailbox, so requests that need one get status
// 503.
//
// Differences from the server: nothing is minified or compressed, scripts are
// never replaced by their compressed copies, and the first comment of a page
// says that skinbuild rendered it. The response headers that a page depends on
// are the server's: Vary and Cache-Control.
package serve

import (
	"bytes"
	"cmp"
	"io/fs"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/codes"
	"skinbuild/internal/server/mailbox"
	"skinbuild/internal/server/render"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/source"
)

// Options describe what to serve. Only Webapp is required.
type Options struct {
	// Webapp is the webapp with its layers (see tree.Layers). New reads it once:
	// create a new handler when skins or templates have changed.
	Webapp fs.FS
	// ContextPath is the URL path of the webapp; "" means "/zimbra".
	ContextPath string
	// Skin is the default skin; "" means "harmony".
	Skin string
	// Domain holds attributes of the mail domain by name ("zimbraSkinBackgroundColor").
	Domain map[string]string
	// Account holds preferences of the signed-in user, for the pages of the
	// client; nil means a user without preferences.
	Account map[string]string
	// Version is the cache buster; "" means a fixed one.
	Version string
	// Clock fixes the time in the client's pages, so that pictures of them do not change;
	// the zero time leaves the browser's clock alone.
	Clock time.Time
	// Mailbox answers what the client asks a mail server for. nil refuses it with
	// status 503.
	Mailbox *mailbox.Mailbox
	// Problem is called with the diagnostics of a request that the server would
	// answer with an error, or in which the skin servlet ignores something
	// silently. nil disables it. It may be called by several goroutines at once.
	Problem func(request string, ds source.Diags)
}

// Response headers that only skinbuild sets.
const (
	// RenderedBy is set on every page made from a template.
	RenderedBy = "X-Skinbuild-Rendering"
	// Blocks lists the keys of the blocks ("skinbuild:begin KEY") in the templates
	// of a page, in order, separated by commas.
	Blocks = "X-Skinbuild-Blocks"
)

// monthLong is the Cache-Control value that the server sets on skins and
// scripts.
const monthLong = "public, max-age=2595600"

// A Handler serves one webapp. It is safe for concurrent use.
type Handler struct {
	opt  Options
	skin *skin.Webapp
}

// New returns a handler. It returns an error if the webapp cannot be read.
func New(opt *Options) (*Handler, error) {
	h := &Handler{opt: *opt}
	h.opt.ContextPath = cmp.Or(strings.TrimSuffix(opt.ContextPath, "/"), "/zimbra")
	h.opt.Version = cmp.Or(opt.Version, "260101000000")
	app, err := skin.Open(opt.Webapp, &skin.Options{DefaultSkin: opt.Skin})
	h.skin = app
	return h, err
}

// With returns a handler for the same webapp with another mailbox. The two share what they
// have read.
func (h *Handler) With(m *mailbox.Mailbox) *Handler {
	other := *h
	other.opt.Mailbox = m
	return &other
}

// Skin returns the webapp's skins as they are served.
func (h *Handler) Skin() *skin.Webapp { return h.skin }

// ContextPath returns the URL path of the webapp, for example "/zimbra".
func (h *Handler) ContextPath() string { return h.opt.ContextPath }

// ServeHTTP answers a request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if request, ok := h.mailRequest(r); ok {
		if h.opt.Mailbox == nil {
			refuse(w)
			return
		}
		h.opt.Mailbox.ServeHTTP(w, request)
		return
	}
	if inside := strings.TrimPrefix(r.URL.Path, h.opt.ContextPath); h.isSignIn(r, path.Clean("/"+inside)) {
		h.serveSignIn(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "only GET is supported", http.StatusMethodNotAllowed)
		return
	}
	name, inside := strings.CutPrefix(r.URL.Path, h.opt.ContextPath+"/")
	switch {
	case inside:
	case r.URL.Path == "/" || r.URL.Path == h.opt.ContextPath:
		http.Redirect(w, r, h.opt.ContextPath+"/", http.StatusFound)
		return
	default:
		// Paths below the server's root lead into the webapp too; the client's pages
		// use them.
		name = r.URL.Path
	}
	name = path.Clean("/" + name)
	switch {
	case isSkin(name):
		h.serveSkin(w, r, name)
	case strings.HasPrefix(name, "/WEB-INF/") || strings.HasPrefix(name, "/META-INF/"):
		http.NotFound(w, r)
	case name == "/":
		h.serveRoot(w, r)
	case isPage(name):
		h.servePage(w, r, name, "")
	case path.Dir(name) == "/res":
		h.serveTexts(w, r, name)
	default:
		h.serveFile(w, r, name)
	}
}

// mailRequest returns the request without the context path if a mail server answers it.
func (h *Handler) mailRequest(r *http.Request) (*http.Request, bool) {
	name := r.URL.Path
	if inside, ok := strings.CutPrefix(name, h.opt.ContextPath+"/"); ok {
		name = "/" + inside
	}
	if !strings.HasPrefix(name, "/service/") && !strings.HasPrefix(name, "/home/") {
		return nil, false
	}
	inner := r.Clone(r.Context())
	inner.URL.Path, inner.URL.RawPath = name, ""
	return inner, true
}

// refuse answers a request that needs a mailbox.
func refuse(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusServiceUnavailable)
	_, _ = w.Write([]byte("no mail server is running: skinbuild serves pages from files only\n"))
}

// isSkin reports whether the skin servlet answers the path.
func isSkin(name string) bool {
	for _, dir := range []string{"/css/", "/html/", "/appcache/"} {
		if strings.HasPrefix(name, dir) {
			return true
		}
	}
	return name == "/js/skin.js"
}

// isPage reports whether the path is a template.
func isPage(name string) bool {
	dir := strings.SplitN(strings.TrimPrefix(name, "/"), "/", 2)[0]
	return path.Ext(name) == ".jsp" || (dir == "h" || dir == "m") && path.Ext(name) == ""
}

// queryOf returns the parameters as the server reads them: to the server, a
// semicolon, which every User-Agent contains, is not a separator.
func queryOf(r *http.Request) url.Values {
	q, _ := url.ParseQuery(strings.ReplaceAll(r.URL.RawQuery, ";", "%3B")) // malformed parameters are dropped
	return q
}

var skinTypes = map[string]string{
	"css": "text/css; charset=utf-8", "html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8", "appcache": "text/cache-manifest",
}

func (h *Handler) serveSkin(w http.ResponseWriter, r *http.Request, name string) {
	q := queryOf(r)
	agent := r.UserAgent()
	if q.Has("agent") {
		agent = q.Get("agent")
	}
	chosen := q.Get("skin")
	if c, err := r.Cookie("ZM_SKIN"); err == nil && chosen == "" {
		chosen = c.Value
	}
	text, ok := h.render(name, agent, chosen, q, r.URL.RequestURI())
	w.Header().Set("Vary", "User-Agent")
	if !ok {
		http.Error(w, "the skin servlet fails on this request", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", skinTypes[strings.SplitN(name, "/", 3)[1]])
	w.Header().Set("Cache-Control", monthLong)
	_, _ = w.Write([]byte(text))
}

// render returns what the skin servlet sends; ok is false if the servlet fails.
func (h *Handler) render(name, agent, chosen string, q map[string][]string, request string) (text string, ok bool) {
	macros, err := ua.ServletMacros(agent)
	if err != nil {
		h.problem(request, source.Diags{source.NewFile(request, "").Errorf(source.Span{}, codes.ServeAgent, "%v", err)})
		return "", false
	}
	get := func(key string) string {
		if v := q[key]; len(v) > 0 {
			return v[0]
		}
		return ""
	}
	sent, ds := h.skin.Render(&skin.Request{
		Path: name, Skin: chosen, Client: get("client"), Macros: macros, Locale: get("locale"),
		Templates: get("templates"), Domain: h.domain(), Version: h.opt.Version,
	})
	h.problem(request, ds)
	return sent.Text(), ds.Err() == nil
}

// domain returns the properties that the domain overrides.
func (h *Handler) domain() map[string]string {
	if h.opt.Domain == nil {
		return nil
	}
	out := map[string]string{}
	for _, key := range skin.DomainKeys() {
		if v := h.opt.Domain[key[1]]; v != "" {
			out[key[0]] = v
		}
	}
	return out
}

func (h *Handler) problem(request string, ds source.Diags) {
	if h.opt.Problem != nil && len(ds) > 0 {
		h.opt.Problem(request, ds)
	}
}

// servePage renders a template. problem is the code of the error that the sign-in page
// shows; "" for none.
func (h *Handler) servePage(w http.ResponseWriter, r *http.Request, name, problem string) {
	bean, err := ua.Taglib(r.UserAgent())
	if err != nil {
		http.Error(w, "the server's tag library fails on this User-Agent: "+err.Error(), http.StatusInternalServerError)
		return
	}
	q := queryOf(r)
	env := h.environment(r, name, bean)
	env.SignInError = problem
	if problem != "" {
		env.Query.Set("username", r.PostForm.Get("username"))
	}
	page, ds := render.Render(h.opt.Webapp, name, env)
	h.problem(r.URL.RequestURI(), ds)
	if page == nil {
		status := http.StatusInternalServerError
		if slices.ContainsFunc(ds, func(d *source.Diag) bool { return d.Code == codes.JSPMissing }) {
			status = http.StatusNotFound
		}
		w.Header().Set(RenderedBy, "failed")
		var b bytes.Buffer
		_ = source.Write(&b, ds, nil)
		http.Error(w, "skinbuild cannot render this page:\n"+b.String(), status)
		return
	}
	for key, values := range page.Header {
		w.Header()[key] = values
	}
	w.Header().Set(RenderedBy, "skinbuild, not the server")
	w.Header().Set(Blocks, strings.Join(h.blocks(page.Files), ","))
	w.Header().Add("Vary", "User-Agent")
	if c := q.Get("skin"); c != "" {
		http.SetCookie(w, &http.Cookie{Name: "ZM_SKIN", Value: c, Path: "/"})
	}
	w.WriteHeader(page.Status)
	_, _ = w.Write([]byte(h.withClock(page.Body)))
}

// environment returns what the server knows about a request.
func (h *Handler) environment(r *http.Request, page string, bean ua.Bean) *render.Environment {
	host, _, _ := strings.Cut(r.Host, ":")
	env := &render.Environment{
		ContextPath: h.opt.ContextPath, Query: queryOf(r), Host: host, UserAgent: bean, Skin: h.opt.Skin, Version: h.opt.Version,
		Domain: h.opt.Domain, Account: h.opt.Account, Message: h.message,
		Declared: map[string]string{"protocolMode": `"http"`, "httpPort": `"80"`, "httpsPort": `"443"`},
	}
	switch {
	case !strings.HasPrefix(path.Base(page), "launch"):
		env.Account = nil // on the other pages the user is not signed in
	case env.Account == nil:
		env.Account = map[string]string{"zimbraPrefSkin": cmp.Or(queryOf(r).Get("skin"), h.opt.Skin, "harmony")}
	}
	if h.opt.Mailbox != nil {
		env.Domain = withDomain(h.opt.Domain, h.opt.Mailbox.Domain())
	}
	if h.opt.Mailbox != nil && env.Account != nil {
		env.Info = h.opt.Mailbox.Info(env.Account["zimbraPrefSkin"])
	}
	env.Include = func(name string, params url.Values) (string, bool, error) {
		return h.include(r, name, params)
	}
	return env
}

// withDomain returns the attributes of both; those of the options come first.
func withDomain(given, data map[string]string) map[string]string {
	if len(data) == 0 {
		return given
	}
	all := maps.Clone(data)
	maps.Copy(all, given)
	return all
}

// include answers an include of a page. The skin servlet answers includes of
// skin parts, for the browser of the page's request.
func (h *Handler) include(r *http.Request, name string, params map[string][]string) (string, bool, error) {
	if !isSkin(name) {
		return "", false, nil
	}
	chosen := ""
	if v := params["skin"]; len(v) > 0 {
		chosen = v[0]
	}
	text, ok := h.render(name, r.UserAgent(), chosen, params, name+" in "+r.URL.Path)
	if !ok {
		return "", true, errSkin
	}
	return text, true, nil
}

var blockForm = regexp.MustCompile(`skinbuild:begin ([a-z0-9][a-z0-9-]*)`)

// blocks returns the keys of skinbuild's blocks in the templates.
func (h *Handler) blocks(files []string) []string {
	var out []string
	for _, name := range files {
		data, err := fs.ReadFile(h.opt.Webapp, name)
		if err != nil {
			continue
		}
		for _, m := range blockForm.FindAllSubmatch(data, -1) {
			if !slices.Contains(out, string(m[1])) {
				out = append(out, string(m[1]))
			}
		}
	}
	return out
}

func (h *Handler) serveFile(w http.ResponseWriter, r *http.Request, name string) {
	data, err := fs.ReadFile(h.opt.Webapp, strings.TrimPrefix(name, "/"))
	switch {
	case err == nil:
	case name == "/favicon.ico": // browsers request it unasked
		w.WriteHeader(http.StatusNoContent)
		return
	default:
		http.NotFound(w, r)
		return
	}
	kind := mime.TypeByExtension(path.Ext(name))
	if base, ok := strings.CutSuffix(name, ".zgz"); ok {
		w.Header().Set("Content-Encoding", "gzip")
		kind = mime.TypeByExtension(path.Ext(base))
	}
	if kind == "" {
		kind = http.DetectContentType(data)
	}
	w.Header().Set("Content-Type", kind)
	if path.Ext(name) == ".js" || path.Ext(name) == ".zgz" {
		w.Header().Set("Cache-Control", monthLong)
	}
	_, _ = w.Write(data)
}
