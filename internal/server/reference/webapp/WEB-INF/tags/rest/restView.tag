<%@ tag body-content="scriptless" %>
<%@ attribute name="title" rtexprvalue="true" required="false" %>
<%@ taglib prefix="c" uri="http://java.sun.com/jsp/jstl/core" %>
<%@ taglib prefix="fn" uri="http://java.sun.com/jsp/jstl/functions" %>
<%@ taglib prefix="zm" uri="com.zimbra.zm" %>
<%@ taglib prefix="rest" uri="com.zimbra.restclient" %>
<%@ taglib prefix="fmt" uri="com.zimbra.i18n" %>
<html>
<rest:head  title="${title}"/>
<body <c:if test="${not empty onload}">onload="${onload}"</c:if>>
<jsp:doBody/>	
</body>
</html>
