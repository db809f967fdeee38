/** What of a page, or of a runtime without one, tells that something has changed. */
export interface WakeScope {
  readonly document?: EventTarget & { readonly visibilityState?: string };
  addEventListener?(name: string, listener: () => void): void;
  removeEventListener?(name: string, listener: () => void): void;
}

export interface WakeClock {
  /** Wall clock, milliseconds. */
  now(): number;
  after(ms: number, task: () => void): () => void;
}

/** How often the wall clock is looked at, and how much more than that must have passed for a sleep, milliseconds. */
const lookMs = 5_000;
const sleptMs = 15_000;
/** `offline` too: whoever is connected finds out at once whether it still is. */
const events = ["online", "offline", "pageshow"];

/**
 * Calls `wake` when the network or the page may have come back: the system says so, the page is shown again (also out of the
 * browser's cache), or the machine has slept, so that timers stood still while the wall clock did not.
 */
export function onWake(wake: () => void, clock: WakeClock, scope: WakeScope): () => void {
  let seen = clock.now();
  const look = () => {
    const now = clock.now();
    if (now - seen > lookMs + sleptMs) wake();
    seen = now;
    cancel = clock.after(lookMs, look);
  };
  let cancel = clock.after(lookMs, look);
  const shown = () => {
    if (scope.document?.visibilityState === "visible") wake();
  };
  for (const name of events) scope.addEventListener?.(name, wake);
  scope.document?.addEventListener("visibilitychange", shown);
  return () => {
    cancel();
    for (const name of events) scope.removeEventListener?.(name, wake);
    scope.document?.removeEventListener("visibilitychange", shown);
  };
}
