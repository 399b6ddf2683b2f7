(function (target) {
	"use strict";
	// What a person could see of an element: its box cut by the boxes around it that hide
	// what overflows, and by the window.
	function box(e) {
		var r = e.getBoundingClientRect(), b = {left: r.left, top: r.top, right: r.right, bottom: r.bottom};
		for (var p = e.parentElement; p && p !== document.documentElement; p = p.parentElement) {
			var s = getComputedStyle(p);
			if (s.position === "static" && s.overflowX === "visible" && s.overflowY === "visible") { continue; }
			var o = p.getBoundingClientRect();
			if (s.overflowX !== "visible") { b.left = Math.max(b.left, o.left); b.right = Math.min(b.right, o.right); }
			if (s.overflowY !== "visible") { b.top = Math.max(b.top, o.top); b.bottom = Math.min(b.bottom, o.bottom); }
		}
		return b;
	}
	function shown(e) {
		var r = e.getBoundingClientRect();
		if (!(r.width > 0 && r.height > 0)) { return false; }
		for (var p = e; p; p = p.parentElement) {
			var s = getComputedStyle(p);
			if (s.visibility === "hidden" && p === e || s.display === "none") { return false; }
		}
		return true;
	}
	function opacity(e) {
		var all = 1;
		for (var p = e; p; p = p.parentElement) { all *= parseFloat(getComputedStyle(p).opacity); }
		return all;
	}
	function name(e) {
		return "<" + e.localName + (e.id ? " id=" + e.id : "") + (e.className && e.className.split ? " class=\"" + e.className.slice(0, 60) + "\"" : "") + ">";
	}
	// The elements of this page and of the frames in it that may be read.
	function documents(doc, list) {
		list.push(doc);
		Array.prototype.forEach.call(doc.querySelectorAll("iframe"), function (f) {
			try { if (f.contentDocument && f.contentDocument.body) { documents(f.contentDocument, list); } } catch (e) { /* of another origin */ }
		});
		return list;
	}
	function place(e) {
		var x = 0, y = 0;
		for (var w = e.ownerDocument.defaultView; w && w !== window && w.frameElement; w = w.parent) {
			var r = w.frameElement.getBoundingClientRect();
			x += r.left; y += r.top;
		}
		return {x: x, y: y};
	}
	function textOf(e) {
		return (e.value !== undefined && /^(input|textarea|select)$/.test(e.localName) ? e.value : e.innerText || e.textContent || "").replace(/\s+/g, " ").trim();
	}
	var found = [], wanted = target.text.replace(/\s+/g, " ").trim();
	documents(document, []).forEach(function (doc) {
		var list;
		try { list = doc.querySelectorAll(target.selector || "*"); } catch (e) { throw new Error("the selector is wrong: " + target.selector); }
		Array.prototype.forEach.call(list, function (e) {
			if (/^(script|style|html|head|title|noscript)$/.test(e.localName) || !shown(e)) { return; }
			if (wanted && textOf(e).indexOf(wanted) < 0) { return; }
			found.push(e);
		});
	});
	// By a text alone the innermost elements that have it are meant.
	if (!target.selector) {
		found = found.filter(function (e) { return !found.some(function (o) { return o !== e && e.contains(o); }); });
	}
	// What is wrong with an element for a person who looks for it; "" if nothing is.
	function look(e) {
		var b = box(e), at = place(e), view = e.ownerDocument.defaultView;
		var left = Math.max(b.left, 0), right = Math.min(b.right, view.innerWidth), top = Math.max(b.top, 0), bottom = Math.min(b.bottom, view.innerHeight);
		var x = (left + right) / 2, y = (top + bottom) / 2, width = right - left, height = bottom - top;
		var out = {name: name(e), x: Math.round(x + at.x), y: Math.round(y + at.y), problem: ""};
		if (!(width > 0 && height > 0)) {
			out.problem = "is outside of the window, or cut off";
		} else if (opacity(e) < 0.1) {
			out.problem = "is transparent";
		} else if (width < 4 || height < 4) {
			out.problem = "is only " + Math.round(width) + " by " + Math.round(height) + " pixels large";
		} else {
			var hit = e.ownerDocument.elementFromPoint(x, y);
			if (hit && hit !== e && !e.contains(hit) && !hit.contains(e) && e.localName !== "label" && hit.localName !== "label") { out.problem = "is covered by " + name(hit); }
		}
		return out;
	}
	var looks = found.map(look), good = looks.filter(function (l) { return !l.problem; });
	var best = good[0] || looks[0] || {name: "", x: 0, y: 0, problem: ""};
	return {count: looks.length, seen: good.length, name: best.name, x: best.x, y: best.y, problem: best.problem};
})
