import type { ErrorCode } from "./error_code.ts";
import type { RoomEvent } from "./event.ts";
import type { Id } from "./id.ts";
import type { PresenceNews } from "./presence.ts";

/**
 * What was sent with this client_id is durable, for ever, at this seq. Or it was so already, and no event says so: then
 * `unchanged`, with the head at which that was seen, and neither id nor timestamp.
 */
export interface AckFrame {
  readonly type: "ack";
  readonly client_id: string;
  readonly id?: Id;
  readonly room_id: Id;
  readonly seq: number;
  readonly timestamp?: string;
  readonly unchanged?: true;
}

/** The subscription stands. `reset: true`: what came after the cursor cannot be replayed, read history anew. */
export interface SubscribedFrame {
  readonly type: "subscribed";
  readonly room_id: Id;
  readonly epoch: string;
  readonly head: number;
  readonly reset: boolean;
}

/** The subscription ended: asked for, or because the reader is no longer a member as of `seq`, or the room is gone. */
export interface UnsubscribedFrame {
  readonly type: "unsubscribed";
  readonly room_id: Id;
  readonly reason?: "left" | "removed" | "banned" | "deleted";
  readonly seq?: number;
}

export interface TypingFrame {
  readonly type: "typing";
  readonly room_id: Id;
  readonly user_id: Id;
  readonly username: string;
  /** For so long it holds, unless it is said again; 0: has stopped. */
  readonly expires_in_ms: number;
}

/** Stored: this user has read up to here. To the readers of the room, and to every session of the user. */
export interface ReadPositionFrame {
  readonly type: "read";
  readonly room_id: Id;
  readonly user_id: Id;
  readonly seq: number;
  /** How many times this position was set back. Absent: never. With more of them, a lower seq is the newer position. */
  readonly rewinds?: number;
}

/** What may be another on one device when another device, or who added one to a room, changed it. */
export const ownThings = ["draft", "notifications", "scheduled", "rooms", "blocks", "reports"] as const;
export type OwnThing = (typeof ownThings)[number];

/**
 * Something of the user's own was changed, maybe by another device: read it anew. To every session of the user. `room_id`:
 * what it belongs to. `reports`: what was reported in a room, to those who read it and may see that.
 */
export interface OwnFrame {
  readonly type: "own";
  readonly what: OwnThing;
  readonly room_id?: Id;
}

/**
 * Who is in a room, to subscribers that asked for it. `snapshot: true`: `users` are all who are online, forget the others.
 * Else they are those who changed: came, went, or have another profile. No `users`: there are too many to be named, and only `count` counts.
 */
export interface PresenceFrame {
  readonly type: "presence";
  readonly room_id: Id;
  /** How many people are online. */
  readonly count: number;
  readonly snapshot?: boolean;
  readonly users?: readonly PresenceNews[];
}

/** The reader fell behind and is being caught up from the log; nothing will be missing. */
export interface LagFrame {
  readonly type: "lag";
  readonly room_id: Id;
  readonly head: number;
}

/**
 * Another log took the place of the one that was read (its epoch is another), or what came next was trimmed: cursors are void, read
 * history anew.
 */
export interface ResetFrame {
  readonly type: "reset";
  readonly room_id: Id;
  readonly epoch: string;
  readonly head: number;
}

/**
 * The log begins with this seq: what was before it was removed by retention, and whoever keeps something of it forgets it. Follows
 * `subscribed` where something was removed before, and comes again when more was.
 */
export interface TrimmedFrame {
  readonly type: "trimmed";
  readonly room_id: Id;
  readonly begins_at: number;
}

/** The server is going away: reconnect after this delay, elsewhere if possible. */
export interface DrainingFrame {
  readonly type: "draining";
  readonly retry_after_ms: number;
}

export interface ErrorFrame {
  readonly type: "error";
  readonly code: ErrorCode;
  readonly message: string;
  readonly client_id?: string;
  readonly room_id?: Id;
  readonly retry_after_ms?: number;
}

export interface PongFrame {
  readonly type: "pong";
}

export type ServerFrame =
  | RoomEvent
  | AckFrame
  | SubscribedFrame
  | UnsubscribedFrame
  | TypingFrame
  | ReadPositionFrame
  | OwnFrame
  | PresenceFrame
  | LagFrame
  | ResetFrame
  | TrimmedFrame
  | DrainingFrame
  | ErrorFrame
  | PongFrame;
