// The cart's typed quantity is sent when it changes; without script Enter does the same.
(() => {
  "use strict";
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-jumlah]");
    if (form) form.requestSubmit(form.querySelector("[value=ubah]"));
  });
})();
