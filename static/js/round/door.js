// One door: hand over against the code, or against name and signature; or say why not, with what that demands.

import { badge, el, field, known, rupees, say } from "./dom.js";
import * as pictures from "./pictures.js";
import { here, watch } from "./place.js";
import * as store from "./store.js";
import * as sync from "./sync.js";

export function door(item, items, finish) {
  watch();
  const problem = el("div", { class: "notice notice--bad", role: "alert", hidden: true });
  const refuse = (text) => {
    problem.textContent = text;
    problem.hidden = false;
    problem.scrollIntoView({ block: "center" });
    return null;
  };
  const keep = async (bodies, shots) => {
    try {
      await store.keep(bodies, shots);
    } catch (error) {
      const full = error?.name === "QuotaExceededError";
      return refuse(say(full ? "phone_full" : "not_kept", { why: String(error?.message ?? error) }));
    }
    finish();
    return true;
  };
  return el(
    "div",
    { class: "stack" },
    el("p", {}, el("a", { href: "#list" }, `← ${say("list")}`)),
    el("h1", { tabindex: "-1" }, item.name),
    el("p", {}, [item.company, item.address, item.pincode].filter(Boolean).join(", "), el("br"), el("small", {}, `${item.number} · ${item.grams} g${item.digipin ? ` · DIGIPIN ${item.digipin}` : ""}`)),
    el("p", {}, marks(item)),
    item.mobile && el("p", {}, el("a", { class: "btn btn--wide", href: `tel:+91${item.mobile}`, onclick: () => called(item) }, say("call"))),
    problem,
    item.note && el("div", { class: `notice notice--${item.note.kind}` }, item.note.text),
    item.open ? handOver(item, items, { refuse, keep }) : null,
    item.open ? notDelivered(item, { refuse, keep }) : null,
  );
}

export function marks(item) {
  return [
    item.otp && badge("OTP", "otp"),
    item.cod_paise > 0 && badge(`COD ${rupees(item.cod_paise)}`, "cod"),
    item.cod_paid && badge(say("paid_by_qr"), "ok"),
    item.cod_settled && badge(say("paid_before"), "ok"),
    item.reg && badge("REG", "reg"),
    item.insured && badge(say("insured"), "reg"),
    item.returning && badge(say("to_sender"), "quiet"),
  ];
}

const calls = new Map();
const called = (item) => calls.set(item.number, new Date().toISOString());

// What is due, and how it was paid. By QR only the provider's word counts: that needs signal.
function collect(item, refuse) {
  const radio = ({ code, text }) => el("label", { class: "check" }, el("input", { type: "radio", name: "cod", value: code }), text);
  const show = el("button", { type: "button", class: "btn btn--wide" }, say("show_qr"));
  show.addEventListener("click", async () => {
    show.disabled = true;
    try {
      const said = await sync.askQr(item.number);
      if (said.shown_at) location.assign(said.shown_at);
      else refuse(said.text);
    } catch {
      refuse(say("qr_needs_signal"));
    }
    show.disabled = false;
  });
  return el("fieldset", {}, el("legend", {}, say("collect", { amount: rupees(item.cod_paise) })), el("div", { class: "cluster" }, known.cod_modes.map(radio)), show);
}

const paidBy = (form) => form.querySelector("[name=cod]:checked")?.value ?? "";

// --- handing over ----------------------------------------------------------------------------------------------------

function handOver(item, items, { refuse, keep }) {
  const form = el("form", { class: "card stack", novalidate: true }, el("h2", { class: "card__title" }, say("hand_over")));
  if (item.otp) {
    const code = el("input", { inputmode: "numeric", autocomplete: "off", maxlength: 12, class: "round-code" });
    form.append(el("p", {}, say("only_against_code")), field("code", say("code"), code), again(item, refuse));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const digits = code.value.replace(/[\s-]/g, "");
      if (!/^\p{Nd}+$/u.test(digits) || [...digits].length !== known.digits) return refuse(say("code_shape"));
      if (item.cod_paise && !paidBy(form)) return refuse(say("how_paid"));
      return keep([body(item, { delivered: true, code: code.value.trim(), cod: paidBy(form) })]);
    });
  } else {
    withSignature(form, item, items, { refuse, keep });
  }
  form.append(el("button", { class: "btn btn--primary btn--wide" }, say("delivered")));
  if (item.cod_paise) form.querySelector(".card__title").after(collect(item, refuse));
  return form;
}

// Another code for whoever lost theirs: the server sends it, and says how often it may.
function again(item, refuse) {
  const button = el("button", { type: "button", class: "btn btn--wide" }, say("send_again"));
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const said = await sync.resend(item.number);
      if (said.sent) button.replaceWith(el("p", { class: "notice notice--ok", role: "status" }, say("sent_again")));
      else refuse(said.text);
    } catch {
      refuse(say("needs_signal_again"));
    }
    button.disabled = false;
  });
  return button;
}

