/*
 * The zimlet itself: its hooks, and its item in the panel, which shows the report.
 */
function com_synacor_fixup_handler() {}

com_synacor_fixup_handler.prototype = new ZmZimletBase();
com_synacor_fixup_handler.prototype.constructor = com_synacor_fixup_handler;

com_synacor_fixup_handler.COPY_BUTTON = 100;

com_synacor_fixup_handler.prototype.onMsgView = function (msg, oldMsg, view) {
	if (SynaFixup.watchMessage) {
		SynaFixup.watchMessage(view);
	}
};

com_synacor_fixup_handler.prototype.singleClicked = function () {
	if (this.getBoolConfig("panel", true)) {
		this.showReport();
	}
};

com_synacor_fixup_handler.prototype.doubleClicked = com_synacor_fixup_handler.prototype.singleClicked;

com_synacor_fixup_handler.prototype.menuItemSelected = function (itemId) {
	if (itemId === "PREFERENCES") {
		this.createPropertyEditor();
	} else {
		this.showReport();
	}
};

/* showReport puts the report up as it is now. */
com_synacor_fixup_handler.prototype.showReport = function () {
	if (!this._dialog) {
		this._dialog = this._createReportDialog();
	}
	this._area.value = SynaFixup.createReport();
	this._note.innerHTML = this._supportNote();
	this._dialog.popup();
};

com_synacor_fixup_handler.prototype._createReportDialog = function () {
	var view = new DwtComposite(this.getShell());
	this._area = document.createElement("textarea");
	this._area.className = "SynaFixup-report";
	this._area.readOnly = true;
	this._area.setAttribute("aria-label", this.getMessage("reportTitle"));
	this._note = document.createElement("div");
	this._note.className = "SynaFixup-note";
	this._note.setAttribute("role", "status");
	view.getHtmlElement().appendChild(this._area);
	view.getHtmlElement().appendChild(this._note);
	var copy = new DwtDialog_ButtonDescriptor(com_synacor_fixup_handler.COPY_BUTTON, this.getMessage("copyReport"), DwtDialog.ALIGN_LEFT);
	var dialog = this._createDialog({
		title: this.getMessage("reportTitle"), view: view, standardButtons: [DwtDialog.OK_BUTTON], extraButtons: [copy]
	});
	dialog.setButtonListener(com_synacor_fixup_handler.COPY_BUTTON, new AjxListener(this, this._copyReport));
	return dialog;
};

/* _supportNote asks to send the report to the operator's "support" property. */
com_synacor_fixup_handler.prototype._supportNote = function () {
	var support = SynaFixup.config("support");
	return support ? AjxStringUtil.htmlEncode(this.getMessage("supportHint") + " " + support) : "";
};

com_synacor_fixup_handler.prototype._copyReport = function () {
	var zimlet = this;
	function say(key) {
		zimlet._note.innerHTML = AjxStringUtil.htmlEncode(zimlet.getMessage(key));
	}
	this._area.focus();
	this._area.select();
	if (navigator.clipboard && navigator.clipboard.writeText) {
		navigator.clipboard.writeText(this._area.value).then(function () {
			say("copied");
		}, function () {
			say("notCopied");
		});
		return;
	}
	var done = false;
	try {
		done = document.execCommand("copy");
	} catch (error) {
		done = false;
	}
	say(done ? "copied" : "notCopied");
};
