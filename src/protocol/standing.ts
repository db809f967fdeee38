import * as z from "zod";
import { seqSchema } from "./client_frame.ts";
import { idSchema } from "./id.ts";

const rewinds = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** How far somebody has read a room, the same as the frame `read` says. */
export const readSchema = z.strictObject({
  seq: seqSchema,
  /** Mark as unread: `last_read` becomes `seq`, even if that is less. */
  back: z.boolean().optional(),
  /** The number of one's standing that this was decided by: where it is another one now, nothing is changed. */
  rewinds: rewinds.optional(),
});
export type ReadInput = z.infer<typeof readSchema>;

/** How a member stands to a room's log, as of `head`. */
export const standingSchema = z.object({
  room_id: idSchema,
  head: z.int(),
  /** The last seq that counts as read: what was said to be read, the own newest event, the own joining, whichever is latest. */
  last_read: z.int(),
  /** Messages after it. Events of type `system` do not count. */
  unread: z.int(),
  /** Messages after it, also of threads, that mention one. Absent: none. */
  mentions: z.int().min(1).optional(),
  /** How many times one has marked messages of the room as unread. Absent: never. */
  rewinds: rewinds.optional(),
});
export type Standing = z.infer<typeof standingSchema>;

/** Who has said to have read a room up to a seq, or further. */
export const receiptsSchema = z.object({
  room_id: idSchema,
  seq: z.int(),
  /** How many members. */
  count: z.int(),
  /** The first of them, at most `receiptUsersShown`. */
  users: z.array(idSchema),
});
export type ReceiptsView = z.infer<typeof receiptsSchema>;

export const unreadSchema = z.object({
  /** One for each room one is a member of, by room id; at most `standingRoomsMax`. */
  rooms: z.array(standingSchema),
  /** How many rooms one is a member of. */
  total: z.int(),
});
