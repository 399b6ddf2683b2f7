<%@ tag body-content="scriptless" %>
<%@ attribute name="title" rtexprvalue="true" required="false" %>
<%@ taglib prefix="c" uri="http://java.sun.com/jsp/jstl/core" %>
<%@ taglib prefix="fn" uri="http://java.sun.com/jsp/jstl/functions" %>
<%@ taglib prefix="m" uri="urn:example:mail" %>
<head>
    <meta name="viewport" content="width=320"/>
    <link href="<c:url value='/css/mobile${ui!="0"?m:encode(ui):""}.css?v=${version}'/>"  type="text/css" rel="stylesheet" />
    <jsp:doBody/>
    <%--<script type="text/javascript">
     function click(id) { }
    </script>--%>
</head>
