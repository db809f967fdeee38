import type { EventType, Forwarded, RoomEvent } from "../../src/protocol/event.ts";
import type { Attachment } from "../../src/protocol/file.ts";
import type { Id } from "../../src/protocol/id.ts";
import type { MemberView, Room } from "../../src/protocol/room.ts";

export type { Attachment, Forwarded };

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

/** Who reacted to a message with one emoji. */
export interface ReactionView {
  readonly emoji: string;
  readonly count: number;
  /** Some of them by id, at most 20, in the order in which they did. */
  readonly users: readonly Id[];
  /** Whether one did so oneself. */
  readonly me: boolean;
}

/** A message as it stands: the event that brought it, with what was done to it since. */
export interface MessageView extends RoomEvent {
  /** The last edit. */
  readonly edited?: { readonly seq: number; readonly timestamp: string };
  /** In the order in which they were first given. */
  readonly reactions?: readonly ReactionView[];
  /** By which event, and by whom. */
  readonly pinned?: { readonly seq: number; readonly user_id: Id };
  /** The thread that it began: replies that are not deleted; the newest reply, deleted or not. */
  readonly thread_info?: { readonly replies: number; readonly last_seq: number; readonly last_timestamp: string };
  readonly attachments?: readonly Attachment[];
  readonly forwarded?: Forwarded;
}

export interface MessagePage extends Page {
  /** Ascending. */
  readonly messages: readonly MessageView[];
  /** The page has all that was asked for of the events after this seq … */
  readonly after: number;
  /** … up to this one. */
  readonly up_to: number;
  /** The messages are as they stood after this one: what happens to them later comes as events. */
  readonly as_of: number;
  /** The seq with which the log begins, where what was before was removed: it was older than the room keeps. */
  readonly begins_at?: number;
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
  /** Absent: what a timeline shows, `text` and `system`. `all`: the log as it is. Several: with commas between them. */
  readonly type?: EventType | "all" | `${EventType},${string}`;
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

/** A message as it stood after the event at `as_of`. */
export interface OneMessage {
  readonly message: MessageView;
  readonly as_of: number;
}

/** What came of doing something to a message: the event at `seq`; or `unchanged`, it was so already as of `seq`. */
export interface MessageChange {
  readonly seq: number;
  readonly unchanged: boolean;
  readonly event?: RoomEvent;
}

/** What a message has said, oldest first: the message itself, then each edit. */
export interface MessageVersions {
  readonly versions: readonly { readonly seq: number; readonly content: string; readonly timestamp: string }[];
}

export interface ReactionPage extends Page {
  readonly reactions: readonly { readonly user_id: Id; readonly emoji: string; readonly seq: number }[];
}

export interface PinPage extends Page {
  readonly messages: readonly MessageView[];
  readonly as_of: number;
}

/** How one stands to a thread. */
export interface ThreadStanding {
  readonly following: boolean;
  /** The seq of the newest reply that counts as read. */
  readonly last_read: number;
  /** Replies after it that are not deleted. */
  readonly unread: number;
}

/** A page of the replies of a thread: see {@link MessagePage}. */
export interface ThreadPage extends ThreadStanding {
  readonly root: MessageView;
  readonly messages: readonly MessageView[];
  readonly total: number;
  readonly limit: number;
  readonly after: number;
  readonly up_to: number;
  readonly as_of: number;
}

export interface ThreadsPage extends Page {
  readonly threads: readonly (ThreadStanding & {
    readonly room_id: Id;
    readonly root: MessageView;
    readonly as_of: number;
  })[];
}

/** The messages that mention one, newest first. */
export interface MentionsPage extends Page {
  readonly mentions: readonly {
    readonly room_id: Id;
    readonly seq: number;
    readonly unread: boolean;
    readonly as_of: number;
    readonly message: MessageView;
  }[];
}

/** Each call can be given up by a signal; it then rejects with the signal's reason. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}
