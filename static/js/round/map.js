// A map without tiles: the doors by their DIGIPIN, the way between them, and oneself.

import { el, say } from "./dom.js";
import { here } from "./place.js";

const SVG = "http://www.w3.org/2000/svg";
const SIDE = 360;
const EDGE = 24;
const LEAST = 0.0015; // degrees: a beat of one house is not blown up to its walls

export function map(items) {
  const placed = items.filter((item) => item.at.length);
  const nowhere = items.length - placed.length;
  const me = here();
  const points = [...placed.map((item) => item.at), ...(me ? [[me.latitude, me.longitude]] : [])];
  if (!points.length) return el("div", { class: "empty" }, el("p", {}, say("no_places")));
  const squeeze = Math.cos((points[0][0] * Math.PI) / 180);
  const xs = points.map((point) => point[1] * squeeze);
  const ys = points.map((point) => point[0]);
  const span = Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys), LEAST);
  const scale = (SIDE - 2 * EDGE) / span;
  const west = (Math.max(...xs) + Math.min(...xs) - span) / 2;
  const north = (Math.max(...ys) + Math.min(...ys) + span) / 2;
  const at = ([lat, lon]) => [EDGE + (lon * squeeze - west) * scale, EDGE + (north - lat) * scale];
  const drawing = svg("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, class: "round-map", role: "img", "aria-label": say("map") });
  drawing.append(svg("polyline", { points: placed.map((item) => at(item.at).join()).join(" "), class: "round-map__way" }));
  for (const item of placed) drawing.append(spot(item, at(item.at)));
  if (me) {
    const [x, y] = at([me.latitude, me.longitude]);
    drawing.append(svg("circle", { cx: x, cy: y, r: 9, class: "round-map__me" }));
  }
  drawing.append(...ruler(scale));
  return el("div", {}, drawing, nowhere ? el("p", {}, say("without_place", { n: nowhere })) : null);
}

function spot(item, [x, y]) {
  const link = svg("a", { href: `#door/${item.number}`, class: `round-map__door round-map__door--${item.shown}` });
  const number = svg("text", { x, y: y + 4, "text-anchor": "middle" });
  number.textContent = item.position;
  const title = svg("title");
  title.textContent = `${item.position} ${item.name}`;
  link.append(title, svg("circle", { cx: x, cy: y, r: 13 }), number);
  return link;
}

// A length that people walk: 50 m, 100 m, 500 m ...
function ruler(scale) {
  const metre = scale / 111320;
  const metres = [20, 50, 100, 200, 500, 1000, 2000, 5000, 10000].find((length) => length * metre > 50) ?? 20000;
  const width = metres * metre;
  const text = svg("text", { x: SIDE - EDGE, y: SIDE - 10, "text-anchor": "end" });
  text.textContent = metres < 1000 ? `${metres} m` : `${metres / 1000} km`;
  return [svg("line", { x1: SIDE - EDGE - width, x2: SIDE - EDGE, y1: SIDE - 6, y2: SIDE - 6, class: "round-map__ruler" }), text];
}

function svg(tag, attributes = {}) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}
