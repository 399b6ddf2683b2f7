/**
 * The end of the out-of-office time jumps to another day.
 *
 * symptom:  a date near the end of a month is shown a month or some days later
 * browsers: all
 * vendor:   half repaired in 8.8.15.p32, whole in 8.8.15.p37, 9.0.0.p30
 * guard:    the method that reads the date sets day and month one after the other
 */
import SynaSkin from "../core/registry.js";

SynaSkin.fix({
	id: "ZBUG-2558",
	patches: [{
		place: "AjxDateUtil.dateGMT2Local",
		has: /setUTCMonth\(/,
		wrap: function (original) {
			return function (value) {
				if (!/^\d{14}/.test(value || "")) {
					return original.apply(this, arguments);
				}
				var part = function (at, length) { return parseInt(value.substr(at, length), 10); };
				var date = new Date(Date.UTC(part(0, 4), part(4, 2) - 1, part(6, 2), part(8, 2), part(10, 2), part(12, 2)));
				var fields = [date.getFullYear(), date.getMonth() + 1, date.getDate(), date.getHours(), date.getMinutes(), date.getSeconds()];
				for (var i = 1; i < fields.length; i++) {
					fields[i] = (fields[i] < 10 ? "0" : "") + fields[i];
				}
				return fields.join("") + "Z";
			};
		}
	}]
});
