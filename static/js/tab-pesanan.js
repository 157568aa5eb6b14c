// The row of tabs is wider than a phone: bring the open one into view. Without script one swipes.
(() => {
  "use strict";
  const here = document.querySelector("[data-tab] [aria-current]");
  if (!here) return;
  const row = here.closest("[data-tab]");
  const middle = here.getBoundingClientRect().left - row.getBoundingClientRect().left;
  row.scrollLeft += middle - (row.clientWidth - here.offsetWidth) / 2;
})();
