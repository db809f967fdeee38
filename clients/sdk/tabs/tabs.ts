import type { Cancel } from "../environment.ts";

/**
 * The tabs of one browser that show the same account. One of them leads, and sends what waits in the outbox; the others
 * hear of it. That two lead at once for a moment must do no harm (each message has its client_id): this saves work and
 * keeps the order, safety does not rest on it.
 */
export interface Tabs {
  /** Calls `changed` with whether this tab leads, from now on. The answer gives the lead up. */
  lead(changed: (leads: boolean) => void): Cancel;
  /** Takes the lead from a tab that does not do its work, for example a frozen one. */
  steal(): void;
  /** Tells the other tabs; plain data. */
  post(message: unknown): void;
  /** Hears what other tabs post. */
  listen(heard: (message: unknown) => void): Cancel;
  close(): void;
}

/** No other tabs: this one leads. */
export function createSoleTab(): Tabs {
  return {
    lead(changed) {
      changed(true);
      return () => {};
    },
    steal() {},
    post() {},
    listen: () => () => {},
    close() {},
  };
}
