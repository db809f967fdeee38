import * as z from "zod";
import { seqSchema } from "./client_frame.ts";
import { idSchema } from "./id.ts";

/** How far somebody has read a room, the same as the frame `read` says. */
export const readSchema = z.strictObject({ seq: seqSchema });

/** How a member stands to a room's log, as of `head`. */
export const standingSchema = z.object({
  room_id: idSchema,
  head: z.int(),
  /** The last seq that counts as read: what was said to be read, the own newest event, the own joining, whichever is latest. */
  last_read: z.int(),
  /** Messages after it. Events of type `system` do not count. */
  unread: z.int(),
});
export type Standing = z.infer<typeof standingSchema>;

export const unreadSchema = z.object({
  /** One for each room one is a member of, by room id; at most `standingRoomsMax`. */
  rooms: z.array(standingSchema),
  /** How many rooms one is a member of. */
  total: z.int(),
});
