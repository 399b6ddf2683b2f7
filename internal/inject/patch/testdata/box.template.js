AjxTemplate.register("x.Y#Box", 
function(name, params, data, buffer) {
	var _hasBuffer = Boolean(buffer);
	data = (typeof data == "string" ? { id: data } : data) || {};
	buffer = buffer || [];
	var _i = buffer.length;

	buffer[_i++] = "<div id='";
	buffer[_i++] = data["id"];
	buffer[_i++] = "_box'>";
	 if (data.open) { 
	buffer[_i++] = "<b title=\"a\\b\">";
	buffer[_i++] =  ZmMsg.open ;
	buffer[_i++] = "</b>";
	 } 
	buffer[_i++] = "\n";
	buffer[_i++] = "\t\tSome text\n";
	buffer[_i++] = "\t\t<i>";
	buffer[_i++] = data["size"];
	buffer[_i++] = "</i></div>";

	return _hasBuffer ? buffer.length : buffer.join("");
},
{
	"id": "Box"
}, false);
AjxTemplate.register("x.Y", AjxTemplate.getTemplate("x.Y#Box"), AjxTemplate.getParams("x.Y#Box"));

AjxTemplate.register("x.Y#Other", 
function(name, params, data, buffer) {
	var _hasBuffer = Boolean(buffer);
	data = (typeof data == "string" ? { id: data } : data) || {};
	buffer = buffer || [];
	var _i = buffer.length;

	buffer[_i++] = "<p>";
	buffer[_i++] = data["id"];
	buffer[_i++] = "</p>";

	return _hasBuffer ? buffer.length : buffer.join("");
},
{
	"id": "Other"
}, false);

