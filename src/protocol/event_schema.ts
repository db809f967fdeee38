import * as z from "zod";
import { roles } from "./event.ts";
import { attachmentSchema } from "./file.ts";
import { idSchema } from "./id.ts";

/** {@link RoomEvent} as a schema, for documents and for those who check what a server says. */
export const roomEventSchema = z.object({
  id: idSchema,
  room_id: idSchema,
  user_id: idSchema,
  username: z.string(),
  content: z.string(),
  type: z.enum(["text", "system", "reply", "edited", "deleted", "reaction"]),
  timestamp: z.iso.datetime(),
  seq: z.int().min(1),
  client_id: z.string().optional(),
  action: z.enum([
    "join",
    "leave",
    "add",
    "remove",
    "change",
    "delete",
    "role",
    "transfer",
    "ban",
    "unban",
    "mute",
    "unmute",
    "pin",
    "unpin",
  ]).optional(),
  target: z.object({ id: idSchema, username: z.string() }).optional(),
  of: z.int().min(1).optional(),
  removed: z.literal(true).optional(),
  reply_to: z.int().min(1).optional(),
  thread: z.int().min(1).optional(),
  mentions: z.array(idSchema).readonly().optional(),
  mentions_room: z.literal(true).optional(),
  attachments: z.array(attachmentSchema).readonly().optional(),
  reason: z.string().optional(),
  until: z.iso.datetime().optional(),
  role: z.enum(roles).optional(),
  forwarded: z.object({
    room_id: idSchema,
    seq: z.int().min(1),
    user_id: idSchema,
    username: z.string(),
    timestamp: z.iso.datetime(),
  }).optional(),
  erased: z.literal(true).optional(),
  deleted: z.object({ seq: z.int().min(1), user_id: idSchema }).optional(),
});
