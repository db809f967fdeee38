import * as z from "zod";
import { roomDescriptionCharsMax, roomNameCharsMax, roomPasswordCharsMin } from "../limits.ts";
import { roles } from "./event.ts";
import { passwordSchema } from "./password.ts";
import { idSchema } from "./id.ts";
import { policyChangeShape, policyShape } from "./room_policy.ts";
import { isStorableText } from "./text.ts";

/** Trimmed; case-sensitive; unique among rooms that exist. */
export const roomNameSchema = z.string().trim().min(1).max(roomNameCharsMax)
  .refine(isStorableText, "NUL and lone surrogates cannot be kept")
  .refine((name) => !/[\r\n\t]/.test(name), "Expected one line");

export const roomDescriptionSchema = z.string().trim().max(roomDescriptionCharsMax)
  .refine(isStorableText, "NUL and lone surrogates cannot be kept");

export const roomPasswordSchema = passwordSchema(roomPasswordCharsMin);

export const newRoomSchema = z.strictObject({
  name: roomNameSchema,
  description: roomDescriptionSchema.optional(),
  is_private: z.boolean().optional(),
  password: roomPasswordSchema.optional(),
});
export type NewRoomInput = z.infer<typeof newRoomSchema>;

/** What administrators may change; `password: null` takes the password away. */
export const roomChangeSchema = z.strictObject({
  name: roomNameSchema.optional(),
  description: roomDescriptionSchema.optional(),
  is_private: z.boolean().optional(),
  password: roomPasswordSchema.nullable().optional(),
  ...policyChangeShape,
});
export type RoomChange = z.infer<typeof roomChangeSchema>;

/** A room as clients see it. */
export const roomSchema = z.object({
  id: idSchema,
  name: z.string(),
  description: z.string(),
  creator_id: idSchema,
  /** Ids of the first members, at most `roomMembersShownMax`; all of them under `/members`. */
  members: z.array(idSchema),
  member_count: z.int(),
  is_private: z.boolean(),
  has_password: z.boolean(),
  created_at: z.iso.datetime(),
  /** The newest seq of its log. */
  head: z.int(),
  epoch: z.string(),
  /** In a list, of the rooms one is a member of: how far one has read, and the messages after it. */
  last_read: z.int().optional(),
  unread: z.int().optional(),
  /** The same of those that mention one. Absent: none. */
  mentions: z.int().min(1).optional(),
  ...policyShape,
});
export type Room = z.infer<typeof roomSchema>;

export const memberSchema = z.object({
  user_id: idSchema,
  username: z.string(),
  role: z.enum(roles),
  joined_at: z.iso.datetime(),
  /** Came without an account. */
  guest: z.literal(true).optional(),
  /** Has a live session in this room at this moment. */
  online: z.boolean(),
});
export type MemberView = z.infer<typeof memberSchema>;

/** One member, and what keeps them from writing now: that is told to themselves, and to who may mute them. */
export const oneMemberSchema = memberSchema.extend({
  /** Without `until`: for ever. */
  muted: z.object({ until: z.iso.datetime().optional(), reason: z.string().optional() }).optional(),
  /** Milliseconds until they may write again in slow mode; absent: at once. */
  wait_ms: z.int().min(1).optional(),
});
export type OneMember = z.infer<typeof oneMemberSchema>;
