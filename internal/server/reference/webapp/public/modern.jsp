<%@ page session="false" %>
<script>
	location.replace("/modern/" + location.search);
</script>
