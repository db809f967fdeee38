import { onWake } from "./wake.ts";

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
  /** Milliseconds since 1970, for what people read. */
  now(): number;
  /** Runs `task` once after `ms`; the answer cancels it. */
  after(ms: number, task: () => void): Cancel;
  /** Runs `task` once with the next frame of the screen; where there is none, soon. The answer cancels it. */
  frame(task: () => void): Cancel;
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
    now: Date.now,
    after,
    frame: (task) => frame(given.after ?? after, task),
    random: Math.random,
    newId,
    onWake: (wake) => onWake(wake, { now: Date.now, after }, globalThis),
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

/** Longest time until a page that is not shown, and so has no frames, hears of a change, milliseconds. */
const hiddenFrameMs = 100;
/** The same where there is no screen. */
const noFrameMs = 16;

interface Screen {
  requestAnimationFrame?(task: () => void): number;
  cancelAnimationFrame?(id: number): void;
}

function frame(after: Environment["after"], task: () => void): Cancel {
  const screen = globalThis as Screen;
  if (screen.requestAnimationFrame === undefined) return after(noFrameMs, task);
  const once = () => {
    cancel();
    task();
  };
  const id = screen.requestAnimationFrame(once);
  const cancelTimer = after(hiddenFrameMs, once);
  const cancel = () => {
    screen.cancelAnimationFrame?.(id);
    cancelTimer();
  };
  return cancel;
}

/** 128 random bits. Not `randomUUID`, which pages without TLS do not have. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
