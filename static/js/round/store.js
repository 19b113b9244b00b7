// What the phone keeps: today's list, every entry until the server has answered, pictures until they are sent.
// One database a person, so that a phone that changes hands mixes nobody's work.

import { openDB } from "../../vendor/idb/index.js";

const PERSON = "round.person";
let db = null;

export const person = () => localStorage.getItem(PERSON);

export async function open(who) {
  if (who && who !== person()) {
    localStorage.setItem(PERSON, who);
    db?.close();
    db = null;
  }
  db ??= await openDB(`round-${person() ?? "nobody"}`, 1, {
    upgrade(made) {
      made.createObjectStore("entries", { keyPath: "id" });
      made.createObjectStore("pictures", { keyPath: "sha256" });
      made.createObjectStore("day");
      made.createObjectStore("meta");
    },
  });
  navigator.storage?.persist?.(); // asked once; the browser may say no
}

export const day = () => db.get("day", "day");
export const keepDay = (bundle) => db.put("day", bundle, "day");
export const forgetDay = () => db.delete("day", "day");

export const meta = async (name, otherwise) => (await db.get("meta", name)) ?? otherwise;
export const keepMeta = (name, value) => db.put("meta", value, name);

export async function phoneKey() {
  const known = await meta("key");
  if (known) return known;
  const key = crypto.randomUUID();
  await keepMeta("key", key);
  return key;
}

// Several entries and their pictures are kept together or not at all; "strict": on the disk before we say "saved".
export async function keep(bodies, pictures = []) {
  const write = db.transaction(["entries", "pictures", "meta"], "readwrite", { durability: "strict" });
  let seq = (await write.objectStore("meta").get("seq")) ?? 0;
  const kept = [];
  for (const picture of pictures) await write.objectStore("pictures").put({ ...picture, sent: false });
  for (const body of bodies) {
    seq += 1;
    const entry = { id: crypto.randomUUID(), seq, state: "waiting", body: { ...body, seq }, answer: null };
    entry.body.id = entry.id;
    await write.objectStore("entries").put(entry);
    kept.push(entry);
  }
  await write.objectStore("meta").put(seq, "seq");
  await write.done;
  return kept;
}

export async function entries() {
  return (await db.getAll("entries")).sort((one, other) => one.seq - other.seq);
}

export const waiting = async () => (await entries()).filter((entry) => entry.state === "waiting");
export const unsentPictures = async () => (await db.getAll("pictures")).filter((picture) => !picture.sent);

export async function pictureSent(sha256, problem = "") {
  await db.put("pictures", { sha256, sent: true, problem }); // its bytes are not needed any more
}

// Only the server's answer changes an entry. `held` counts what the server says it holds of this phone.
export async function answered(answers) {
  const write = db.transaction(["entries", "meta"], "readwrite", { durability: "strict" });
  let held = (await write.objectStore("meta").get("held")) ?? { received: 0, receipt: 0 };
  for (const answer of answers) {
    const entry = await write.objectStore("entries").get(answer.id);
    if (!entry) continue;
    const counted = answer.state !== "refused" && !entry.counted;
    if (counted) held = { received: held.received + 1, receipt: held.receipt + receiptOf(entry.id) };
    entry.counted ||= counted;
    entry.answer = answer;
    entry.state = stateOf(answer);
    await write.objectStore("entries").put(entry);
  }
  await write.objectStore("meta").put(held, "held");
  await write.done;
  return held;
}

function stateOf(answer) {
  if (answer.state === "kept") return "kept";
  const closed = ["delivered", "not_delivered", "superseded"];
  return answer.state === "recorded" && closed.includes(answer.verdict) ? "done" : "task";
}

// The same sum as the server's (deliveries/rules/attempts.py: receipt_of).
function receiptOf(id) {
  const hex = id.replaceAll("-", "");
  return (Number.parseInt(hex.slice(0, 8), 16) ^ Number.parseInt(hex.slice(-8), 16)) >>> 0;
}

export async function settle(id) {
  const entry = await db.get("entries", id);
  if (entry?.state === "task") await db.put("entries", { ...entry, state: "done" });
}

// The server holds less than it said: everything of today goes once more. What it has, it answers as before.
export async function sendAgain() {
  const write = db.transaction(["entries", "meta"], "readwrite");
  for (const entry of await write.objectStore("entries").getAll()) {
    if (entry.counted) await write.objectStore("entries").put({ ...entry, state: "waiting", counted: false });
  }
  await write.objectStore("meta").put({ received: 0, receipt: 0 }, "held");
  await write.done;
}

// Entries of other days that are done; what waits or is a task stays, however old.
export async function tidy(before) {
  for (const entry of await entries()) {
    if (entry.state === "done" && entry.body.at < before) await db.delete("entries", entry.id);
  }
  const used = new Set((await entries()).flatMap(({ body }) => [body.photo, body.signature]));
  for (const picture of await db.getAll("pictures")) {
    if (picture.sent && !used.has(picture.sha256)) await db.delete("pictures", picture.sha256);
  }
}
