/**
 * An image copied from one message into another is not sent with it.
 *
 * symptom:  the reader of the new message sees a broken image
 * browsers: all
 * vendor:   repaired in 8.8.15.p28, 9.0.0.p21
 * guard:    the method that collects inline images does not look at the address of an image
 */
import SynaSkin from "../core/registry.js";

/** fetched takes message and part out of the address under which the client shows a part. */
function fetched(src) {
	var uri = appCtxt.get(ZmSetting.CSFE_MSG_FETCHER_URI);
	var at = uri ? String(src || "").indexOf(uri) : -1;
	if (at < 0) {
		return null;
	}
	var query = src.substr(at + uri.length);
	var id = /[?&]id=([^&]+)/.exec(query), part = /[?&]part=([\d.]+)/.exec(query);
	return id && part ? { id: decodeURIComponent(id[1]), part: part[1] } : null;
}

function known(cid, view, msg) {
	var ci = "<" + cid.replace("%40", "@") + ">";
	return msg.findInlineAtt(ci) || view._msg && view._msg.findInlineAtt(ci);
}

SynaSkin.fix({
	id: "ZBUG-1344",
	packages: "Mail NewWindow_2",
	patches: [{
		place: "ZmComposeView.prototype._handleInlineAtts",
		has: /data-zimbra-part/,
		lacks: /CSFE_MSG_FETCHER_URI/,
		wrap: function (original) {
			return function (msg) {
				var doc = this._htmlEditor._getIframeDoc();
				var images = doc ? doc.getElementsByTagName("img") : [];
				for (var i = 0; i < images.length; i++) {
					var src = images[i].getAttribute("dfsrc") || images[i].getAttribute("data-mce-src") || "";
					var from = src.indexOf("cid:") === 0 && !images[i].getAttribute("data-zimbra-id") && !known(src.substr(4), this, msg) && fetched(images[i].src);
					if (from) {
						images[i].setAttribute("data-zimbra-id", from.id);
						images[i].setAttribute("data-zimbra-part", from.part);
					}
				}
				return original.apply(this, arguments);
			};
		}
	}, {
		place: "ZmMailMsg.prototype._createMessageNode",
		has: /inlineAtt/i,
		lacks: /\.mid\b[\s\S]*\.mid\b/, // the repaired one asks twice for the message of an attachment
		wrap: function (original) {
			return function (request) {
				var result = original.apply(this, arguments);
				var from = {}, inline = this.getInlineAttachments() || [];
				for (var i = 0; i < inline.length; i++) {
					if (inline[i].mid) {
						from[inline[i].cid] = inline[i].mid;
					}
				}
				correct(request.m && request.m.mp, from);
				return result;
			};
		}
	}]
});

/** correct names the message that a part comes from, where the vendor named the draft. */
function correct(parts, from) {
	for (var i = 0; parts && i < parts.length; i++) {
		var attach = parts[i].attach;
		if (parts[i].ci && attach && attach.mp && from[parts[i].ci]) {
			attach.mp[0].mid = from[parts[i].ci];
		}
		correct(parts[i].mp, from);
	}
}
