import type { Collection, Db } from "mongodb";
import type { MessageState } from "../../ports/messages.ts";
import type { Id } from "../../protocol/id.ts";

/** One emoji on a message. */
export interface EmojiDocument {
  readonly emoji: string;
  readonly count: number;
  /** The first who have put it there, as many as are shown. Absent: to be asked for, never so in the database. */
  readonly users?: readonly Id[];
}

/**
 * What was done to a message, as of the entry at `at`: the fold of every entry about it up to there. It changes only from one
 * such entry to the next, so that what is applied again, or late, changes nothing.
 */
export interface MessageDocument {
  /** Room and seq. */
  readonly _id: string;
  readonly room: Id;
  readonly seq: number;
  readonly at: number;
  /** The seqs of its `edited` entries. */
  readonly edits?: readonly number[];
  /** The newest of them. */
  readonly edited?: NonNullable<MessageState["edited"]>;
  readonly deleted?: NonNullable<MessageState["deleted"]>;
  /** In the order in which each came first, or again after nobody had it. */
  readonly emojis?: readonly EmojiDocument[];
  readonly pinned?: NonNullable<MessageState["pinned"]>;
  /** Of a message that was answered in a thread. */
  readonly thread?: NonNullable<MessageState["thread"]>;
}

/** One emoji of one user on a message. Kept when it is taken back, so that what is applied late does not put it there again. */
export interface ReactionDocument {
  /** Room, message, user and emoji. */
  readonly _id: string;
  readonly room: Id;
  readonly of: number;
  readonly user: Id;
  readonly emoji: string;
  /** The entry that made it so. */
  readonly seq: number;
  readonly gone: boolean;
}

/** A message in a thread. */
export interface ReplyDocument {
  /** Room and seq. */
  readonly _id: string;
  readonly room: Id;
  readonly root: number;
  readonly seq: number;
  readonly user: Id;
  readonly deleted: boolean;
}

/** How a user stands to a thread, as far as the log alone does not say. */
export interface ThreadDocument {
  /** User, room and root. */
  readonly _id: string;
  readonly user: Id;
  readonly room: Id;
  readonly root: number;
  readonly following: boolean;
  /** The entry up to which the log has had its say in `following`. */
  readonly at: number;
  /** How far it was marked as read. */
  readonly read?: number;
}

/** Nobody in particular: everybody in the room. */
export const everybody = "";

/** A message that mentions somebody, from one entry of the log on until another. */
export interface MentionDocument {
  /** Room, message, user and the first of the two entries. */
  readonly _id: string;
  readonly room: Id;
  readonly seq: number;
  /** Or {@link everybody}. */
  readonly user: Id;
  readonly from: number;
  /** The entry that edits or deletes the message. Absent: it holds. */
  readonly until?: number;
  /** Who wrote the message, and its timestamp. */
  readonly sender: Id;
  readonly at: string;
}

/** What was done to messages, of one deployment. */
export interface MessageCollections {
  readonly messages: Collection<MessageDocument>;
  readonly reactions: Collection<ReactionDocument>;
  readonly replies: Collection<ReplyDocument>;
  readonly threads: Collection<ThreadDocument>;
  readonly mentions: Collection<MentionDocument>;
}

export function messageCollections(db: Db): MessageCollections {
  return {
    messages: db.collection("messages"),
    reactions: db.collection("reactions"),
    replies: db.collection("thread_replies"),
    threads: db.collection("threads"),
    mentions: db.collection("mentions"),
  };
}

export async function ensureMessageIndexes(
  { messages, reactions, replies, threads, mentions }: MessageCollections,
): Promise<void> {
  await messages.createIndexes([{ key: { room: 1, seq: 1 }, name: "room_seq" }, {
    key: { room: 1, "pinned.seq": 1 },
    name: "pins",
    partialFilterExpression: { "pinned.seq": { $exists: true } },
  }]);
  await reactions.createIndexes([
    { key: { room: 1, of: 1, user: 1 }, name: "room_of_user" },
    { key: { room: 1, of: 1, gone: 1, seq: 1 }, name: "room_of_seq" },
    { key: { room: 1, of: 1, gone: 1, emoji: 1, seq: 1 }, name: "room_of_emoji_seq" },
  ]);
  await replies.createIndexes([
    { key: { room: 1, root: 1, seq: 1 }, name: "room_root_seq" },
    { key: { room: 1, root: 1, user: 1, seq: 1 }, name: "room_root_user_seq" },
  ]);
  await threads.createIndexes([
    { key: { user: 1, following: 1 }, name: "user_following" },
    { key: { room: 1 }, name: "room" },
  ]);
  await mentions.createIndexes([
    { key: { room: 1, user: 1, seq: 1 }, name: "room_user_seq" },
    { key: { room: 1, seq: 1 }, name: "room_seq" },
  ]);
}

export function messageKey(room: Id, seq: number): string {
  return `${room}${seq}`;
}

/** Ids are of one length: no two are the same. */
export function reactionKey(room: Id, of: number, user: Id, emoji: string): string {
  return `${room}${user}${of} ${emoji}`;
}

export function threadKey(user: Id, room: Id, root: number): string {
  return `${user}${room}${root}`;
}

export function mentionKey(room: Id, seq: number, user: Id, from: number): string {
  return `${room}${seq} ${user} ${from}`;
}
