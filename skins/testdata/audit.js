// What can be measured of a page: contrast by axe-core, and text that is cut off.
window.testAudit = async function (contrast) {
	"use strict";
	var found = [];

	if (contrast) {
		var result = await axe.run(document, {runOnly: ["color-contrast"], resultTypes: ["violations"]});
		result.violations.forEach(function (v) {
			v.nodes.forEach(function (n) {
				var d = n.any[0].data;
				found.push("contrast " + d.contrastRatio + ": " + d.fgColor + " on " + d.bgColor + " " + n.html.replace(/\s+/g, " ").slice(0, 120));
			});
		});
	}

	// A text is cut off where a box that hides what overflows is smaller than it. An
	// ellipsis says so to the reader; an appointment is as high as it is long.
	function outside(inner, outer) {
		return {x: inner.right > outer.right + 1 || inner.left < outer.left - 1, y: inner.bottom > outer.bottom + 2 || inner.top < outer.top - 2};
	}
	function cut(element, box) {
		for (var p = element; p && p !== document.body; p = p.parentElement) {
			var style = getComputedStyle(p), x = style.overflowX, y = style.overflowY;
			if (p.matches(".appt_body, .appt_30_body, .calendar_hour_scroll") || /auto|scroll/.test(x + y)) { return null; }
			var out = outside(box, p.getBoundingClientRect());
			if (out.x && x !== "visible" && style.textOverflow === "ellipsis") { return null; }
			if (out.x && x !== "visible" || out.y && y !== "visible") { return p; }
		}
		return null;
	}
	var texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), seen = {};
	for (var n = texts.nextNode(); n; n = texts.nextNode()) {
		var e = n.parentElement, style = getComputedStyle(e);
		if (!n.textContent.trim() || style.visibility === "hidden" || e.closest("script, style, option, .ScreenReaderOnly")) { continue; }
		var range = document.createRange();
		range.selectNodeContents(n);
		var box = range.getBoundingClientRect();
		if (!box.width || box.right <= 0 || box.bottom <= 0 || box.left >= innerWidth || box.top >= innerHeight) { continue; }
		var by = cut(e, box);
		if (by && !seen[by.className]) {
			seen[by.className] = true;
			found.push("cut off: \"" + n.textContent.trim().slice(0, 40) + "\" by " + by.tagName + "." + by.className);
		}
	}
	return found;
};
