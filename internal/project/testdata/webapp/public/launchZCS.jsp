<%@ page pageEncoding="UTF-8" contentType="text/html; charset=UTF-8" %>
<%@ taglib prefix="c" uri="http://java.sun.com/jsp/jstl/core" %>
<%@ taglib prefix="fn" uri="http://java.sun.com/jsp/jstl/functions" %>
<%@ taglib prefix="m" uri="urn:example:mail" %>
<%!
	static String of(String value, String other) { return value != null ? value : other; } // a } in a comment
%>
<%
	String version = of(request.getParameter("v"), "{1}");
	pageContext.setAttribute("version", version);
	pageContext.setAttribute("base", request.getContextPath());
%>
<!DOCTYPE html>
<html class="plain" lang="${fn:substring(pageContext.request.locale, 0, 2)}">
<head>
<!-- the page of the client; <head> and </head> here are none -->
<meta http-equiv="Content-Type" content="text/html;charset=utf-8">
<title><m:text key="title"/></title>
<link href="<c:url value="/css/client,skin.css">
	<c:param name="v" value="${version}" />
	<c:if test="${not empty param.domain}">
		<c:param name="domain"	value="${param.domain}" />
	</c:if>
</c:url>" rel="stylesheet" type="text/css" />
<c:if test="${param.test eq '1'}">
	<link rel="stylesheet" href="/test/test.css" />
	<script src="/test/test.js"></script>
</c:if>
<script>
	window.settings = { base: "${m:encode(base)}", n: ${empty param.n ? 0 : 1} }; // </head>
</script>
<noscript>
<meta http-equiv="Refresh" content="0;url=noscript.jsp" >
</noscript>
</head>
<body>
<div style='display:none;'>
<jsp:include page="Boot.jsp"/>
<%@ include file="data.jsp" %>
<%
	String[] names = "One,Two".split(",");
	for (String name : names) {
		String url = "/js/" + name + "_all.js";
		pageContext.setAttribute("url", url);
		if (name.startsWith("T")) { %>
			<jsp:include page='${url}' />
		<% } else { %>
			<script src="${base}${url}?v=${version}"></script>
		<% } %>
	<% }
%>
<%-- function launch() { in a comment --%>
<script type="text/javascript">
<jsp:include page='/js/skin.js'>
	<jsp:param name='client' value='advanced' />
</jsp:include>
// function launch() { is below
</script>

<script>
	function launch() {
		<c:if test="${param.wait gt 1}">wait(${param.wait});</c:if>
		run("<%= version %>");
	}
	if (1 < 2) { onload = launch; }
</script>
</div>
</body>
</html>
