<%@ taglib prefix="c" uri="http://java.sun.com/jsp/jstl/core" %>
<%@ taglib prefix="fn" uri="http://java.sun.com/jsp/jstl/functions" %>
<%@ taglib prefix="zm" uri="com.zimbra.zm" %>
<%@ taglib prefix="app" uri="com.zimbra.htmlclient" %>
<%@ taglib prefix="fmt" uri="com.zimbra.i18n" %>
<% boolean dev = request.getParameter("dev") != null; %>
<html class="page">
<head>
	<title>PasswordRecovery</title>
	<link href="<c:url value="/css/skin.css"/>" rel="stylesheet" type="text/css" />
	<jsp:include page="Boot.jsp"/>

	<% if (dev) { %>
		<jsp:include page="/public/jsp/PasswordRecovery.jsp"/>
	<% } else { %>
		<script src="/js/PasswordRecovery_all.js?v=${version}"></script>
	<% } %>
</head>
<body class="plain">
	<script>new Page().popup();</script>
</body>
</html>
