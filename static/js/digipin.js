/* "My DIGIPIN" beyond the typed forms: the device's position, and a map whose only drawing is the post offices. */

const SOUTH = 2.5, WEST = 63.5, SIDE = 36, LEVELS = 10;
const SYMBOLS = "LMPTK456J327FC98"; // by row from the south, then column from the west, as in digipin/rules.py
const CELL_PX = 56; // a level's lines are drawn once its cells are this wide
const PRESS_PX = 6; // a pointer that moved less was a press, not a drag

const root = document.getElementById("digipin");
const form = document.getElementById("digipin-point");
const status = document.getElementById("digipin-status");
const section = document.getElementById("digipin-map");
const canvas = section.querySelector("canvas");
const output = section.querySelector("output");

/* Exact for every double, by the argument of docs/adr/0003-digipin-exactness.md: only the division rounds. */
export function lineBelow(degrees, origin, level = LEVELS) {
  return Math.min(Math.floor((degrees - origin) * 4 ** level / SIDE), 4 ** level - 1);
}

export function codeOf(row, col, level = LEVELS) {
  let code = "";
  for (let step = 2 * level - 2; step >= 0; step -= 2) code += SYMBOLS[(row >> step & 3) * 4 + (col >> step & 3)];
  return code;
}

function inBox(lat, lon) {
  return lat >= SOUTH && lat <= SOUTH + SIDE && lon >= WEST && lon <= WEST + SIDE;
}

function say(name) {
  status.textContent = name ? root.dataset[name] : "";
}

/* --- the map: `view` is the middle in degrees and the pixels per degree of latitude ------------------------------ */

const SQUEEZE = Math.cos(22 * Math.PI / 180); // a degree of longitude beside one of latitude, mid-country
const view = {lat: 20.5, lon: 81.5, scale: 1};
let dots = new Uint16Array(0);
let picked = null;
let drawing = false;

const toX = lon => canvas.clientWidth / 2 + (lon - view.lon) * view.scale * SQUEEZE;
const toY = lat => canvas.clientHeight / 2 - (lat - view.lat) * view.scale;
const toLon = x => view.lon + (x - canvas.clientWidth / 2) / view.scale / SQUEEZE;
const toLat = y => view.lat - (y - canvas.clientHeight / 2) / view.scale;

function clamp(value, low, high) {
  return Math.max(low, Math.min(high, value));
}

function zoom(factor, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2) {
  const lat = toLat(y), lon = toLon(x);
  view.scale = clamp(view.scale * factor, canvas.clientHeight / SIDE, 4e6);
  move(lat - toLat(y), lon - toLon(x)); // what was under the fingers stays there
}

function move(north, east) {
  view.lat = clamp(view.lat + north, SOUTH, SOUTH + SIDE);
  view.lon = clamp(view.lon + east, WEST, WEST + SIDE);
  if (!drawing) requestAnimationFrame(draw);
  drawing = true;
}

function draw() {
  drawing = false;
  const width = canvas.clientWidth, height = canvas.clientHeight, ratio = devicePixelRatio;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const pen = canvas.getContext("2d"), style = getComputedStyle(canvas);
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  drawDots(pen, style.getPropertyValue("--dot"), width, height);
  drawGrid(pen, style, width, height);
  if (picked) drawPicked(pen, style.getPropertyValue("--mark"));
}

function drawDots(pen, colour, width, height) {
  const size = clamp(view.scale / 60, 1, 6), step = SIDE / 65535;
  pen.fillStyle = colour;
  for (let i = 0; i < dots.length; i += 2) {
    const x = toX(WEST + dots[i] * step), y = toY(SOUTH + SIDE - dots[i + 1] * step);
    if (x > -size && x < width + size && y > -size && y < height + size) {
      pen.fillRect(x - size / 2, y - size / 2, size, size);
    }
  }
}

function drawGrid(pen, style, width, height) {
  const level = clamp(Math.floor(Math.log(SIDE * view.scale * SQUEEZE / CELL_PX) / Math.log(4)), 1, LEVELS);
  const cell = SIDE / 4 ** level, last = 4 ** level - 1;
  const clampLine = (degrees, origin) => clamp(Math.floor((degrees - origin) / cell), 0, last);
  const [west, east] = [clampLine(toLon(0), WEST), clampLine(toLon(width), WEST)];
  const [south, north] = [clampLine(toLat(height), SOUTH), clampLine(toLat(0), SOUTH)];
  pen.strokeStyle = style.getPropertyValue("--grid");
  pen.lineWidth = 0.5;
  pen.beginPath();
  for (let col = west; col <= east + 1; col++) line(pen, toX(WEST + col * cell), toY(SOUTH + SIDE), 0, SIDE);
  for (let row = south; row <= north + 1; row++) line(pen, toX(WEST), toY(SOUTH + row * cell), SIDE, 0);
  pen.stroke();
  pen.fillStyle = style.color;
  pen.font = "12px sans-serif";
  for (let row = south; row <= north; row++) {
    for (let col = west; col <= east; col++) {
      pen.fillText(codeOf(row, col, level).slice(-4), toX(WEST + col * cell) + 3, toY(SOUTH + (row + 1) * cell) + 13);
    }
  }
}

