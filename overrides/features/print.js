/**
 * Printing the client itself (Ctrl+P) gives the message or the calendar, without
 * the bars around it.
 */
import { feature } from "../core/feature.js";
import { addStyle } from "../core/style.js";

feature("print", {
	apply: function () {
		addStyle("@media print{#skin_row_header,#skin_container_tree,#skin_td_tree,#skin_container_app_top_toolbar,#skin_tr_main_sash,.ZToolbar," +
			".DwtToolTip,.syna-banner,.syna-skip{display:none !important}html,body,#z_shell{height:auto !important;overflow:visible !important}}");
	}
});
