package render

import (
	"bufio"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"skinbuild/internal/testenv"
)

const taglibs = `<%@ page session="false" pageEncoding="UTF-8" contentType="text/html; charset=UTF-8" import="java.util.*" %>
<%@ taglib prefix="c" uri="http://java.sun.com/jsp/jstl/core" %>
<%@ taglib prefix="fn" uri="http://java.sun.com/jsp/jstl/functions" %>
<%@ taglib prefix="fmt" uri="http://java.sun.com/jsp/jstl/fmt" %>
`

// snippets are fragments of pages, each surrounded by a line of text to keep
// its white space.
var snippets = []string{
	// text and the expression language
	`${1 + 2} ${7 / 2} ${7 mod 4} ${2 * 3 - 1} ${-4 + 1} ${10 div 4}`,
	`${1 < 2} ${1 lt 2 and 2 ge 2} ${'a' eq "a"} ${null == null} ${'' ne null} ${not false} ${!true} ${1 == '1'} ${'b' gt 'a'}`,
	`${empty none} ${empty ''} ${not empty 'x'} ${empty param.a} ${empty param.none}`,
	`${true ? 'yes' : 'no'} ${false ? 1 : true ? 2 : 3} ${empty none ? fn:trim(' x ') : fn:length('abc')}`,
	`${param.a} ${param['b']} [${param.none}] ${none} ${none.deep.deeper} ${paramValues.m[1]}`,
	`${"quoted \"text\""} ${'it\'s'} ${"back\\slash"}`,
	`\${not.evaluated} $5 $ {x} #x`,
	`${pageContext.request.contextPath} ${pageContext.request.method} ${pageContext.request.serverName} ${initParam.greeting} [${initParam.none}]`,
	`${pageContext.request.locale} ${fn:substring(pageContext.request.locale, 0, 2)}`,
	`<a href="${param.a}" <c:if test="${param.a eq 'one'}">class="x"</c:if>>text</a>`,
	// functions
	`${fn:substring('hello', 1, 3)}|${fn:substring('hello', 3, -1)}|${fn:substring('hello', 4, 99)}|${fn:substring('hello', 9, 12)}|${fn:substring('hello', -2, 2)}`,
	`${fn:contains('abc', 'b')} ${fn:startsWith('abc', 'ab')} ${fn:endsWith('abc', 'bc')} ${fn:indexOf('abc', 'c')} ${fn:indexOf('abc', 'x')}`,
	`${fn:replace('a.b.c', '.', '-')} ${fn:toUpperCase('ab')} ${fn:toLowerCase('AB')} ${fn:length('')} ${fn:escapeXml('<a href="x">&\'')}`,
	`${fn:join(fn:split('a,b;c', ',;'), '+')} ${fn:length(fn:split('a,b,,c', ','))}`,
	`${param.a.length()} ${'a@b'.split('@')[0]}`,
	// core tags
	`<c:set var="v" value="${param.a}x"/>${v} <c:set var="w">  in  body ${v} </c:set>[${w}] <c:remove var="v"/>[${v}]`,
	`<c:set var="scoped" value="page"/><c:set var="scoped" value="request" scope="request"/>${scoped} ${requestScope.scoped} ${pageScope.scoped}`,
	`<c:if test="${param.a eq 'one'}">yes</c:if><c:if test="${param.a ne 'one'}">no</c:if><c:if test="true" var="kept"/>${kept}`,
	`<c:choose> <c:when test="${param.a eq 'x'}">x</c:when> <c:when test="${param.a eq 'one'}">one</c:when> <c:otherwise>other</c:otherwise></c:choose>`,
	`<c:choose><c:when test="${false}">x</c:when><c:otherwise>other</c:otherwise></c:choose>`,
	`<c:forEach var="i" begin="1" end="3">${i},</c:forEach>[${i}]`,
	`<c:forEach var="x" items="${fn:split('a b c', ' ')}" varStatus="s">${s.index}${x}${s.count}${s.first}${s.last};</c:forEach>`,
	`<c:forEach var="x" items="one,two">${x}.</c:forEach><c:forEach var="x" items="${none}">never</c:forEach>`,
	`<c:forTokens items="a;b,c" delims=";," var="t">(${t})</c:forTokens>`,
	`<c:out value="<b>&'\""/> <c:out value="<b>" escapeXml="false"/> <c:out value="${none}" default="d"/> [<c:out value="${none}"/>]`,
	`<c:url value="/x y"/> <c:url value="rel"/> <c:url value="/p"><c:param name="a b" value="c&d=é"/><c:param name="e">f g</c:param></c:url>`,
	`<c:url var="u" value="/p?q=1"><c:param name="n" value=""/><c:if test="${param.a eq 'one'}"><c:param name="one" value="${param.a}"/></c:if></c:url>${u}`,
	`<c:catch var="e">fine</c:catch>[${e}]`,
	`<c:forEach var="p" items="${paramValues}"><c:if test="${p.key eq 'm'}">${p.key}=${p.value[0]}${p.value[1]}</c:if></c:forEach>`,
	// text bundles
	`<fmt:setBundle basename="messages/Test"/><fmt:message key="plain"/> <fmt:message key="missing"/> <fmt:message key="with"><fmt:param value="one"/><fmt:param value="${param.a}"/></fmt:message> <fmt:message key="plain" var="m"/>[${m}]`,
	`<fmt:setBundle basename="messages/Other" var="other"/><fmt:message bundle="${other}" key="plain"/> <fmt:message key="uni"/>`,
	// scriptlets
	`<% String a = request.getParameter("a"); String none = request.getParameter("none"); int n = a.length() + 2; boolean big = n > 4 && !a.equals("x"); %><%= a %> <%= none %> <%= n %> <%= big ? "big" : "small" %> <%= a + n + true %>`,
	`<% if (request.getParameter("a") != null) { %>there<% } else { %>not there<% } %> <% if ("x".equals(request.getParameter("a"))) { %>x<% } else if (request.getParameter("a").length() == 3) { %>three<% } else { %>other<% } %>`,
	`<% String[] list = "x,y,,z,,".split(","); for (String one : list) { %>(<%= one %>)<% } %><%= list.length %>`,
	`<% for (int k = 0; k < 3; k++) { pageContext.setAttribute("k", k); %>${k}<% if (k == 1) { %>!<% } %><% } %>`,
	`<% /* a comment } */ String brace = "}"; // another {
	%><%= brace %> <% { String inner = "in"; %><%= inner %><% } %>`,
	`<% String text2 = "Hello World"; %><%= text2.substring(6) %> <%= text2.substring(0, 5).toUpperCase() %> <%= text2.indexOf("World") %> <%= text2.replaceAll("[a-z]", "") %> <%= text2.startsWith("Hell") %> <%= text2.equalsIgnoreCase("hello world") %>`,
	`<% StringBuilder sb = new StringBuilder(); for (String one : Arrays.asList("p", "q")) { if (sb.length() > 0) { sb.append(","); } sb.append(one); } %><%= sb.toString() %>`,
	`<% Locale locale = new Locale("de", "AT"); %><%= locale %> <%= locale.getLanguage() %> <%= Locale.US %>`,
	`<%= helper(request.getParameter("a"), "none") %> <%= helper(null, "other") %> <%= twice("x") %>`,
	`<% String path = request.getContextPath(); String url = "/" + "js" + "/" + "x" + ".js"; pageContext.setAttribute("url", url); %><script src="<%= path %>${url}?v=<%=1%>"></script>`,
	`<% try { String t = "tried"; pageContext.setAttribute("tried", t); } catch (Exception ignored) { pageContext.setAttribute("tried", "caught"); } %>${tried}`,
	`<c:set var="fromExpr" value="<%= \"e\" + 1 %>"/>${fromExpr}`,
	`<link href="<c:url value="/css/a,b.css">
		<c:param name="v" value="${param.a}" />
		<c:param name='debug' value='${false}' />
		<c:if test="${not empty param.none}"><c:param name="none" value="${param.none}" /></c:if>
	</c:url>" rel="stylesheet">`,
	`<%@ taglib prefix="t" tagdir="/WEB-INF/tags" %><t:box title="${param.a}" wide="true">body ${param.b} <c:if test="${1 eq 1}">inner</c:if></t:box> <t:box title="none"/> [${title}]`,
	`<jsp:forward page="/sub/deepest.jsp"/> after`,
	`<c:if test="${param.a eq 'one'}">lost <jsp:forward page="part.jsp"><jsp:param name="a" value="forwarded"/></jsp:forward></c:if> after`,
	// includes
	`<jsp:include page="part.jsp"><jsp:param name="a" value="two"/><jsp:param name="extra" value="${param.a}"/></jsp:include>`,
	`<jsp:include page="/sub/deeper.jsp"/> ${fromPart} ${requestScope.fromPart}`,
	`<jsp:include page="static.txt"/>`,
	`<%@ include file="fragment.jspf" %> ${fromFragment}`,
	`<jsp:include><jsp:attribute name="page">/static<%= ".txt" %></jsp:attribute></jsp:include>`,
	`<%-- gone <c:if test="x"> --%>stays<!-- ${param.a} <c:out value="x"/> -->`,
	`<script>var a = "${param.a}"; <c:if test="${param.a eq 'one'}">one();</c:if> // ${param.b}
	</script>`,
}

