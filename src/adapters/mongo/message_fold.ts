import { reactionUsersShown } from "../../limits.ts";
import { type Effect, timestampOf } from "../../protocol/event.ts";
import type { Id } from "../../protocol/id.ts";
import type { EmojiDocument, MessageDocument } from "./message_documents.ts";

/** An entry that does something to messages. */
export interface Deed {
  readonly seq: number;
  readonly sender: Id;
  /** The event as JSON. */
  readonly text: string;
  readonly effect: Effect;
}

/** The seqs of the messages that an effect is about. */
export function touchedBy(effect: Effect): readonly number[] {
  switch (effect.kind) {
    case "said":
      return effect.thread === undefined ? [] : [effect.thread];
    case "message_deleted":
      return effect.thread === undefined ? [effect.of] : [effect.of, effect.thread];
    case "message_edited":
    case "reaction":
    case "pinned":
      return [effect.of];
    default:
      return [];
  }
}

/** What an entry makes of one of the messages that it is about. */
export function foldDeed(message: MessageDocument, deed: Deed): MessageDocument {
  const { seq, effect } = deed;
  const at = { ...message, at: seq };
  switch (effect.kind) {
    case "said":
      return { ...at, thread: answered(message, deed) };
    case "message_edited":
      return { ...at, edits: [...message.edits ?? [], seq], edited: { seq, text: deed.text } };
    case "message_deleted":
      return effect.of === message.seq ? tombstoneOf(at, effect.user_id) : { ...at, ...oneReplyLess(message) };
    case "reaction":
      return { ...at, emojis: reacted(message.emojis ?? [], effect) };
    case "pinned":
      return pinnedOr(at, effect.pinned ? { seq, user_id: effect.user_id } : undefined);
    default:
      return message;
  }
}

function answered({ thread }: MessageDocument, { seq, text }: Deed): NonNullable<MessageDocument["thread"]> {
  return { replies: (thread?.replies ?? 0) + 1, lastSeq: seq, lastTimestamp: timestampOf(text) };
}

function oneReplyLess({ thread }: MessageDocument): Pick<MessageDocument, "thread"> {
  return thread === undefined ? {} : { thread: { ...thread, replies: thread.replies - 1 } };
}

/** Nothing is left of it but its thread, and where its edits stand. */
function tombstoneOf({ _id, room, seq, at, edits, thread }: MessageDocument, user_id: Id): MessageDocument {
  return {
    _id,
    room,
    seq,
    at,
    ...(edits === undefined ? {} : { edits }),
    ...(thread === undefined ? {} : { thread }),
    deleted: { seq: at, user_id },
  };
}

function pinnedOr(message: MessageDocument, by: MessageDocument["pinned"]): MessageDocument {
  const { pinned: _, ...rest } = message;
  return by === undefined ? rest : { ...rest, pinned: by };
}

function reacted(
  emojis: readonly EmojiDocument[],
  { emoji, user_id, added }: Effect & { readonly kind: "reaction" },
): readonly EmojiDocument[] {
  const before = emojis.find((one) => one.emoji === emoji);
  if (before === undefined) return added ? [...emojis, { emoji, count: 1, users: [user_id] }] : emojis;
  const now = added ? oneMore(before, user_id) : oneLess(before, user_id);
  return emojis.flatMap((one) => one !== before ? [one] : now.count > 0 ? [now] : []);
}

function oneMore({ emoji, count, users }: EmojiDocument, user: Id): EmojiDocument {
  if (users === undefined) return { emoji, count: count + 1 };
  return { emoji, count: count + 1, users: users.length < reactionUsersShown ? [...users, user] : users };
}

/** Where one of the first goes, another moves up: who, the reactions say. */
function oneLess({ emoji, count, users }: EmojiDocument, user: Id): EmojiDocument {
  const left = { emoji, count: count - 1 };
  if (users === undefined || !users.includes(user)) return { ...left, ...(users !== undefined && { users }) };
  return users.length === count ? { ...left, users: users.filter((one) => one !== user) } : left;
}
