import type { EventType, RoomEvent } from "../../src/protocol/event.ts";
import type { Id } from "../../src/protocol/id.ts";
import type { MemberView, Room } from "../../src/protocol/room.ts";

/** The user a token stands for. */
export interface SessionUser {
  readonly id: Id;
  readonly username: string;
  /** Only of accounts. */
  readonly email?: string;
  /** Only of guests. */
  readonly guest?: true;
  /** Only of accounts, and only where they have chosen one. */
  readonly display_name?: string;
  readonly avatar_url?: string;
}

export interface Paging {
  /** 1 to 200, 50 by default. */
  readonly limit?: number;
  readonly offset?: number;
}

export interface Page {
  readonly total: number;
  readonly limit: number;
  readonly offset: number;
}

export interface RoomPage extends Page {
  readonly rooms: readonly Room[];
}

export interface MemberPage extends Page {
  readonly members: readonly MemberView[];
}

export interface MessagePage extends Page {
  /** Ascending. */
  readonly messages: readonly RoomEvent[];
}

export interface RoomQuery extends Paging {
  /** Only rooms whose name contains this. */
  readonly q?: string;
  /** Only rooms one is a member of. */
  readonly mine?: boolean;
}

export interface EventFilter {
  /** Only events of this user. */
  readonly sender?: Id;
  readonly type?: EventType;
}

export interface HistoryQuery extends EventFilter {
  readonly limit?: number;
  /** Events to skip, counted from the newest. Not together with `before` or `after`. */
  readonly offset?: number;
  /** Only events with a smaller seq. */
  readonly before?: number;
  /** Only events with a larger seq; the page starts there. */
  readonly after?: number;
}

/** Each call can be given up by a signal; it then rejects with the signal's reason. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}
