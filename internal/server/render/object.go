package render

import (
	"cmp"
	"io/fs"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"skinbuild/internal/agents/ua"
)

// object is an object of the server. get and call return nil for what they do
// not support.
type object interface {
	value
	get(f *frame, name string) value
	call(f *frame, name string, args []value) value
}

// begin fills the scopes as the server's filters do before a page runs.
func (r *run) begin() {
	r.request["version"] = text(r.env.Version)
	r.request["fileExtension"] = text("") // use scripts without their compressed copies
	if r.env.Account != nil {
		r.request["authResult"] = account{}
	}
}

func (r *run) locale() string { return cmp.Or(r.env.Locale, "en_US") }
func (r *run) skin() string   { return cmp.Or(r.env.Skin, "harmony") }
func (r *run) host() string   { return cmp.Or(r.env.Host, "localhost") }

// initParam returns a context parameter of web.xml.
func (r *run) initParam(name string) value {
	switch name {
	case "zimbraDefaultSkin":
		return text(r.skin())
	case "zimbraCacheBusterVersion":
		return text(r.env.Version)
	}
	v, ok := r.env.Init[name]
	return orNull(v, ok)
}

// implicit returns the objects that a scriptlet can use without a declaration.
func (f *frame) implicit(name string) (value, bool) {
	switch name {
	case "request", "response", "pageContext", "jspContext", "application", "session":
		return server{name}, true
	}
	return nil, false
}

// elObject returns the objects that an EL expression can use.
func (f *frame) elObject(name string) (value, bool) {
	scopes := map[string]scope{"pageScope": f.page, "requestScope": f.request, "sessionScope": f.session, "applicationScope": f.application}
	if s, ok := scopes[name]; ok {
		return attributes{s}, true
	}
	switch name {
	case "param", "paramValues", "initParam", "pageContext":
		return server{name}, true
	case "header", "headerValues", "cookie":
		return newDict(), true // cookies are empty, and so are headers
	}
	return nil, false
}

// attributes is a scope as a map.
type attributes struct{ scope scope }

func (attributes) isValue() {}
func (a attributes) get(_ *frame, name string) value {
	if v, ok := a.scope[name]; ok {
		return v
	}
	return null{}
}
func (a attributes) call(*frame, string, []value) value { return nil }

// server is an object that a page accesses by name.
type server struct{ name string }

func (server) isValue() {}

func (s server) get(f *frame, name string) value {
	switch s.name {
	case "param":
		return orNull(f.params.Get(name), f.params.Has(name))
	case "paramValues":
		return texts(f.params[name]...)
	case "initParam":
		return f.initParam(name)
	case "pageContext":
		if name == "request" || name == "response" || name == "session" {
			return server{name}
		}
	case "request":
		return requestProperty(f, name)
	}
	return nil
}

func requestProperty(f *frame, name string) value {
	switch name {
	case "contextPath":
		return text(f.env.ContextPath)
	case "locale":
		return locale(f.locale())
	case "queryString":
		return orNull(f.env.Query.Encode(), len(f.env.Query) > 0)
	case "serverName":
		return text(f.host())
	case "method":
		return text("GET")
	case "scheme":
		return text("http")
	case "secure":
		return boolean(false)
	case "requestURI":
		return text(f.env.ContextPath + f.path)
	}
	return nil
}

func (s server) call(f *frame, name string, args []value) value {
	first := ""
	if len(args) > 0 {
		first = toText(args[0])
	}
	switch name {
	case "getParameter":
		return orNull(f.params.Get(first), f.params.Has(first))
	case "getInitParameter":
		return f.initParam(first)
	case "getAttribute", "findAttribute", "setAttribute", "removeAttribute":
		return s.attribute(f, name, first, args)
	case "setHeader", "addHeader", "addCookie", "setContentType", "setStatus":
		return header(f, name, args)
	case "getRealPath":
		return text(first)
	case "getRequest", "getResponse", "getServletContext", "getSession":
		return server{map[string]string{"getRequest": "request", "getResponse": "response", "getServletContext": "application", "getSession": "session"}[name]}
	}
	if property, ok := strings.CutPrefix(name, "get"); ok && s.name == "request" && property != "" && len(args) == 0 {
		return requestProperty(f, strings.ToLower(property[:1])+property[1:])
	}
	return nil
}

