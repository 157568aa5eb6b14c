// Small helps in the cart and on order pages; without script the same pages do the same.
(() => {
  "use strict";

  // A typed quantity is sent when it changes; without script Enter does that.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-jumlah]");
    if (form) form.requestSubmit(form.querySelector("[value=ubah]"));
  });

  // Buttons that copy an account number or an amount, where the browser lets us.
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-salin]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.salin);
        button.textContent = "Tersalin";
      } catch {
        button.hidden = true;
      }
    });
  }
})();
