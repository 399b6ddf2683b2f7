// Package render renders JSP pages without a Java server. It knows as much of
// JSP as the webapp's view templates need, and takes a declared environment
// instead of the server. The first comment of every page says that skinbuild
// rendered it, because the result is not the server's own response.
//
// It supports static text, directives and comments, the expression language,
// the core and format tags of JSTL, includes and forwards, tag files, and those
// of the vendor's tags that the login page and the client's two launch pages
// use.
//
// Scriptlets are not executed. The package reads their statements to find what
// they assign, which attributes and headers they set, and which parts of the
// page are inside an if or a loop. A value that it cannot compute is unknown,
// and so is every value computed from it. An unknown value is harmless until
// the page prints it or branches on it. Then the result is an error that points
// to the code that was not understood; the package never guesses.
//
// The reference is Jasper (Tomcat 8.5 and 9), with trimSpaces set as in the
// webapp.
package render

import (
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/codes"
	"skinbuild/internal/server/jsp"
	"skinbuild/internal/source"
)

// An Environment is what the server would know about a request. The zero value
// is an anonymous GET request to a server without configuration.
type Environment struct {
	ContextPath string     // "/zimbra"; "" for the root
	Query       url.Values // parameters of the request
	Host        string     // of the request, without a port; "" means "localhost"
	UserAgent   ua.Bean    // result of zm:getUserAgent
	Locale      string     // "en_US"; "" means "en_US"
	Skin        string     // the default skin; "" means "harmony"
	Version     string     // the cache buster

	Init    map[string]string // context parameters of web.xml, beside the two that follow from Skin and Version
	Domain  map[string]string // attributes of the domain; nil: no domain
	Account map[string]string // preferences of the signed-in user; nil: not signed in
	Info    string            // result of zm:getInfoJSON, as JSON; "" means "{}"

	// SignInError is the code of the error that the sign-in page shows, such as
	// "account.AUTH_FAILED"; "" for a page that has not been submitted.
	SignInError string

	// Declared gives Java variables values that this package cannot compute,
	// written as Java literals: "httpPort": `"80"`.
	Declared map[string]string

	// Message returns the text of a key of a bundle ("/messages/ZmMsg"). If
	// Message is nil or returns false, the bundles below WEB-INF/classes are used.
	Message func(bundle, key string) (text string, ok bool)
	// Include answers jsp:include of anything but a JSP: a servlet's response or a
	// file. If Include is nil or returns false, the file with that name is used.
	Include func(path string, query url.Values) (text string, ok bool, err error)
}

// A Page is a rendered page.
type Page struct {
	Body   string
	Header http.Header
	Status int      // 200, or 302 with Header's Location
	Files  []string // the templates read for it, the page first
}

// Limits for templates that never end.
const (
	maxOutput  = 16 << 20
	maxDepth   = 20      // of includes, forwards and tag files
	maxSteps   = 500_000 // nodes and statements
	maxProblem = 50
)

// notice begins every page and says what rendered it.
const notice = "<!-- Rendered by skinbuild from the template; not the server's own answer. -->\n"

// Render renders the page called name ("public/login.jsp") of the webapp. If
// the diagnostics contain an error, which includes a missing template, the page
// is nil.
func Render(webapp fs.FS, name string, env *Environment) (*Page, source.Diags) {
	if env == nil {
		env = &Environment{}
	}
	r := &run{
		fsys: webapp, env: env, docs: map[string][]node{}, bundles: map[string]map[string]string{},
		page:    &Page{Header: http.Header{"Content-Type": {"text/html;charset=UTF-8"}}, Status: http.StatusOK},
		request: scope{}, session: scope{}, application: scope{},
	}
	r.begin()
	out := &strings.Builder{}
	r.template(path.Clean("/"+name), nil, out, nil)
	if err := r.problems.Err(); err != nil {
		return nil, r.problems
	}
	r.page.Body = withNotice(out.String())
	return r.page, r.problems
}

// withNotice inserts the notice after the doctype: text before the doctype
// would put Internet Explorer into quirks mode.
func withNotice(body string) string {
	at := 0
	if i := strings.Index(strings.ToLower(body), "<!doctype"); i >= 0 {
		if end := strings.IndexByte(body[i:], '>'); end >= 0 {
			at = i + end + 1
		}
	}
	if at == 0 {
		return notice + body
	}
	return body[:at] + "\n" + notice + strings.TrimPrefix(body[at:], "\n")
}

