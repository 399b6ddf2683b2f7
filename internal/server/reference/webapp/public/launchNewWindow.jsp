<%@ taglib prefix="c" uri="http://java.sun.com/jsp/jstl/core" %>
<%@ taglib prefix="fn" uri="http://java.sun.com/jsp/jstl/functions" %>
<%@ taglib prefix="zm" uri="com.zimbra.zm" %>
<%@ taglib prefix="app" uri="com.zimbra.htmlclient" %>
<%@ taglib prefix="fmt" uri="com.zimbra.i18n" %>
<!DOCTYPE html>
<app:skin/>
<%
	String skin = (String) request.getAttribute("skin");
	String vers = (String) request.getAttribute("version");
	if (vers == null) vers = "";
	pageContext.setAttribute("contextPath", request.getContextPath());
	pageContext.setAttribute("skin", skin);
	pageContext.setAttribute("vers", vers);
	pageContext.setAttribute("ext", "");
	pageContext.setAttribute("locale", request.getLocale());
	pageContext.setAttribute("isDebug", false);
%>
<html lang="en">
<head>
<title><fmt:message key="zimbraTitle"/></title>
<jsp:include page="Resources.jsp">
	<jsp:param name="res" value="ZmMsg" />
	<jsp:param name="skin" value="${skin}" />
</jsp:include>
<link href='${contextPath}/css/common,dwt,msgview,login,zm,spellcheck,images,skin.css?v=${vers}${isDebug?"&debug=1":""}&skin=${zm:cook(skin)}' rel='stylesheet' type="text/css">
<jsp:include page="Boot.jsp"/>
<script type="text/javascript">
	window.appContextPath = "${contextPath}";
	window.appCurrentSkin = "${zm:cook(skin)}";
</script>
<%
	for (String pname : "JQuery,NewWindow_1,NewWindow_2".split(",")) {
		String pageurl = "/js/" + pname + "_all.js";
		pageContext.setAttribute("pageurl", pageurl); %>
	<script type="text/javascript" src="${contextPath}${pageurl}${ext}?v=${vers}"></script>
<% } %>
<script type="text/javascript" language="JavaScript">
	function launch() { ZmNewWindow.run(); }
	AjxCore.addOnloadListener(launch);
</script>
</head>
<body/>
</html>
