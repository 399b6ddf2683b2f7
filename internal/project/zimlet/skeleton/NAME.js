/*
 * The server puts the scripts of all zimlets into one and compresses it with a
 * parser of ECMAScript 3: what it cannot read here stops every zimlet of every
 * user. "skinbuild check" finds that out before the server does.
 */
function NAME_handler() {}

NAME_handler.prototype = new ZmZimletBase();
NAME_handler.prototype.constructor = NAME_handler;

/* Called once, when the main window has been drawn. */
NAME_handler.prototype.init = function () {
	this._greeting = this.getConfig("greeting") || this.getMessage("label");
};

/* A click on the panel item. */
NAME_handler.prototype.singleClicked = function () {
	if (this.getUserProperty("enabled") !== "false") {
		this.displayStatusMessage(this._greeting);
	}
};

NAME_handler.prototype.doubleClicked = function () {
	this.singleClicked();
};

NAME_handler.prototype.menuItemSelected = function (itemId) {
	if (itemId === "PREFERENCES") {
		this.createPropertyEditor();
	}
};
