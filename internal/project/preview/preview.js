// Listens for new builds: takes new style sheets, loads the page again, or shows
// why there is no new build.
(function () {
	"use strict";
	var box = null;

	function show(text) {
		if (!box) {
			box = document.createElement("pre");
			box.id = "skinbuild-problems";
			box.setAttribute("role", "alert");
			box.style.cssText = "position:fixed;z-index:2147483647;left:0;right:0;bottom:0;max-height:60%;overflow:auto;margin:0;padding:1em;" +
				"background:#2b0b0e;color:#ffe3e3;border-top:3px solid #ff5d5d;font:13px/1.45 monospace;white-space:pre-wrap;text-align:left";
		}
		box.textContent = text;
		document.documentElement.appendChild(box);
	}

	function hide() {
		if (box && box.parentNode) { box.parentNode.removeChild(box); }
	}

	function styles() {
		var links = document.querySelectorAll("link[rel~=stylesheet]");
		for (var i = 0; i < links.length; i++) {
			var url = new URL(links[i].href);
			if (url.origin !== location.origin) { continue; }
			url.searchParams.set("build", Date.now());
			var next = links[i].cloneNode();
			next.href = url.href;
			// The old sheet stays until the new one is there, so that nothing flickers.
			next.onload = next.onerror = function (old) { return function () { if (old.parentNode) { old.parentNode.removeChild(old); } }; }(links[i]);
			links[i].parentNode.insertBefore(next, links[i].nextSibling);
		}
	}

	new EventSource("/-/skinbuild/events").onmessage = function (e) {
		var event = JSON.parse(e.data);
		switch (event.kind) {
		case "problems": show(event.text); break;
		case "styles": hide(); styles(); break;
		case "page": location.reload(); break;
		}
	};
})();
