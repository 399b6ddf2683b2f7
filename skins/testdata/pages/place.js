// Puts the parts of a page where the client puts its components: into the frame's
// containers, or over them.
(function () {
	"use strict";
	function el(id) { return document.getElementById(id); }
	var outer = el("skin_outer"), splash = el("skin_container_splash_screen");
	if (!outer) { return; }
	if (document.body.hasAttribute("data-splash")) { return; }
	splash.style.display = "none";
	outer.style.display = "block";
	document.querySelectorAll("[data-in]").forEach(function (part) { el(part.getAttribute("data-in")).appendChild(part); });
	// The heights that the client works out: what the header and the toolbar leave.
	var top = el("skin_tr_top").offsetHeight, bar = el("skin_tr_toolbar").offsetHeight;
	el("skin_tr_main").style.height = innerHeight - top + "px";
	var main = el("skin_container_app_main");
	for (var row = main; row.id !== "skin_tr_main"; row = row.parentNode) { if (/skin_layout_row/.test(row.className)) { row.style.height = innerHeight - top - bar + "px"; } }
	el("skin_td_main").style.width = innerWidth - el("skin_td_tree").offsetWidth - 10 + "px";
	el("skin_spacing_app_top_toolbar").style.width = innerWidth - el("skin_td_new_button").offsetWidth - 10 + "px";
	document.querySelectorAll("[data-over]").forEach(function (part) {
		var box = el(part.getAttribute("data-over")).getBoundingClientRect(), s = part.style;
		var over = /toolbar|button/.test(part.getAttribute("data-over")) ? getComputedStyle(el(part.getAttribute("data-over"))) : {paddingTop: "0", paddingLeft: "0", paddingRight: "0"};
		s.position = "absolute";
		s.left = box.left + parseFloat(over.paddingLeft) + "px";
		s.top = box.top + parseFloat(over.paddingTop) + "px";
		s.width = box.width - parseFloat(over.paddingLeft) - parseFloat(over.paddingRight) + "px";
		s.height = box.height - parseFloat(over.paddingTop) + "px";
	});
})();
