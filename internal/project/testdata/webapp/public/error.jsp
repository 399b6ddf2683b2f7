<%@ taglib prefix="c" uri="http://java.sun.com/jsp/jstl/core" %>
<%@ taglib prefix="fn" uri="http://java.sun.com/jsp/jstl/functions" %>
<%@ taglib prefix="m" uri="urn:example:mail" %>
<html>
<head>
	<title>error</title>
	<link  rel="stylesheet" type="text/css" href="<c:url value='/css/skin.css'/>">
</head>
<body>
	<m:img src="x" alt='<%= "a" %>' />
</body>
</html>
