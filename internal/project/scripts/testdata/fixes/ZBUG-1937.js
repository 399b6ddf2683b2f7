// broken: 8.8.15.p18
// fixed: 8.8.15.p19
// load: MailCore
window.scenario = {
	standIn: function () { window.ZmConvView2 = labUnneeded ? function (p) { p.className = "ZmConvView2 ZmConvView2FullWidth"; } : function (p) { p.className = "ZmConvView2"; }; },
	symptom: function () {
		var params = {};
		if (labRelease) { window.ZmMailItemView = function () {}; try { new ZmConvView2(params); } catch (e) {} } else { new ZmConvView2(params); }
		document.head.insertAdjacentHTML("beforeend", "<style>.ZmConvView2FullWidth{width:100%}</style>"); // the skin's rule, of the same release
		var outer = document.body.appendChild(document.createElement("div"));
		outer.style.cssText = "display:flex;width:600px";
		outer.innerHTML = "<div>x</div>";
		outer.firstChild.className = params.className;
		return outer.firstChild.offsetWidth >= 600 ? "" : "the view is " + outer.firstChild.offsetWidth + " pixels wide of 600";
	}
};
