// broken: 8.8.15 10.1.3
// load: Startup2 XForms
// agent: firefox
// fixed: none
window.scenario = {
	standIn: function () {
		window.AjxEnv = { isNav: !labUnneeded };
		window.XFormItem = function () {}; window.Textarea_XFormItem = function () {};
		XFormItem.prototype.getKeyPressHandlerHTML = Textarea_XFormItem.prototype.getKeyPressHandlerHTML = labUnneeded ? function () { return ' onkeydown="x"'; } : function () { return AjxEnv.isNav ? ' onkeypress="x"' : ' onkeydown="x"'; };
	},
	symptom: function () {
		var wrong = [];
		[XFormItem, Textarea_XFormItem].forEach(function (C) {
			var item = Object.create(C.prototype);
			item.getGlobalRef = function () { return "X"; };
			var html = item.getKeyPressHandlerHTML();
			if (!/onkeydown=/.test(html)) { wrong.push(html); }
		});
		return wrong.join(" and ");
	}
};
