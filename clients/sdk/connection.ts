import type { ConnectionState } from "./connector.ts";

/** The connection, for people. */
export interface Connection {
  /**
   * `online`: live. `connecting`: at it. `waiting`: tries again by itself at `retryAt`. `offline`: the same, and the system
   * says that there is no network. `closed`: nobody is logged in, or something must change first.
   */
  readonly state: "online" | "connecting" | "offline" | "waiting" | "closed";
  /** Milliseconds since 1970. */
  readonly retryAt?: number;
  /** In English, for people who look closer. */
  readonly reason?: string;
}

interface Scope {
  readonly navigator?: { readonly onLine?: boolean };
}

export function connectionOf(state: ConnectionState, now: number): Connection {
  const isOffline = (globalThis as Scope).navigator?.onLine === false;
  switch (state.status) {
    case "idle":
      return { state: "closed" };
    case "open":
      return { state: "online" };
    case "closed":
      return { state: "closed", reason: state.reason };
    case "connecting":
      return { state: isOffline ? "offline" : "connecting" };
    case "waiting":
      return { state: isOffline ? "offline" : "waiting", retryAt: now + state.retryInMs, reason: state.reason };
  }
}
