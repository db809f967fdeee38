import type { Id } from "../protocol/id.ts";
import type { LogEntry } from "./event_log.ts";
import type { OwnFrame } from "../protocol/server_frame.ts";
import type { ReadMark } from "./reads.ts";

/** A node's name among those that hear each other: 16 hexadecimal characters, new with each start. */
export type NodeName = string;

/** The entries of one durable append, without a gap; they end at the head of the signal that carries them. */
export interface Carried {
  /** Of the log they belong to: in a log of another epoch these seqs are other entries. */
  readonly epoch: string;
  /** At least one. */
  readonly entries: readonly LogEntry[];
}

/** A message on its way to the node that writes its room at the moment. */
export interface Handed {
  /** What the event's id is to be: by it the node that handed it over finds it in the log. */
  readonly id: Id;
  readonly actor: { readonly id: Id; readonly username: string; readonly trace?: string };
  /** What its sender wants, as its node has understood it: a text with a client_id, so that writing it twice is impossible. */
  readonly intent: Readonly<Record<string, unknown>> & { readonly kind: "text"; readonly clientId: string };
}

/** What nodes tell each other. Nothing here is truth: a lost, doubled or late signal changes no outcome. */
export type Signal =
  /**
   * The room's log is at least at `head`, committed. With `carried`, who is exactly where they begin needs no read. Sent only
   * after the store said that they are durable; an adapter may leave `carried` out.
   */
  | { readonly kind: "head"; readonly room: Id; readonly head: number; readonly carried?: Carried }
  /** An ephemeral frame for the room's readers, except the user it is about. */
  | { readonly kind: "ephemeral"; readonly room: Id; readonly from: Id; readonly text: string }
  /** Read positions that are stored now: for the sessions of those users, and the readers of those rooms. */
  | { readonly kind: "reads"; readonly marks: readonly ReadMark[] }
  /** Something of a user's own is another now: for the sessions of that user, as the frame `own`. To all nodes. */
  | { readonly kind: "own"; readonly user: Id; readonly what: OwnFrame["what"]; readonly about?: Id }
  /** A report about a message of this author is new, or decided: for those who may see the room's reports. */
  | { readonly kind: "reported"; readonly room: Id; readonly author: Id }
  /** An account's profile is another now: read it, for those who look at it. To all nodes. */
  | { readonly kind: "profile"; readonly user: Id }
  /** What a node says of who is connected to it, or asks: see `realtime/presence_text.ts`. To all nodes. */
  | { readonly kind: "presence"; readonly text: string }
  /** Tokens were revoked: read the store. */
  | { readonly kind: "revoked" }
  /** To one node, which won this room's last append: write these beside your own, judged at the head you extend. */
  | {
    readonly kind: "forward";
    readonly room: Id;
    readonly to: NodeName;
    /** Chosen by the sender, to know the answer by. */
    readonly number: number;
    readonly items: readonly Handed[];
  }
  /** The answer, where not all of them were written: whoever sent them goes on by itself. */
  | { readonly kind: "declined"; readonly room: Id; readonly to: NodeName; readonly number: number }
  /** To the last winner: leave room for one append of another, which cannot be handed over. A courtesy, no lock. */
  | { readonly kind: "yield"; readonly room: Id; readonly to: NodeName };

/** One that is for one node alone, about one room. */
export type DirectedSignal = Extract<Signal, { readonly to: NodeName }>;

/**
 * A doorbell between nodes. May lose, repeat, delay and reorder; never blocks its caller; has no memory.
 * A node does not hear its own signals. How signals are spread over channels is the adapter's affair (a few shards, never
 * one a room). What is not from a node of this cluster, or not as it said it, is not handed on.
 */
export interface Broker {
  /** This node's name. */
  readonly node: NodeName;
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
  /** @param from The node that says it; never this one. What is directed to another node may come along. */
  receive(signal: Signal, from: NodeName): void;
  resynced(): void;
  /** Whether a signal of this room could change anything here: an adapter that would have to read it first may ask. */
  heeds?(room: Id): boolean;
}
