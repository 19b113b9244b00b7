// Elements and words. Text is always text: nothing of an article is ever read as HTML.

export const known = JSON.parse(document.getElementById("known").textContent);

export function say(name, values = {}) {
  return known.words[name].replace(/\{(\w+)\}/g, (_all, key) => values[key]);
}

export function el(tag, attributes = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...inside.flat().filter((one) => one != null && one !== false));
  return element;
}

export const badge = (text, kind) => el("span", { class: `badge badge--${kind}` }, text);

export function rupees(paise) {
  return new Intl.NumberFormat("en-IN", { style: "currency", currency: "INR" }).format(paise / 100);
}

export function field(name, label, input, hint = "") {
  input.id = name;
  return el("div", { class: "field" }, el("label", { for: name }, label), hint && el("small", { class: "field__hint" }, hint), input);
}
