/**
 * Appointments are printed in Greenwich time where there is no summer time.
 *
 * symptom:  the print preview of the calendar is hours off, for example in Brazil
 * browsers: all
 * vendor:   Brazil only was repaired in 9.0.0; other zones are open in 10.1.3
 * guard:    the zone that the client guessed has no name that the server knows, and the browser knows one that the client's table has
 */
import SynaSkin from "../core/registry.js";

/** known returns the browser's zone, if the vendor's table has it with the offset of the guess. */
function known() {
	var guess = AjxTimezone.DEFAULT_RULE;
	if (!guess || !guess.autoDetected || !window.Intl || !Intl.DateTimeFormat) {
		return "";
	}
	var zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
	var rules = window.AjxTimezoneData && AjxTimezoneData.TIMEZONE_RULES || [];
	for (var i = 0; zone && i < rules.length; i++) {
		if (rules[i].serverId === zone && rules[i].standard && guess.standard && rules[i].standard.offset === guess.standard.offset) {
			return zone;
		}
	}
	return "";
}

SynaSkin.fix({
	id: "ZBUG-922",
	after: "AjxTimezone.DEFAULT_RULE",
	needed: function () {
		var zone = known();
		return zone !== "" && AjxTimezone.DEFAULT_RULE.serverId !== zone;
	},
	apply: function () {
		AjxTimezone.DEFAULT_RULE.serverId = known();
	}
});
