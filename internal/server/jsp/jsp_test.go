package jsp

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"skinbuild/internal/source"
	"skinbuild/internal/testenv"
)

// dump writes each segment as K(text), where K is the letter of the kind. A "!"
// marks segments at whose start markup may be inserted.
func dump(d *Doc) string {
	letters := "TMVDRSCPJKIXAE"
	var b strings.Builder
	for _, s := range d.Segments {
		if s.Open {
			b.WriteByte('!')
		}
		fmt.Fprintf(&b, "%c(%s)", letters[s.Kind], d.At(s.Span))
	}
	return b.String()
}

func TestSegments(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		// the server's parts in text
		{"comment", `a<%-- <b> ${x} --%>b`, `!T(a)!J(<%-- <b> ${x} --%>)!T(b)`},
		{"directive", `<%@ page a="%>" %>x`, `!I(<%@ page a="%>" %>)!T(x)`},
		{"scriptlet", `<% if (a<b) { %>x<% } %>`, `!X(<% if (a<b) { %>)!T(x)!X(<% } %>)`},
		{"escaped end of a scriptlet", `<% "%\>" %>x`, `!X(<% "%\>" %>)!T(x)`},
		{"expression", `a${b["}"]}c`, `!T(a)!E(${b["}"]})!T(c)`},
		{"escaped expression", `\${a}`, `!T(\${a})`},
		{"expression without an end", `${a`, `!T(${a)`},
		{"action", `<c:if test="${a > 1}">x</c:if>`, `!A(<c:if test="${a > 1}">)!T(x)!A(</c:if>)`},
		{"value that is Java", `<c:set value="<%= a("x") > 1 %>"/>x`, `!A(<c:set value="<%= a("x") > 1 %>"/>)!T(x)`},
		{"action without an end", `<c:if test="a`, `!M(<c:if test=")V(a)`},
		// start tags
		{"quotes nested in a value", `<link href="<c:url value="/a b"/>">x`,
			`!M(<link href=")A(<c:url value="/a b"/>)M(">)!T(x)`},
		{"action between attributes", `<body <c:if test="${a gt 1}">class="b"</c:if>>x`,
			`!M(<body )A(<c:if test="${a gt 1}">)M(class=")V(b)M(")A(</c:if>)M(>)!T(x)`},
		{"expression as a name", `<p ${a}="b > c" ${d}>x`, `!M(<p )E(${a})M(=")V(b > c)M(" )E(${d})M(>)!T(x)`},
		{"unquoted", `<td width=<%=w%> class=a>x`, `!M(<td width=)X(<%=w%>)M( class=)V(a)M(>)!T(x)`},
		{"comment before a value", `<p id=<%--c--%>"a b">x`, `!M(<p id=)J(<%--c--%>)M(")V(a b)M(">)!T(x)`},
		{"no tag", `a < b <3 </ c`, `!T(a < b <3 )!D(</ c)`},
		{"tag without an end", `<p class="a`, `!M(<p class=")V(a)`},
		// comments and declarations
		{"page comment", `<!-- ${a} <b> -->x`, `!P(<!-- )E(${a})P( <b> -->)!T(x)`},
		{"short comments", `<!-->a<!--->b<!-- --!>c`, `!P(<!-->)!T(a)!P(<!--->)!T(b)!P(<!-- --!>)!T(c)`},
		{"doctype", `<!DOCTYPE html>x`, `!D(<!DOCTYPE html>)!T(x)`},
		// raw text
		{"script", `<script>a="</b>"; // <i>` + "\n" + `/* </p> */ x = /\/*"/ ; y</script>z`,
			`!M(<script>)S(a="</b>"; )K(// <i>)S(` + "\n" + `)K(/* </p> */)S( x = /\/*"/ ; y)M(</script>)!T(z)`},
		{"regular expression after a word", `<script>a = b in /'/ /*c*/; d e /*f*/</script>`, `!M(<script>)S(a = b in /'/ )K(/*c*/)S(; d e )K(/*f*/)M(</script>)`},
		{"division", `<script>a/b;/*c*/</script>`, `!M(<script>)S(a/b;)K(/*c*/)M(</script>)`},
		{"server's parts in a script", `<%@ taglib prefix="c" %><script>a = ${b}; // ${c}` + "\n" + `<c:if test="d">e<f:g</c:if></script>`,
			`!I(<%@ taglib prefix="c" %>)!M(<script>)S(a = )E(${b})S(; )K(// )E(${c})S(` + "\n" + `)A(<c:if test="d">)S(e<f:g)A(</c:if>)M(</script>)`},
		{"double escaped", `<script><!-- <script>a</script> --></script>b`,
			`!M(<script>)S(<!-- <script>a</script> -->)M(</script>)!T(b)`},
		{"escaped to the end", `<script><!-- <script>a</script>b`, `!M(<script>)S(<!-- <script>a)M(</script>)!T(b)`},
		{"other script", `<script type="text/template">// <p></script>`, `!M(<script type=")V(text/template)M(">)S(// <p>)M(</script>)`},
		{"style", `<style>a{} /* // </b> */ b{}</style>`, `!M(<style>)C(a{} )K(/* // </b> */)C( b{})M(</style>)`},
		{"title", `<title><fmt:message key="a"/> <b></title>`, `!M(<title>)A(<fmt:message key="a"/>)R( <b>)M(</title>)`},
		{"never closed", `<title/><p>`, `!M(<title/>)!M(<p>)`},
	} {
		d := Scan(source.NewFile("a.jsp", tt.text))
		if got := dump(d); got != tt.want {
			t.Errorf("%s: %s\n got %s\nwant %s", tt.name, tt.text, got, tt.want)
		}
	}
}

