// The site's own script. It runs in the head, before paint, so a chosen theme does not flash;
// the rest waits for the page. Pages are the same for everyone: what is personal comes from here.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");

  const stored = () => {
    try {
      return localStorage.getItem("tema");
    } catch {
      return null;
    }
  };
  const show = (theme) => {
    if (theme === "terang" || theme === "gelap") root.dataset.tema = theme;
    else delete root.dataset.tema;
  };
  show(stored());

  const choose = (theme) => {
    try {
      if (theme === "otomatis") localStorage.removeItem("tema");
      else localStorage.setItem("tema", theme);
    } catch {
      // Storage is off: the choice holds for this page.
    }
    show(theme);
    mark(theme);
  };
  const mark = (theme) => {
    for (const button of document.querySelectorAll("[data-pilih-tema]"))
      button.setAttribute("aria-pressed", String(button.dataset.pilihTema === theme));
  };

  // The cart writes how many pieces it holds into a small readable cookie.
  const count = () => {
    const found = document.cookie.match(/(?:^|;\s*)jumlah=(\d{1,4})(?:;|$)/);
    const pieces = found ? Number(found[1]) : 0;
    for (const link of document.querySelectorAll("[data-keranjang]")) {
      const badge = link.querySelector("b");
      badge.textContent = pieces > 99 ? "99+" : String(pieces);
      badge.hidden = pieces === 0;
      link.setAttribute("aria-label", pieces ? `Keranjang, ${pieces} barang` : "Keranjang");
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const box of document.querySelectorAll("[data-tema]")) {
      if (box === root) continue;
      box.hidden = false;
      box.addEventListener("click", (event) => {
        const button = event.target.closest("[data-pilih-tema]");
        if (button) choose(button.dataset.pilihTema);
      });
    }
    mark(stored() || "otomatis");
    count();
  });
  // Back from the cart to a page kept by the browser: the number may have changed.
  window.addEventListener("pageshow", (event) => event.persisted && count());
})();
