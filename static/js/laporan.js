// Charts of a report gain tooltips, and their parts lead where their rows in the table lead.
// Without this every figure still stands in the table behind its chart.
(() => {
  "use strict";
  document.documentElement.classList.add("skrip");
  const tip = Object.assign(document.createElement("div"), { className: "tip", hidden: true });
  tip.setAttribute("aria-hidden", "true"); // The table says the same to those who do not point.

  const show = (part, event) => {
    const figure = part.closest(".grafik");
    if (tip.parentNode !== figure) figure.append(tip);
    tip.textContent = part.dataset.tip;
    tip.hidden = false;
    const frame = figure.getBoundingClientRect();
    const x = event.clientX - frame.left;
    const y = event.clientY - frame.top;
    const left = Math.min(x + 12, frame.width - tip.offsetWidth - 4);
    const above = y - tip.offsetHeight - 12;
    tip.style.left = `${Math.max(4, left)}px`;
    tip.style.top = `${above < 0 ? y + 16 : above}px`;
  };
  const hide = () => {
    tip.hidden = true;
  };

  for (const figure of document.querySelectorAll(".grafik")) {
    // The browser's own tooltip would lie over ours: the title becomes a label.
    const title = figure.querySelector("svg > title");
    if (title) {
      const picture = title.parentNode;
      picture.setAttribute("aria-label", title.textContent);
      picture.setAttribute("aria-describedby", picture.querySelector("desc").id);
      picture.removeAttribute("aria-labelledby");
      title.remove();
    }
    figure.addEventListener("pointermove", (event) => {
      const part = event.target.closest("[data-tip]");
      if (part) show(part, event);
      else hide();
    });
    figure.addEventListener("pointerleave", hide);
    figure.addEventListener("click", (event) => {
      const part = event.target.closest("[data-tip]");
      if (!part) return;
      // The first tap of a finger shows the figure; the table holds the link.
      if (event.pointerType === "touch" || !part.dataset.ke) show(part, event);
      else location.assign(part.dataset.ke);
    });
  }
  // Paper shows every table, also where the browser would leave folded ones out.
  const folded = () => document.querySelectorAll("details.tabel:not([open])");
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...folded()];
    for (const one of opened) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of opened) one.open = false;
  });
  const named = () => document.getElementById(location.hash.slice(1))?.closest("details.tabel");
  const unfold = () => {
    const one = named();
    if (one) one.open = true;
  };
  addEventListener("hashchange", unfold);
  unfold();

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
})();
