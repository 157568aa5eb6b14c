// The till without waiting for a new page: each button sends the note and takes over the two parts
// that change. One after the other, so that quick taps all count. Without script the page does the same.
(() => {
  "use strict";
  const form = document.querySelector("[data-kasir]");
  if (!form) return;
  const search = form.querySelector("[data-kode]");
  const digits = (text) => Number(text.replace(/\D/g, "")) || 0;
  const rupiah = (amount) => `Rp${String(amount).replace(/\B(?=(\d{3})+$)/g, ".")}`;
  const within = (selector) => form.querySelector(selector);

  // What is to be given back follows the typing.
  const count = () => {
    const cash = within("#uang");
    const shown = within("[data-kembali]");
    if (!cash || !shown) return;
    const total = digits(within("#nota").dataset.total);
    const missing = cash.value.trim() ? total - digits(cash.value) : 0;
    const [word, amount] = shown.children;
    word.textContent = missing > 0 ? "Kurang" : "Kembali";
    amount.textContent = rupiah(Math.abs(missing));
    within("[data-tunai]").hidden = within("[name=bayar]:checked")?.value === "qris";
  };

  const waiting = [];
  let isBusy = false;

  const take = (page) => {
    for (const id of ["barang", "nota"]) {
      const fresh = page.getElementById(id);
      const old = document.getElementById(id);
      if (fresh && old) old.replaceWith(fresh);
    }
    const field = page.querySelector("[data-kode]");
    if (field) search.value = field.value;
    count();
  };

  const focusOn = (press) => {
    const same = press.name && within(`button[name="${press.name}"][value="${press.value}"]`);
    if (press.isThumb) return; // no keyboard of the phone jumps up after a tap
    (press.name === "uang" ? within("#uang") : same && press.name === "kurang" ? same : search).focus();
  };

  const send = async () => {
    if (isBusy || !waiting.length) return;
    isBusy = true;
    const press = waiting.shift();
    const data = new FormData(form);
    if (press.name) data.append(press.name, press.value);
    try {
      const answer = await fetch(form.action, { method: "POST", body: data });
      if (answer.redirected || !answer.ok) throw new Error();
      take(new DOMParser().parseFromString(await answer.text(), "text/html"));
      focusOn(press);
    } catch {
      // Signed out, or no signal: send it as a page, which says what is wrong.
      waiting.length = 0;
      isBusy = false;
      form.removeEventListener("submit", onSubmit);
      const button = document.createElement("button");
      Object.assign(button, { name: press.name, value: press.value, hidden: true });
      form.append(button);
      form.requestSubmit(button);
      return;
    }
    isBusy = false;
    send();
  };

  let lastPointer = "";
  form.addEventListener("pointerdown", (event) => (lastPointer = event.pointerType));
  form.addEventListener("keydown", () => (lastPointer = ""));

  const onSubmit = (event) => {
    const button = event.submitter;
    if (button && button.name === "selesai") {
      if (form.dataset.dikirim) event.preventDefault();
      form.dataset.dikirim = "1";
      return;
    }
    event.preventDefault();
    const cash = within("#uang");
    if (button && button.name === "uang" && cash) {
      cash.value = button.value;
      return count();
    }
    // Enter in an empty search: everything is on the note, on to the money.
    if ((!button || !button.name) && document.activeElement === search && !search.value.trim()) {
      if (cash) {
        cash.focus();
        cash.select();
      }
      return;
    }
    waiting.push({
      name: button ? button.name : "",
      value: button ? button.value : "",
      isThumb: lastPointer === "touch",
    });
    send();
  };
  form.addEventListener("submit", onSubmit);

  // Enter in the amount finishes the sale.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.id !== "uang") return;
    event.preventDefault();
    form.requestSubmit(within("[data-selesai]"));
  });
  form.addEventListener("input", (event) => event.target.id === "uang" && count());
  form.addEventListener("change", (event) => {
    if (event.target.name === "bayar") count();
    if (event.target.name.startsWith("n-")) form.requestSubmit();
  });
  // Back from the slip: the note may be sent anew, its key takes care of it.
  window.addEventListener("pageshow", () => delete form.dataset.dikirim);
  // At a desk one begins to type at once; on a phone that would only bring up its keyboard.
  // After a refusal the page itself leads to what is wrong.
  if (matchMedia("(hover: hover) and (pointer: fine)").matches && !within("[autofocus]")) search.focus();
  count();
})();
