<%@ taglib prefix="c" uri="http://java.sun.com/jsp/jstl/core" %>
<%@ taglib prefix="fn" uri="http://java.sun.com/jsp/jstl/functions" %>
<%@ taglib prefix="zm" uri="com.zimbra.zm" %>
<%@ taglib prefix="app" uri="com.zimbra.htmlclient" %>
<%@ taglib prefix="fmt" uri="com.zimbra.i18n" %>
<html>
<head>
	<title>error</title>
	<link  rel="stylesheet" type="text/css" href="<c:url value='/css/skin.css'/>">
</head>
<body>
	<app:img src="x" alt='<%= "a" %>' />
</body>
</html>
