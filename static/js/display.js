// The customer's display asks what to show, once a second; 304 while nothing changes.

const EVERY_MS = 1000;
const LOST_AFTER = 3;
const face = document.getElementById("face");
const lost = document.getElementById("lost");
let tag = "";
let missed = 0;

async function look() {
  try {
    const headers = tag ? { "If-None-Match": tag } : {};
    const answer = await fetch(face.dataset.state, { headers, cache: "no-store", signal: AbortSignal.timeout(5000) });
    if (answer.status === 200) {
      tag = answer.headers.get("ETag") ?? "";
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      face.replaceChildren(...page.body.childNodes);
    } else if (answer.status !== 304) {
      throw new Error(answer.status);
    }
    missed = 0;
  } catch {
    missed += 1;
  }
  // An old price must not pass for the present one.
  lost.hidden = missed < LOST_AFTER;
  if (missed >= LOST_AFTER) face.replaceChildren();
  if (missed === LOST_AFTER) tag = "";
  setTimeout(look, EVERY_MS);
}

look();
// A counter's screen must not go dark while a customer reads it.
navigator.wakeLock?.request("screen").catch(() => {});