const declarations = `<%!
	private static int count = 0;
	static String helper(String value, String other) { return value != null ? value : other; }
	static String twice(String s) {
		String both = s + s;
		return both;
	}
%>
`

// jasperPages is the webapp that both Tomcat and Render get.
func jasperPages() fstest.MapFS {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	app := fstest.MapFS{
		"WEB-INF/web.xml": file(`<web-app xmlns="http://xmlns.jcp.org/xml/ns/javaee" version="3.1">
<context-param><param-name>greeting</param-name><param-value>hello</param-value></context-param>
<servlet><servlet-name>jsp</servlet-name><servlet-class>org.apache.jasper.servlet.JspServlet</servlet-class>
<init-param><param-name>trimSpaces</param-name><param-value>true</param-value></init-param></servlet>
<servlet-mapping><servlet-name>jsp</servlet-name><url-pattern>*.jsp</url-pattern></servlet-mapping></web-app>`),
		"WEB-INF/classes/messages/Test.properties":  file("# a comment\nplain = Plain text\nwith: {0} and {1}\nuni=\\u00e9t\\u00e9 \\\n  continued\n"),
		"WEB-INF/classes/messages/Other.properties": file("plain=Other text\n"),
		"part.jsp":        file(taglibs + `part ${param.a} ${param.extra} ${param.b} ${pageScope.v}<c:set var="fromPart" value="p" scope="request"/>`),
		"sub/deeper.jsp":  file(taglibs + `deeper <jsp:include page="deepest.jsp"/>`),
		"sub/deepest.jsp": file(taglibs + `deepest`),
		"WEB-INF/tags/box.tag": file(`<%@ tag body-content="scriptless" %><%@ attribute name="title" required="true" %><%@ attribute name="wide" %>
<%@ taglib prefix="c" uri="http://java.sun.com/jsp/jstl/core" %><c:set var="own" value="o${title}"/><div title="${title}" <c:if test="${wide}">class="wide"</c:if>>${own} <jsp:doBody/></div>`),
		"static.txt":    file("static ${text}\n"),
		"fragment.jspf": file(`<c:set var="fromFragment" value="f"/>fragment`),
	}
	for i, s := range snippets {
		app[fmt.Sprintf("p%02d.jsp", i)] = file(taglibs + declarations + "begin" + s + "end\n")
	}
	return app
}