func TestPlainHTMLIsNotEvaluated(t *testing.T) {
	d := Scan(source.NewFile("a.html", `${a}<% <c:if b="${c}">`))
	if got, want := dump(d), `!T(${a}<% )!M(<c:if b=")V(${c})M(">)`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestTags(t *testing.T) {
	const text = `<c:if test="${a}"><head a=1 B='${x}' <c:if test="b">c</c:if>></c:if>` +
		`<% if (a) { %><LINK rel="x"/><% } %><noscript><meta></noscript><script src="a">b</script>`
	var got []string
	for _, tag := range Scan(source.NewFile("a.jsp", text)).Tags {
		s := fmt.Sprintf("%s depth %d", tag.Name, tag.Depth)
		for _, a := range tag.Attrs {
			s += fmt.Sprintf(" %s=%s", a.Name, text[a.Value.Start:a.Value.End])
			if a.Dynamic {
				s += " (dynamic)"
			}
			if a.Conditional {
				s += " (conditional)"
			}
		}
		if tag.End {
			s = "/" + s
		}
		if tag.Inside {
			s += " inside"
		}
		got = append(got, s+" "+text[tag.Body.Start:tag.Body.End])
	}
	want := []string{
		`c:if depth 0 test=${a} (dynamic) `,
		`head depth 1 a=1 b=${x} (dynamic) c= (conditional) `,
		`c:if depth 1 test=b inside `, `/c:if depth 1 inside `, `/c:if depth 0 `,
		`link depth 1 rel=x `,
		`noscript depth 0 `, `meta depth 0 inside `, `/noscript depth 0 inside `,
		`script depth 0 src=a b`, `/script depth 0 `,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestOpening(t *testing.T) {
	d := Scan(source.NewFile("a.jsp", `ab<p a="b"></p><script>c</script><% d %>`))
	var open []int
	for i := range len(d.String()) + 1 {
		if _, ok := d.Opening(i); ok {
			open = append(open, i)
		}
	}
	if diff := cmp.Diff([]int{0, 1, 2, 11, 15, 33, 40}, open); diff != "" {
		t.Error(diff)
	}
	for _, text := range []string{"<p a=", "<p", "<!-- ", "<!D", "<%-- ", "<% ", "<%@ ", "<%@ a='", "</a", "<a b=\"${c}"} {
		if _, ok := Scan(source.NewFile("a.jsp", text)).Opening(len(text)); ok {
			t.Errorf("markup may be inserted after %s", text)
		}
	}
}

// check verifies the invariants that hold for any text.
func check(t *testing.T, d *Doc) {
	t.Helper()
	if got := d.String(); got != d.File.Text() {
		t.Fatalf("%s: the segments joined give %q, want %q", d.File.Name(), got, d.File.Text())
	}
	end := 0
	for _, s := range d.Segments {
		if s.Start != end || s.End <= s.Start {
			t.Fatalf("%s: segment %v after offset %d", d.File.Name(), s, end)
		}
		end = s.End
	}
	for _, tag := range d.Tags {
		text := d.At(tag.Span)
		if text[0] != '<' || text[len(text)-1] != '>' {
			t.Fatalf("%s: tag %q", d.File.Name(), text)
		}
		for _, a := range tag.Attrs {
			if a.Value.Start < tag.Start || a.Value.End < a.Value.Start || a.Value.End > tag.Span.End {
				t.Fatalf("%s: attribute %v outside of its tag %q", d.File.Name(), a, text)
			}
		}
	}
}

func FuzzScan(f *testing.F) {
	for _, seed := range []string{
		"<%@ taglib prefix=\"c\" %>\r\n<html>\r<head><c:if test=\"${a}\"><title>x</title></c:if></head><body <c:if test='b'>class=\"c\"</c:if>>",
		`<script>/* ${a} */ var b = "<%= c %>"; // </script>`, `<!-- <%-- --> --%> -->`, `<a b='<c:url value='/d'/>'>`, "\x00\xff\xfe<%",
		`<% if (a) { /* } */ String b = "}"; %><p><% } %>`, `<style>a{background:url("b")} /*</style>`, `${#{"\"}"}`, `<script><!--<script></script>`,
	} {
		f.Add(seed, true)
		f.Add(seed, false)
	}
	f.Fuzz(func(t *testing.T, text string, server bool) {
		name := "a.html"
		if server {
			name = "a.jsp"
		}
		check(t, Scan(source.NewFile(name, text)))
	})
}

// Texts in which each byte could look to the end of the file for something.
func TestLinear(t *testing.T) {
	for _, unit := range []string{"${", "#{'", "<a:b ", "<a:b c='<%=", "<script>", "<script><!--<script></script>", "<%@ '", "<!--", "<%", `<a:b c="${`, "<p a=", "/*", "<style>"} {
		t.Run(unit, func(t *testing.T) {
			check(t, Scan(source.NewFile("a.jsp", strings.Repeat(unit, 1<<21/len(unit)))))
		})
	}
}

// TestRealTemplates scans every template of every release tree.
func TestRealTemplates(t *testing.T) {
	testenv.Trees(t)
	root := testenv.TreesDir()
	seen := map[string]bool{}
	files := 0
	err := filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		switch filepath.Ext(name) {
		case ".jsp", ".tag", ".html", ".template", "":
		default:
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		files++
		if !seen[string(text)] {
			seen[string(text)] = true
			check(t, Scan(source.NewFile(name, string(text))))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d files, %d distinct", files, len(seen))
	if len(seen) < 100 {
		t.Errorf("only %d distinct templates under %s", len(seen), root)
	}
}

func BenchmarkScan(b *testing.B) {
	const unit = "<c:if test=\"${a}\">\n\t<div class=\"${b ? 'c' : 'd'}\" id=e>text <b>bold</b></div>\n</c:if>\n<script>var x = \"${y}\"; // why\n</script>\n"
	f := source.NewFile("a.jsp", strings.Repeat(unit, 200))
	b.SetBytes(int64(len(f.Text())))
	for b.Loop() {
		Scan(f)
	}
}