function withSignature(form, item, items, { refuse, keep }) {
  const specific = item.reg || item.insured || item.cod_paise > 0 || item.cod_settled;
  const relation = el(
    "select",
    {},
    known.relations.filter((one) => !specific || one.to_addressee).map((one) => el("option", { value: one.code }, one.text)),
  );
  const name = el("input", { maxlength: 80, autocomplete: "off", value: item.name });
  relation.addEventListener("change", () => {
    name.value = relation.value === "self" ? item.name : "";
    if (relation.value !== "self") name.focus();
  });
  const glass = el("canvas", { class: "glass", "aria-label": say("signature"), role: "img" });
  const clear = el("button", { type: "button", class: "btn", disabled: true }, say("clear"));
  const pad = signOn(glass, clear);
  const others = item.cod_paise || item.cod_settled ? [] : together(item, items);
  form.append(
    field("relation", say("relation"), relation, specific ? say("addressee_only") : ""),
    field("received_by", say("received_by"), name),
    el("div", { class: "field" }, el("span", {}, say("signature")), glass, clear),
    ...(others.length ? [el("fieldset", {}, el("legend", {}, say("also_here")), others.map(([, box, other]) => el("label", { class: "check" }, box, `${other.number} ${other.name}`)))] : []),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (item.cod_paise && !paidBy(form)) return refuse(say("how_paid"));
    if (!name.value.trim()) return refuse(say("name_needed"));
    if ((await pad).isEmpty()) return refuse(say("signature_needed"));
    const signed = await pictures.signature(glass);
    const said = { delivered: true, received_by: name.value.trim(), relation: relation.value, signature: signed.sha256, cod: paidBy(form) };
    const chosen = [item, ...others.filter(([, box]) => box.checked).map(([, , other]) => other)];
    return keep(chosen.map((one) => body(one, said)), [signed]);
  });
}

// Other articles for the same person at the same door; one against a code, or with money to collect, is for itself.
function together(item, items) {
  const same = (one) => one.name === item.name && one.address === item.address && one.pincode === item.pincode;
  return items
    .filter((one) => one.open && one.number !== item.number && same(one) && !one.otp && !one.cod_paise && !one.cod_settled)
    .map((one) => [one.number, el("input", { type: "checkbox", checked: true }), one]);
}

async function signOn(glass, clear) {
  const { default: SignaturePad } = await import("../../vendor/signature-pad/signature_pad.min.js");
  await new Promise((drawn) => requestAnimationFrame(drawn)); // it has its size on the page by then
  glass.width = glass.clientWidth;
  glass.height = glass.clientHeight;
  const pad = new SignaturePad(glass, { backgroundColor: "rgb(255,255,255)" });
  clear.addEventListener("click", () => pad.clear());
  clear.disabled = false;
  return pad;
}

// --- not delivered -----------------------------------------------------------------------------------------------------

function notDelivered(item, { refuse, keep }) {
  const remarks = known.remarks.filter((remark) => !remark.cod || item.cod_paise > 0);
  const remark = el("select", {}, el("option", { value: "" }, "—"), remarks.map((one) => el("option", { value: one.code }, one.text)));
  const camera = el("input", { type: "file", accept: "image/*", capture: "environment" });
  const wanted = el("div", { class: "stack" });
  const chosen = () => remarks.find((one) => one.code === remark.value);
  remark.addEventListener("change", () => {
    const demand = chosen();
    wanted.replaceChildren(
      ...[
        demand?.photo && field("photo", say("photo_needed"), camera),
        demand?.position && el("p", { class: "field__hint" }, say(here() ? "position_known" : "position_wait")),
        demand?.calls && !calls.has(item.number) && el("p", { class: "notice notice--warn" }, say("call_needed")),
      ].filter(Boolean),
    );
  });
  const form = el(
    "form",
    { class: "card stack", novalidate: true },
    el("h2", { class: "card__title" }, say("not_delivered")),
    field("remark", say("why_not"), remark),
    wanted,
    el("button", { class: "btn btn--wide" }, say("record_not_delivered")),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const demand = chosen();
    if (!demand) return refuse(say("choose_why"));
    if (demand.position && !here()) return refuse(say("position_needed"));
    if (demand.calls && !calls.has(item.number)) return refuse(say("call_needed"));
    if (demand.photo && !camera.files.length) return refuse(say("photo_needed"));
    let shot = null;
    try {
      shot = camera.files.length ? await pictures.photo(camera.files[0]) : null;
    } catch {
      return refuse(say("no_picture"));
    }
    const said = { delivered: false, remark: demand.code, photo: shot?.sha256 ?? "", called_at: calls.get(item.number) ?? null };
    return keep([body(item, said)], shot ? [shot] : []);
  });
  return form;
}

function body(item, said) {
  return { number: item.number, at: new Date().toISOString(), ...(here() ?? {}), ...said };
}
