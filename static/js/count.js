// The total of a count, while it is typed. The server adds up again.
const form = document.querySelector("[data-count]");
const total = form?.querySelector("[data-count-total]");

function add() {
  let paise = 0;
  for (const box of form.querySelectorAll("[data-value]")) {
    paise += Number(box.dataset.value) * (Number.parseInt(box.value, 10) || 0);
  }
  total.textContent = new Intl.NumberFormat("en-IN", { style: "currency", currency: "INR" }).format(paise / 100);
}

if (form && total) {
  form.addEventListener("input", add);
  add();
}
