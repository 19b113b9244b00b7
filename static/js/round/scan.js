// The camera finds an article of the list: barcode or QR. Where the browser has no detector, one of ours is loaded.

import { el, field, known, say } from "./dom.js";

const LOOK_MS = 200;
const NUMBER = /[A-Z]{2}\d{9}IN/;
let stream = null;

export function leave() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
}

export function scan(found) {
  const told = el("p", { role: "status" }, say("scan_hint"));
  const video = el("video", { class: "round-camera", playsinline: true, muted: true });
  const typed = el("input", { maxlength: 40, autocomplete: "off", autocapitalize: "characters" });
  const form = el("form", { class: "stack" }, field("typed", say("or_type"), typed), el("button", { class: "btn btn--wide" }, say("find")));
  const take = (text) => {
    const number = text.toUpperCase().replace(/\s/g, "").match(NUMBER)?.[0];
    told.textContent = number ? say("not_on_list", { number }) : say("no_number");
    return Boolean(number) && found(number);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    take(typed.value);
  });
  look(video, take).catch(() => {
    told.textContent = say("no_camera");
    video.hidden = true;
  });
  return el("div", { class: "stack" }, el("h1", { tabindex: "-1" }, say("scan")), video, told, form);
}

async function look(video, take) {
  stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  const mine = stream;
  video.srcObject = stream;
  await video.play();
  const detector = await makeDetector();
  while (stream === mine) {
    const codes = await detector.detect(video).catch(() => []);
    if (codes.some((code) => take(code.rawValue))) return leave();
    await new Promise((passed) => setTimeout(passed, LOOK_MS));
  }
}

const FORMATS = ["code_128", "data_matrix", "qr_code"];

async function makeDetector() {
  if ("BarcodeDetector" in window) {
    const has = await window.BarcodeDetector.getSupportedFormats();
    if (FORMATS.every((format) => has.includes(format))) return new window.BarcodeDetector({ formats: FORMATS });
  }
  await new Promise((done, failed) => {
    document.head.append(el("script", { src: known.addresses.detector, onload: done, onerror: failed }));
  });
  const { BarcodeDetector, prepareZXingModule } = window.BarcodeDetectionAPI;
  prepareZXingModule({ overrides: { locateFile: () => known.addresses.wasm } });
  return new BarcodeDetector({ formats: FORMATS });
}