// run holds the state of one request.
type run struct {
	fsys    fs.FS
	env     *Environment
	page    *Page
	docs    map[string][]node
	bundles map[string]map[string]string // by name and key

	request, session, application scope

	problems source.Diags
	steps    int
	depth    int
	ended    bool // output has ended: after a redirect, a forward or a limit
}

// scope holds attributes by name.
type scope map[string]value

// frame holds the state of one page or tag file.
type frame struct {
	*run
	file   *source.File
	path   string // absolute, "/public/login.jsp"
	page   scope
	own    map[string]*method // methods that the page declares
	java   scope              // variables of the scriptlets
	result value              // of the current return statement
	params url.Values
	body   func(*strings.Builder) // of the tag that calls this tag file

	collected []param // parameters from the tags inside the current tag
}

// problem records a diagnostic; too many end the page.
func (r *run) problem(d *source.Diag) {
	if !slices.ContainsFunc(r.problems, func(p *source.Diag) bool { return p.File == d.File && p.Span == d.Span && p.Text == d.Text }) {
		r.problems = append(r.problems, d)
	}
	if len(r.problems) >= maxProblem {
		r.ended = true
	}
}

// template renders the template at an absolute path into out.
func (r *run) template(name string, params url.Values, out *strings.Builder, from *frame) {
	doc, file, d := r.load(name)
	if d != nil {
		if from != nil {
			d.File, d.Span = from.file, source.Span{}
		}
		r.problem(d)
		return
	}
	if r.depth++; r.depth > maxDepth {
		r.problem(file.Errorf(source.Span{}, codes.JSPDepth, "includes and forwards are nested more than %d deep", maxDepth))
		r.ended = true
	}
	defer func() { r.depth-- }()
	if params == nil {
		params = r.env.Query
	}
	f := &frame{run: r, file: file, path: name, page: scope{}, java: scope{}, own: map[string]*method{}, params: params}
	f.nodes(doc, out)
}

// load reads and parses a template once.
func (r *run) load(name string) ([]node, *source.File, *source.Diag) {
	rel := strings.TrimPrefix(name, "/")
	text, err := fs.ReadFile(r.fsys, rel)
	file := source.NewFile(rel, string(text))
	if err != nil {
		return nil, nil, file.Errorf(source.Span{}, codes.JSPMissing, "cannot read %s: %v", rel, reason(err))
	}
	if !slices.Contains(r.page.Files, rel) {
		r.page.Files = append(r.page.Files, rel)
	}
	if nodes, ok := r.docs[name]; ok && len(nodes) > 0 {
		return nodes, nodes[0].file, nil
	}
	nodes, d := parse(jsp.Scan(file), r.includeDirective(name))
	if d != nil {
		return nil, nil, d
	}
	r.docs[name] = nodes
	return nodes, file, nil
}

func reason(err error) error {
	if p, ok := err.(*fs.PathError); ok {
		return p.Err
	}
	return err
}

// includeDirective returns a function that reads the files of include
// directives in the template called name. Such a file becomes part of the
// template before evaluation.
func (r *run) includeDirective(name string) func(string) ([]node, *source.Diag) {
	return func(target string) ([]node, *source.Diag) {
		if r.depth++; r.depth > maxDepth {
			f := source.NewFile(strings.TrimPrefix(name, "/"), "")
			return nil, f.Errorf(source.Span{}, codes.JSPDepth, "include directives are nested more than %d deep", maxDepth)
		}
		defer func() { r.depth-- }()
		nodes, _, d := r.load(resolve(name, target))
		return nodes, d
	}
}

// resolve returns the absolute path of a target in a template.
func resolve(from, target string) string {
	if strings.HasPrefix(target, "/") {
		return path.Clean(target)
	}
	return path.Join(path.Dir(from), target)
}

// step counts one unit of work and reports whether rendering may continue.
func (f *frame) step(n *node, out *strings.Builder) bool {
	f.steps++
	if !f.ended && (f.steps > maxSteps || out.Len() > maxOutput) {
		f.problem(f.at(n).Errorf(n.span, codes.JSPLimit, "the page is too large or never ends: more than %d steps or %d bytes", maxSteps, maxOutput))
		f.ended = true
	}
	return !f.ended
}

// at returns the file that contains the node. With include directives it
// differs from the frame's file.
func (f *frame) at(n *node) *source.File { return n.file }
