package render

import (
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"skinbuild/internal/source"
)

func page(text string, more ...string) fstest.MapFS {
	app := fstest.MapFS{"public/a.jsp": {Data: []byte(text)}}
	for i := 0; i+1 < len(more); i += 2 {
		app[more[i]] = &fstest.MapFile{Data: []byte(more[i+1])}
	}
	return app
}

func TestSaysWhoRendered(t *testing.T) {
	for _, text := range []string{"<html>", "\n<!DOCTYPE html>\n<html>", "plain"} {
		p, ds := Render(page(text), "public/a.jsp", nil)
		if len(ds) > 0 {
			t.Fatal(ds.Err())
		}
		if !strings.Contains(p.Body, notice) {
			t.Errorf("%q does not say that skinbuild rendered it", p.Body)
		}
		if i := strings.Index(p.Body, "<!DOCTYPE"); i >= 0 && strings.Index(p.Body, "<!--") < i {
			t.Errorf("a comment before the doctype: %q", p.Body)
		}
	}
}

// TestErrors checks that an unknown value is an error at its place, and that
// nothing is guessed.
func TestErrors(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"a value from elsewhere", `<% String v = Vendor.compute(); %>a<%= v %>`, `public/a.jsp:1:22: error: the method compute is not supported`},
		{"what depends on it", `<% int v = Vendor.compute(); boolean big = v > 3; %><% if (big) { %>x<% } %>`, `public/a.jsp:1:19: error: the method compute`},
		{"an attribute that holds it", `<% pageContext.setAttribute("v", Vendor.compute()); %>${v}`, `the method compute`},
		{"an unsupported statement", `<% while (x) { %>never<% } %>`, `public/a.jsp:1:4: error: this Java statement is not supported`},
		{"an unknown tag", `<%@ taglib prefix="v" uri="u" %><p><v:magic/>`, `public/a.jsp:1:36: error: the tag <v:magic> is not supported`},
		{"an unknown function", `<p>${v(1)}`, `error: the function v is not supported`},
		{"an incomplete expression", "<p>\n  ${1 +}", `public/a.jsp:2:8: error: cannot parse this expression: it is incomplete`},
		{"a test that is unknown", `<% boolean v = Vendor.compute(); pageContext.setAttribute("v", v); %><c:if test="${v}">x</c:if>`, `the method compute`},
		{"an action left open", `<c:if test="true">x`, `<c:if> is never closed`},
		{"an end tag without a start tag", `x</c:if>`, `</c:if> closes nothing`},
		{"a missing include", `<jsp:include page="none.jsp"/>`, `cannot read public/none.jsp: file does not exist`},
		{"a missing file", `<jsp:include page="/none.txt"/>`, `cannot include /none.txt`},
		{"an endless include", `<jsp:include page="a.jsp"/>`, `includes and forwards are nested more than 20 deep`},
		{"an endless include directive", `<%@ include file="a.jsp" %>`, `include directives are nested more than 20 deep`},
		{"an endless loop", `<% for (int i = 0; i < 1; i = i * 1) { %>x<% } %>`, `too many steps`},
		{"an endless method", `<%! static int f(int n) { return f(n); } %><%= f(1) %>`, `calls of f are nested more than 20 deep`},
		{"an appended value", `<% StringBuilder b = new StringBuilder("x"); b.append(Vendor.compute()); %><%= b.toString() %>`, `the method compute`},
		{"an attribute of unknown name", `<% pageContext.setAttribute(Vendor.name(), 1); %>x`, `the method name is not supported`},
		{"an unset variable", `<%= who %>`, `the Java variable "who" has no known value`},
	} {
		start := time.Now()
		p, ds := Render(page(tt.text), "public/a.jsp", nil)
		if p != nil || ds.Err() == nil || !strings.Contains(ds.Err().Error(), tt.want) {
			t.Errorf("%s: page %v, %v, want %s", tt.name, p, ds.Err(), tt.want)
		}
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s took %v", tt.name, took)
		}
	}
	if _, ds := Render(page(""), "public/none.jsp", nil); ds.Err() == nil || ds[0].Code.String() != "jsp/missing" {
		t.Errorf("a missing page: %v", ds.Err())
	}
}

// TestManyErrors checks that several errors are reported together, each once.
func TestManyErrors(t *testing.T) {
	_, ds := Render(page("${v(1)}\n<%= w %>\n<c:forEach begin=\"1\" end=\"5\">${u(2)}</c:forEach>"), "public/a.jsp", nil)
	if len(ds) != 3 {
		t.Errorf("%d errors: %v", len(ds), ds.Err())
	}
}

