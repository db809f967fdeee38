export type Cancel = () => void;

/** The part of the standard WebSocket that the SDK uses; every class of that shape will do. */
export type Socket = Pick<WebSocket, "protocol" | "send" | "close" | "onopen" | "onmessage" | "onclose" | "onerror">;
export type SocketClass = new (url: string, protocols?: string[]) => Socket;

/** What the SDK takes from where it runs. Browsers, Deno and Node >= 22 have all of it; tests bring their own. */
export interface Environment {
  fetch(url: string, init: RequestInit): Promise<Response>;
  readonly WebSocket: SocketClass;
  /** Milliseconds from an arbitrary start; never goes back. */
  monotonic(): number;
  /** Runs `task` once after `ms`; the answer cancels it. */
  after(ms: number, task: () => void): Cancel;
  /** 0 <= x < 1, for jitter. */
  random(): number;
  /** A new client_id: unique, at most 128 characters. */
  newId(): string;
  /** Calls `wake` when the network or the page may have come back. The answer stops it. */
  onWake(wake: () => void): Cancel;
  /** Takes what a listener of the application threw. */
  report(error: unknown): void;
}

/** The environment of this runtime. Throws a TypeError where it has no WebSocket and none is given. */
export function environmentOf(given: Partial<Environment> = {}): Environment {
  const SocketOfRuntime: SocketClass | undefined = given.WebSocket ?? globalThis.WebSocket;
  if (SocketOfRuntime === undefined) {
    throw new TypeError("This runtime has no WebSocket: pass a class of that shape as environment.WebSocket");
  }
  return {
    fetch: (url, init) => globalThis.fetch(url, init),
    monotonic: () => performance.now(),
    after,
    random: Math.random,
    newId,
    onWake,
    report,
    ...given,
    WebSocket: SocketOfRuntime,
  };
}

/** As if nothing had caught it: the runtime shows it in its own way. */
function report(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

function after(ms: number, task: () => void): Cancel {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
}

/** 128 random bits. Not `randomUUID`, which pages without TLS do not have. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function onWake(wake: () => void): Cancel {
  const page = (globalThis as { document?: EventTarget & { visibilityState?: string } }).document;
  const shown = () => {
    if (page?.visibilityState === "visible") wake();
  };
  globalThis.addEventListener?.("online", wake);
  globalThis.addEventListener?.("pageshow", wake);
  page?.addEventListener("visibilitychange", shown);
  return () => {
    globalThis.removeEventListener?.("online", wake);
    globalThis.removeEventListener?.("pageshow", wake);
    page?.removeEventListener("visibilitychange", shown);
  };
}
