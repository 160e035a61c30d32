// Keeps the page for when there is no network. The build puts two constants before this text: `files`, what the first load consists of, and `version`, which changes with any
// of them. Whatever else is fetched (a solver in WebAssembly, when a problem first needs one) is kept as well.
const cacheName = `secondbest-${version}`;

addEventListener("install", (event) => {
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll(files)));
});

// A new version takes over when the pages of the old one are closed: a page never sees files of two versions.
addEventListener("activate", (event) => {
  const forgetOthers = caches
    .keys()
    .then((names) =>
      Promise.all(names.filter((name) => name.startsWith("secondbest-") && name !== cacheName).map((name) => caches.delete(name))),
    );
  event.waitUntil(forgetOthers.then(() => clients.claim()));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method === "GET" && new URL(request.url).origin === location.origin) event.respondWith(answer(request));
});

async function answer(request) {
  const cache = await caches.open(cacheName);
  const kept = await cache.match(request, { ignoreSearch: true });
  if (kept) return kept;
  const fetched = await fetch(request);
  if (fetched.ok) await cache.put(request, fetched.clone());
  return fetched;
}
