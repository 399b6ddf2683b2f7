// The rules of a few time zones, for sources without the table that the vendor's build
// makes. Offsets are minutes east of UTC; the days are those of 2026.
AjxTimezoneData = {
	TRANSITION_YEAR: 2026,
	TIMEZONE_RULES: [
		{serverId: "UTC", clientId: "UTC", score: 200, standard: {offset: 0}},
		{serverId: "America/New_York", clientId: "America/New_York", score: 200,
			standard: {offset: -300, mon: 11, week: 1, wkday: 1, hour: 2, min: 0, sec: 0, trans: [2026, 11, 1]},
			daylight: {offset: -240, mon: 3, week: 2, wkday: 1, hour: 2, min: 0, sec: 0, trans: [2026, 3, 8]}},
		{serverId: "America/Los_Angeles", clientId: "America/Los_Angeles", score: 200,
			standard: {offset: -480, mon: 11, week: 1, wkday: 1, hour: 2, min: 0, sec: 0, trans: [2026, 11, 1]},
			daylight: {offset: -420, mon: 3, week: 2, wkday: 1, hour: 2, min: 0, sec: 0, trans: [2026, 3, 8]}},
		{serverId: "Europe/Berlin", clientId: "Europe/Berlin", score: 200,
			standard: {offset: 60, mon: 10, week: -1, wkday: 1, hour: 3, min: 0, sec: 0, trans: [2026, 10, 25]},
			daylight: {offset: 120, mon: 3, week: -1, wkday: 1, hour: 2, min: 0, sec: 0, trans: [2026, 3, 29]}},
		{serverId: "Asia/Kolkata", clientId: "Asia/Kolkata", score: 100, standard: {offset: 330}},
		{serverId: "Asia/Tokyo", clientId: "Asia/Tokyo", score: 100, standard: {offset: 540}}
	]
};
