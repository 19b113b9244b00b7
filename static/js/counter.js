// The counter: what a PIN fills in, who sent before, change, and what became of a payment that is not answered.

const ASK_WITHIN_MS = 4000;
const ASK_AGAIN_MS = 3000;
const field = (name) => document.getElementById(`id_${name}`);

function put(name, text) {
  const input = field(name);
  if (!input || input.value === text) return;
  input.value = text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

// --- PIN fills city; DIGIPIN fills PIN -------------------------------------------------------------------------------

// What stands there because we put it there gives way; what somebody typed does not.
const ours = {};

function fill(name, text) {
  const input = field(name);
  if (!text || !input || (input.value && input.value !== ours[name])) return;
  ours[name] = text;
  put(name, text);
}

document.addEventListener("htmx:oobAfterSwap", () => {
  const place = document.querySelector("#place [data-city]");
  if (!place) return;
  fill("addressee_city", place.dataset.city);
  fill("pincode", place.dataset.pin);
});

// A city that came from the server with the page is as much ours as one that we put in.
const first = document.querySelector("#place [data-city]");
if (first && field("addressee_city")?.value === first.dataset.city) ours.addressee_city = first.dataset.city;

// Who reads why a price is so goes on reading while it changes.
let reading = false;
document.addEventListener("htmx:beforeSwap", ({ target }) => {
  if (target.id === "price") reading = document.getElementById("why")?.open ?? reading;
});
document.addEventListener("htmx:afterSwap", ({ target }) => {
  const why = target.id === "price" && document.getElementById("why");
  if (why) why.open = reading;
});

// --- known senders ---------------------------------------------------------------------------------------------------

let asked = "";
field("sender_mobile")?.addEventListener("input", ({ target }) => {
  if (!/^[6-9]\d{9}$/.test(target.value) || target.value === asked) return;
  asked = target.value;
  document.getElementById("senders").dispatchEvent(new Event("known"));
});
document.addEventListener("htmx:afterSwap", ({ target }) => {
  const known = target.id === "senders" && target.querySelector("[data-sender-name]");
  if (!known) return;
  if (!field("sender_name").value) put("sender_name", known.dataset.senderName);
  if (!field("sender_address").value) put("sender_address", known.dataset.senderAddress);
});
document.addEventListener("click", ({ target }) => {
  const chosen = target.closest?.("#senders [data-addressee_name]");
  if (!chosen) return;
  for (const [name, text] of Object.entries(chosen.dataset)) put(name, text);
  field("weight").focus();
});

// --- change ----------------------------------------------------------------------------------------------------------

document.addEventListener("input", ({ target }) => {
  if (target.id !== "id_tendered") return;
  const line = document.getElementById("change");
  const back = Math.round(Number(target.value) * 100) - Number(target.dataset.total);
  const sum = (Math.abs(back) / 100).toLocaleString("en-IN", { style: "currency", currency: "INR" });
  line.textContent = target.value.trim() === "" || Number.isNaN(back) ? "" : `${back < 0 ? line.dataset.short : line.dataset.back} ${sum}`;
});

// --- a payment that is not answered ----------------------------------------------------------------------------------

const asking = new WeakSet();

for (const name of ["busylong", "htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    const form = (event.detail?.elt ?? event.target)?.closest?.("[data-outcome]");
    if (!form || asking.has(form)) return;
    asking.add(form);
    ask(form);
  });
}

// Until there is a receipt, or the page has another basket. Each answer is one sentence of what is known.
async function ask(form) {
  if (!form.isConnected) return;
  const line = form.querySelector("#known");
  try {
    const signal = AbortSignal.timeout(ASK_WITHIN_MS);
    const answer = await fetch(form.dataset.outcome, { headers: { Accept: "application/json" }, signal });
    const known = await answer.json();
    if (known.receipt) return location.assign(known.receipt);
    line.textContent = known.sentence;
    // What is still under way is given up, so that the button can be pressed again: it is the same booking.
    window.htmx.trigger(form, "htmx:abort");
  } catch {
    line.textContent = form.dataset.unknown;
  }
  setTimeout(() => ask(form), ASK_AGAIN_MS);
}
