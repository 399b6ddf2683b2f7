<%@ page session="false" %>
<%
	String vers = (String) request.getAttribute("version");
	if (vers == null) vers = "";
%>
<script type="text/javascript">
<jsp:include>
	<jsp:attribute name='page'>/js/Boot_all.js.min</jsp:attribute>
</jsp:include>
</script>
<script type="text/javascript">
AjxPackage.setBasePath("<%= request.getContextPath() %>/js");
AjxPackage.setExtension("_all.js");
AjxPackage.setQueryString("v=<%= vers %>");
</script>
