// The page is complete without this: it only lets a click on a heading sort its column.
(function () {
  "use strict";
  document.querySelectorAll("table.sortable").forEach(function (table) {
    var body = table.tBodies[0];
    Array.from(table.tHead.rows[0].cells).forEach(function (cell, column) {
      var button = document.createElement("button");
      button.type = "button";
      while (cell.firstChild) { button.appendChild(cell.firstChild); }
      cell.appendChild(button);
      button.addEventListener("click", function () {
        var down = cell.getAttribute("aria-sort") === "ascending";
        Array.from(table.tHead.rows[0].cells).forEach(function (other) {
          other.removeAttribute("aria-sort");
        });
        cell.setAttribute("aria-sort", down ? "descending" : "ascending");
        var rows = Array.from(body.rows).map(function (row) {
          var value = row.cells[column].dataset.v;
          var text = row.cells[column].textContent;
          return { row: row, value: value === "" ? Infinity : Number(value), text: text };
        });
        var numeric = body.rows[0] ? body.rows[0].cells[column].dataset.v !== undefined : false;
        rows.sort(function (a, b) {
          if (!numeric) { return (down ? -1 : 1) * a.text.localeCompare(b.text); }
          if (a.value === b.value) { return 0; }
          if (!isFinite(a.value)) { return 1; }
          if (!isFinite(b.value)) { return -1; }
          return (down ? -1 : 1) * (a.value - b.value);
        });
        rows.forEach(function (entry) { body.appendChild(entry.row); });
      });
    });
  });
  // A link to a folded input opens it.
  function open() {
    var target = document.getElementById(location.hash.slice(1));
    if (target === null) { return; }
    if (target.tagName === "DETAILS") { target.open = true; }
  }
  window.addEventListener("hashchange", open);
  open();
})();
