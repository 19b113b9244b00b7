// Scans into and out of a bag. A code is kept in a queue before anything else happens to it, and leaves it only with the
// server's answer, so that no scanner is too fast and no lost connection loses a code. A repeat is harmless there.

const BATCH = 50;
const AGAIN_MS = [500, 1000, 2000, 5000];
const KEPT_WRONG = 8;

const form = document.getElementById("scanner");
const words = form.dataset;
const input = document.getElementById("code");
const damaged = document.getElementById("damaged");
const count = document.getElementById("count");
const key = `scan:${words.bag}`;
const queue = JSON.parse(sessionStorage.getItem(key) ?? "[]"); // what a reload left behind
let sending = false;
let failures = 0;
let whenEmpty = null;

function keep() {
  if (queue.length) sessionStorage.setItem(key, JSON.stringify(queue));
  else sessionStorage.removeItem(key);
  const waiting = document.getElementById("waiting");
  waiting.textContent = queue.length ? `${queue.length} ${words.waiting}` : "";
}

function take(text) {
  input.value = "";
  const code = text.trim();
  if (!code) return;
  queue.push({ code, damaged: Boolean(damaged?.checked) });
  if (damaged) damaged.checked = false;
  keep();
  send();
}

// In its own field the scanner's Enter ends a code, however slowly the keys came: only keys that fall elsewhere need to
// be told from typing (keys.js). Before that listener, which would take the last burst of a halting scan for all of it.
window.addEventListener(
  "keydown",
  (event) => {
    if (event.target !== input || event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    take(input.value);
  },
  true,
);
document.addEventListener("scanned", (event) => {
  if (event.target !== input) return;
  event.preventDefault();
  take(input.value);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  take(input.value);
});

async function send() {
  if (sending || !queue.length) return;
  sending = true;
  const hurt = queue[0].damaged;
  const differs = queue.findIndex((one) => one.damaged !== hurt);
  const batch = queue.slice(0, Math.min(BATCH, differs < 0 ? queue.length : differs));
  const answered = await ask(batch, hurt);
  if (answered) {
    queue.splice(0, batch.length);
    failures = 0;
  } else {
    failures += 1;
  }
  keep();
  sending = false;
  if (queue.length) setTimeout(send, answered ? 0 : AGAIN_MS[Math.min(failures, AGAIN_MS.length) - 1]);
  else whenEmpty?.();
}

// Whether the server has answered for these codes, be it with a no.
async function ask(batch, hurt) {
  const body = new FormData();
  for (const one of batch) body.append("code", one.code);
  if (hurt) body.append("damaged", "on");
  body.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
  try {
    const answer = await fetch(words.codes, { method: "POST", body, signal: AbortSignal.timeout(10000) });
    if (answer.status >= 500) throw new Error("the server failed");
    const said = await answer.json(); // a page instead (signed out meanwhile) is no answer
    const codes = said.codes ?? batch.map((one) => ({ code: one.code, verdict: "refused", text: said.text }));
    codes.forEach((one) => show(one, hurt));
    return true;
  } catch {
    last("refused", "", words.offline);
    return false;
  }
}

// --- what became of a code -------------------------------------------------------------------------------------------

function show({ code, verdict, text }, hurt) {
  last(verdict, code, text ?? words[verdict]);
  beep(verdict);
  if (verdict === "refused") return wrong(code, text);
  if (verdict === "repeat") return;
  if (verdict !== "excess") count.textContent = Number(count.textContent) + 1;
  document.getElementById("nothing")?.remove();
  document.querySelector(`#missing [data-number="${CSS.escape(code)}"]`)?.remove();
  const left = document.getElementById("left");
  if (left) left.textContent = document.querySelectorAll("#missing [data-number]").length;
  const row = document.createElement("li");
  row.className = "list__row";
  row.dataset.number = code;
  row.append(text_("span", code, "list__main"));
  if (hurt) row.append(text_("span", words.damaged, "badge badge--bad"));
  if (verdict === "excess") row.append(text_("span", words.excess, "badge badge--warn"));
  document.getElementById("scanned").prepend(row);
}

function last(verdict, code, text) {
  const place = document.getElementById("last");
  place.dataset.verdict = verdict;
  place.replaceChildren(text_("strong", code), text);
}

function wrong(code, text) {
  const list = document.getElementById("wrong");
  const row = document.createElement("li");
  row.className = "list__row";
  row.append(text_("strong", code), " ", text);
  list.prepend(row);
  while (list.children.length > KEPT_WRONG) list.lastChild.remove();
}

function text_(tag, text, name = "") {
  const element = document.createElement(tag);
  element.textContent = text;
  if (name) element.className = name;
  return element;
}

// --- sound: a wrong code is heard by somebody who looks at the table, not at the screen --------------------------------

const TONES = { in: [880, 0.05], excess: [330, 0.3], repeat: [440, 0.12], refused: [180, 0.45] };
let audio = null;

function beep(verdict) {
  form.dataset.beeped = verdict;
  const [pitch, seconds] = TONES[verdict];
  try {
    audio ??= new AudioContext();
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.type = verdict === "refused" ? "square" : "sine";
    tone.frequency.value = pitch;
    volume.gain.value = 0.15;
    tone.connect(volume).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + seconds);
  } catch {
    // a machine without sound: the colour and the words say it too
  }
}

// --- closing or comparing waits for what is still in the queue ---------------------------------------------------------

const finish = document.getElementById("finish");
finish?.addEventListener(
  "submit",
  (event) => {
    if (!queue.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    whenEmpty = () => finish.submit(); // the button is busy already: another submit event would be taken for a repeat
  },
  true,
);
window.addEventListener("beforeunload", (event) => {
  if (queue.length && !whenEmpty) event.preventDefault();
});

keep();
send();
