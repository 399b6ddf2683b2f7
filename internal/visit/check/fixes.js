/* Loads the packages for which fixes wait, one after the other, and reports the fixes. */
(function () {
  "use strict";
  var skin = window.SynaSkin, loader = window.AjxDispatcher;
  if (!skin || !skin.report) { return null; }
  console.info("uacheck: loading all packages");
  function waits() { return skin.report().some(function (f) { return f.state === "waiting" || /^still waiting/.test(f.detail); }); }
  function load(name) {
    if (!loader || !loader.require || !waits()) { return; }
    try { loader.require(name); } catch (e) { /* a package that needs another first: the client asks in its own order */ }
  }
  var scripts = Array.prototype.filter.call(document.scripts, function (s) { return /\/(FixZimbra|SynaHead|SynaWindow)\.[^/]*$/.test(s.src.split("?")[0]); });
  return Promise.all(scripts.map(function (s) {
    return fetch(s.src, { cache: "force-cache", credentials: "same-origin" }).then(function (r) { return r.text(); });
  })).then(function (texts) {
    var m, re = /\.fix\(\{id:"[^"]+",packages:"([^"]*)"/g, text = texts.join("\n");
    while ((m = re.exec(text))) { m[1].split(" ").forEach(load); }
    return skin.report().map(function (f) { return { id: f.id, state: f.state, detail: f.detail }; });
  });
}())
