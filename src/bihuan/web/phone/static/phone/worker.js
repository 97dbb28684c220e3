// The worker: opens three kinds of page without signal (today, the on-the-spot form, the camera), and sends what waits when there is signal again.
// It keeps only pages that the server marks for it; never an answer to a POST, never another role's page. A line above this one names its version.
"use strict";
const { version, shell } = self.BIHUAN;
importScripts(...shell.filter((name) => /\/phone\/(store|sender)\.js$/.test(name)));
const PARTS = `bihuan-parts-${version}`, PAGES = `bihuan-pages-${version}`;
const FORM = "/problems/on-the-spot/", KEEPABLE = /^\/(problems\/(on-the-spot|\d+\/camera)\/)?$/;
// As long as a sign-in lasts: what is on a page of problems is not shown longer than its reader would stay signed in. The blank form has none.
const PAGE_LASTS = 12 * 3600e3, FRESH = 6 * 3600e3, PATIENCE = 8000, PARTS_PATIENCE = 3000;

self.addEventListener("install", (event) => event.waitUntil((async () => {
  await (await caches.open(PARTS)).addAll(shell.map((name) => new Request(name, { cache: "reload" })));
  await self.skipWaiting();
})()));

// A new version asks anew for the pages the old one had, and leaves nothing of the old one.
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  const old = (await caches.keys()).filter((name) => name.startsWith("bihuan-") && ![PARTS, PAGES].includes(name));
  const paths = (await Promise.all(old.filter((name) => name.startsWith("bihuan-pages-")).map(async (name) => (await (await caches.open(name)).keys()).map((each) => new URL(each.url).pathname)))).flat();
  await self.clients.claim();
  await Promise.all(paths.map(fetchAndKeep));
  await Promise.all(old.map((name) => caches.delete(name)));
})()));

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method !== "GET") {
    // Somebody signs in or out, or changes the post: kept pages were another's.
    if (url.pathname.startsWith("/accounts/")) event.waitUntil(forgetPages());
    return;
  }
  if (request.mode === "navigate") { if (KEEPABLE.test(url.pathname)) event.respondWith(page(event, url)); return; }
  if (shell.includes(url.pathname)) event.respondWith(part(request, url));
});

const late = (milliseconds) => new Promise((done) => setTimeout(() => done(null), milliseconds));

async function page(event, url) {
  const asked = fetch(event.request).catch(() => null), answer = await Promise.race([asked, late(PATIENCE)]);
  if (answer && answer.status < 502) { if (!url.search) event.waitUntil(keep(url.pathname, answer.clone())); return answer; }
  return (await kept(url.pathname)) || answer || (await asked) || nothing();
}

// Stores a page the server marked; one it does not mark (another role, a word said once) leaves no older copy behind.
async function keep(path, answer) {
  if (!answer.ok || answer.redirected || answer.type !== "basic") return;
  const pages = await caches.open(PAGES);
  if (answer.headers.get("Bihuan-Keep") !== "1") { await pages.delete(path, { ignoreVary: true }); return; }
  const headers = new Headers(answer.headers);
  headers.set("Bihuan-Kept-At", String(Date.now()));
  await pages.put(path, new Response(await answer.blob(), { status: answer.status, headers }));
}
const forgetPages = async () => Promise.all((await caches.keys()).filter((name) => name.startsWith("bihuan-pages-")).map((name) => caches.delete(name)));

async function fetchAndKeep(path) {
  try { await keep(path, await fetch(path, { credentials: "same-origin", redirect: "manual" })); } catch { /* no signal: another time */ }
}

async function kept(path) {
  const pages = await caches.open(PAGES), found = await pages.match(path, { ignoreVary: true });
  if (!found) return null;
  const at = Number(found.headers.get("Bihuan-Kept-At"));
  if (path !== FORM && Date.now() - at > PAGE_LASTS) { await pages.delete(path, { ignoreVary: true }); return null; }
  // The page says itself that it was kept, and when.
  const words = (await found.text()).replace("<body ", `<body data-kept="${at}" `);
  return new Response(words, { status: 200, headers: found.headers });
}

async function part(request, url) {
  const asked = fetch(request).catch(() => null), parts = await caches.open(PARTS);
  const answer = await Promise.race([asked, late(PARTS_PATIENCE)]);
  if (answer?.ok) return answer;
  return (await parts.match(url.pathname, { ignoreVary: true })) || answer || (await asked) || Response.error();
}

const nothing = () => new Response(
  '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>没有信号 · 闭环</title>' +
  `<h1>没有信号</h1><p>这一页没有存在手机里。拍好的、填好的都还在，有信号时自己传。</p><p><a href="${FORM}">当场整改</a>　<a href="/">今日</a></p>`,
  { status: 503, headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'" } },
);

self.addEventListener("message", (event) => {
  const paths = (event.data?.keep || []).filter((path) => KEEPABLE.test(path)).slice(0, 12);
  event.waitUntil((async () => {
    const pages = await caches.open(PAGES);
    for (const path of paths) {
      const found = await pages.match(path, { ignoreVary: true });
      if (!found || Date.now() - Number(found.headers.get("Bihuan-Kept-At")) > FRESH) await fetchAndKeep(path);
    }
  })());
});

self.addEventListener("sync", (event) => {
  if (event.tag === "bihuan-send") event.waitUntil(Phone.drain().then((state) => { if (state === "later") throw new Error("no signal"); }));
});
