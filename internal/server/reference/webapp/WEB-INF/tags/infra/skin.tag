<%@ tag body-content="empty" %>
<%@ attribute name="defaultSkin" rtexprvalue="true" required="false" %>
<%@ taglib prefix="c" uri="http://java.sun.com/jsp/jstl/core" %>
<c:set var="skin" scope="request" value="${empty param.skin ? (empty defaultSkin ? initParam.zimbraDefaultSkin : defaultSkin) : param.skin}"/>
