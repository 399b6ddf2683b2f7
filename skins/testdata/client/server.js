// A mail server within the page: it answers what the client asks by XMLHttpRequest,
// with a mailbox of ours. The day is always the same.
(function () {
	"use strict";

	var HOUR = 3600e3, DAY = 24 * HOUR;
	var now = window.testNow;

	var people = [["Amelia Hart", "amelia@example.org"], ["Jonas Lind", "jonas@example.org"], ["Priya Nair", "priya@example.net"],
		["Design Crew", "design@example.org"], ["Billing", "billing@example.com"], ["Tomás Ortega", "tomas@example.org"],
		["Naoko Sato", "naoko@example.net"], ["Weekly Digest", "digest@example.com"]];
	var letters = [
		["Quarterly review: agenda and slides", "The agenda for next week is attached; please send me your slides before Monday noon"],
		["Re: Venue for the offsite", "The hotel by the lake has rooms for forty, shall I book them?"],
		["Invoice 2041 is ready", "Thank you for your order. The invoice is attached as a PDF file"],
		["New colours for the style guide", "Here are the swatches that we talked about"],
		["Lunch on Thursday?", "The new place around the corner has a garden"],
		["Minutes of the board meeting with all the attachments you asked for", "As discussed"],
		["Train tickets", "Seats 41 and 42, carriage 7"],
		["Your weekly digest", "Ten stories you may have missed"],
		["Re: Contract draft, second reading", "My remarks are in the margin"],
		["Welcome aboard", "We are glad that you are here"]];

	function flags(i) {
		return (i % 3 === 0 ? "u" : "") + (i % 4 === 1 ? "f" : "") + (i % 5 === 2 ? "a" : "") + (i % 7 === 3 ? "r" : "");
	}
	function body(text, name) {
		return "<html><body><p>Hello Kim,</p><p>" + text + ". The room is booked from nine to noon; there is coffee from half past eight. " +
			"If anything is unclear, ask <a href='http://example.org/'>the office</a>.</p><ul><li>Welcome and figures</li>" +
			"<li>Road map for the spring</li><li>Questions</li></ul><p>Kind regards<br>" + name + "</p></body></html>";
	}
	var messages = [], convs = [];
	for (var i = 0; i < 24; i++) {
		var p = people[i % people.length], l = letters[i % letters.length], d = now - 10 * 60e3 - i * 5.3 * HOUR, f = flags(i);
		var sender = {a: p[1], d: p[0], p: p[0], t: "f"}, tag = i % 6 === 0 ? {t: "65", tn: "Work"} : {};
		messages.push({id: String(300 + i), cid: String(-300 - i), d: d, l: "2", s: 12345 + i * 999, f: f, su: l[0], fr: l[1], rev: 1, t: tag.t, tn: tag.tn,
			e: [sender, {a: "kim@example.org", d: "Kim Doyle", p: "Kim Doyle", t: "t"}], mid: "<" + i + "@example.org>",
			mp: [{part: "1", ct: "multipart/mixed", mp: [{part: "1.1", ct: "text/html", body: true, s: 900, content: body(l[1], p[0])}].concat(
				i % 5 === 2 || i === 0 ? [{part: "2", ct: "application/pdf", filename: "Figures of the quarter.pdf", cd: "attachment", s: 183422}] : [])}]});
		convs.push({id: String(-300 - i), d: d, n: i % 4 === 0 ? 3 : 1, su: l[0], fr: l[1], f: f, e: [sender], m: [{id: String(300 + i), l: "2", s: 1, f: f}], sf: String(d), t: tag.t, tn: tag.tn});
	}

	function folder(id, name, view, more) {
		return Object.assign({id: String(id), uuid: "u" + id, name: name, absFolderPath: "/" + name, view: view, l: "1", n: 0, s: 0, rev: 1, luuid: "u1",
			deletable: false, activesyncdisabled: false, webOfflineSyncDays: 0}, more);
	}
	function root() {
		return {id: "1", uuid: "u1", name: "USER_ROOT", absFolderPath: "/", folder: [
			folder(2, "Inbox", "message", {u: 8, n: 24, folder: [folder(260, "Projects", "message", {l: "2", absFolderPath: "/Inbox/Projects", u: 2, n: 12})]}),
			folder(5, "Sent", "message", {n: 12}), folder(6, "Drafts", "message", {n: 2}), folder(4, "Junk", "message", {n: 1, u: 1}), folder(3, "Trash", "", {n: 4}),
			folder(7, "Contacts", "contact", {n: 10}), folder(13, "Emailed Contacts", "contact"), folder(10, "Calendar", "appointment", {f: "#", n: 6, color: 1}),
			folder(262, "Team", "appointment", {f: "#", n: 6, color: 5, deletable: true}), folder(15, "Tasks", "task", {n: 3}), folder(16, "Briefcase", "document", {n: 3}),
			folder(14, "Chats", "message"), folder(263, "Archive of everything that is older than a year", "message", {n: 1200, deletable: true})]};
	}
	var tags = {tag: [{id: "65", name: "Work", color: 3}, {id: "66", name: "Home", color: 5}]};

	var contacts = people.concat([["Kim Doyle", "kim@example.org"], ["Olga Petrova", "olga@example.net"]]).map(function (p, i) {
		var names = p[0].split(" ");
		return {id: String(400 + i), l: "7", rev: 1, d: now, sf: p[0], fileAsStr: names.slice().reverse().join(", "), _attrs: {firstName: names[0], lastName: names[1] || "",
			email: p[1], company: "Example Works", jobTitle: "Engineer", workPhone: "+1 555 010" + i, workCity: "Springfield", workStreet: "7 Main Street", notes: "Met at the fair."}};
	});

	function appointments() {
		var day = new Date(now), list = [];
		day.setHours(0, 0, 0, 0);
		var monday = day.getTime() - (day.getDay() + 6) % 7 * DAY;
		function add(on, from, hours, name, calendar, more) {
			var n = list.length;
			list.push(Object.assign({id: String(500 + n), uid: "uid" + n, l: calendar, invId: (500 + n) + "-" + (600 + n), compNum: 0, name: name, loc: n % 2 ? "Room " + n : "",
				fr: "Notes", status: "CONF", fb: "B", fba: "B", transp: "O", "class": "PUB", ptst: n === 3 ? "NE" : "AC", dur: hours * HOUR, tzo: 0, d: now, isOrg: true, alarm: false,
				recur: false, otherAtt: n % 2 === 0, inst: [{s: monday + on * DAY + from * HOUR, ridZ: "x"}], or: {a: "kim@example.org", d: "Kim Doyle"}}, more));
		}
		add(0, 9, 1, "Stand-up", "10");
		add(0, 13, 2, "Design review", "262");
		add(1, 10, 1.5, "Interview", "10");
		add(2, 9, 3, "Workshop: road map", "262");
		add(3, 15, 1, "Dentist", "10");
		add(4, 11, 1, "Quick sync", "262");
		add(1, 0, 24, "Offsite", "262", {allDay: true, inst: [{s: monday + DAY}]});
		add(4, 0, 24, "Payday", "10", {allDay: true, inst: [{s: monday + 4 * DAY}]});
		return list;
	}

	function search(r) {
		var types = r.types || "", rest = {more: false, offset: r.offset || 0, sortBy: r.sortBy || "dateDesc"};
		function found(kind, list) { var out = Object.assign({}, rest); out[kind] = list; return out; }
		if (/appointment/.test(types)) { return found("appt", appointments()); }
		if (/contact/.test(types)) { return found("cn", contacts); }
		if (/task/.test(types)) {
			return found("task", ["Write the report", "Renew the passport", "Buy paint"].map(function (name, i) {
				return {id: String(700 + i), uid: "t" + i, l: "15", invId: (700 + i) + "-" + (710 + i), compNum: 0, name: name, status: ["INPR", "NEED", "COMP"][i],
					percentComplete: [40, 0, 100][i], priority: ["1", "5", "9"][i], d: now, isOrg: true, inst: [{s: now}], f: ""};
			}));
		}
		if (/document/.test(types)) {
			return found("doc", ["Road map.pdf", "Figures.xlsx", "Team photo.png"].map(function (name, i) {
				return {id: String(800 + i), l: "16", name: name, ct: ["application/pdf", "application/vnd.ms-excel", "image/png"][i], d: now - i * DAY, cd: now,
					s: 93000 * (i + 1), leb: "kim@example.org", cr: "kim@example.org", ver: 1, rev: 1, f: ""};
			}));
		}
		return found("c", convs);
	}

	var answers = {
		Search: search,
		SearchConv: function (r) {
			var from = -300 - r.cid;
			return {m: messages.slice(from, from + convs[from].n), more: false, offset: 0, sortBy: "dateDesc", orderBy: "dateDesc"};
		},
		GetMsg: function (r) { return {m: [messages[r.m.id - 300] || messages[0]]}; },
		GetConv: function (r) { return {c: [convs[-300 - r.c.id]]}; },
		GetMiniCal: function () { return {date: []}; },
		GetFolder: function () { return {folder: [root()]}; },
		GetTag: function () { return tags; },
		GetAvailableSkins: function () { return {skin: [{name: "synacor"}, {name: "synacordark"}, {name: "minimal"}]}; },
		GetAvailableLocales: function () { return {locale: [{id: "en_US", name: "English", localName: "English"}]}; },
		GetAvailableCsvFormats: function () { return {csv: [{name: "zimbra-csv"}]}; },
		GetFilterRules: function () { return {filterRules: [{}]}; },
		GetOutgoingFilterRules: function () { return {filterRules: [{}]}; },
		GetContacts: function () { return {cn: contacts}; },
		GetMailboxMetadata: function () { return {meta: [{section: "zwc:implicit", _attrs: {}}]}; },
		GetWhiteBlackList: function () { return {whiteList: [{}], blackList: [{}]}; },
		SaveDraft: function () { return {m: [Object.assign({}, messages[0], {id: "999"})]}; },
		GetShareInfo: function () { return {share: []}; },
		DiscoverRights: function () { return {targets: []}; },
		GetPermission: function () { return {allow: true}; },
		CheckPermission: function () { return {allow: true}; }
	};

	// A request is JSON, or XML where the client is older: of that the names and
	// attributes are enough.
	function requests(text) {
		if (text.charAt(0) !== "<") { return JSON.parse(text || "{}").Body || {}; }
		var body = new DOMParser().parseFromString(text, "text/xml").getElementsByTagNameNS("*", "Body")[0];
		return children(body);
	}
	function children(parent) {
		var out = {};
		Array.prototype.forEach.call(parent.children, function (el) {
			var r = {};
			Array.prototype.forEach.call(el.attributes, function (a) { r[a.name === "xmlns" ? "_jsns" : a.name] = a.value; });
			if (el.localName === "BatchRequest") { Object.assign(r, children(el)); }
			(out[el.localName] = out[el.localName] || []).push(r);
		});
		return out;
	}
	function first(r) { return Array.isArray(r) ? r[0] : r; }
	function answer(name, r) {
		var make = answers[name.replace("Request", "")];
		return Object.assign(make ? make(r) : {}, {requestId: r.requestId, _jsns: r._jsns || "urn:zimbra"});
	}
	function header() {
		return {context: {session: {id: "1", _content: "1"}, change: {token: 5}, notify: [], _jsns: "urn:zimbra"}};
	}
	function soap(text) {
		var all = requests(text), out = {};
		Object.keys(all).forEach(function (name) {
			if (name !== "BatchRequest") {
				out[name.replace("Request", "Response")] = answer(name, first(all[name]));
				return;
			}
			var batch = {_jsns: "urn:zimbra"}, parts = first(all[name]);
			Object.keys(parts).filter(function (k) { return /Request$/.test(k); }).forEach(function (k) {
				batch[k.replace("Request", "Response")] = [].concat(parts[k]).map(function (r) { return answer(k, r); });
			});
			out.BatchResponse = batch;
		});
		return JSON.stringify({Header: header(), Body: out, _jsns: "urn:zimbraSoap"});
	}

	// The contacts come as one text with separators of their own.
	function contactList() {
		return contacts.map(function (c) {
			var fields = ["id", c.id, "l", c.l, "d", c.d, "rev", 1, "fileAsStr", c.fileAsStr];
			Object.keys(c._attrs).forEach(function (k) { fields.push(k, c._attrs[k]); });
			return fields.join("\u001d");
		}).join("\u001e");
	}

	// What launchZCS.jsp writes into the page.
	window.testInfo = function (skin) {
		var attrs = {zimbraMailQuota: "1073741824", zimbraIdentityMaxNumEntries: "20", zimbraSignatureMaxNumEntries: "20", zimbraMailIdleSessionTimeout: "0", displayName: "Kim Doyle", zimbraContactMaxNumEntries: "10000"};
		["Mail", "Contacts", "Calendar", "Tasks", "Briefcases", "Options", "Conversations", "Tagging", "SavedSearches", "AdvancedSearch", "Flagging", "Filters", "Signatures",
			"Identities", "SkinChange", "HtmlCompose", "Gal", "Sharing", "GroupCalendar", "MailPriority", "ChangePassword", "OutOfOfficeReply", "NewMailNotification",
			"MailForwarding", "Antispam", "ImportFolder", "ExportFolder", "MailSendLater", "ReadReceipts", "GalAutoComplete"].forEach(function (f) { attrs["zimbraFeature" + f + "Enabled"] = "TRUE"; });
		var prefs = {Skin: skin, Locale: "en_US", TimeZoneId: "UTC", GroupMailBy: "conversation", ReadingPaneLocation: "right", ReadingPaneEnabled: "TRUE", ConvReadingPaneLocation: "right",
			MailInitialSearch: "in:inbox", MailItemsPerPage: "50", ItemsPerVirtualPage: "50", MessageViewHtmlPreferred: "TRUE", ShowFragments: "TRUE", ComposeFormat: "text",
			ComposeInNewWindow: "FALSE", CalendarInitialView: "workWeek", CalendarFirstDayOfWeek: "1", CalendarWorkingHours: "1:N:0800:1700,2:Y:0800:1700,3:Y:0800:1700,4:Y:0800:1700,5:Y:0800:1700,6:Y:0800:1700,7:N:0800:1700",
			CalendarAlwaysShowMiniCal: "TRUE", ClientType: "advanced", MailPollingInterval: "5m", ConversationOrder: "dateDesc", AutocompleteAddressBubblesEnabled: "TRUE",
			FolderTreeOpen: "TRUE", TagTreeOpen: "TRUE", SearchTreeOpen: "TRUE", ZimletTreeOpen: "FALSE", DisplayExternalImages: "TRUE", SortOrder: "", MailSelectAfterDelete: "next",
			Font: "system", MarkMsgRead: "-1", ForwardReplyPrefixChar: ">", ReplyIncludeOriginalText: "includeBody", ForwardIncludeOriginalText: "includeBody",
			BriefcaseReadingPaneLocation: "right", TasksReadingPaneLocation: "right", TasksFilterBy: "", AutoSaveDraftInterval: "30s"};
		var allPrefs = {};
		Object.keys(prefs).forEach(function (k) { allPrefs["zimbraPref" + k] = prefs[k]; });
		var head = header();
		head.context.refresh = {seq: 1, version: "test", mbx: [{s: 1}], folder: [root()], tags: tags};
		return {Header: head, Body: {BatchResponse: {_jsns: "urn:zimbra", GetInfoResponse: [{_jsns: "urn:zimbraAccount", version: "test", id: "a1", name: "kim@example.org",
			lifetime: DAY, accessed: now, prevSession: now, recent: 0, used: 322122547, rest: location.origin + "/home/kim", attSizeLimit: 10485760, docSizeLimit: 10485760,
			soapURL: "/service/soap/", publicURL: location.origin, prefs: {_attrs: allPrefs}, attrs: {_attrs: attrs}, signatures: {}, dataSources: {}, childAccounts: {},
			identities: {identity: [{id: "a1", name: "DEFAULT", _attrs: {zimbraPrefIdentityId: "a1", zimbraPrefIdentityName: "DEFAULT", zimbraPrefFromAddress: "kim@example.org", zimbraPrefFromDisplay: "Kim Doyle"}}]},
			props: {prop: []}, rights: {targets: []}, cos: {id: "c", name: "default"}}], SearchResponse: [search({})]}}, _jsns: "urn:zimbraSoap"};
	};

	var Real = window.XMLHttpRequest;
	window.XMLHttpRequest = function () {
		var real = new Real(), open = real.open, send = real.send, url = "";
		real.open = function (method, address) { url = String(address); return open.apply(real, arguments); };
		real.send = function (text) {
			var reply = /\/service\/soap/.test(url) ? soap(text || "") : /\/home\//.test(url) ? contactList() : null;
			if (reply === null) { return send.apply(real, arguments); }
			["readyState", "status", "statusText", "responseText", "response", "responseXML"].forEach(function (k, i) {
				Object.defineProperty(real, k, {value: [4, 200, "OK", reply, reply, null][i], configurable: true});
			});
			real.getResponseHeader = function () { return null; };
			setTimeout(function () {
				if (real.onreadystatechange) { real.onreadystatechange(); }
				if (real.onload) { real.onload(); }
			}, 0);
		};
		return real;
	};
})();
