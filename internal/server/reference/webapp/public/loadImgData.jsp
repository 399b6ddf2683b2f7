<script type="text/javascript">
	window.imgData = {};
</script>
