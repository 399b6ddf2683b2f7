(function () {
  "use strict";
  var row = document.getElementById("filter-row");
  var column = document.getElementById("filter-column");
  var differs = document.getElementById("filter-differs");
  var all = Array.prototype.slice.call(document.querySelectorAll("tbody tr"));

  function words(field) { return field.value.toLowerCase().split(/\s+/); }
  function fits(text, list) { return list.every(function (w) { return text.toLowerCase().indexOf(w) >= 0; }); }

  function filterColumns() {
    var list = words(column);
    document.querySelectorAll("table").forEach(function (table) {
      var hidden = Array.prototype.map.call(table.tHead.rows[0].cells, function (cell, i) { return i > 0 && !fits(cell.textContent, list); });
      Array.prototype.forEach.call(table.rows, function (tr) {
        Array.prototype.forEach.call(tr.cells, function (cell, i) { cell.hidden = hidden[i]; });
      });
    });
  }

  function filterRows() {
    var list = words(row), shown = 0;
    all.forEach(function (tr) {
      tr.hidden = !fits(tr.dataset.row, list) || differs.checked && "same" in tr.dataset;
      shown += tr.hidden ? 0 : 1;
    });
    document.getElementById("shown").textContent = shown + " of " + all.length + " rows";
  }

  row.addEventListener("input", filterRows);
  differs.addEventListener("input", filterRows);
  column.addEventListener("input", filterColumns);
  document.querySelector(".filters").addEventListener("submit", function (e) { e.preventDefault(); });
  filterRows();
}());
