<%@ tag body-content="scriptless" %>
<%@ attribute name="title" rtexprvalue="true" required="false" %>
<%@ taglib prefix="c" uri="http://java.sun.com/jsp/jstl/core" %>
<%@ taglib prefix="fn" uri="http://java.sun.com/jsp/jstl/functions" %>
<%@ taglib prefix="zm" uri="com.zimbra.zm" %>
<%@ taglib prefix="app" uri="com.zimbra.htmlclient" %>
<%@ taglib prefix="fmt" uri="com.zimbra.i18n" %>

<head>
    <title>
        <c:if test="${!empty title}">${fn:escapeXml(title)}</c:if>
    </title>
    <!-- skin is ${zm:jsEncode(skin)} -->
    <c:url var='cssurl' value="/css/skin.css">
        <c:param name="skin"	value="${skin}" />
    </c:url>
    <link rel="stylesheet" type="text/css" href="${cssurl}">
    <style type="text/css" media="screen">
        .a { color: ${empty color ? 'red' : color}; } /* </style */
    </style>
    <jsp:doBody/>
    
</head>
