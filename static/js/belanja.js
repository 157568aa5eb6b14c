// Small helps in the cart and on order pages; without script the same pages do the same.
(() => {
  "use strict";

  // A typed quantity is sent when it changes; without script Enter does that.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-jumlah]");
    if (form) form.requestSubmit(form.querySelector("[value=ubah]"));
  });

  // A proof straight from the camera is made small before it is sent: signals are weak and the
  // server takes 5 MB. Whatever goes wrong here, the photo is sent as it is.
  const LONGEST_SIDE = 1600;
  const LIGHT_BYTES = 700_000;
  const smaller = async (photo) => {
    const picture = await createImageBitmap(photo);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  };
  document.addEventListener("change", async ({ target }) => {
    if (!target.matches("[type=file]")) return;
    const [photo] = target.files;
    if (!photo || !photo.type.startsWith("image/") || photo.size < LIGHT_BYTES) return;
    try {
      const light = await smaller(photo);
      if (!light || light.size >= photo.size || target.files[0] !== photo) return;
      const files = new DataTransfer();
      files.items.add(new File([light], "bukti.jpg", { type: "image/jpeg" }));
      target.files = files.files;
    } catch {
      // No picture, or a browser that cannot draw it: the server will say so.
    }
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
