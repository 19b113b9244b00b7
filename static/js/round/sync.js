// Talks to the server when there is signal: entries in small pieces, then pictures, then the list anew. It resumes where
// it was cut off; one tab at a time does it; only an answer of the server removes anything from the queue.

import * as store from "./store.js";

const PIECE = 20;
const AGAIN_MS = [2000, 5000, 15000, 30000];
const PATIENCE_MS = 20000;
export const status = { offline: !navigator.onLine, signedOut: false, revoked: false, busy: false };

let addresses = {};
let changed = () => {};
let failures = 0;
let timer = 0;

export function begin(places, tell) {
  addresses = places;
  changed = tell;
  addEventListener("online", () => soon(0));
  addEventListener("offline", () => note({ offline: true }));
  addEventListener("visibilitychange", () => document.visibilityState === "visible" && soon(0));
  soon(0);
}

export function soon(ms = 0) {
  clearTimeout(timer);
  timer = setTimeout(sync, ms);
}

function note(now) {
  Object.assign(status, now);
  changed();
}

async function sync() {
  if (!navigator.locks) return run();
  await navigator.locks.request("round-sync", { ifAvailable: true }, (lock) => lock && run());
}

async function run() {
  note({ busy: true });
  try {
    await exchange();
    failures = 0;
    note({ offline: false, busy: false });
  } catch (error) {
    failures += 1;
    if (error instanceof SignedOut) note({ signedOut: true, offline: false, busy: false });
    else note({ offline: true, busy: false });
    console.info("round: not synchronised", String(error)); // said on the page as well
  }
  soon(AGAIN_MS[Math.min(failures, AGAIN_MS.length - 1)]);
}

class SignedOut extends Error {}
class Refused extends Error {}

async function exchange() {
  await fetchDay();
  if (!(await meet())) return;
  for (;;) {
    const piece = (await store.waiting()).slice(0, PIECE);
    if (!piece.length) break;
    const said = await ask(addresses.sync, {
      key: await store.phoneKey(),
      now: new Date().toISOString(),
      entries: piece.map((entry) => entry.body),
    });
    const held = await store.answered(said.answers);
    note({ revoked: said.revoked });
    const agree = held.received === said.received && held.receipt === said.receipt;
    if (!agree) await disagree(said);
  }
  await sendPictures();
  await fetchDay();
}

// The server's count and sum of this phone's entries differ from ours (trust goal O7).
async function disagree(said) {
  const known = await store.meta("resent", -1);
  if (said.received < (await store.meta("held")).received && known !== said.received) {
    await store.keepMeta("resent", said.received); // once for each state of the server
    await store.sendAgain();
  } else {
    await store.keepMeta("held", { received: said.received, receipt: said.receipt });
  }
}

async function fetchDay() {
  const answer = await reach(addresses.day, {});
  const bundle = await answer.json();
  await store.open(bundle.person);
  await store.keepDay(bundle);
  await store.tidy(new Date(new Date(bundle.now).getTime() - 86400000).toISOString());
  note({ signedOut: false });
}

async function meet() {
  if (await store.meta("met")) return true;
  try {
    await ask(addresses.meet, { key: await store.phoneKey(), label: navigator.userAgent.match(/\(([^)]*)\)/)?.[1].slice(0, 60) });
  } catch (error) {
    if (error instanceof Refused) note({ revoked: true });
    throw error;
  }
  await store.keepMeta("met", true);
  return true;
}

async function sendPictures() {
  for (const { sha256, kind, blob } of await store.unsentPictures()) {
    const address = addresses[kind].replace("HASH", sha256);
    const answer = await reach(address, { method: "POST", body: blob }, [413, 422]);
    const said = await answer.json();
    await store.pictureSent(sha256, answer.ok ? "" : said.text);
  }
}

export async function takeOver(sheet) {
  await ask(addresses.acknowledge.replace("SHEET", encodeURIComponent(sheet)), {}, [409]);
  await fetchDay();
}

export async function askQr(number) {
  return ask(addresses.qr.replace("NUMBER", encodeURIComponent(number)), {}, [409, 422, 503]);
}

export async function resend(number) {
  return ask(addresses.resend.replace("NUMBER", encodeURIComponent(number)), {}, [409, 429]);
}

export async function ask(address, body, also = []) {
  const answer = await reach(address, { method: "POST", body: JSON.stringify(body) }, [403, 404, 413, 422, ...also]);
  const said = await answer.json();
  if (!answer.ok && !also.includes(answer.status)) throw new Refused(said.text ?? answer.status);
  return said;
}

async function reach(address, how, answers = []) {
  const headers = { "X-CSRFToken": cookie(addresses.csrf), ...(how.body instanceof Blob ? {} : { "Content-Type": "application/json" }) };
  const answer = await fetch(address, { ...how, headers, signal: AbortSignal.timeout(PATIENCE_MS), credentials: "same-origin" });
  const json = answer.headers.get("Content-Type")?.startsWith("application/json");
  if (answer.redirected || ([401, 403].includes(answer.status) && !json)) throw new SignedOut();
  if ((!answer.ok && !answers.includes(answer.status)) || !json) throw new Error(`answered ${answer.status}`);
  return answer;
}

function cookie(name) {
  return document.cookie.split("; ").find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
}
