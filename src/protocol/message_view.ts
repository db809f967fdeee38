import * as z from "zod";
import { reactionUsersShown } from "../limits.ts";
import {
  blank,
  captionSchema,
  clientIdSchema,
  contentSchema,
  messageSeqSchema,
  saysSomething,
  seqSchema,
} from "./client_frame.ts";
import { emojiSchema } from "./emoji.ts";
import { roomEventSchema } from "./event_schema.ts";
import { attachmentIdsSchema } from "./file.ts";
import { idSchema } from "./id.ts";

/** A message by the REST door: its content, or where the one stands that is to be repeated here. */
export const newMessageSchema = z.strictObject({
  content: captionSchema.optional(),
  client_id: clientIdSchema.optional(),
  /** The seq of a message of the room that this one answers. */
  reply_to: messageSeqSchema.optional(),
  /** The seq of the message in whose thread this one stands. */
  thread: messageSeqSchema.optional(),
  /** Files that the sender uploaded for this room, by their ids. */
  attachments: attachmentIdsSchema.optional(),
  /** A message that one may read, of this or another room: its content as it stands is said here. */
  forward: z.strictObject({ room_id: idSchema, seq: messageSeqSchema }).optional(),
}).refine(saysSomething, blank).refine(
  ({ content, attachments, forward }) =>
    (content === undefined && attachments === undefined) !== (forward === undefined),
  { path: ["content"], message: "Expected either content, attachments or both, or forward" },
);
export type NewMessage = z.infer<typeof newMessageSchema>;

export const messageEditSchema = z.strictObject({ content: contentSchema, client_id: clientIdSchema.optional() });

export const reactionCountSchema = z.object({
  emoji: z.string(),
  count: z.int().min(1),
  /** Some of those who have put it there, the first ones: at most `reactionUsersShown`. */
  users: z.array(idSchema).max(reactionUsersShown),
  /** Whether the reader is one of them. */
  me: z.boolean(),
});

/** What a message is more than its event says, as of a page's `as_of`; `content` and `mentions` are those after all edits. */
export const messageViewSchema = roomEventSchema.extend({
  edited: z.object({ seq: z.int().min(1), timestamp: z.iso.datetime() }).optional(),
  reactions: z.array(reactionCountSchema).optional(),
  pinned: z.object({ seq: z.int().min(1), user_id: idSchema }).optional(),
  /** Replies that are not deleted; the newest reply, deleted or not. */
  thread_info: z.object({ replies: z.int().min(0), last_seq: z.int().min(1), last_timestamp: z.iso.datetime() })
    .optional(),
});
export type MessageView = z.infer<typeof messageViewSchema>;

export const oneMessageSchema = z.object({ message: messageViewSchema, as_of: seqSchema });

/** What came of doing something to a message: `unchanged`, it was so already, as of `seq`; else the event at `seq`. */
export const messageChangeSchema = z.object({
  seq: seqSchema,
  unchanged: z.boolean(),
  event: roomEventSchema.optional(),
});
export type MessageChange = z.infer<typeof messageChangeSchema>;

const paging = { total: z.int(), offset: z.int(), limit: z.int() };

export const reactionPageSchema = z.object({
  reactions: z.array(z.object({ user_id: idSchema, emoji: emojiSchema, seq: z.int().min(1) })),
  ...paging,
});

/** What a message has said, oldest first: the message itself, then each edit. */
export const versionsSchema = z.object({
  versions: z.array(z.object({ seq: z.int().min(1), content: z.string(), timestamp: z.iso.datetime() })),
});

export const pinPageSchema = z.object({ messages: z.array(messageViewSchema), as_of: seqSchema, ...paging });

/** How the reader stands to a thread. */
const threadStanding = {
  following: z.boolean(),
  /** The seq of the newest reply that counts as read. */
  last_read: seqSchema,
  /** Replies after it that are not deleted. */
  unread: z.int().min(0),
};
export const threadStandingSchema = z.object({ room_id: idSchema, root: z.int().min(1), ...threadStanding });
export type ThreadStandingView = z.infer<typeof threadStandingSchema>;

/** A page of the replies of a thread, ascending. It covers the seqs after `after` up to `up_to`, and is exact as of `as_of`. */
export const threadPageSchema = z.object({
  root: messageViewSchema,
  messages: z.array(messageViewSchema),
  total: z.int(),
  limit: z.int(),
  after: seqSchema,
  up_to: seqSchema,
  as_of: seqSchema,
  ...threadStanding,
});

export const threadListSchema = z.object({
  threads: z.array(z.object({ room_id: idSchema, root: messageViewSchema, as_of: seqSchema, ...threadStanding })),
  ...paging,
});

/** Messages that mention the reader, of all rooms, newest first. `unread`: it counts in `mentions` of the reader's standing. */
export const mentionListSchema = z.object({
  mentions: z.array(z.object({
    room_id: idSchema,
    seq: z.int().min(1),
    unread: z.boolean(),
    as_of: seqSchema,
    message: messageViewSchema,
  })),
  ...paging,
});

export const threadReadSchema = z.strictObject({ seq: seqSchema });
