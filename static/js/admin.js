// Names for cells that have none: tabular inputs get the heading of their column as a label,
// list cells carry it as data-label, so that rows can stand as cards on a phone.
(function () {
  "use strict";

  function heading(cell) {
    const row = cell.closest("table").querySelector("thead tr");
    const head = row && row.cells[cell.cellIndex];
    return head ? (head.querySelector(".text") || head).textContent.trim() : "";
  }

  function label(table) {
    table.querySelectorAll("tbody > tr > :is(td, th)").forEach(function (cell) {
      const name = heading(cell);
      if (!name || cell.classList.contains("action-checkbox")) return;
      cell.dataset.label = name;
      cell.querySelectorAll("input:not([type=hidden]), select, textarea").forEach(function (field) {
        if (!field.labels.length && !field.getAttribute("aria-label")) {
          field.setAttribute("aria-label", name);
        }
      });
    });
  }

  function labelAll() {
    document.querySelectorAll("#result_list, .tabular table").forEach(label);
  }

  // A second tap on the same button must not send the form twice.
  document.addEventListener("submit", function (event) {
    const form = event.target.closest("[data-sekali]");
    if (!form) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
    });
  });

  document.addEventListener("DOMContentLoaded", labelAll);
  document.addEventListener("formset:added", labelAll);
})();
