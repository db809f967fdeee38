import type { Id } from "../protocol/id.ts";

/** What nodes tell each other. Nothing here is truth: a forged, lost, doubled or late signal changes no outcome. */
export type Signal =
  /** The room's log is at least at `head`, committed. */
  | { readonly kind: "head"; readonly room: Id; readonly head: number }
  /** An ephemeral frame for the room's readers, except the user it is about. */
  | { readonly kind: "ephemeral"; readonly room: Id; readonly from: Id; readonly text: string }
  /** Tokens were revoked: read the store. */
  | { readonly kind: "revoked" };

/**
 * A doorbell between nodes. May lose, repeat, delay and reorder; never blocks its caller; has no memory.
 * A node does not hear its own signals. How signals are spread over channels is the adapter's affair (a few shards, never
 * one channel a room).
 */
export interface Broker {
  /** Never throws, never waits. */
  publish(signal: Signal): void;
  /** One receiver a node. After every (re)connection the adapter calls `resynced`: heads must be compared with the store. */
  subscribe(receiver: SignalReceiver): Promise<void>;
  /** Whether signals are known to be arriving. While not, nodes poll. */
  healthy(): boolean;
  /** Ends hearing and being heard; what is published later is dropped. Repeating it is harmless. */
  close(): Promise<void>;
}

export interface SignalReceiver {
  receive(signal: Signal): void;
  resynced(): void;
}
