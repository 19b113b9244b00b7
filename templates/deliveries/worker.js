{% load static %}// Keeps the postman's page on the phone: the page itself and what it is drawn with. Lists and entries are not its
// business (js/round/store.js). A new version is taken when it is whole; the queue outlives every version.

const KEPT = "round-{{ version }}-{{ language }}-{{ digest }}";
const PAGE = "{{ page }}";
const FILES = {{ files|safe }};

self.addEventListener("install", (event) => {
  event.waitUntil(fill().then(() => self.skipWaiting()));
});

async function fill() {
  const kept = await caches.open(KEPT);
  await kept.addAll(FILES);
  const page = await fetch(PAGE, { credentials: "same-origin" });
  if (page.ok && !page.redirected) await kept.put(PAGE, page);
}

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith("round-") && name !== KEPT).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== location.origin) return;
  if (address.pathname === PAGE) event.respondWith(thePage(event));
  else if (FILES.includes(address.pathname)) event.respondWith(keptOr(event.request));
});

// What is kept at once; a newer one is fetched for the next time. Without one, the network.
async function thePage(event) {
  const kept = await caches.open(KEPT);
  const found = await kept.match(PAGE);
  const fresh = fetch(PAGE, { credentials: "same-origin" }).then((page) => {
    if (page.ok && !page.redirected) return kept.put(PAGE, page.clone()).then(() => page);
    return page;
  });
  if (!found) return fetch(event.request);
  event.waitUntil(fresh.catch(() => {}));
  return found;
}

async function keptOr(request) {
  return (await caches.match(request)) ?? fetch(request);
}
