import { noticeOf } from "./push_notice.ts";

/**
 * Keeps the application itself, so that it opens without a network: what was read and what waits to be sent is in
 * IndexedDB. It never keeps an answer of the API. Its version and its list are written into it when it is built. And it
 * shows what the server tells while no page is looked at.
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

interface Pushed extends LastingEvent {
  readonly data: { text(): string } | null;
}
interface Pressed extends LastingEvent {
  readonly notification: { close(): void; readonly data: { readonly path: string } };
}
/** A page of the application. */
interface Page {
  readonly focused: boolean;
  focus(): Promise<unknown>;
  postMessage(message: { readonly type: "open"; readonly path: string }): void;
}
interface Pages {
  claim(): Promise<void>;
  matchAll(options: { readonly type: "window" }): Promise<readonly Page[]>;
  openWindow(path: string): Promise<unknown>;
}

const worker = self as unknown as EventTarget & {
  skipWaiting(): Promise<void>;
  readonly clients: Pages;
  readonly registration: { showNotification(title: string, options: object): Promise<void> };
};

worker.addEventListener("install", (event) => (event as LastingEvent).waitUntil(install()));
worker.addEventListener("activate", (event) => (event as LastingEvent).waitUntil(activate()));
worker.addEventListener("fetch", (event) => {
  const { request } = event as Fetched;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate" && isPage(url.pathname)) (event as Fetched).respondWith(networkFirst(request));
  else if (url.pathname.startsWith("/assets/")) (event as Fetched).respondWith(cacheFirst(request));
});

worker.addEventListener("push", (event) => (event as Pushed).waitUntil(tell((event as Pushed).data?.text() ?? "")));
worker.addEventListener("notificationclick", (event) => {
  const { notification } = event as Pressed;
  notification.close();
  (event as Pressed).waitUntil(open(notification.data.path));
});

/** A page that somebody looks at tells it by itself. */
async function tell(text: string): Promise<void> {
  const notice = noticeOf(text);
  const pages = await worker.clients.matchAll({ type: "window" });
  if (notice === undefined || pages.some(({ focused }) => focused)) return;
  await worker.registration.showNotification(notice.title, notice.options);
}

/** In the page that is open, or in a new one. */
async function open(path: string): Promise<void> {
  const [page] = await worker.clients.matchAll({ type: "window" });
  if (page === undefined) return void await worker.clients.openWindow(path);
  page.postMessage({ type: "open", path });
  await page.focus();
}

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
