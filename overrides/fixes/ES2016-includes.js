/**
 * Internet Explorer lacks methods that the vendor uses since 2023.
 *
 * symptom:  every mouse event throws; some lists and preference pages do not open
 * browsers: Internet Explorer 11
 * only:     ie <= 11
 * vendor:   open in 10.1.3; came with 8.8.15.p44, 9.0.0.p37, 10.0.5, and more uses with 10.1.1
 * guard:    Array, String or classList lack includes or value
 * source:   *.js has /\.includes\(/
 */
import SynaSkin from "../core/registry.js";

import { addMissing, isMissing } from "../core/includes.js";

SynaSkin.fix({
	id: "ES2016-includes",
	needed: isMissing,
	apply: addMissing
});
