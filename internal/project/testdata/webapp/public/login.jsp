<%@ page pageEncoding="UTF-8" %>
<%@ taglib prefix="c" uri="http://java.sun.com/jsp/jstl/core" %>
<%@ taglib prefix="fn" uri="http://java.sun.com/jsp/jstl/functions" %>
<%@ taglib prefix="m" uri="urn:example:mail" %>
<c:set var="small" value="${param.client eq 'mobile'}"/>
<html lang="${fn:substring(pageContext.request.locale, 0, 2)}">
<head>
	<meta name="description" content="<m:text key="description"/>">
	<link rel="stylesheet" type="text/css" href="<c:url value='/css/login,skin.css'>
		<c:param name="skin" value="${skin}" />
	</c:url>">
	<link rel="SHORTCUT ICON" href="<c:url value='${icon}'/>">


</head>
<c:set value="/img" var="path" scope="request"/>
<body onload="onLoad();">
	<div class="${small?'center-small':'center'}">
		<input id="user" value="<c:out value="${param.user}"/>" <c:if test="${small}">disabled</c:if>>
	</div>
<script>
<jsp:include page="/js/skin.js">
	<jsp:param name="client" value="advanced" />
</jsp:include>
function onLoad() { document.write("</" + "body>"); }
</script>
</body>
</html>
