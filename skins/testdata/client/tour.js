// The way through the client: each stop brings a view onto the screen.
(function () {
	"use strict";

	function wait(ms) { return new Promise(function (done) { setTimeout(done, ms); }); }
	// until waits for a condition, so that the tour is as fast as the machine.
	async function until(what, test) {
		for (var i = 0; i < 200; i++) {
			var got = test();
			if (got) { return got; }
			await wait(50);
		}
		throw new Error("no " + what);
	}
	function on(selector) {
		return until(selector, function () {
			return Array.prototype.find.call(document.querySelectorAll(selector), function (e) {
				var r = e.getBoundingClientRect();
				return r.width > 0 && r.height > 0 && r.left >= 0 && r.top >= 0;
			});
		});
	}
	function click(el) {
		var r = el.getBoundingClientRect();
		["mouseover", "mousemove", "mousedown", "mouseup", "click"].forEach(function (type) {
			el.dispatchEvent(new MouseEvent(type, {bubbles: true, cancelable: true, view: window, clientX: r.left + r.width / 2, clientY: r.top + Math.min(r.height / 2, 20), button: 0}));
		});
	}
	function app(name) { appCtxt.getAppController().activateApp(name); }

	window.testStops = {
		mail: async function () {
			click(await on("#zl__CLV-main__rows > li .TopRow"));
			await on(".ZmMailMsgCapsuleView .MsgBody");
		},
		calendar: async function () {
			app("Calendar");
			await on(".appt_body, .appt_allday_body");
			(await on(".calendar_body")).scrollTop = 8 * 42;
		},
		month: async function () {
			appCtxt.getApp("Calendar").getCalController().show(ZmId.VIEW_CAL_MONTH);
			await on(".calendar_month_day_item");
		},
		contacts: async function () {
			app("Contacts");
			click(await on(".Row.SimpleContact + .Row.SimpleContact"));
			await on(".ZmContactInfoView, .ZmContactSplitView");
		},
		tasks: async function () {
			app("Tasks");
			await on(".ZmTaskProgress");
		},
		briefcase: async function () {
			app("Briefcase");
			await on(".ZmBriefcaseDetailListView .RowDouble");
		},
		// The last one: it asks before it lets one go.
		preferences: async function () {
			appCtxt.getNewFolderDialog().popdown();
			app("Options");
			await on(".prefHeader");
		},
		compose: async function () {
			app("Mail");
			AjxDispatcher.run("Compose", {action: ZmOperation.NEW_MESSAGE});
			(await until("compose view", function () {
				var view = appCtxt.getCurrentView();
				return view && view.setAddress && view;
			})).setAddress("TO", "\"Amelia Hart\" <amelia@example.org>, \"Jonas Lind\" <jonas@example.org>");
			await on(".addrBubble");
		},
		menu: async function () {
			app("Mail");
			var button = await on("[id$='CLV-main__ACTIONS_MENU']");
			await wait(800); // what can be done with the selection is set late
			click(button.querySelector("td") || button);
			await on(".ZMenuItem");
		},
		dialog: async function () {
			appCtxt.getNewFolderDialog().popup(appCtxt.getById(2));
			appCtxt.setStatusMsg({msg: "Message sent", level: ZmStatusView.LEVEL_INFO});
			await on(".DwtDialog .ZButton");
			await wait(600); // the toast slides in
		}
	};
	window.testStart = async function () {
		await until("client", function () { return window.appCtxt && appCtxt.getCurrentViewId && appCtxt.getCurrentViewId() && !appCtxt.inStartup; });
		await on("#zl__CLV-main__rows > li");
	};
	window.testStop = async function (name) {
		await testStops[name]();
		await wait(300); // the client lays out in timers
	};
})();
