// Scanning a code with the phone's camera. Where the browser cannot read codes (no BarcodeDetector,
// no camera, not allowed) the button stays away and one types; readers on a cable type by themselves.
(() => {
  "use strict";
  const FORMATS = ["ean_13", "ean_8", "upc_a", "upc_e", "code_128", "code_39", "qr_code"];
  const LOOK_EVERY_MS = 150;
  const screen = document.querySelector("[data-pindai-layar]");
  const buttons = document.querySelectorAll("[data-pindai]");
  if (!screen || !("BarcodeDetector" in window) || !navigator.mediaDevices) return;

  const view = screen.querySelector("video");
  const news = screen.querySelector("[data-pindai-kabar]");
  const words = news.textContent;
  let detector = null;
  let stream = null;
  let asked = 0; // which opening this is: a camera that comes after closing is put off at once
  let form = null;

  const stop = () => {
    asked += 1;
    if (stream) for (const track of stream.getTracks()) track.stop();
    stream = null;
    view.srcObject = null;
    if (screen.open) screen.close();
  };

  const take = (code) => {
    const field = form.querySelector("[data-kode]");
    stop();
    if (navigator.vibrate) navigator.vibrate(60);
    field.value = code;
    // Pages that work with the code themselves listen for this; else the form is sent.
    const event = new CustomEvent("pindai", { bubbles: true, cancelable: true, detail: code });
    if (field.dispatchEvent(event)) form.requestSubmit();
  };

  const look = async (turn) => {
    if (turn !== asked || !stream) return;
    try {
      const [found] = await detector.detect(view);
      if (turn !== asked) return;
      if (found && found.rawValue.trim()) return take(found.rawValue.trim());
    } catch {
      // The picture is not there yet: look again.
    }
    setTimeout(look, LOOK_EVERY_MS, turn);
  };

  const refuse = (error) => {
    news.textContent =
      error && error.name === "NotAllowedError"
        ? "Kamera tidak diizinkan. Izinkan di setelan peramban, atau ketik kodenya."
        : "Kamera tidak dapat dibuka. Ketik kodenya saja.";
  };

  const start = async (button) => {
    form = button.closest("form");
    news.textContent = words;
    screen.showModal();
    const turn = (asked += 1);
    try {
      const opened = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: "environment", width: { ideal: 1280 } },
      });
      if (turn !== asked) {
        for (const track of opened.getTracks()) track.stop();
        return;
      }
      stream = opened;
      view.srcObject = stream;
      view.play().catch(() => {}); // closed before the first picture came
      look(turn);
    } catch (error) {
      if (turn === asked) refuse(error);
    }
  };

  const ready = (formats) => {
    const readable = FORMATS.filter((format) => formats.includes(format));
    if (!readable.length) return;
    detector = new BarcodeDetector({ formats: readable });
    for (const button of buttons) {
      button.hidden = false;
      button.addEventListener("click", () => start(button));
    }
    screen.querySelector("[data-pindai-tutup]").addEventListener("click", stop);
    screen.addEventListener("cancel", stop);
    screen.addEventListener("close", () => stream && stop());
    window.addEventListener("pagehide", stop);
  };
  BarcodeDetector.getSupportedFormats().then(ready, () => {});
})();
