<%@ page session="false" %>
<%
	String res = request.getParameter("res");
	String skin = request.getParameter("skin");
	String vers = (String) request.getAttribute("version");
	if (vers == null) vers = "";
%><script type="text/javascript" src="<%= request.getContextPath() %>/res/<%= res %>.js?v=<%= vers %>&skin=<%= skin %>"></script>
