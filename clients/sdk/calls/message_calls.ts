import type { RoomEvent } from "../../../src/protocol/event.ts";
import type { Id } from "../../../src/protocol/id.ts";
import type { LinkPreviews } from "../../../src/protocol/link_preview.ts";
import type {
  CallOptions,
  HistoryQuery,
  MessageChange,
  MessagePage,
  MessageVersions,
  OneMessage,
  Paging,
  PinPage,
  ReactionPage,
  ThreadPage,
  ThreadsPage,
  ThreadStanding,
} from "../entities.ts";
import type { CallTable } from "./call_table.ts";

/** What a forwarded message is made from: where it stands. */
export interface ForwardSource {
  readonly room_id: Id;
  readonly seq: number;
}

type WriteCall = CallOptions & { readonly clientId?: string };

/** What is done to messages, by REST. Each is one event of the log, or none where it was so already. */
export interface MessageCalls {
  /** One page, ascending. */
  page(room: Id, query?: HistoryQuery, options?: CallOptions): Promise<MessagePage>;
  /** A message as it stands. */
  get(room: Id, seq: number, options?: CallOptions): Promise<OneMessage>;
  edit(room: Id, seq: number, content: string, options?: WriteCall): Promise<MessageChange>;
  delete(room: Id, seq: number, options?: CallOptions): Promise<MessageChange>;
  /** Puts an emoji on a message. */
  react(room: Id, seq: number, emoji: string, options?: CallOptions): Promise<MessageChange>;
  unreact(room: Id, seq: number, emoji: string, options?: CallOptions): Promise<MessageChange>;
  /** Everybody who reacted to a message, oldest first; `emoji`: with this one. */
  reactions(
    room: Id,
    seq: number,
    query?: Paging & { readonly emoji?: string },
    options?: CallOptions,
  ): Promise<ReactionPage>;
  /** What a message has said, oldest first. */
  versions(room: Id, seq: number, options?: CallOptions): Promise<MessageVersions>;
  /** Where its links lead; the first time it takes some seconds. */
  previews(room: Id, seq: number, options?: CallOptions): Promise<LinkPreviews>;
  pin(room: Id, seq: number, options?: CallOptions): Promise<MessageChange>;
  unpin(room: Id, seq: number, options?: CallOptions): Promise<MessageChange>;
  /** The pinned messages of a room, pinned last first. */
  pins(room: Id, query?: Paging, options?: CallOptions): Promise<PinPage>;
  /** Says in one room what a message of this or another says. Answers the new message. */
  forward(room: Id, source: ForwardSource, options?: WriteCall): Promise<RoomEvent>;
}

export const messageCalls: CallTable<MessageCalls> = {
  page: "GET /rooms/:/messages ?",
  get: "GET /rooms/:/messages/:",
  edit: "PATCH /rooms/:/messages/: {content}",
  delete: "DELETE /rooms/:/messages/:",
  react: "PUT /rooms/:/messages/:/reactions/:",
  unreact: "DELETE /rooms/:/messages/:/reactions/:",
  reactions: "GET /rooms/:/messages/:/reactions ?",
  versions: "GET /rooms/:/messages/:/edits",
  previews: "GET /rooms/:/messages/:/previews",
  pin: "PUT /rooms/:/messages/:/pin",
  unpin: "DELETE /rooms/:/messages/:/pin",
  pins: "GET /rooms/:/pins ?",
  forward: "POST /rooms/:/messages {forward}",
};

/** Threads: what was answered below a message, apart from the timeline. */
export interface ThreadCalls {
  /** A page of the replies, ascending, with the message they belong to. */
  page(
    room: Id,
    root: number,
    query?: Pick<HistoryQuery, "before" | "after" | "limit">,
    options?: CallOptions,
  ): Promise<ThreadPage>;
  /** Those that one follows, most recently answered first. */
  list(query?: Paging, options?: CallOptions): Promise<ThreadsPage>;
  follow(room: Id, root: number, options?: CallOptions): Promise<ThreadStanding>;
  unfollow(room: Id, root: number, options?: CallOptions): Promise<ThreadStanding>;
  /** Everything up to this reply has been read. */
  markRead(room: Id, root: number, seq: number, options?: CallOptions): Promise<ThreadStanding>;
}

export const threadCalls: CallTable<ThreadCalls> = {
  page: "GET /rooms/:/messages/:/thread ?",
  list: "GET /threads ?",
  follow: "PUT /rooms/:/messages/:/thread/follow",
  unfollow: "DELETE /rooms/:/messages/:/thread/follow",
  markRead: "PUT /rooms/:/messages/:/thread/read {seq}",
};
