import type { Id } from "../../src/protocol/id.ts";
import type { Post } from "./post.ts";
import { present } from "./present.ts";
import type { SendOptions } from "./write_options.ts";

/** What becomes an event of a room's log: a message, or what is done to one. Its client_id is added when it is sent. */
export type Writing =
  | {
    readonly type: "message";
    readonly room_id: Id;
    readonly content: string;
    readonly reply_to?: number;
    readonly thread?: number;
    readonly attachments?: readonly Id[];
  }
  | Deed & { readonly type: "edit"; readonly content: string }
  | Deed & { readonly type: "delete" }
  | Deed & { readonly type: "react"; readonly emoji: string; readonly remove?: boolean }
  | Deed & { readonly type: "pin"; readonly remove?: boolean };

/** What is done to the message at a seq. */
interface Deed {
  readonly room_id: Id;
  readonly seq: number;
}

/** A message as it goes over the wire. */
export function messageOf(
  room: Id,
  content: string,
  { replyTo, thread, attachments }: Pick<SendOptions, "replyTo" | "thread" | "attachments">,
): Writing {
  const files = attachments?.length ? attachments : undefined;
  return present({ type: "message", room_id: room, content, reply_to: replyTo, thread, attachments: files });
}

/** The same of a post, whatever it does. */
export function writingOf(
  post: Pick<Post, "roomId" | "content" | "act" | "of" | "replyTo" | "thread" | "attachments">,
): Writing {
  const { roomId: room_id, content, act, of: seq = 0 } = post;
  if (act === undefined) return messageOf(room_id, content, post);
  switch (act) {
    case "edit":
      return { type: "edit", room_id, seq, content };
    case "delete":
      return { type: "delete", room_id, seq };
    case "react":
    case "unreact":
      return { type: "react", room_id, seq, emoji: content, ...(act === "unreact" ? { remove: true } : {}) };
    case "pin":
    case "unpin":
      return { type: "pin", room_id, seq, ...(act === "unpin" ? { remove: true } : {}) };
  }
}
