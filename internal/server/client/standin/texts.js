// Texts of the client for a webapp without message files: the few that are on every
// page, and the patterns of dates and numbers. Any other text is made from its key, so
// "replyAll" reads "Reply all".
(function () {
	"use strict";

	function fromKey(key) {
		if (/^COLUMN_WIDTH_/.test(key)) { return "100"; }
		if (/^theme-/.test(key)) { return key.charAt(6).toUpperCase() + key.slice(7); }
		var words = key.replace(/(Label|Title|Tooltip|Desc)$/, "").replace(/_/g, " ").replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
		return words.charAt(0).toUpperCase() + words.slice(1);
	}
	function messages(known) {
		return new Proxy(known, {
			get: function (all, key) {
				// Keys with a number are asked for until there is none.
				return typeof key !== "string" || key in all || /\d/.test(key) ? all[key] : fromKey(key);
			}
		});
	}

	var months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
	var days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
	var i18n = {
		currencyCode: "USD", currencySymbol: "$", eraAD: "AD", eraBC: "BC", firstDayOfWeek: "2",
		formatDateFull: "EEEE, MMMM d, yyyy", formatDateLong: "MMMM d, yyyy", formatDateMedium: "MMM d, yyyy", formatDateShort: "M/d/yy",
		formatDateNumber: "M/d/yyyy", formatDateTime: "{0} {1}", formatDateTimeShort: "M/d/yy h:mm a",
		formatNumber: "#,##0.###", formatNumberCurrency: "$#,##0.00", formatNumberInteger: "#,##0", formatNumberPercent: "#,##0%",
		formatTimeFull: "h:mm:ss a", formatTimeLong: "h:mm:ss a", formatTimeMedium: "h:mm:ss a", formatTimeShort: "h:mm a",
		parseTime1: "(\\d\\d)[\\.\\:\\s]?(\\d\\d)\\s*([ap])?", parseTime2: "(\\d)[\\.\\:\\s]?(\\d\\d)\\s*([ap])?", parseTime3: "(\\d{1,2})(\\d*)\\s*([ap])?", parseTimePMChars: "pP",
		numberInfinity: "inf", numberNaN: "NaN", numberSeparatorDecimal: ".", numberSeparatorGrouping: ",", numberSeparatorMoneyDecimal: ".",
		numberSignMinus: "-", numberSignPerMill: "‰", numberSignPercent: "%", numberZero: "0", periodAm: "AM", periodPm: "PM"
	};
	months.forEach(function (m) { i18n["month" + m.slice(0, 3) + "Long"] = m; i18n["month" + m.slice(0, 3) + "Medium"] = m.slice(0, 3); });
	days.forEach(function (d) { i18n["weekday" + d.slice(0, 3) + "Long"] = d; i18n["weekday" + d.slice(0, 3) + "Medium"] = d.slice(0, 3); });
	window.I18nMsg = i18n;

	var ajx = {
		formatCalDate: "EEE, MMM d", formatCalDateLong: "EEEE, MMMM d", formatCalDateFull: "EEEE, MMMM d, yyyy",
		formatCalHour: "{0,choice,0#12 AM|1#{1,time,h a}|12#Noon|13#{1,time,h a}|24#12 AM}",
		formatCalDay: "M/d", formatCalMonth: "MMMM yyyy", formatShortCalMonth: "MMM yyyy",
		formatDateMediumNoYear: "MMM d", formatDateTimeMediumNoYear: "MMM d h:mm a", formatWordyDateToday: "h:mm a",
		formatWordyDateYesterday: "h:mm a", formatWordyDate: "EEE, M/d/yy", formatSizeAndUnits: "{0} {1}",
		"fontFamilyBase1.css": "sans-serif", "fontFamilyBase1.display": "Sans serif", xformDateTimeFormat: "{0,date} {0,time}", ok: "OK", kb: "KB", mb: "MB", warningMsg: "Warning", sizeKiloBytes: "KB", sizeMegaBytes: "MB", sizeGigaBytes: "GB", sizeBytes: "B"
	};
	days.forEach(function (d) { ajx["weekday" + d.slice(0, 3) + "Short"] = d.charAt(0); });
	window.AjxMsg = messages(ajx);
	window.ZMsg = messages({});
	window.ZmMsg = messages({
		zimbraTitle: "Mail", splashScreenAppName: "Mail", splashScreenLoading: "Loading …", splashScreenCopyright: "Example Mail", splashScreenCompanyURL: "#",
		favIconUrl: "/favicon.ico", junkLabel: "Spam", junk: "Junk", moreActions: "Actions", actions: "Actions", keepReading: "Read more",
		makeLabel: "{0}:", itemCount: "{0} {1}", itemCount1: "{0} of {1} {2}", folderUnread: "{0} ({1})", navTextWithTotal: "{0} – {1} of {2}",
		durationHours: "{0} – {1}", arrangedBy: "Sorted by {0}", sortedBy: "Sorted by {0}", unreadCount: "{0} unread", formatDateLongNoYear: "MMMM d",
		typeMessage: "{0,choice,1#message|2#messages}", typeConversation: "{0,choice,1#conversation|2#conversations}",
		typeContact: "{0,choice,1#contact|2#contacts}", typeTask: "{0,choice,1#task|2#tasks}", typeAppointment: "{0,choice,1#appointment|2#appointments}",
		fromLabel: "From:", toLabel: "To:", from: "From", to: "To", cc: "Cc", subjectLabel: "Subject:", tagsLabel: "Tags:", options: "Options", preferences: "Preferences", dndTooltip: "Drop files here to attach them", attachmentBubbleDnd: "Drop files here to attach them",
		viewConversation: "Choose a conversation to read it", del: "Delete", addressBook: "Contacts", searchInput: "Search", folders: "Folders", mailFolders: "Mail folders", searches: "Searches",
		colorBlue: "#6a9be8", colorCyan: "#5fd4d4", colorGreen: "#74c69d", colorPurple: "#b08be0", colorRed: "#e98080", colorYellow: "#ead94c", colorPink: "#f0a0cc", colorGray: "#b8b8b8", colorOrange: "#f2b466",
		COLUMN_WIDTH_HOURS: "55", fullname: "{1} {4}", messageCount: "{0} {0,choice,1#message|2#messages}", newMsg: "New message", detach: "Open in a window", showOrig: "Show source", mailRedirect: "Redirect", forwardConv: "Forward all", createAppt: "Create appointment", newAppt: "New appointment", viewDay: "Day", viewWorkWeek: "Work week", viewWeek: "Week", viewMonth: "Month",
		fileAsLastFirst: "{1}, {0}", fileAsFirstLast: "{0} {1}", fileAsNameCompany: "{0} ({1})", fileAsCompany: "{0}",
		recurEndNone: "No end", recurEndNumber: "End after {0,number,integer} times", recurEndByDate: "End by {0,date,short}",
		recurDailyEveryDay: "Every day", recurDailyEveryWeekday: "Every weekday", recurDailyEveryNumDays: "Every {0,number,integer} days",
		recurWeeklyEveryWeekday: "Every {0,date,EEEE}", recurWeeklyEveryNumWeeksDate: "Every {0,number,integer} weeks on {1,list,EEEE}",
		recurMonthlyEveryNumMonthsDate: "Day {0,number,integer} of every {1,number,integer} months",
		recurMonthlyEveryNumMonthsNumDay: "The {0,choice,-1#last|1#first|2#second|3#third|4#fourth} {1,date,EEEE} of every {2,number,integer} months",
		recurYearlyEveryDate: "Every {0,date,MMMM} {1,number,integer}", recurYearlyEveryMonthNumDay: "The {0,choice,-1#last|1#first|2#second|3#third|4#fourth} {1,date,EEEE} of {2,date,MMMM}",
		usingDescLimited: "{0} {1} of {2}", locationFormatCityStateCountry: "{0}, {1} {2}", locationFormatCityCountry: "{0}, {1}"
	});
	// Each widget wants a map of its own with something in it.
	window.AjxKeys = {"toolbarHorizontal.Next.keycode": "39", "toolbarVertical.Next.keycode": "40", "menu.Cancel.keycode": "27", "dialog.Cancel.keycode": "27", "list.Next.keycode": "40", "tree.Next.keycode": "40", "button.Select.keycode": "13", "editor.Cancel.keycode": "27"};
	window.ZmKeys = {};
	window.ZdMsg = messages({});
	window.TzMsg = {};
	window.AjxTemplateMsg = {};
})();