func (s server) attribute(f *frame, method, name string, args []value) value {
	where := s.name // all objects but these three stand for the page
	switch {
	case method == "findAttribute":
		return f.find(name)
	case method == "getAttribute":
		if v, ok := f.scopeOf(where)[name]; ok {
			return v
		}
		return null{}
	case method == "setAttribute" && len(args) >= 2:
		f.set(where, name, args[1])
	default:
		delete(f.scopeOf(where), name)
	}
	return null{}
}

// header sets a response header. Unknown headers are dropped: an error would
// not match the server's behaviour.
func header(f *frame, name string, args []value) value {
	switch {
	case len(args) == 2 && name == "setHeader":
		f.run.page.Header.Set(toText(args[0]), toText(args[1]))
	case len(args) == 2 && name == "addHeader":
		f.run.page.Header.Add(toText(args[0]), toText(args[1]))
	case len(args) == 1 && name == "setContentType":
		f.run.page.Header.Set("Content-Type", toText(args[0]))
	}
	return null{}
}

// locale is a java.util.Locale, "en_US".
type locale string

func (locale) isValue()         {}
func (l locale) String() string { return string(l) }
func (l locale) get(_ *frame, name string) value {
	language, country, _ := strings.Cut(string(l), "_")
	switch name {
	case "language":
		return text(language)
	case "country":
		return text(country)
	}
	return nil
}
func (l locale) call(f *frame, name string, _ []value) value {
	switch name {
	case "toString":
		return text(l)
	case "getLanguage":
		return l.get(f, "language")
	case "getCountry":
		return l.get(f, "country")
	}
	return nil
}

// bean is ZUserAgentBean.
type bean struct{ ua.Bean }

func (bean) isValue() {}
func (b bean) get(_ *frame, name string) value {
	switch name {
	case "version":
		return text(b.Version)
	case "majorVersion":
		return number(b.Major)
	case "minorVersion":
		return number(b.Minor)
	}
	return boolean(b.Has(name))
}
func (bean) call(*frame, string, []value) value { return nil }

// account is the result of an authentication.
type account struct{}

func (account) isValue() {}

// expires is the end of the declared user's session, in milliseconds: a fixed
// date in the far future.
const expires = 4102444800000

func (account) get(f *frame, name string) value {
	switch name {
	case "skin":
		return orNull(f.env.Account["zimbraPrefSkin"], f.env.Account["zimbraPrefSkin"] != "")
	case "prefs", "attrs":
		return prefs{}
	case "expires":
		return number(expires)
	case "csrfToken":
		return text("declared")
	case "authToken":
		token := newDict()
		token.set("value", text("declared"))
		return token
	case "availableSkins", "refer", "twoFactorAuthRequired":
		return null{}
	}
	return nil
}

func (a account) call(f *frame, name string, args []value) value {
	if property, ok := strings.CutPrefix(name, "get"); ok && property != "" && len(args) == 0 {
		return a.get(f, strings.ToLower(property[:1])+property[1:])
	}
	return nil
}

// prefs are preferences and attributes: lists by name.
type prefs struct{}

func (prefs) isValue() {}
func (prefs) get(f *frame, name string) value {
	if name == "skin" {
		name = "zimbraPrefSkin"
	}
	v, ok := f.env.Account[name]
	if !ok {
		return null{}
	}
	return texts(v)
}
func (p prefs) call(f *frame, name string, args []value) value {
	if name == "get" && len(args) == 1 {
		return p.get(f, toText(args[0]))
	}
	return nil
}

// file is a java.io.File below the webapp.
type file string

func (file) isValue()                 {}
func (file) get(*frame, string) value { return nil }
func (p file) call(f *frame, name string, _ []value) value {
	if name != "exists" {
		return nil
	}
	_, err := fs.Stat(f.fsys, strings.Trim(string(p), "/"))
	return boolean(err == nil)
}

