(function () {
  "use strict";
  var pictures = {};
  (JSON.parse(document.getElementById("pictures").textContent) || []).forEach(function (p) { pictures[p.Number] = p; });
  function each(selector, fn) { Array.prototype.forEach.call(document.querySelectorAll(selector), fn); }

  // A picture is put into its place when that is looked at: many visits share one.
  function show(place, alt) {
    var p = place && pictures[place.dataset.picture];
    if (!p || place.firstChild) { return; }
    var img = document.createElement("img");
    img.src = p.Data;
    img.width = p.Width;
    img.height = p.Height;
    img.alt = alt;
    place.appendChild(img);
  }
  document.addEventListener("toggle", function (e) {
    if (e.target.className !== "visit" || !e.target.open) { return; }
    Array.prototype.forEach.call(e.target.querySelectorAll(".shot"), function (place) { show(place, place.dataset.alt); });
  }, true);
  // The slider fades the picture of now over the accepted one.
  document.addEventListener("input", function (e) {
    if (e.target.className !== "fade") { return; }
    e.target.closest("figure").querySelector(".overlay").lastElementChild.style.opacity = e.target.value / 100;
  });
  var wanted = document.getElementById("show-pictures");
  function thumbs() {
    each(".thumb", function (place) {
      if (wanted.checked) { show(place, ""); } else { place.textContent = ""; }
    });
  }
  if (wanted) { wanted.addEventListener("change", thumbs); }

  // A link opens its visit, whatever the filters say.
  function open() {
    var target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!target) { return; }
    target.hidden = false;
    if (target.tagName === "DETAILS") {
      target.open = true;
      target.querySelector("summary").focus();
    } else if (target.tagName === "TR") {
      target.querySelector("a").focus();
    }
  }
  window.addEventListener("hashchange", open);
  document.addEventListener("click", function (e) {
    var link = e.target.closest && e.target.closest("a[href^='#']");
    if (link && link.getAttribute("href") === location.hash) { open(); }
  });
  open();

  var agent = document.getElementById("filter-agent");
  var outcome = document.getElementById("filter-outcome");
  var engine = document.getElementById("filter-engine");
  var kind = document.getElementById("filter-kind");
  var rows = Array.prototype.slice.call(document.querySelectorAll("tbody tr"));
  function matches(row, words) {
    var text = row.dataset.agent.toLowerCase();
    return words.every(function (w) { return text.indexOf(w) >= 0; }) &&
      (!outcome.value || row.dataset.outcome === outcome.value) &&
      (!engine.value || row.dataset.engine === engine.value) &&
      (!kind.value || row.dataset.kind === kind.value);
  }
  function filter() {
    var words = agent.value.toLowerCase().split(/\s+/), shown = {}, count = 0;
    rows.forEach(function (row) {
      shown[row.id] = matches(row, words);
      row.hidden = !shown[row.id];
      count += row.hidden ? 0 : 1;
    });
    each("details.visit", function (visit) { visit.hidden = !shown[visit.dataset.row]; });
    document.getElementById("shown").textContent = count + " of " + rows.length + " agents";
  }
  [agent, outcome, engine, kind].forEach(function (field) { field.addEventListener("input", filter); });
  document.querySelector(".filters").addEventListener("submit", function (e) { e.preventDefault(); });
}());
