/**
 * The view of a conversation collapses.
 *
 * symptom:  a conversation is shown in a narrow column
 * browsers: Firefox
 * vendor:   repaired in 8.8.15.p19, 9.0.0.p12
 * guard:    the view does not have the class ZmConvView2FullWidth
 */
import SynaSkin from "../core/registry.js";

import { addStyle } from "../core/style.js";

SynaSkin.fix({
	id: "ZBUG-1937",
	packages: "MailCore NewWindow_2",
	probe: { place: "ZmConvView2", lacks: /ZmConvView2FullWidth/ },
	apply: function () {
		addStyle(".ZmConvView2{width:100%}");
	}
});
