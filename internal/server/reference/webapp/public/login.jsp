<%@ page pageEncoding="UTF-8" contentType="text/html; charset=UTF-8" %>
<%@ page session="false" %>
<%@ taglib prefix="c" uri="http://java.sun.com/jsp/jstl/core" %>
<%@ taglib prefix="fn" uri="http://java.sun.com/jsp/jstl/functions" %>
<%@ taglib prefix="zm" uri="com.zimbra.zm" %>
<%@ taglib prefix="app" uri="com.zimbra.htmlclient" %>
<%@ taglib prefix="fmt" uri="com.zimbra.i18n" %>
<%-- sends the administrators elsewhere --%>
<zm:adminRedirect/>
<app:skinAndRedirect />
<fmt:setBundle basename="/messages/ZmMsg" scope="request"/>
<zm:getUserAgent var="ua" session="false"/>
<c:set var="smallScreen" value="${ua.isMobile && not ua.isiPad}"/>
<c:set var="version" value="${initParam.zimbraCacheBusterVersion}"/>
<c:url var="formActionUrl" value="/">
	<c:forEach var="p" items="${paramValues}">
		<c:param name="${p.key}" value='${p.value[0]}'/>
	</c:forEach>
</c:url>
<%
	// A login page is never served from a cache.
	response.addHeader("Vary", "User-Agent");
	response.setHeader("Cache-Control", "no-store, no-cache, must-revalidate, max-age=0");
%>
<!DOCTYPE html>
<html class="user_font_size_normal" lang="${fn:substring(pageContext.request.locale, 0, 2)}">
<head>
	<meta http-equiv="Content-Type" content="text/html;charset=utf-8">
	<title><fmt:message key="zimbraLoginTitle"/></title>
	<meta name="viewport" content="width=device-width, initial-scale=1">
	<meta name="description" content="<fmt:message key="zimbraLoginMetaDesc"/>">
	<link rel="stylesheet" type="text/css" href="<c:url value='/css/common,login,zhtml,skin.css'>
		<c:param name="skin" value="${skin}" />
		<c:param name="v" value="${version}" />
		<c:if test="${not empty param.debug}">
			<c:param name="debug" value="${param.debug}" />
		</c:if>
	</c:url>">
	<link rel="SHORTCUT ICON" href="<c:url value='/img/logo/favicon.ico'/>">


</head>
<c:set value="/img" var="iconPath" scope="request"/>
<body onload="onLoad();">
	<div class="LoginScreen">
		<div class="${smallScreen?'center-small':'center'}">
			<div class="contentBox">
				<h1><a href="#" id="bannerLink" target="_new" title='<fmt:message key="zimbraTitle"/>'><span class="ScreenReaderOnly"><fmt:message key="zimbraTitle"/></span>
					<span class="Img${smallScreen?'App':'Login'}Banner"></span>
				</a></h1>
				<div id="ZLoginAppName"><fmt:message key="splashScreenAppName"/></div>
				<form id="zLoginForm" method="post" name="loginForm" action="${formActionUrl}" accept-charset="UTF-8">
					<input type="hidden" name="loginOp" value="login"/>
					<c:if test="${not empty errorMessage}">
						<div id="ZLoginErrorPanel" role="alert"><c:out value="${errorMessage}"/></div>
					</c:if>
					<table class="form">
						<tr>
							<td><label for="username"><fmt:message key="username"/></label></td>
							<td><input id="username" class="zLoginField" name="username" type="text" value="<c:out value="${param.username}"/>" size="40" autocomplete="username" <c:if test="${not empty param.virtualacctdomain}">readonly</c:if>></td>
						</tr>
						<tr>
							<td><label for="password"><fmt:message key="password"/></label></td>
							<td><input id="password" autocomplete="current-password" class="zLoginField" name="password" type="password" value="" size="40"></td>
						</tr>
						<tr>
							<td>&nbsp;</td>
							<td class="submitTD"><input type="submit" value="<fmt:message key="login"/>" class="ZLoginButton DwtButton">
								<span><input id="remember" value="1" type="checkbox" name="zrememberme" /><label for="remember"><fmt:message key="rememberMe"/></label></span></td>
						</tr>
					</table>
				</form>
			</div>
			<div class="decor1"></div>
		</div>
		<div class="Footer">
			<div id="ZLoginNotice" class="legalNotice-small"><fmt:message key="clientLoginNotice"/></div>
			<div class="copyright"><fmt:message key="splashScreenCopyright"/></div>
		</div>
		<div class="decor2"></div>
	</div>
<script>
<jsp:include page="/js/skin.js">
	<jsp:param name="templates" value="false" />
	<jsp:param name="client" value="advanced" />
	<jsp:param name='servlet-path' value='/js/skin.js' />
</jsp:include>
var link = document.getElementById("bannerLink");
if (link) { link.href = "<c:url value='/'/>"; }
function onLoad() {
	var f = document.forms.loginForm;
	if (f.username.value != "" <c:if test="${not empty domainInfo}">|| f.username.readOnly</c:if>) { f.password.focus(); } else { f.username.focus(); }
	if (location.hash == "#legacy") { document.write("</" + "body>"); }
}
</script>
</body>
</html>
