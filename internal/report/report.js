(function () {
  "use strict";
  var pictures = {};
  JSON.parse(document.getElementById("pictures").textContent || "[]").forEach(function (p) { pictures[p.Number] = p; });

  // A picture is put into its visit when that is opened: many visits share one.
  function show(details) {
    var place = details.querySelector(".shot");
    var p = place && pictures[place.dataset.picture];
    if (!details.open || !p || place.firstChild) { return; }
    var img = document.createElement("img");
    img.src = p.Data;
    img.width = p.Width;
    img.height = p.Height;
    img.alt = place.dataset.alt;
    place.appendChild(img);
  }
  document.addEventListener("toggle", function (e) { show(e.target); }, true);

  // A link of the table opens its visit.
  function open() {
    var target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (target && target.tagName === "DETAILS") {
      target.open = true;
      target.querySelector("summary").focus();
    }
  }
  window.addEventListener("hashchange", open);
  open();

  var agent = document.getElementById("filter-agent");
  var outcome = document.getElementById("filter-outcome");
  var engine = document.getElementById("filter-engine");
  var rows = Array.prototype.slice.call(document.querySelectorAll("tbody tr"));
  function filter() {
    var words = agent.value.toLowerCase().split(/\s+/);
    var shown = 0;
    rows.forEach(function (row) {
      var text = row.dataset.agent.toLowerCase();
      row.hidden = !words.every(function (w) { return text.indexOf(w) >= 0; }) ||
        (outcome.value && row.dataset.outcome !== outcome.value) || (engine.value && row.dataset.engine !== engine.value) || false;
      shown += row.hidden ? 0 : 1;
    });
    document.getElementById("shown").textContent = shown + " of " + rows.length + " agents";
  }
  [agent, outcome, engine].forEach(function (field) { field.addEventListener("input", filter); });
  document.querySelector(".filters").addEventListener("submit", function (e) { e.preventDefault(); });
}());
