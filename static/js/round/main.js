// The postman's page: list, scan, map, unsent. Everything shown comes from what the phone keeps, signal or none.

import { badge, el, known, say } from "./dom.js";
import { door, marks } from "./door.js";
import { map } from "./map.js";
import { rest } from "./place.js";
import { leave, scan } from "./scan.js";
import * as store from "./store.js";
import * as sync from "./sync.js";

const view = document.getElementById("view");
const strip = document.getElementById("strip");
const unsent = document.getElementById("unsent");
let shown = "";

function route() {
  const [name, number] = location.hash.slice(1).split("/");
  return { name: ["list", "scan", "map", "unsent", "door"].includes(name) ? name : "list", number };
}

async function state() {
  let day = await store.day();
  if (day && new Date(day.until) < new Date()) {
    await store.forgetDay(); // the phone may carry it for so long without being heard of (trust goal O4)
    day = null;
  }
  const entries = await store.entries();
  const latest = new Map(entries.map((entry) => [entry.body.number, entry]));
  const items = (day?.sheets ?? []).flatMap((sheet) => sheet.items.map((item) => withEntry({ ...item, sheet: sheet.number, taken: Boolean(sheet.taken) }, latest.get(item.number))));
  return { day, entries, items };
}

// An article as the list shows it: what the server said last, and what the phone has said since.
function withEntry(item, entry) {
  const closed = item.outcome !== "";
  const waits = entry?.state === "waiting";
  const task = entry?.state === "task" && !closed;
  const kept = entry?.state === "kept" && !closed;
  let note = null;
  if (waits) note = { kind: "warn", text: say("to_be_confirmed") };
  else if (task) note = { kind: "bad", text: taskText(entry) };
  else if (kept) note = { kind: "warn", text: say("with_supervisor", { why: entry.answer.text }) };
  const name = closed ? (item.outcome === "delivered" ? "done" : "failed") : waits ? "waiting" : task ? "task" : "open";
  return { ...item, entry, note, shown: name, open: item.taken && !closed && !waits && !kept };
}

function taskText({ answer, body }) {
  if (answer.state === "refused") return answer.text;
  if (answer.verdict === "wrong_code" && answer.tries_left) return say("wrong_code", { n: answer.tries_left });
  return say("code_over", { what: answer.text, number: body.number });
}

// --- views -------------------------------------------------------------------------------------------------------------

function list({ day, items }) {
  if (!day) return el("div", { class: "empty" }, el("p", {}, say(sync.status.signedOut ? "sign_in_first" : "nothing_kept")));
  const left = items.filter((item) => item.shown === "open" || item.shown === "task").length;
  return el(
    "div",
    { class: "stack" },
    el("h1", { tabindex: "-1" }, say("my_round")),
    el("p", {}, say("left_of", { left, all: items.length })),
    day.sheets.map((sheet) => sheetCard(sheet, items.filter((item) => item.sheet === sheet.number))),
    !day.sheets.length && el("div", { class: "empty" }, el("p", {}, say("no_sheet"))),
  );
}

function sheetCard(sheet, items) {
  const name = el("h2", { class: "card__title" }, sheet.beat, el("span", {}, String(items.length)));
  const rows = el("ol", { class: "list" }, items.map((item) => el("li", {}, row(item))));
  return el("section", { class: "card" }, name, sheet.taken ? null : takeOver(sheet, items.length), rows);
}

function row(item) {
  const inside = [
    el("span", { class: "list__order" }, String(item.position)),
    el("span", { class: "list__main" }, item.name, el("small", {}, [item.company, item.address].filter(Boolean).join(", ")), item.digipin && el("small", {}, `… ${item.digipin.slice(-4)}`)),
    outcome(item),
  ];
  const kept = item.shown === "waiting" ? " list__row--unsent" : "";
  if (!item.taken) return el("div", { class: "list__row" }, inside);
  return el("a", { class: `list__row${kept}`, href: `#door/${item.number}` }, inside);
}

function outcome(item) {
  if (item.shown === "done") return badge(say("delivered"), "ok");
  if (item.shown === "failed") return badge(known.remarks.find((one) => one.code === item.remark)?.text ?? say("not_delivered"), "bad");
  if (item.shown === "waiting") return badge(say("kept_here"), "warn");
  if (item.shown === "task") return badge(say("look_again"), "bad");
  return el("span", { class: "cluster" }, marks(item));
}

