// A payment by UPI: asks once a second what became of it, counts the QR's seconds, says "received" aloud.

const EVERY_MS = 1000;
const LOST_AFTER = 3;
const place = document.getElementById("upi");
const lost = document.getElementById("upi-lost");
let tag = "";
let missed = 0;
let behind = 0; // this machine's clock against the server's

function face() {
  return place.querySelector("[data-face]")?.dataset.face ?? "";
}

function count() {
  const left = place.querySelector("[data-until]");
  if (!left) return;
  const seconds = Math.max(0, Math.round((Date.parse(left.dataset.until) - Date.now() - behind) / 1000));
  const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  left.textContent = `${left.dataset.words} ${text}`;
}

// Two short tones, rising. A browser that was never touched on this page stays silent; the words stand there anyway.
function sound() {
  try {
    const audio = new AudioContext();
    for (const [at, pitch] of [[0, 660], [0.18, 880]]) {
      const tone = audio.createOscillator();
      const loud = audio.createGain();
      tone.frequency.value = pitch;
      loud.gain.setValueAtTime(0.2, audio.currentTime + at);
      loud.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + at + 0.16);
      tone.connect(loud).connect(audio.destination);
      tone.start(audio.currentTime + at);
      tone.stop(audio.currentTime + at + 0.17);
    }
  } catch {
    // no sound on this machine
  }
}

// The money is here; the basket books itself within a moment. Then there is a receipt.
async function receipt() {
  try {
    const answer = await fetch(place.dataset.outcome, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(4000) });
    const known = await answer.json();
    if (known.receipt) return location.assign(known.receipt);
  } catch {
    // asked again in a second
  }
}

async function look() {
  try {
    const headers = tag ? { "If-None-Match": tag } : {};
    const answer = await fetch(place.dataset.state, { headers, cache: "no-store", signal: AbortSignal.timeout(5000) });
    const said = Date.parse(answer.headers.get("Date") ?? "");
    if (said) behind = said - Date.now();
    if (answer.status === 200) {
      const before = face();
      tag = answer.headers.get("ETag") ?? "";
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      place.replaceChildren(...page.body.childNodes);
      const now = face();
      if (before !== now && now === "received") sound();
      document.getElementById("upi-cancel")?.toggleAttribute("hidden", !["scan", "at_work"].includes(now));
      if (before !== now) place.dispatchEvent(new CustomEvent("upi", { detail: now, bubbles: true }));
    } else if (answer.status !== 304) {
      throw new Error(answer.status);
    }
    missed = 0;
    if (place.dataset.outcome && face() === "received") await receipt();
  } catch {
    missed += 1;
  }
  if (lost) lost.hidden = missed < LOST_AFTER;
  count();
  if (!place.querySelector("[data-still]")) setTimeout(look, EVERY_MS);
}

count();
look();
