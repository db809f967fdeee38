import type { RoomEvent } from "../../../src/protocol/event.ts";
import type { Id } from "../../../src/protocol/id.ts";
import type { LinkPreviews } from "../../../src/protocol/link_preview.ts";
import type {
  CallOptions,
  HistoryQuery,
  MessageChange,
  MessageVersions,
  OneMessage,
  Paging,
  PinPage,
  ReactionPage,
  ThreadPage,
  ThreadsPage,
  ThreadStanding,
} from "../entities.ts";
import type { Caller } from "../http.ts";

const path = encodeURIComponent;
const at = (room: Id, seq: number) => `/rooms/${path(room)}/messages/${seq}`;

/** What a forwarded message is made from: where it stands. */
export interface ForwardSource {
  readonly room_id: Id;
  readonly seq: number;
}

type WriteCall = CallOptions & { readonly clientId?: string };

/** What is done to messages, by REST. Each is one event of the log, or none where it was so already. */
export function messageCalls(call: Caller) {
  const write = (
    where: string,
    method: "POST" | "PUT" | "PATCH" | "DELETE",
    body: object | undefined,
    options: WriteCall = {},
  ) => {
    const { clientId, ...rest } = options;
    const named = clientId === undefined ? body : { ...body, client_id: clientId };
    return call<MessageChange>(where, { method, ...(named === undefined ? {} : { body: named }), ...rest });
  };
  return {
    /** A message as it stands. */
    get: (room: Id, seq: number, options?: CallOptions): Promise<OneMessage> => call(at(room, seq), { ...options }),
    edit: (room: Id, seq: number, content: string, options?: WriteCall): Promise<MessageChange> =>
      write(at(room, seq), "PATCH", { content }, options),
    delete: (room: Id, seq: number, options?: CallOptions): Promise<MessageChange> =>
      write(at(room, seq), "DELETE", undefined, options),
    /** Puts an emoji on a message. */
    react: (room: Id, seq: number, emoji: string, options?: CallOptions): Promise<MessageChange> =>
      write(`${at(room, seq)}/reactions/${path(emoji)}`, "PUT", undefined, options),
    unreact: (room: Id, seq: number, emoji: string, options?: CallOptions): Promise<MessageChange> =>
      write(`${at(room, seq)}/reactions/${path(emoji)}`, "DELETE", undefined, options),
    /** Everybody who reacted to a message, oldest first; `emoji`: with this one. */
    reactions: (
      room: Id,
      seq: number,
      query: Paging & { readonly emoji?: string } = {},
      options?: CallOptions,
    ): Promise<ReactionPage> => call(`${at(room, seq)}/reactions`, { query, ...options }),
    /** What a message has said, oldest first. */
    versions: (room: Id, seq: number, options?: CallOptions): Promise<MessageVersions> =>
      call(`${at(room, seq)}/edits`, { ...options }),
    /** Where its links lead; the first time it takes some seconds. */
    previews: (room: Id, seq: number, options?: CallOptions): Promise<LinkPreviews> =>
      call(`${at(room, seq)}/previews`, { ...options }),
    pin: (room: Id, seq: number, options?: CallOptions): Promise<MessageChange> =>
      write(`${at(room, seq)}/pin`, "PUT", undefined, options),
    unpin: (room: Id, seq: number, options?: CallOptions): Promise<MessageChange> =>
      write(`${at(room, seq)}/pin`, "DELETE", undefined, options),
    /** The pinned messages of a room, pinned last first. */
    pins: (room: Id, query: Paging = {}, options?: CallOptions): Promise<PinPage> =>
      call(`/rooms/${path(room)}/pins`, { query, ...options }),
    /** Says in one room what a message of this or another says. Answers the new message. */
    forward: (room: Id, source: ForwardSource, options: WriteCall = {}): Promise<RoomEvent> => {
      const { clientId, ...rest } = options;
      const body = { forward: source, ...(clientId === undefined ? {} : { client_id: clientId }) };
      return call(`/rooms/${path(room)}/messages`, { method: "POST", body, ...rest });
    },
  };
}

/** Threads: what was answered below a message, apart from the timeline. */
export function threadCalls(call: Caller) {
  return {
    /** A page of the replies, ascending, with the message they belong to. */
    page: (
      room: Id,
      root: number,
      query: Pick<HistoryQuery, "before" | "after" | "limit"> = {},
      options?: CallOptions,
    ): Promise<ThreadPage> => call(`${at(room, root)}/thread`, { query, ...options }),
    /** Those that one follows, most recently answered first. */
    list: (query: Paging = {}, options?: CallOptions): Promise<ThreadsPage> => call("/threads", { query, ...options }),
    follow: (room: Id, root: number, options?: CallOptions): Promise<ThreadStanding> =>
      call(`${at(room, root)}/thread/follow`, { method: "PUT", ...options }),
    unfollow: (room: Id, root: number, options?: CallOptions): Promise<ThreadStanding> =>
      call(`${at(room, root)}/thread/follow`, { method: "DELETE", ...options }),
    /** Everything up to this reply has been read. */
    markRead: (room: Id, root: number, seq: number, options?: CallOptions): Promise<ThreadStanding> =>
      call(`${at(room, root)}/thread/read`, { method: "PUT", body: { seq }, ...options }),
  };
}
