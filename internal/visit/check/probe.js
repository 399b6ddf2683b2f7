/* Evaluated in each page once it has loaded: what only the page itself can tell. */
new Promise(function (done) {
  "use strict";
  var expected = STYLES;
  var waited = 0;

  function elements() {
    var list = [], all = document.querySelectorAll("script, link[rel~=stylesheet]");
    for (var i = 0; i < all.length && i < 500; i++) {
      var e = all[i], src = e.src || e.href || "";
      if (src) {
        list.push(src.split("?")[0].replace(/^https?:\/\/[^/]+/, ""));
      } else {
        list.push("inline:" + e.textContent.replace(/\s+/g, " ").slice(0, 4000));
      }
    }
    return list;
  }

  // The sheets as this browser got them: from its cache, by its own header.
  function sheets() {
    var links = document.querySelectorAll("link[rel~=stylesheet]"), all = [];
    for (var i = 0; i < links.length; i++) {
      if (links[i].href.indexOf("/css/") > 0) { all.push(sheet(links[i].href)); }
    }
    return Promise.all(all);
  }
  function sheet(url) {
    return fetch(url, { cache: "force-cache", credentials: "same-origin" }).then(function (r) {
      return r.text().then(function (text) {
        var macros = [], head = text.slice(0, text.indexOf("*/") + 1), m, re = /#define (\S+)/g;
        while ((m = re.exec(head))) { macros.push(m[1]); }
        return { url: url.replace(/^https?:\/\/[^/]+/, ""), status: r.status, vary: r.headers.get("Vary") || "", cache: r.headers.get("Cache-Control") || "", size: text.length, macros: macros };
      });
    }, function (e) { return { url: url, status: 0, error: String(e), macros: [] }; });
  }

  // A value is what the browser makes of it: "#fff" and "white" are one colour.
  function styles() {
    return expected.map(function (x) {
      var e = document.querySelector(x.selector);
      if (!e) { return { found: false }; }
      var got = getComputedStyle(e).getPropertyValue(x.property), want = "";
      if (x.value) {
        var old = e.style.getPropertyValue(x.property), priority = e.style.getPropertyPriority(x.property);
        e.style.setProperty("transition", "none", "important");
        e.style.setProperty(x.property, "initial", "important");
        e.style.setProperty(x.property, x.value, "important");
        want = getComputedStyle(e).getPropertyValue(x.property);
        e.style.removeProperty("transition");
        e.style.removeProperty(x.property);
        if (old) { e.style.setProperty(x.property, old, priority); }
      }
      return { found: true, got: got, want: want, valid: !x.value || !window.CSS || !CSS.supports || CSS.supports(x.property, x.value) };
    });
  }

  function unrendered() {
    var all = document.getElementsByTagName("*"), names = [];
    for (var i = 0; i < all.length; i++) {
      if (/^(c|fn|fmt|jsp|zm|app|mo|rest):/i.test(all[i].nodeName) && names.indexOf(all[i].nodeName) < 0) { names.push(all[i].nodeName.toLowerCase()); }
    }
    var html = all.length < 20000 ? document.documentElement.outerHTML : "";
    if (html.indexOf("skinbuild:begin") >= 0 || html.indexOf("skinbuild:end") >= 0) { names.push("a skinbuild marker"); }
    return names;
  }

  // The fixes in scripts that are part of the page, in the form that a build gives them.
  function fixes() {
    var ids = [], m, re = /\.fix\(\{id:"([^"]+)"/g;
    Array.prototype.forEach.call(document.scripts, function (s) {
      while (!s.src && (m = re.exec(s.textContent))) { ids.push(m[1]); }
    });
    return ids;
  }

  function version(of) { return of && of.fn && String(of.fn.jquery) || ""; }

  function finish() {
    var own = window.SynaModernizr, usual = window.Modernizr, skin = window.SynaSkin;
    sheets().then(function (sent) {
      done({
        agent: navigator.userAgent, at: location.href, screen: screen.width + " by " + screen.height, elements: elements(), sheets: sent, styles: styles(), unrendered: unrendered(),
        modernizr: { own: typeof own, usual: typeof usual, same: !!own && own === usual, version: usual && String(usual._version || "") || "" },
        jquery: { version: version(window.jQuery), dollar: window.$ === window.jQuery, query: version(window.SynaQuery) },
        fixes: fixes(),
        report: skin && skin.report ? skin.report().map(function (f) { return { id: f.id, state: f.state, detail: f.detail }; }) : null
      });
    });
  }

  // Launch functions start with the load event or right after it.
  (function wait() {
    if (document.readyState === "complete" && waited >= 60 || waited > 5000) { finish(); return; }
    waited += 20;
    setTimeout(wait, 20);
  }());
})
