// The client after it has read the zimlets' scripts: initialises them, then acts.
window.visited = (async function () {
	function trial(name, f) {
		try { results[name] = f(); } catch (e) { results[name] = "exception: " + (e && (window.stacks ? e.stack : e.message || e.msg) || e); }
	}
	function pause(ms) { return new Promise(function (done) { setTimeout(done, ms); }); }

	mgr._ZIMLETS.forEach(function (z) { if (window[z.handlerObject]) { z._finished_loadIncludes(); } });

	trial("toolbar", function () { return mgr.notifyZimlets("initializeToolbar", ["Mail"]); });
	trial("request", function () { return mgr.processARequest("getCell"); });
	trial("xslt", function () { return first.getXslt("x.xsl").transformToString(); });

	var box = document.createElement("div");
	var inserted = [];
	document.body.appendChild(box);
	function note(event) { inserted.push(event.type + " " + event.target.nodeName); box.setAttribute("n", inserted.length); }
	box.addEventListener("DOMNodeInserted", note, false);
	box.addEventListener("DOMSubtreeModified", note, false);
	box.appendChild(document.createElement("b"));
	await pause(20);
	box.removeEventListener("DOMNodeInserted", note, false);
	box.removeEventListener("DOMSubtreeModified", note, false);
	box.appendChild(document.createElement("i"));
	await pause(20);
	results.mutation = inserted.join(", ");

	var kept = 0;
	ZmZimbraMail._userEventHdlr = function () { kept++; };
	var frame = document.body.appendChild(document.createElement("iframe"));
	mgr.notifyZimlets("onMsgView", [{}, null, { getDocument: function () { return frame.contentDocument; } }]);
	frame.contentDocument.dispatchEvent(new Event("scroll"));
	frame.contentDocument.dispatchEvent(new Event("scroll"));
	results.session = kept;

	window.ZmPreferencesPage = function () {};
	ZmPreferencesPage.prototype._setupCheckbox = function (id) {
		return { enabled: true, setEnabled: function (e) { this.enabled = e; }, setToolTipContent: function (t) { this.tip = t; } };
	};
	if (AjxDispatcher._getPackageData) { // what the vendor's loader does once it has the package
		AjxDispatcher._getPackageData("Preferences").callback.forEach(function (c) { c.run(); });
	} else {
		AjxDispatcher.loaded("Preferences");
	}
	var box1 = ZmPreferencesPage.prototype._setupCheckbox("MAIL_NOTIFY_TOASTER");
	var box2 = ZmPreferencesPage.prototype._setupCheckbox("MAIL_NOTIFY_SOUNDS");
	results.notification = box1.enabled + " " + box2.enabled + (box1.tip ? " " + box1.tip : "");

	if (window.SynaFixup) {
		results.states = SynaFixup.report().map(function (f) { return f.id + " " + f.state + (f.detail ? " (" + f.detail + ")" : ""); }).join("; ");
		trial("click", function () { ours.handlerObject.singleClicked(); return !!document.querySelector("textarea.SynaFixup-report"); });
		var area = document.querySelector("textarea.SynaFixup-report");
		results.report = area ? area.value : "";
		results.note = area ? area.nextSibling.innerHTML : "";
		trial("copy", function () { ours.handlerObject._copyReport(); return true; });
		await pause(50);
		results.copied = area ? area.nextSibling.textContent : "";
		trial("menu", function () { ours.handlerObject.createPropertyEditor = function () { results.propertyEditor = true; }; ours.handlerObject.menuItemSelected("PREFERENCES"); return results.propertyEditor; });
	}
	// The vendor takes its own things down at unload, so this is last.
	var left = 0;
	function leave() { left++; }
	addEventListener("unload", leave);
	window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
	results.unloadCached = left;
	window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: false }));
	window.dispatchEvent(new Event("unload"));
	results.unload = left;
	function never() { left = 100; }
	addEventListener("unload", never);
	removeEventListener("unload", never);
	window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: false }));
	results.unloadRemoved = left;

	results.errors = pageErrors.join("; ");
	return results;
})().catch(function (e) {
	return { errors: "exception: " + (e && (e.stack || e.message || e)) + "; " + pageErrors.join("; ") };
});