// TestUnusedUnknownIsAccepted checks that an unknown value which is never used is not
// an error.
func TestUnusedUnknownIsAccepted(t *testing.T) {
	p, ds := Render(page(`<% String v = Vendor.compute(); if (v != null) { pageContext.setAttribute("w", v); } %><p>${'fine'}`), "public/a.jsp", nil)
	if ds.Err() != nil || !strings.Contains(p.Body, "<p>fine") {
		t.Errorf("%v", ds.Err())
	}
}

func TestDeclared(t *testing.T) {
	env := &Environment{Declared: map[string]string{"mode": `"http"`, "port": "80", "on": "true", "w": `"set"`}}
	p, ds := Render(page(`<%! static String mode = null; static { lookup(); } %><%= mode %> <%= port + 1 %> <% if (on) { %>on<% } %>`+
		`<% String x = Vendor.compute(); if (x.equals("a")) { pageContext.setAttribute("w", x); } %> ${w}`), "public/a.jsp", env)
	if ds.Err() != nil || !strings.HasSuffix(p.Body, "http81onset") {
		t.Errorf("%v %+v", ds.Err(), p)
	}
}

func TestHeadersAndRedirects(t *testing.T) {
	p, ds := Render(page(`<% response.setHeader("Cache-Control", "no-store"); response.addHeader("Vary", "User-Agent"); %>x`), "public/a.jsp", nil)
	if ds.Err() != nil || p.Header.Get("Cache-Control") != "no-store" || p.Header.Get("Vary") != "User-Agent" {
		t.Errorf("%v %+v", ds.Err(), p)
	}
	p, ds = Render(page(`<c:redirect url="/there"><c:param name="a" value="b c"/></c:redirect>lost`), "public/a.jsp", &Environment{ContextPath: "/zimbra"})
	if ds.Err() != nil || p.Status != http.StatusFound || p.Header.Get("Location") != "/zimbra/there?a=b+c" || strings.Contains(p.Body, "lost") {
		t.Errorf("%v %+v", ds.Err(), p)
	}
}

// TestSkinsOwnPage checks that a skin's own version of a page replaces the
// page, as in the client's skinAndRedirect.
func TestSkinsOwnPage(t *testing.T) {
	app := page(`<app:skinAndRedirect/>vendor ${skin}`, "skins/acme/public/a.jsp", "own ${skin}")
	for skin, want := range map[string]string{"acme": "own acme", "other": "vendor other", "": "vendor harmony", "a/../b": "vendor harmony"} {
		p, ds := Render(app, "public/a.jsp", &Environment{Query: map[string][]string{"skin": {skin}}})
		if ds.Err() != nil || !strings.HasSuffix(p.Body, want) {
			t.Errorf("%q: %v %+v, want %s", skin, ds.Err(), p, want)
		}
	}
}

func TestOutputLimit(t *testing.T) {
	_, ds := Render(page(`<c:forEach begin="1" end="100000">`+strings.Repeat("x", 4096)+`</c:forEach>`), "public/a.jsp", nil)
	if ds.Err() == nil || ds[0].Code.String() != "jsp/limit" {
		t.Errorf("%v", ds.Err())
	}
}

func FuzzRender(f *testing.F) {
	for _, s := range snippets {
		f.Add(declarations + s)
	}
	f.Add(`<% if (a) { %><c:if test="<%= b %>">${c[d].e(f)}</c:if><% } else { %><%! int g() { return 1; } %><% for (String h : i) { j = new K("l"); } } %>`)
	f.Add(`<%@ include file="a.jsp" %><jsp:include page="${x}"><jsp:attribute name="page">b</jsp:attribute></jsp:include>`)
	f.Fuzz(func(t *testing.T, text string) {
		p, ds := Render(page(text, "public/part.jsp", "part"), "public/a.jsp", &Environment{Query: map[string][]string{"a": {"one"}}})
		if (p == nil) != (ds.Err() != nil) {
			t.Errorf("page %v, errors %v", p, ds.Err())
		}
		for _, d := range ds {
			if n := len(d.File.Text()); d.Span.Start < 0 || d.Span.End > n || d.Span.Start > d.Span.End {
				t.Errorf("%v: span %v of %d bytes", d, d.Span, n)
			}
			_ = source.Diags{d}.Err()
		}
	})
}

func BenchmarkRender(b *testing.B) {
	app := page(taglibs + declarations + strings.Repeat(strings.Join(snippets[:20], "\n"), 5))
	env := &Environment{Query: map[string][]string{"a": {"one"}}}
	for b.Loop() {
		if p, ds := Render(app, "public/a.jsp", env); p == nil {
			b.Fatal(ds.Err())
		}
	}
}
