// Signing at the window: what is drawn goes with the form, as a PNG.

import SignaturePad from "../vendor/signature-pad/signature_pad.min.js";

for (const glass of document.querySelectorAll("[data-glass]")) {
  const field = document.getElementById(glass.dataset.glass);
  const clear = glass.parentElement.querySelector("[data-clear]");
  glass.width = glass.clientWidth;
  glass.height = glass.clientHeight;
  const pad = new SignaturePad(glass, { backgroundColor: "rgb(255,255,255)" });
  clear.disabled = false;
  clear.addEventListener("click", () => {
    pad.clear();
    field.value = "";
  });
  pad.addEventListener("endStroke", () => {
    field.value = pad.toDataURL("image/png");
  });
}
