// Keyboard and scanner, by data attributes (docs/face.md). Every page works without this file.

const SCANNER_GAP_MS = 50; // a scanner types a key every 1 to 40 ms; nobody keeps that up for eight keys
const SCAN_MIN_LENGTH = 8;
const LONG_WAIT_MS = 5000;
const MENU = ".nav__more[open]";
const FIELDS = "input:not([type=hidden], [type=submit], [type=button], [type=reset]), select, textarea";

const shown = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;
const plain = (event) => !(event.ctrlKey || event.altKey || event.metaKey || event.isComposing);

document.addEventListener("keydown", (event) => {
  if (!plain(event)) return;
  if (/^F\d+$/.test(event.key)) pressKey(event);
  else if (event.key === "Escape") followEsc(event);
  else if (event.key === "Enter") enterMoves(event);
});

function pressKey(event) {
  const target = [...document.querySelectorAll(`[data-key="${event.key}"]`)].find(shown);
  if (!target) return;
  event.preventDefault();
  // A key that is held down must not pay twice.
  if (!event.repeat && !target.disabled) target.click();
}

function followEsc(event) {
  // A dialog or a picker that is open takes Esc first.
  if (event.defaultPrevented || event.repeat || document.querySelector("dialog[open]")) return;
  const menu = document.querySelector(MENU);
  if (menu) {
    menu.open = false;
    menu.firstElementChild.focus();
    return;
  }
  const target = [...document.querySelectorAll("[data-esc]")].find(shown);
  if (!target) return;
  event.preventDefault();
  target.click();
}

// A menu closes when one turns elsewhere.
for (const turned of ["click", "focusin"]) {
  document.addEventListener(turned, (event) => {
    const menu = document.querySelector(MENU);
    if (menu && !menu.contains(event.target)) menu.open = false;
  });
}

// --- Enter -----------------------------------------------------------------------------------------------------------

function enterMoves(event) {
  const field = event.target;
  if (event.defaultPrevented || !field.matches?.("input, select") || !field.form?.matches("[data-enter-moves]")) return;
  if (field.matches("[type=submit], [type=button], [type=reset], [type=file]")) return;
  event.preventDefault();
  if (!event.repeat) moveOn(field);
}

function moveOn(field) {
  const form = field.form;
  const fields = [...form.elements].filter((one) => one.matches(FIELDS) && !one.disabled && !one.readOnly && shown(one));
  const after = fields.slice(fields.indexOf(field) + 1);
  const next = after.find((one) => one.value.trim() === "" && !one.matches("[type=checkbox], [type=radio], [data-pass]"));
  const button = form.querySelector("button:not([type=button], [type=reset], :disabled), input[type=submit]:enabled");
  if (next) next.focus();
  else if (after.length && button) button.focus();
  else form.requestSubmit(button);
}

// --- scanner ---------------------------------------------------------------------------------------------------------

let burst = null; // the keys of one possible scan, and the field that they fell into

document.addEventListener(
  "keydown",
  (event) => {
    const input = document.querySelector("input[data-scan]:not(:disabled)");
    if (!input || !plain(event) || event.key === "Shift") return;
    const fast = burst && event.timeStamp - burst.at < SCANNER_GAP_MS;
    if (event.key === "Enter" && fast && burst.text.length >= SCAN_MIN_LENGTH) {
      event.preventDefault();
      event.stopImmediatePropagation();
      takeScan(input, burst);
      burst = null;
    } else if (event.key.length === 1) {
      if (!fast) burst = { text: "", ...fieldNow() };
      burst.text += event.key;
      burst.at = event.timeStamp;
    } else {
      burst = null;
    }
  },
  true,
);

function fieldNow() {
  const field = document.activeElement;
  return field?.matches("input, textarea") ? { field, before: field.value } : {};
}

function takeScan(input, { text, field, before }) {
  // What the scanner typed into another field is taken out of it again.
  if (field && field !== input && field.value !== before) field.value = before;
  input.value = text;
  input.focus();
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
  const more = input.dispatchEvent(new CustomEvent("scanned", { bubbles: true, cancelable: true, detail: text }));
  if (!more || !input.form) return;
  if (input.form.matches("[data-enter-moves]")) moveOn(input);
  else input.form.requestSubmit();
}

// --- busy ------------------------------------------------------------------------------------------------------------

const waiting = new Map(); // form -> how to make it ready again

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (waiting.has(form)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  const button = event.submitter?.matches("[data-busy-text]") ? event.submitter : form.querySelector("[data-busy-text]");
  if (button) beBusy(form, button);
}, true);

function beBusy(form, button) {
  const [label, sentence] = [[...button.childNodes], document.createElement("p")];
  sentence.className = "busy";
  sentence.setAttribute("role", "status");
  button.after(sentence);
  const text = button.dataset.busyLong ?? document.body.dataset.busyLong;
  const timers = [
    // A moment later: a button that is disabled at once would leave its own name and value out of what is sent.
    setTimeout(() => {
      button.disabled = true;
      button.replaceChildren(button.dataset.busyText);
    }),
    setTimeout(() => {
      sentence.textContent = text;
      form.dispatchEvent(new CustomEvent("busylong", { bubbles: true }));
    }, LONG_WAIT_MS),
  ];
  waiting.set(form, () => {
    timers.forEach(clearTimeout);
    sentence.remove();
    button.disabled = false;
    button.replaceChildren(...label);
    waiting.delete(form);
  });
}

// The answer came as a fragment, or the person came back to this page: the form can be used again.
// Only the form's own answer: a price that arrives inside it says nothing about what was sent.
document.addEventListener("htmx:afterRequest", (event) => waiting.get(event.detail.elt)?.());
window.addEventListener("pageshow", () => waiting.forEach((ready) => ready()));

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-print]")) window.print();
});
if (document.querySelector("[data-print-now]")) window.addEventListener("load", () => window.print());
