// Photos of a product: made light before they are sent, ordered by dragging, cropped by dragging.
// Without script the same forms do the same with their buttons and sliders.
(() => {
  "use strict";

  const LONGEST_SIDE = 2048;
  const LIGHT_BYTES = 700_000;

  async function lighter(photo) {
    if (!photo.type.startsWith("image/") || photo.size < LIGHT_BYTES) return photo;
    try {
      const picture = await createImageBitmap(photo);
      const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const light = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.87));
      return light && light.size < photo.size
        ? new File([light], photo.name, { type: "image/jpeg" })
        : photo;
    } catch {
      return photo; // no picture, or one this browser cannot draw: the server will say so
    }
  }

  // One after the other: a phone has no memory for ten large pictures at once.
  async function lightenAll(input, say) {
    const chosen = [...input.files];
    const files = new DataTransfer();
    for (const [index, photo] of chosen.entries()) {
      say(`Menyiapkan foto ${index + 1} dari ${chosen.length}…`);
      files.items.add(await lighter(photo));
    }
    input.files = files.files;
    const bytes = [...files.files].reduce((sum, file) => sum + file.size, 0);
    const size = (bytes / 1e6).toFixed(1).replace(".", ",");
    say(`${chosen.length} foto siap dikirim, ${size} MB.`);
  }

  for (const form of document.querySelectorAll("[data-unggah]")) {
    const input = form.querySelector("[data-foto]");
    const line = form.querySelector("[data-kabar]");
    const say = (text) => (line.textContent = text);
    let busy = false;
    let waiting = null;
    input.addEventListener("change", async () => {
      if (!input.files.length) return;
      busy = true;
      await lightenAll(input, say);
      busy = false;
      if (waiting) form.requestSubmit(waiting);
      waiting = null;
    });
    form.addEventListener("submit", (event) => {
      if (busy) {
        // Sent by itself as soon as the photos are light.
        event.preventDefault();
        event.stopPropagation();
        waiting = event.submitter;
      } else if (input.files.length) {
        say("Mengirim… jangan tutup halaman ini.");
      }
    });
  }

  // ---- order ----
  for (const form of document.querySelectorAll("[data-urut]")) {
    const list = form.querySelector(".photo-list");
    const say = (text) => (form.querySelector("[data-kabar]").textContent = text);

    const save = async () => {
      const data = new FormData(form);
      data.append("diam", "1");
      say("Menyimpan urutan…");
      try {
        const answer = await fetch(form.action, { method: "POST", body: data });
        if (answer.status === 204) form.dispatchEvent(new Event("tersimpan", { bubbles: true }));
        say(
          answer.status === 204
            ? "Urutan tersimpan."
            : "Urutan belum tersimpan. Periksa isiannya, lalu tekan Simpan.",
        );
      } catch {
        say("Tidak ada sinyal: urutan belum tersimpan. Tekan Simpan bila sinyal kembali.");
      }
    };

    form.addEventListener("submit", (event) => {
      const by = Number(event.submitter?.dataset.geser || 0);
      if (!by) return;
      event.preventDefault();
      event.stopPropagation();
      const card = event.submitter.closest("li");
      const next = by < 0 ? card.previousElementSibling : card.nextElementSibling;
      if (!next) return;
      if (by < 0) next.before(card);
      else next.after(card);
      card.scrollIntoView({ block: "nearest" });
      event.submitter.focus();
      save();
    });

    // The card stays where it is until it is let go; a line shows where it would go.
    for (const handle of list.querySelectorAll("[data-seret]")) {
      handle.hidden = false;
      const card = handle.closest("li");
      let height = null; // of the pointer in the window, null while nothing is dragged
      const next = () =>
        [...list.children].find((other) => {
          const box = other.getBoundingClientRect();
          return other !== card && box.top + box.height / 2 > height;
        }) || null;
      const mark = (place) => {
        list.querySelectorAll(".drop-here").forEach((other) => other.classList.remove("drop-here"));
        list.classList.toggle("drop-last", place === null);
        if (place) place.classList.add("drop-here");
      };
      const follow = () => {
        if (height === null) return;
        if (height < 90) window.scrollBy(0, -12);
        if (height > window.innerHeight - 130) window.scrollBy(0, 12);
        mark(next());
        requestAnimationFrame(follow);
      };
      handle.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        handle.setPointerCapture(event.pointerId);
        card.classList.add("dragged");
        height = event.clientY;
        follow();
      });
      handle.addEventListener("pointermove", (event) => {
        if (height !== null) height = event.clientY;
      });
      const end = (isDropped) => {
        if (height === null) return;
        const place = next();
        height = null;
        mark(undefined);
        list.classList.remove("drop-last");
        card.classList.remove("dragged");
        if (!isDropped || place === card.nextElementSibling) return;
        list.insertBefore(card, place);
        card.scrollIntoView({ block: "nearest" });
        save();
      };
      handle.addEventListener("pointerup", () => end(true));
      handle.addEventListener("pointercancel", () => end(false));
    }
  }

  // ---- crop ----
  for (const form of document.querySelectorAll("[data-potong]")) {
    const whole = form.querySelector(".crop-all");
    const part = form.querySelector(".crop-part");
    const shade = form.querySelector(".crop-shade");
    const frame = form.querySelector(".crop-frame");
    const { width, height } = whole.viewBox.baseVal;
    const slider = (name) => form.querySelector(`[name=${name}]`);
    const value = (name) => Number(slider(name).value);

    const draw = () => {
      const side = Math.floor((Math.min(width, height) * value("size")) / 1000);
      const left = Math.floor(((width - side) * value("across")) / 1000);
      const top = Math.floor(((height - side) * value("down")) / 1000);
      part.setAttribute("viewBox", `${left} ${top} ${side} ${side}`);
      shade.setAttribute(
        "d",
        `M0 0h${width}v${height}H0zM${left} ${top}v${side}h${side}v-${side}z`,
      );
      Object.entries({ x: left, y: top, width: side, height: side }).forEach(([name, number]) =>
        frame.setAttribute(name, number),
      );
      // A slider with nowhere to go would only puzzle.
      slider("across").closest(".field").hidden = side === width;
      slider("down").closest(".field").hidden = side === height;
      return { side, left, top };
    };
    if (slider("size").min === slider("size").max) slider("size").closest(".field").hidden = true;
    form.addEventListener("input", draw);
    form.querySelector("[data-lihat]").hidden = true;

    let grip = null;
    whole.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      whole.setPointerCapture(event.pointerId);
      grip = { x: event.clientX, y: event.clientY, ...draw() };
    });
    whole.addEventListener("pointermove", (event) => {
      if (!grip) return;
      const scale = width / whole.getBoundingClientRect().width;
      const place = (start, moved, room) =>
        room ? Math.min(1000, Math.max(0, ((start + moved * scale) / room) * 1000)) : 500;
      slider("across").value = place(grip.left, event.clientX - grip.x, width - grip.side);
      slider("down").value = place(grip.top, event.clientY - grip.y, height - grip.side);
      draw();
    });
    for (const end of ["pointerup", "pointercancel"]) {
      whole.addEventListener(end, () => (grip = null));
    }
    draw();
  }
})();
