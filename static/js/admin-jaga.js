// Nothing typed gets lost: a page with several forms asks before one of them, or a link, leaves
// another one behind unsaved.
(() => {
  "use strict";

  const WORDS = {
    product_form: "Isian produk di bawah belum disimpan dan akan hilang.",
    unggah: "Foto yang dipilih belum dikirim.",
    urut: "Keterangan foto belum disimpan dan akan hilang.",
  };
  const forms = [...document.querySelectorAll("#product_form, [data-unggah], [data-urut]")];
  const began = new Map();
  let isLeaving = false;

  const words = (form) =>
    WORDS[form.id] || WORDS["unggah" in form.dataset ? "unggah" : "urut"];

  // Sorted: photos that were moved and saved by themselves hold the same words.
  const state = (form) =>
    JSON.stringify(
      [...new FormData(form)]
        .map(([name, value]) => [name, value instanceof File ? value.name : value].join("="))
        .sort(),
    );
  const isUnsaved = (form) =>
    began.has(form) && (began.get(form) !== state(form) || form.querySelector(".errornote"));
  const unsaved = (but) => forms.find((form) => form !== but && isUnsaved(form));

  function mayLeave(event, but) {
    const left = isLeaving ? null : unsaved(but);
    if (!left) return true;
    if (window.confirm(`${words(left)}\n\nLanjutkan tanpa menyimpannya?`)) {
      isLeaving = true;
      return true;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    const buttons = left.querySelectorAll("[type=submit].default, .btn-main");
    if (buttons.length) buttons[buttons.length - 1].scrollIntoView({ block: "center" });
    return false;
  }

  // Django's scripts and the browser's own memory fill fields while the page opens.
  window.addEventListener("load", () =>
    setTimeout(() => forms.forEach((form) => began.set(form, state(form)))),
  );
  document.addEventListener("tersimpan", (event) => began.set(event.target, state(event.target)));

  const opensBeside = (element) => element && (element.formTarget || element.target) === "_blank";
  document.addEventListener(
    "submit",
    (event) => opensBeside(event.submitter) || mayLeave(event, event.target),
    true,
  );
  // Not reached by a form that another script keeps on this page.
  window.addEventListener("submit", (event) => {
    if (!event.defaultPrevented && !opensBeside(event.submitter)) isLeaving = true;
  });
  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest("a[href]");
      if (!link || opensBeside(link) || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (link.matches("[href^=\"#\"], .related-widget-wrapper-link")) return;
      mayLeave(event, null);
    },
    true,
  );
  // The back button and reloading: in the words of the browser.
  window.addEventListener("beforeunload", (event) => {
    if (!isLeaving && unsaved(null)) event.preventDefault();
  });
  window.addEventListener("pageshow", () => (isLeaving = false));
})();