// builder is a StringBuilder.
type builder struct {
	strings.Builder
	lost *unknown // an appended value that is unknown
}

func (*builder) isValue()                 {}
func (*builder) get(*frame, string) value { return nil }
func (b *builder) call(_ *frame, name string, args []value) value {
	switch {
	case b.lost != nil:
		return *b.lost
	case name == "append" && len(args) == 1:
		b.WriteString(javaText(args[0]))
		return b
	case name == "length":
		return number(utf8.RuneCountInString(b.String()))
	case name == "toString":
		return text(b.String())
	}
	return nil
}

// class is a Java class, or a part of a package name, identified by its last
// name.
type class struct{ name string }

func (class) isValue() {}

func (v *evaluator) constant(e *expr, c class, name string) value {
	switch {
	case c.name == "Locale" && (name == "US" || name == "ENGLISH"):
		return locale("en_US")
	case !isUpper(c.name):
		return class{name}
	}
	return v.unknown(e, "%s.%s is not supported", c.name, name)
}

func (v *evaluator) construct(e *expr) value {
	args, bad := v.all(e.args)
	if bad != nil {
		return bad
	}
	switch {
	case e.name == "Locale" && len(args) == 1:
		return locale(toText(args[0]))
	case e.name == "Locale" && len(args) == 2:
		return locale(toText(args[0]) + "_" + toText(args[1]))
	case e.name == "File" && len(args) == 1:
		return file(toText(args[0]))
	case e.name == "StringBuilder":
		return &builder{}
	case e.name == "Cookie":
		return cookie{}
	}
	return v.unknown(e, "new %s: this class is not supported", e.name)
}

// cookie is a cookie that a page sets; changes to it have no visible effect.
type cookie struct{}

func (cookie) isValue()                           {}
func (cookie) get(*frame, string) value           { return nil }
func (cookie) call(*frame, string, []value) value { return null{} }

// static calls a method of a class.
func (v *evaluator) static(c class, name string, args []value) value {
	first := ""
	if len(args) > 0 {
		first = toText(args[0])
	}
	switch c.name + "." + name {
	case "BeanUtils.cook":
		return cook(args)
	case "String.valueOf":
		return text(javaText(args[0]))
	case "Arrays.asList":
		return &list{args}
	case "Pattern.compile":
		return pattern(first)
	case "Pattern.matches":
		if len(args) == 2 {
			return matches(first, toText(args[1]))
		}
	case "UUID.randomUUID":
		return locale("00000000-0000-4000-8000-000000000000") // fixed, so that pages are reproducible
	case "ZJspSession.getRemoteAddr":
		return text("127.0.0.1")
	case "ZJspSession.secureAuthTokenCookie":
		return boolean(false)
	}
	return nil
}

func matches(expr, s string) value {
	re, err := regexp.Compile("^(?:" + expr + ")$")
	if err != nil {
		return nil
	}
	return boolean(re.MatchString(s))
}

// pattern is a compiled java.util.regex.Pattern; matcher is its Matcher.
type (
	pattern string
	matcher struct{ pattern, text string }
)

func (pattern) isValue()                 {}
func (pattern) get(*frame, string) value { return nil }
func (p pattern) call(_ *frame, name string, args []value) value {
	if name == "matcher" && len(args) == 1 {
		return matcher{string(p), toText(args[0])}
	}
	return nil
}

func (matcher) isValue()                 {}
func (matcher) get(*frame, string) value { return nil }
func (m matcher) call(_ *frame, name string, _ []value) value {
	re, err := regexp.Compile(m.pattern)
	if err != nil || name != "find" {
		return nil
	}
	return boolean(re.MatchString(m.text))
}

// query encodes parameters as c:url does.
func query(params []param) string {
	var words []string
	for _, p := range params {
		words = append(words, url.QueryEscape(p.name)+"="+url.QueryEscape(p.value))
	}
	return strings.Join(words, "&")
}