function line(pen, x, y, east, south) {
  // Ends far outside the canvas lose their fraction, so both are drawn no further than its edge.
  pen.moveTo(clamp(x, -9, canvas.clientWidth + 9), clamp(y, -9, canvas.clientHeight + 9));
  pen.lineTo(
    clamp(x + east * view.scale * SQUEEZE, -9, canvas.clientWidth + 9),
    clamp(y + south * view.scale, -9, canvas.clientHeight + 9),
  );
}

function drawPicked(pen, colour) {
  const cell = SIDE / 4 ** LEVELS;
  const x = toX(WEST + lineBelow(picked.lon, WEST) * cell), y = toY(SOUTH + (lineBelow(picked.lat, SOUTH) + 1) * cell);
  pen.strokeStyle = colour;
  pen.lineWidth = 2;
  pen.strokeRect(x, y, cell * view.scale * SQUEEZE, cell * view.scale);
  pen.beginPath();
  pen.arc(toX(picked.lon), toY(picked.lat), 9, 0, 2 * Math.PI);
  pen.stroke();
}

function pick(lat, lon) {
  if (!inBox(lat, lon)) return say("outside");
  say("");
  form.lat.value = lat.toFixed(6);
  form.lon.value = lon.toFixed(6);
  form.accuracy?.remove();
  picked = {lat: Number(form.lat.value), lon: Number(form.lon.value)}; // what the server will read
  const code = codeOf(lineBelow(picked.lat, SOUTH), lineBelow(picked.lon, WEST));
  output.textContent = `${code.slice(0, 3)}-${code.slice(3, 6)}-${code.slice(6)}`;
  move(0, 0);
}

/* --- fingers, wheel and keys -------------------------------------------------------------------------------------- */

const fingers = new Map();
let travelled = 0;

function spread() {
  const [one, other] = fingers.values();
  return other ? Math.hypot(one.x - other.x, one.y - other.y) : 0;
}

canvas.addEventListener("pointerdown", event => {
  canvas.setPointerCapture(event.pointerId);
  if (!fingers.size) travelled = 0;
  fingers.set(event.pointerId, {x: event.offsetX, y: event.offsetY});
  if (fingers.size > 1) travelled = PRESS_PX;
});
canvas.addEventListener("pointermove", event => {
  const before = fingers.get(event.pointerId);
  if (!before) return;
  const gap = spread(), dx = event.offsetX - before.x, dy = event.offsetY - before.y;
  fingers.set(event.pointerId, {x: event.offsetX, y: event.offsetY});
  travelled += Math.hypot(dx, dy);
  if (gap) zoom(spread() / gap, event.offsetX, event.offsetY);
  else if (travelled >= PRESS_PX) move(dy / view.scale, -dx / view.scale / SQUEEZE);
});
canvas.addEventListener("pointerup", event => {
  if (fingers.delete(event.pointerId) && travelled < PRESS_PX) pick(toLat(event.offsetY), toLon(event.offsetX));
});
canvas.addEventListener("pointercancel", event => fingers.delete(event.pointerId));
canvas.addEventListener("wheel", event => {
  event.preventDefault();
  zoom(2 ** (-event.deltaY / 300), event.offsetX, event.offsetY);
}, {passive: false});
canvas.addEventListener("keydown", event => {
  const step = 60 / view.scale;
  const act = {
    ArrowUp: () => move(step, 0), ArrowDown: () => move(-step, 0),
    ArrowLeft: () => move(0, -step), ArrowRight: () => move(0, step),
    "+": () => zoom(2), "=": () => zoom(2), "-": () => zoom(0.5), Enter: () => pick(view.lat, view.lon),
  }[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
for (const button of section.querySelectorAll("[data-zoom]")) {
  button.addEventListener("click", () => zoom(Number(button.dataset.zoom)));
}
addEventListener("resize", () => section.hidden || zoom(1));

/* --- what the forms offer once there is a script ------------------------------------------------------------------- */

async function openMap(button) {
  button.hidden = true;
  section.hidden = false;
  zoom(1);
  if (root.dataset.lat) {
    Object.assign(view, {lat: Number(root.dataset.lat), lon: Number(root.dataset.lon), scale: 2000});
    pick(view.lat, view.lon);
  }
  canvas.focus();
  try {
    const answer = await fetch(root.dataset.dots);
    if (!answer.ok) throw new Error(answer.status);
    const bytes = new DataView(await answer.arrayBuffer());
    dots = Uint16Array.from({length: bytes.byteLength / 2}, (_, i) => bytes.getUint16(2 * i, true));
    move(0, 0);
  } catch {
    say("unloaded");
  }
}

function locate() {
  if (!navigator.geolocation) return say("unsupported");
  say("waiting");
  navigator.geolocation.getCurrentPosition(({coords}) => {
    if (!inBox(coords.latitude, coords.longitude)) return say("outside");
    form.lat.value = coords.latitude.toFixed(6);
    form.lon.value = coords.longitude.toFixed(6);
    const accuracy = Object.assign(document.createElement("input"), {type: "hidden", name: "accuracy"});
    accuracy.value = Math.min(Math.ceil(coords.accuracy), 999999);
    form.append(accuracy);
    form.requestSubmit();
  }, () => say("denied"), {enableHighAccuracy: true, timeout: 20000, maximumAge: 0});
}

for (const [id, act] of [["locate", locate], ["open", openMap], ["print", () => print()]]) {
  const button = document.getElementById(`digipin-${id}`);
  if (!button) continue;
  button.hidden = false;
  button.addEventListener("click", () => act(button));
}
