import * as z from "zod";
import { inviteSecondsDefault, inviteSecondsMax, inviteUsesMax } from "../limits.ts";
import { idSchema } from "./id.ts";

/** 128 random bits. */
export const inviteCodeSchema = z.string().regex(/^[A-Za-z0-9_-]{22}$/, "Expected 22 letters, digits, '-' or '_'");

export const newInviteSchema = z.strictObject({
  /** Seconds until it expires. */
  expires_in: z.int().min(60).max(inviteSecondsMax).default(inviteSecondsDefault),
  /** How many different people may use it. */
  uses_max: z.int().min(1).max(inviteUsesMax).default(inviteUsesMax),
});
export type NewInviteInput = z.infer<typeof newInviteSchema>;

/** An invitation as those see it who may make such. */
export const inviteSchema = z.object({
  code: z.string(),
  room_id: idSchema,
  created_by: idSchema,
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  uses_max: z.int(),
  uses: z.int(),
});
export type InviteView = z.infer<typeof inviteSchema>;

export const invitesSchema = z.object({ invites: z.array(inviteSchema) });

/** What it shows to whoever holds it, member or not: enough to decide. */
export const invitePreviewSchema = z.object({
  room_name: z.string(),
  member_count: z.int(),
  expires_at: z.iso.datetime(),
});
export type InvitePreview = z.infer<typeof invitePreviewSchema>;
