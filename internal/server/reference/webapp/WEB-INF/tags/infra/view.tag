<%@ tag body-content="scriptless" %>
<%@ attribute name="title" rtexprvalue="true" required="false" %>
<%@ taglib prefix="c" uri="http://java.sun.com/jsp/jstl/core" %>
<%@ taglib prefix="fn" uri="http://java.sun.com/jsp/jstl/functions" %>
<%@ taglib prefix="zm" uri="com.zimbra.zm" %>
<%@ taglib prefix="app" uri="com.zimbra.htmlclient" %>
<%@ taglib prefix="fmt" uri="com.zimbra.i18n" %>

<html>
<app:head title="${title}"/>
<body <c:if test="${empty param.big}">class="normal"</c:if> <c:if test="${not empty param.big}">class="big ${param.big > 1 ? 'x' : 'y'}"</c:if>>
<c:choose>
	<c:when test="${skin eq 'a'}"><jsp:doBody/></c:when>
	<c:otherwise><table width=100%><tr><td><jsp:doBody/></td></tr></table></c:otherwise>
</c:choose>
</body>
</html>
