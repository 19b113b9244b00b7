// The API's documents: each operation can be tried with a sandbox key, which never leaves this page but in a header.

const key = document.getElementById("key");
const SHOWN = ["ratelimit-limit", "ratelimit-remaining", "retry-after", "idempotent-replayed", "x-request-id"];

function asked(form) {
  let path = form.dataset.api;
  const query = new URLSearchParams();
  const headers = form.dataset.keyed === undefined ? {} : { Authorization: `Bearer ${key.value.trim()}` };
  for (const box of form.querySelectorAll("[data-in]")) {
    const text = box.value.trim();
    if (box.dataset.in === "path") path = path.replace(`{${box.name}}`, encodeURIComponent(text));
    else if (box.dataset.in === "header") headers[box.name] = text || (box.value = crypto.randomUUID());
    else if (text) query.set(box.name, text);
  }
  const body = form.querySelector("[data-body]")?.value;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const end = query.size ? `?${query}` : "";
  return [path + end, { method: form.dataset.verb, headers, body, credentials: "omit" }];
}

async function read(answer) {
  const lines = [`${answer.status} ${answer.headers.get("content-type")}`];
  for (const name of SHOWN) {
    const value = answer.headers.get(name);
    if (value) lines.push(`${name}: ${value}`);
  }
  const kind = answer.headers.get("content-type") ?? "";
  const text = kind.includes("json") ? JSON.stringify(await answer.json(), null, 1) : `${(await answer.blob()).size} bytes`;
  return `${lines.join("\n")}\n\n${text}`;
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-api]");
  if (!form) return;
  event.preventDefault();
  const output = form.querySelector("output");
  output.hidden = false;
  output.textContent = "…";
  try {
    output.textContent = await read(await fetch(...asked(form)));
  } catch (error) {
    output.textContent = String(error);
  }
});
