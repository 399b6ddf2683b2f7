/* What a person sees of the page as it is now. */
(function (options) {
  "use strict";
  var MOST = 5; // findings of a kind

  function name(e) {
    var text = (e.getAttribute("aria-label") || e.value || e.textContent || "").replace(/\s+/g, " ").trim();
    return "<" + e.localName + (e.id ? " id=" + e.id : "") + (typeof e.className === "string" && e.className ? " class=\"" + e.className.slice(0, 40) + "\"" : "") + ">" +
      (text ? " \"" + text.slice(0, 30) + "\"" : "");
  }
  function each(list, f) { Array.prototype.forEach.call(list, f); }

  // Elements that are only for screen readers are meant not to be seen.
  function forReaders(e) {
    for (var p = e; p && p !== document.body; p = p.parentElement) {
      var s = getComputedStyle(p), r = p.getBoundingClientRect();
      if (s.position === "absolute" && (/rect\(|inset\(/.test(s.clip + s.clipPath) || r.width <= 1 && r.height <= 1 && s.overflowX !== "visible")) { return true; }
    }
    return false;
  }
  function rendered(e) {
    for (var p = e; p; p = p.parentElement) {
      if (getComputedStyle(p).display === "none") { return false; }
    }
    return getComputedStyle(e).visibility === "visible";
  }

  // The part of a box that the boxes around it let through.
  function clipped(e) {
    var r = e.getBoundingClientRect(), b = { left: r.left, top: r.top, right: r.right, bottom: r.bottom }, fixed = getComputedStyle(e).position;
    for (var p = e.parentElement; p && p !== document.documentElement && p !== document.body && fixed !== "fixed"; p = p.parentElement) {
      var s = getComputedStyle(p), o = p.getBoundingClientRect();
      if (fixed === "absolute" && s.position === "static") { continue; }
      fixed = s.position;
      if (s.overflowX !== "visible") { b.left = Math.max(b.left, o.left); b.right = Math.min(b.right, o.right); }
      if (s.overflowY !== "visible") { b.top = Math.max(b.top, o.top); b.bottom = Math.min(b.bottom, o.bottom); }
      if (/rect\(\s*0px,? 0px,? 0px,? 0px|inset\(100%|inset\(50%/.test(s.clip + s.clipPath)) { b.right = b.left; }
    }
    return b;
  }

  // What keeps a person from using a control; "" if nothing does.
  function problem(e) {
    if (!rendered(e)) { return "is hidden"; }
    var opacity = 1;
    for (var p = e; p; p = p.parentElement) { opacity *= parseFloat(getComputedStyle(p).opacity); }
    if (opacity < 0.1) { return "is transparent"; }
    var whole = e.getBoundingClientRect();
    if (whole.width < 4 || whole.height < 4) { return "is only " + Math.round(whole.width) + " by " + Math.round(whole.height) + " pixels large"; }
    if (whole.top < 0 || whole.bottom > innerHeight || whole.left < 0 || whole.right > innerWidth) { e.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" }); }
    var b = clipped(e), left = Math.max(b.left, 0), right = Math.min(b.right, innerWidth), top = Math.max(b.top, 0), bottom = Math.min(b.bottom, innerHeight);
    whole = e.getBoundingClientRect();
    if (right - left < Math.min(4, whole.width) || bottom - top < Math.min(4, whole.height)) { return "is outside of the window, or cut off"; }
    if ((right - left) * (bottom - top) < whole.width * whole.height / 2) { return "is more than half outside of the window, or cut off"; }
    var x = (left + right) / 2, y = (top + bottom) / 2, hit = document.elementFromPoint(x, y);
    if (getComputedStyle(e).pointerEvents === "none") { return "takes no clicks (pointer-events)"; }
    if (hit && hit !== e && !e.contains(hit) && (!hit.contains(e) || within(e, x, y)) && !labels(e, hit)) { return "is covered by " + name(hit); }
    return "";
  }
  // Whether a point is in a box of the element: what is hit there instead is a layer that an
  // element around it makes with its ::before or ::after.
  function within(e, x, y) {
    return Array.prototype.some.call(e.getClientRects(), function (r) { return x > r.left && x < r.right && y > r.top && y < r.bottom; });
  }
  function labels(e, hit) {
    var label = hit.closest ? hit.closest("label") : null;
    return !!label && label.control === e;
  }

  // The controls that the caller names, and those of every form that is shown.
  function controls() {
    var bad = [], seen = [], x = scrollX, y = scrollY;
    function look(e, wanted) {
      if (seen.indexOf(e) >= 0) { return; }
      seen.push(e);
      if (!wanted && (!rendered(e) || forReaders(e))) { return; }
      var p = problem(e);
      if (p) { bad.push(name(e) + " " + p); return; }
      each(e.labels || [], function (label) {
        var s = getComputedStyle(label);
        if (label.textContent.trim() && s.display !== "none" && !forReaders(label) && s.visibility !== "visible") { bad.push("the label " + name(label) + " is hidden"); }
      });
    }
    options.controls.forEach(function (selector) {
      var list = Array.prototype.filter.call(document.querySelectorAll(selector), rendered);
      if (!list.length) { bad.push((document.querySelector(selector) ? selector + " is hidden" : selector + " is not in the page")); }
      else { look(list[0], true); }
    });
    if (options.forms) {
      each(document.querySelectorAll("form input:not([type=hidden]), form button, form select, form textarea"), function (e) { look(e, false); });
      each(document.forms, function (f) {
        var fields = Array.prototype.filter.call(f.elements, function (e) { return e.type !== "hidden" && e.localName !== "fieldset"; });
        if (fields.length && !fields.some(rendered)) { bad.push("the form " + name(f).replace(/ ".*/, "") + " shows none of its controls"); }
      });
    }
    scrollTo(x, y);
    return bad;
  }

  // A text is cut off where a box that hides what overflows is smaller than it. An
  // ellipsis says so to the reader; a box that scrolls does too, and an appointment of the
  // calendar is as high as it is long.
  function outside(inner, outer) {
    return { x: inner.right > outer.right + 1 || inner.left < outer.left - 1, y: inner.bottom > outer.bottom + 2 || inner.top < outer.top - 2 };
  }
  function cutBy(element, box) {
    for (var p = element; p && p !== document.body; p = p.parentElement) {
      var s = getComputedStyle(p), x = s.overflowX, y = s.overflowY;
      if (p.matches(".appt_body, .appt_30_body, .calendar_hour_scroll") || /auto|scroll/.test(x + y)) { return null; }
      var out = outside(box, p.getBoundingClientRect());
      if (out.x && x !== "visible" && s.textOverflow === "ellipsis") { return null; }
      if (out.x && x !== "visible" || out.y && y !== "visible") { return p; }
    }
    return null;
  }
  function texts() {
    var all = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), cut = [], by = {}, letters = 0;
    for (var n = all.nextNode(); n; n = all.nextNode()) {
      var e = n.parentElement, text = n.textContent.trim();
      if (!text || /^(script|style|option|noscript|template)$/.test(e.localName) || getComputedStyle(e).visibility !== "visible") { continue; }
      var range = document.createRange();
      range.selectNodeContents(n);
      var box = range.getBoundingClientRect();
      if (!box.width || box.right <= 0 || box.bottom <= 0 || box.left >= innerWidth || box.top >= innerHeight || forReaders(e)) { continue; }
      letters += text.length;
      var p = cutBy(e, box), key = p && p.localName + "." + p.className;
      if (p && !by[key]) {
        by[key] = true;
        cut.push("\"" + text.slice(0, 40) + "\" by " + name(p).replace(/ ".*/, ""));
      }
    }
    return { cut: cut, letters: letters };
  }

  // The pictures that the page shows: elements, backgrounds, bullets, content.
  function pictures() {
    var urls = {}, bad = [];
    function take(value, e) {
      var m, re = /url\((?:"((?:[^"\\]|\\.)*)"|([^")]*))\)/g;
      while ((m = re.exec(value))) {
        var url = (m[1] || m[2] || "").replace(/\\(.)/g, "$1");
        if (url && url.split("#")[0] !== location.href.split("#")[0] && !/^about:/.test(url)) { urls[url] = urls[url] || name(e).replace(/ ".*/, ""); }
      }
    }
    function style(e, pseudo) {
      var s = getComputedStyle(e, pseudo);
      if (pseudo && (s.content === "none" || s.content === "normal")) { return; }
      take(s.backgroundImage + " " + s.borderImageSource + " " + (s.maskImage || s.webkitMaskImage || "") + " " + (pseudo ? s.content : "") + " " + (s.display === "list-item" ? s.listStyleImage : ""), e);
    }
    each(document.images, function (e) {
      if (e.getAttribute("src") && e.complete && !e.naturalWidth && rendered(e)) { bad.push(e.src.slice(0, 120) + " of " + name(e).replace(/ ".*/, "")); }
    });
    var all = document.querySelectorAll("body, body *");
    each(Array.prototype.slice.call(all, 0, 6000), function (e) {
      var r = e.getBoundingClientRect();
      if (!r.width || !r.height || e.localName === "script") { return; }
      style(e, null);
      style(e, "::before");
      style(e, "::after");
    });
    return Promise.all(Object.keys(urls).slice(0, 200).map(function (url) {
      return new Promise(function (done) {
        var img = new Image();
        img.onload = done;
        img.onerror = function () { bad.push(url.slice(0, 120) + " of " + urls[url]); done(); };
        setTimeout(done, 5000); // the request itself is another check's
        img.src = url;
      });
    })).then(function () {
      if (document.fonts) {
        document.fonts.forEach(function (f) { if (f.status === "error") { bad.push("the font " + f.family); } });
      }
      return bad.map(function (b) { return b.replace(location.origin, ""); });
    });
  }

  // The page is wider than the window, and the window scrolls.
  function scroll() {
    var root = document.scrollingElement || document.documentElement, excess = root.scrollWidth - root.clientWidth;
    var hides = [document.documentElement, document.body].some(function (e) { return e && /hidden|clip/.test(getComputedStyle(e).overflowX); });
    if (excess <= 1 || hides) { return ""; }
    var widest = null, right = 0;
    each(document.querySelectorAll("body, body *"), function (e) {
      var r = e.getBoundingClientRect();
      if (r.width && r.right > right + 0.5) { right = r.right; widest = e; }
    });
    return excess + " pixels too wide" + (widest ? ", by " + name(widest).replace(/ ".*/, "") : "");
  }

  var viewport = document.querySelector("meta[name=viewport]"), t = texts();
  return pictures().then(function (bad) {
    return {
      width: innerWidth, scroll: scroll(), claims: !!viewport && /width\s*=\s*device-width/.test(viewport.content),
      controls: controls().slice(0, MOST), cut: t.cut.slice(0, MOST), letters: t.letters, pictures: bad.slice(0, MOST)
    };
  });
})
