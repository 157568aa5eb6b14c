// The catalogue with htmx: filters apply at once, the result is told, focus stays sensible.
// Everything works without this script by links and one form.
(() => {
  "use strict";
  if (!window.htmx) return;
  let open = null; // ids of the folds that are open, kept over a swap
  let byChoice = false; // the request came from ticking or choosing, not from a link or a button

  document.documentElement.classList.add("htmx-siap");

  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form || form.id !== "saring") return;
    byChoice = true;
    form.requestSubmit();
  });

  // Empty fields stay out of the address.
  document.addEventListener("htmx:configRequest", (event) => {
    const values = event.detail.formData;
    for (const [name, value] of [...values]) if (value === "") values.delete(name);
  });

  document.addEventListener("htmx:beforeSwap", () => {
    open = [...document.querySelectorAll("#hasil details")].map((fold) => [fold.id, fold.open]);
    // Showing the result closes the drawer; ticking the next box does not.
    if (!byChoice) open = open.filter(([id]) => id !== "saringan");
  });

  document.addEventListener("htmx:afterSettle", () => {
    for (const [id, was] of open || []) {
      const fold = document.getElementById(id);
      if (fold) fold.open = was;
    }
    open = null;
    const count = document.getElementById("jumlah");
    const news = document.getElementById("kabar");
    if (count && news) news.textContent = count.textContent.trim();
    const focused = document.activeElement;
    if (count && (!byChoice || !focused || focused === document.body)) {
      count.focus({ preventScroll: true });
      document.getElementById("hasil").scrollIntoView({ behavior: "instant" });
    }
    byChoice = false;
  });

  // Without an answer the plain address still works.
  const plainly = (event) => {
    byChoice = false;
    const path = event.detail.pathInfo && event.detail.pathInfo.finalRequestPath;
    if (path) location.assign(path);
  };
  document.addEventListener("htmx:responseError", plainly);
})();
