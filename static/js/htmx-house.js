// What htmx needs to know of this house. Its settings are in templates/htmx.html.

const trouble = document.getElementById("trouble");

// Requests outside a form have no token field of their own; every staff page has one, in the sign-out form.
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token.value;
});

// Nothing that matters is silent: no answer, a broken answer and a late one all say so, until the next one is right.
for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(name, () => {
    trouble.hidden = false;
    trouble.scrollIntoView({ block: "nearest" });
  });
}
document.addEventListener("htmx:afterOnLoad", (event) => {
  if (event.detail.successful) trouble.hidden = true;
});

// A field that is scanned into is ready for the next code: empty after a good one, marked after a refused one.
document.addEventListener("htmx:afterRequest", (event) => {
  const field = event.target.querySelector?.("[data-scan]");
  if (!field) return;
  if (event.detail.successful) field.value = "";
  field.focus();
  field.select();
});
