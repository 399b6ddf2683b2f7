<%@ taglib prefix="c" uri="http://java.sun.com/jsp/jstl/core" %>
<%@ taglib prefix="fn" uri="http://java.sun.com/jsp/jstl/functions" %>
<%@ taglib prefix="m" uri="urn:example:mail" %>
<!DOCTYPE html>
<html>
<head>
<title>window</title>
<link href='${base}/css/client,skin.css?v=${version}${debug?"&debug=1":""}' rel='stylesheet' type="text/css">
<jsp:include page="Boot.jsp"/>
<% for (int i = 0; i < 2; i++) { %>
	<script type="text/javascript" src="/js/NewWindow_<%= i %>_all.js"></script>
<% } %>
<script type="text/javascript" language="JavaScript">
function launch() { window.ready = true; }
</script>
</head>
<body/>
</html>
