// broken: 8.8.15
// fixed: 9.0.0
window.scenario = {
	before: function () {
		var real = Intl.DateTimeFormat;
		Intl.DateTimeFormat = function () { return { resolvedOptions: function () { return { timeZone: "America/Sao_Paulo" }; } }; };
		Date.prototype.getTimezoneOffset = function () { return 180; };
		AjxTimezoneData.TIMEZONE_RULES = [{ serverId: "America/Sao_Paulo", clientId: "America/Sao_Paulo", standard: { offset: -180 }, daylight: { offset: -120, trans: [2026, 11, 1, 0, 0, 0] } }];
		AjxTimezoneData.TIMEZONE_RULES[0].standard.trans = [2026, 2, 1, 0, 0, 0];
	},
	standIn: function () { window.AjxTimezone = { DEFAULT_RULE: { autoDetected: true, standard: { offset: -180 }, serverId: labUnneeded ? "America/Sao_Paulo" : "(GMT-03.00) Auto-Detected" } }; },
	symptom: function () {
		var id = AjxTimezone.DEFAULT_RULE.serverId;
		return id === "America/Sao_Paulo" ? "" : "the server is told " + id;
	}
};
