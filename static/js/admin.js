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
      if (!name || cell.matches(".action-checkbox, .add-row > td")) return;
      cell.dataset.label = name;
      cell.querySelectorAll("input:not([type=hidden]), select, textarea").forEach(function (field) {
        if (!field.labels.length && !field.getAttribute("aria-label")) {
          field.setAttribute("aria-label", name);
        }
      });
    });
  }

  // A choice with search (select2) is named by its own value only; add the label of the field.
  function nameChoice(box) {
    const select = box.closest(".select2").previousElementSibling;
    const text = select && select.labels && select.labels[0];
    if (!text || box.dataset.named) return;
    text.id = text.id || select.id + "_label";
    box.setAttribute("aria-labelledby", text.id + " " + box.getAttribute("aria-labelledby"));
    const value = box.querySelector(".select2-selection__rendered");
    if (value) value.setAttribute("aria-labelledby", text.id);
    box.dataset.named = "1";
  }

  // A long form says at its top what is wrong, each with the way to its field.
  function listErrors() {
    const note = document.querySelector("#content form > div > .errornote");
    if (!note) return;
    const list = document.createElement("ul");
    document.querySelectorAll("#content form ul.errorlist").forEach(function (errors) {
      const box = errors.closest("td, .flex-container, .form-multiline > div, .form-row");
      const field = box && box.querySelector("input:not([type=hidden]), select, textarea");
      if (!field) return;
      const name = (field.labels[0] || {}).textContent || field.getAttribute("aria-label") || "";
      const link = document.createElement("a");
      link.href = "#" + field.id;
      link.textContent = name.trim().replace(/:$/, "") + ": " + errors.textContent.trim();
      list.appendChild(document.createElement("li")).appendChild(link);
    });
    if (list.children.length) note.appendChild(list);
  }

  function labelAll() {
    document.querySelectorAll("#result_list, .tabular table").forEach(label);
    document.querySelectorAll(".tabular th.original:empty").forEach(function (head) {
      head.innerHTML = '<span class="visually-hidden">Baris</span>';
    });
    document.querySelectorAll(".select2-selection[role=combobox]").forEach(nameChoice);
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

  document.addEventListener("DOMContentLoaded", function () {
    labelAll();
    listErrors();
  });
  // After Django's own scripts, which dress the fields when jQuery is ready.
  if (window.django && window.django.jQuery) window.django.jQuery(labelAll);
  document.addEventListener("formset:added", function () {
    setTimeout(labelAll);
  });
})();
