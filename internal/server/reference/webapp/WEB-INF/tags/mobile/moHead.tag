<%@ tag body-content="scriptless" %>
<%@ attribute name="title" rtexprvalue="true" required="false" %>
<%@ taglib prefix="c" uri="http://java.sun.com/jsp/jstl/core" %>
<%@ taglib prefix="fn" uri="http://java.sun.com/jsp/jstl/functions" %>
<%@ taglib prefix="zm" uri="com.zimbra.zm" %>
<%@ taglib prefix="app" uri="com.zimbra.htmlclient" %>
<%@ taglib prefix="fmt" uri="com.zimbra.i18n" %>
<head>
    <meta name="viewport" content="width=320"/>
    <link href="<c:url value='/css/mobile${ui!="0"?zm:jsEncode(ui):""}.css?v=${version}'/>"  type="text/css" rel="stylesheet" />
    <jsp:doBody/>
    <%--<script type="text/javascript">
     function click(id) { }
    </script>--%>
</head>