var tomcatJars = []string{"tomcat9-*", "taglibs-standard-impl", "taglibs-standard-spec", "eclipse-jdt-core", "ant"}

// tomcat starts the server on the files of app and returns its address.
func tomcat(t *testing.T, app fs.FS) string {
	t.Helper()
	var jars []string
	for _, pattern := range tomcatJars {
		found, _ := filepath.Glob("/usr/share/java/" + pattern + ".jar")
		jars = append(jars, slices.DeleteFunc(found, func(s string) bool { return strings.Contains(s, "-i18n") || strings.Contains(s, "-9.0") })...)
	}
	if testenv.Java(t, "java"); len(jars) < 20 {
		testenv.Skip(t, "Tomcat is not installed; run tools/setup")
	}
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "app"), app); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "java", "-Xmx256m", "-cp", strings.Join(jars, ":"), "testdata/Serve.java", filepath.Join(dir, "app"), filepath.Join(dir, "base"))
	in, errIn := cmd.StdinPipe()
	out, errOut := cmd.StdoutPipe()
	var log strings.Builder
	cmd.Stderr = &log
	if errIn != nil || errOut != nil {
		t.Fatal(errIn, errOut)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		_ = cmd.Wait()
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if port, ok := strings.CutPrefix(lines.Text(), "port "); ok {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return "http://127.0.0.1:" + port + "/zimbra/"
		}
	}
	t.Fatalf("Tomcat did not start:\n%s", log.String())
	return ""
}

// TestLikeJasper compares the rendering of small pages with Tomcat's response.
func TestLikeJasper(t *testing.T) {
	app := jasperPages()
	base := tomcat(t, app)
	query := url.Values{"a": {"one"}, "b": {"b & c"}, "m": {"1", "2"}}
	for i, s := range snippets {
		if s == "" {
			continue
		}
		name := fmt.Sprintf("p%02d.jsp", i)
		req, err := http.NewRequestWithContext(t.Context(), "GET", base+name+"?"+query.Encode(), nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Accept-Language", "en-US")
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		data, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			t.Errorf("%s: Tomcat answers %s: %.600s", s, resp.Status, data)
			continue
		}
		page, ds := Render(app, name, &Environment{ContextPath: "/zimbra", Query: query, Host: "127.0.0.1", Init: map[string]string{"greeting": "hello"}})
		if err := ds.Err(); err != nil {
			t.Errorf("%s\n%v", s, err)
			continue
		}
		if got, want := strings.TrimPrefix(page.Body, notice), string(data); got != want {
			t.Errorf("%s\n got %q\nwant %q", s, got, want)
		}
	}
}