function takeOver(sheet, count) {
  const button = el("button", { class: "btn btn--primary btn--wide" }, say("taken_over"));
  const told = el("p", { role: "alert" });
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await sync.takeOver(sheet.number);
      await show();
    } catch {
      told.textContent = say("needs_signal");
      button.disabled = false;
    }
  });
  return el("div", { class: "stack" }, el("p", {}, say("confirm_sheet", { n: count })), button, told);
}

function queue({ entries }) {
  const open = entries.filter((entry) => entry.state !== "done");
  const lines = open.map((entry) => {
    const text = entry.state === "waiting" ? say("to_be_confirmed") : entry.state === "kept" ? say("with_supervisor", { why: entry.answer.text }) : taskText(entry);
    return el(
      "li",
      { class: `list__row${entry.state === "waiting" ? " list__row--unsent" : ""}` },
      el("span", { class: "list__main" }, entry.body.number, el("small", {}, text)),
      entry.state === "task" && el("button", { class: "btn", onclick: () => store.settle(entry.id).then(show) }, say("seen")),
    );
  });
  return el(
    "div",
    { class: "stack" },
    el("h1", { tabindex: "-1" }, say("unsent")),
    el("p", {}, say(lines.length ? "unsent_hint" : "all_sent")),
    el("ol", { class: "list" }, lines),
    el("button", { class: "btn btn--wide", onclick: () => sync.soon(0) }, say("send_now")),
  );
}

function here({ name, number }, now) {
  if (name === "map") return el("div", { class: "stack" }, el("h1", { tabindex: "-1" }, say("map")), map(now.items));
  if (name === "unsent") return queue(now);
  if (name === "scan") return scan((read) => now.items.some((item) => item.number === read) && goTo(`door/${read}`));
  const item = name === "door" && now.items.find((one) => one.number === number);
  return item ? door(item, now.items, () => recorded(item.number)) : list(now);
}

function goTo(where) {
  location.hash = where;
  return true;
}

// With signal the answer comes while the addressee still stands there: a wrong code brings its door back at once.
const AT_DOOR_MS = 10000;
let lately = { number: "", until: 0 };

function recorded(number) {
  lately = { number, until: Date.now() + AT_DOOR_MS };
  navigator.vibrate?.(60);
  goTo("list");
  show();
  sync.soon(0);
}

// --- the frame -----------------------------------------------------------------------------------------------------------

async function show() {
  const now = await state();
  const back = Date.now() < lately.until && now.items.find((item) => item.number === lately.number && item.shown === "task");
  if (back) {
    lately.until = 0;
    if (route().name === "list") goTo(`door/${back.number}`);
  }
  const where = route(); // after the wait: somebody may have gone on meanwhile
  const fresh = shown !== location.hash;
  // A form that somebody is filling is not taken away because something was sent in the background.
  if (fresh || ["list", "unsent"].includes(where.name)) {
    if (where.name !== "scan") leave();
    if (where.name !== "door") rest();
    view.replaceChildren(here(where, now));
    if (fresh && shown) view.querySelector("h1")?.focus();
    shown = location.hash;
  }
  for (const tab of document.querySelectorAll(".bottom-bar a")) {
    if (tab.hash === `#${where.name === "door" ? "list" : where.name}`) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
  frame(now);
}

function frame({ entries }) {
  const waits = entries.filter((entry) => entry.state === "waiting").length;
  const tasks = entries.filter((entry) => entry.state === "task").length;
  unsent.textContent = say("unsent_n", { n: waits + tasks });
  const { offline, signedOut, revoked } = sync.status;
  const text = revoked ? say("revoked") : signedOut ? say("signed_out", { n: waits }) : offline ? say("offline", { n: waits }) : waits ? say("sending", { n: waits }) : "";
  strip.replaceChildren(text, signedOut ? el("a", { class: "btn", href: known.addresses.sign_in }, say("sign_in")) : "");
  strip.hidden = !text;
  strip.className = `round-strip${revoked ? " round-strip--bad" : ""}`;
  document.documentElement.dataset.unsent = waits; // for tests, and for nobody else
}

navigator.serviceWorker?.register(known.addresses.worker, { scope: known.addresses.scope });
await store.open();
addEventListener("hashchange", show);
await show();
sync.begin(known.addresses, show);
