<%@ taglib prefix="c" uri="http://java.sun.com/jsp/jstl/core" %>
<%@ taglib prefix="fn" uri="http://java.sun.com/jsp/jstl/functions" %>
<%@ taglib prefix="m" uri="urn:example:mail" %>
<html>
<head><title>register</title>
<link rel="stylesheet" type="text/css" href="<c:url value='/css/skin.css'/>">
<c:if test="${true}"><link rel="stylesheet" href="second.css"></c:if>
</head>
<body>
</body>
</html>