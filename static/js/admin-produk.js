// The product form follows the category at once; without this it follows when it is saved.
(function () {
  "use strict";

  const choice = document.getElementById("id_category");
  const known = document.getElementById("isian-kategori");
  if (!choice || !known) return;
  const parts = JSON.parse(known.textContent);
  const all = new Set(Object.values(parts).join(" ").split(" ").filter(Boolean));

  choice.addEventListener("change", function () {
    const hidden = (parts[choice.value] || "").split(" ");
    all.forEach(function (name) {
      document.body.classList.toggle(name, hidden.includes(name));
    });
  });
})();
