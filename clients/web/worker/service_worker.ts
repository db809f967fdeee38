/**
 * Keeps the application itself, so that it opens without a network: what was read and what waits to be sent is in
 * IndexedDB. It never keeps an answer of the API. Its version and its list are written into it when it is built.
 */
const cacheName = "parley-__VERSION__";
const assets = "__ASSETS__" as unknown as readonly string[];
/** One page, whatever room the address names. */
const page = "/";

interface LastingEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetched extends LastingEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

const worker = self as unknown as EventTarget & { skipWaiting(): Promise<void>; clients: { claim(): Promise<void> } };

worker.addEventListener("install", (event) => (event as LastingEvent).waitUntil(install()));
worker.addEventListener("activate", (event) => (event as LastingEvent).waitUntil(activate()));
worker.addEventListener("fetch", (event) => {
  const { request } = event as Fetched;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate" && isPage(url.pathname)) (event as Fetched).respondWith(networkFirst(request));
  else if (url.pathname.startsWith("/assets/")) (event as Fetched).respondWith(cacheFirst(request));
});

function isPage(path: string): boolean {
  return path === "/" || path.startsWith("/rooms/") || path.startsWith("/join/");
}

async function install(): Promise<void> {
  const cache = await caches.open(cacheName);
  await cache.addAll([page, ...assets]);
  await worker.skipWaiting();
}

async function activate(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("parley-") && name !== cacheName);
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/** Nobody waits longer for a page that is here already, milliseconds. */
const patienceMs = 2_000;

/** The page of the server's present version where it can be had soon; the kept one in a tunnel. */
async function networkFirst(request: Request): Promise<Response> {
  const kept = await caches.match(page);
  if (kept === undefined) return await fetch(request);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(patienceMs) });
    return answer.ok ? answer : kept;
  } catch {
    return kept;
  }
}

/** Assets bear the hash of what is in them: a kept one is never stale. */
async function cacheFirst(request: Request): Promise<Response> {
  return await caches.match(request) ?? await fetch(request);
}
