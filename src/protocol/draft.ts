import * as z from "zod";
import { contentCodePointsMax } from "../limits.ts";
import { idSchema } from "./id.ts";
import { codePoints, isStorableText } from "./text.ts";

const text = z.string()
  .refine((value) => codePoints(value) <= contentCodePointsMax, `Expected at most ${contentCodePointsMax} code points`)
  .refine((value) => value !== "", "Expected some text: a draft without any is removed")
  .refine(isStorableText, "NUL and lone surrogates cannot be kept")
  .meta({ minLength: 1, maxLength: contentCodePointsMax });

const durableSeq = z.int().min(1);

/** What somebody has begun to write in a room, or in a thread of it. It may be blank, which a message may not. */
export const draftInputSchema = z.strictObject({
  content: text,
  /** The message that it answers. */
  reply_to: durableSeq.optional(),
  /** The message that began the thread it is for. Each thread of a room has a draft of its own, beside the room's. */
  thread: durableSeq.optional(),
});
export type DraftInput = z.infer<typeof draftInputSchema>;

export const draftSchema = z.object({
  room_id: idSchema,
  content: z.string(),
  reply_to: durableSeq.optional(),
  thread: durableSeq.optional(),
  updated_at: z.iso.datetime(),
});
export type DraftView = z.infer<typeof draftSchema>;

export const draftsSchema = z.object({ drafts: z.array(draftSchema) });
