import * as z from "zod";
import { pageEntriesDefault, pageEntriesMax, reasonCharsMax, sanctionSecondsMax } from "../limits.ts";
import { idSchema } from "./id.ts";
import { isStorableText } from "./text.ts";

/** Why somebody acts: shown with the event, or kept with the report. */
export const reasonSchema = z.string().trim().min(1).max(reasonCharsMax)
  .refine(isStorableText, "NUL and lone surrogates cannot be kept");

export const removalQuerySchema = z.strictObject({ reason: reasonSchema.optional() });

/** Nobody becomes the owner by a role: a room is handed on. */
export const roleChangeSchema = z.strictObject({ role: z.enum(["admin", "moderator", "member"]) });
export type RoleChange = z.infer<typeof roleChangeSchema>;

export const ownerChangeSchema = z.strictObject({ user_id: idSchema });

export const newSanctionSchema = z.strictObject({
  /** Counted from the event; absent: for ever. */
  seconds: z.int().min(1).max(sanctionSecondsMax).optional(),
  reason: reasonSchema.optional(),
});
export type NewSanction = z.infer<typeof newSanctionSchema>;

export const userRefSchema = z.object({ id: idSchema, username: z.string() });

/** A ban or a mute as those see it who may impose such. */
export const sanctionSchema = z.object({
  user: userRefSchema,
  by: userRefSchema,
  at: z.iso.datetime(),
  until: z.iso.datetime().optional(),
  reason: z.string().optional(),
  /** Of the event that imposed it. */
  seq: z.int().min(1),
});
export type SanctionView = z.infer<typeof sanctionSchema>;

const digits = z.string().regex(/^\d{1,15}$/, "Expected a whole number").transform(Number);

/** Newest first; `before`: the `seq` of the last one of the page before. */
export const sanctionsQuerySchema = z.strictObject({
  limit: digits.pipe(z.int().min(1).max(pageEntriesMax)).meta({ type: "integer" }).default(pageEntriesDefault),
  before: digits.pipe(z.int().min(1)).meta({ type: "integer" }).optional(),
});

export const bansSchema = z.object({ bans: z.array(sanctionSchema) });
export const mutesSchema = z.object({ mutes: z.array(sanctionSchema) });
