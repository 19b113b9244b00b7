// A scale on a serial port (Web Serial, where the browser has it): the weight goes into its field as it settles.

const SETTINGS = { baudRate: 9600 }; // what counter scales are delivered with

// One line of a scale that sends continuously -> whole grams, or null for what must not be used: moving, overloaded,
// negative, unreadable. A started gram counts whole: a letter of 50.2 g is above 50 g.
//   "ST,GS,+  0.048kg" (A&D and many others: ST stable, US unstable, OL overload)
//   "S S      48.2 g"  (Mettler SICS: S stable, D dynamic, + over, - under)
//   "+   48 g", "ww0000.048kg"
export function parseScale(line) {
  const text = line.trim();
  if (/^(US|OL|HD)\b/i.test(text) || /^S\s+[D+\-I]/i.test(text)) return null;
  const found = /([+-]?)\s*(\d+(?:\.\d+)?)\s*(kg|g)\b/i.exec(text);
  if (!found || found[1] === "-") return null;
  const grams = Number(found[2]) * (found[3].toLowerCase() === "kg" ? 1000 : 1);
  return grams > 0 ? Math.ceil(grams - 1e-6) : null;
}

const button = document.getElementById("scale");
const weight = document.getElementById("id_weight");
const say = (name) => (button.textContent = button.dataset[name]);

async function read(port) {
  const decoder = new TextDecoderStream();
  port.readable.pipeTo(decoder.writable).catch(() => {});
  const reader = decoder.readable.getReader();
  let rest = "";
  say("on");
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const lines = (rest + value).split(/[\r\n]+/);
    rest = lines.pop().slice(-80);
    const grams = lines.map(parseScale).findLast((one) => one !== null);
    if (grams === undefined || String(grams) === weight.value) continue;
    weight.value = grams;
    weight.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

async function open(port) {
  try {
    await port.open(SETTINGS);
    await read(port);
    say("off");
  } catch {
    say("lost");
  }
}

if (button && "serial" in navigator) {
  button.hidden = false;
  // A scale that was allowed once is used without asking again.
  navigator.serial.getPorts().then(([port]) => port && open(port));
  button.addEventListener("click", () => navigator.serial.requestPort().then(open, () => {}));
}
