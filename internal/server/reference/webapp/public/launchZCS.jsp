<%@ page buffer="8kb" session="true" pageEncoding="UTF-8" contentType="text/html; charset=UTF-8" %>
<%@ taglib prefix="zm" uri="com.zimbra.zm" %>
<%@ taglib prefix="app" uri="com.zimbra.htmlclient" %>
<%@ taglib prefix="fmt" uri="com.zimbra.i18n" %>
<%@ taglib prefix="fn" uri="http://java.sun.com/jsp/jstl/functions" %>
<%@ taglib prefix="c" uri="http://java.sun.com/jsp/jstl/core" %>
<%!
	static String of(String value, String other) { return value != null ? value : other; } // a } in a comment
%>
<app:skinAndRedirect defaultSkin="${skin}" />
<%
	// What the page is made of comes from the request; the closing tag in "</head>" is none.
	String contextPath = request.getContextPath();
	String skin = of((String) request.getAttribute("skin"), "harmony");
	String vers = of((String) request.getAttribute("version"), "");
	String ext = of((String) request.getAttribute("fileExtension"), "");
	boolean isDev = of(request.getParameter("dev"), "0").equals("1");

	pageContext.setAttribute("contextPath", contextPath);
	pageContext.setAttribute("skin", skin);
	pageContext.setAttribute("vers", vers);
	pageContext.setAttribute("ext", ext);
	pageContext.setAttribute("locale", request.getLocale());
	pageContext.setAttribute("isDevMode", isDev);
	pageContext.setAttribute("isDebug", isDev);
	pageContext.setAttribute("isUnitTest", of(request.getParameter("unittest"), "").equals("1"));
%>

<!DOCTYPE html>
<zm:getUserAgent var="ua" session="false"/>
<c:set var="mobileSupported" value="${ua.isMobile && (ua.isOsAndroid || ua.isIos)}" />
<c:set var="lang" value="${fn:substring(pageContext.request.locale, 0, 2)}"/>
<html class="user_font_size_normal" lang="${lang}">
<head>
<!-- the page of the client; <head> and </head> here are none -->
<meta http-equiv="Content-Type" content="text/html;charset=utf-8">
<fmt:setBundle basename="/messages/ZmMsg" scope="request" force="true" />
<title><fmt:message key="zimbraTitle"/></title>
<link href="<c:url value="/css/images,common,dwt,msgview,login,zm,spellcheck,skin.css">
	<c:param name="v" value="${vers}" />
	<c:param name='debug' value='${isDebug}' />
	<c:param name="skin" value="${skin}" />
	<c:param name="locale" value="${locale}" />
	<c:if test="${not empty param.customerDomain}">
		<c:param name="customerDomain"	value="${param.customerDomain}" />
	</c:if>
</c:url>" rel="stylesheet" type="text/css" />
<c:if test="${isUnitTest}">
	<link rel="stylesheet" href="/test/test.css" />
	<script src="/test/test.js"></script>
</c:if>
<link rel="SHORTCUT ICON" href="<c:url value='/img/logo/favicon.ico'/>">
<script>
	window.appContextPath     = "${zm:jsEncode(contextPath)}";
	window.appCurrentSkin     = "${zm:jsEncode(skin)}";
	window.appExtension       = "${zm:jsEncode(ext)}";
	window.cacheKillerVersion = "${zm:jsEncode(vers)}";
	window.appDevMode         = ${isDevMode};
	window.appLang            = "${lang}"; // "</head>" in a script is none
	window.appMobile          = ${mobileSupported ? 1 : 0};
</script>
<noscript><p><b>This page needs JavaScript.</b></p></noscript>
</head>
<body>
<jsp:include page="Resources.jsp">
	<jsp:param name="res" value="ZmMsg" />
	<jsp:param name="skin" value="${skin}" />
</jsp:include>
<%-- the frame of the skin --%>
<jsp:include page="/html/skin.html">
	<jsp:param name="servlet-path" value="/html/skin.html" />
	<jsp:param name='client' value='advanced' />
	<jsp:param name='skin' value='${skin}' />
	<jsp:param name="locale" value="${locale}" />
	<jsp:param name='debug' value='${isDebug}' />
</jsp:include>
<div style='display:none;'>
<jsp:include page="Boot.jsp"/>
<%@ include file="loadImgData.jsp" %>
<%
	String[] pnames = "JQuery,Startup1_1,Startup1_2".split(",");
	for (String pname : pnames) {
		String pageurl = "/" + (isDev ? "public/jsp" : "js") + "/" + pname + (isDev ? ".jsp" : "_all.js");
		pageContext.setAttribute("pageurl", pageurl);
		if (isDev) { %>
			<jsp:include page='${pageurl}' />
		<% } else { %>
			<script src="${contextPath}${pageurl}${ext}?v=${vers}"></script>
		<% } %>
	<% }
%>

<%-- Load skin.js before function launch() { of the page, which it may replace --%>
<script type="text/javascript">
<jsp:include page='/js/skin.js'>
	<jsp:param name='servlet-path' value='/js/skin.js' />
	<jsp:param name='client' value='advanced' />
	<jsp:param name='skin' value='${skin}' />
	<jsp:param name="locale" value="${locale}" />
	<jsp:param name='debug' value='${isDebug}' />
	<jsp:param name="templates" value="split" />
</jsp:include>
// function launch() is below
</script>

<script>
	function launch() {
		if (launch.done) { return; }
		launch.done = true;
		<c:if test="${param.wait gt 1}">AjxCore.wait(${param.wait});</c:if>
		ZmZimbraMail.run({ app: "${zm:cook(param.app)}", skin: "${zm:jsEncode(skin)}", devMode: ${isDevMode} });
	}
	if (1 < 2) { document.addEventListener("DOMContentLoaded", launch, null); }
	AjxCore.addOnloadListener(launch);
</script>
</div>
</body>
</html>
