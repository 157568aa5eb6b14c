// One choice of light or dark: the site keeps it as `tema`, Django's admin as `theme`. This runs
// before Django's theme.js, which then shows what was chosen, and hands its button's choice back.
(() => {
  "use strict";
  const names = { terang: "light", gelap: "dark" };
  try {
    localStorage.setItem("theme", names[localStorage.getItem("tema")] || "auto");
  } catch {
    return; // Storage is off: each page is as the device wishes.
  }
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".theme-toggle")) return;
    const shown = document.documentElement.dataset.theme;
    const chosen = Object.keys(names).find((name) => names[name] === shown);
    if (chosen) localStorage.setItem("tema", chosen);
    else localStorage.removeItem("tema");
  });
})();
