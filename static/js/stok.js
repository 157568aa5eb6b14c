// Stok cepat: the place changes when it is chosen, and buttons that do not fit the reason rest.
// Without this script a button does the first, and the page says the second.
(() => {
  "use strict";
  const place = document.querySelector("[data-langsung]");
  if (place) {
    const button = place.form.querySelector("button");
    button.hidden = true;
    place.addEventListener("change", () => place.form.requestSubmit());
  }

  const fit = () => {
    const reason = document.querySelector("[name=alasan]:checked");
    if (!reason) return;
    for (const name of ["tambah", "kurang"])
      for (const button of document.querySelectorAll(`button[name=${name}]`))
        button.disabled = reason.dataset.hanya !== undefined && reason.dataset.hanya !== name;
  };
  document.addEventListener("change", (event) => event.target.name === "alasan" && fit());
  document.addEventListener("htmx:afterSettle", fit);
  window.addEventListener("pageshow", fit);
  fit();
})();
