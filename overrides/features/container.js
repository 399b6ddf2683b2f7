/**
 * A text of the provider in a container of the skin, above or beside the client.
 */
import { feature, settings } from "../core/feature.js";
import { anchor } from "../core/page.js";

feature("container", {
	patches: [{
		place: "ZmZimbraMail.prototype._postRenderStartup",
		wrap: function (original) {
			var s = settings("container", { place: "top", text: "", link: "" });
			if (s.place !== "top" && s.place !== "sidebar") {
				throw new Error("SynaSkinConfig.container.place is neither top nor sidebar");
			}
			return function () {
				var result = original.apply(this, arguments);
				var el = document.getElementById("skin_container_" + s.place + "_ad");
				var show = window.skin && (s.place === "top" ? skin.showTopAd : skin.showSidebarAd);
				if (el && show && s.text) {
					el.appendChild(anchor(s.text, s.link));
					show.call(skin);
				}
				return result;
			};
		}
	}]
});
