import * as z from "zod";
import { clientIdCharsMax, contentCodePointsMax } from "../limits.ts";
import { idSchema } from "./id.ts";
import { codePoints, isStorableText } from "./text.ts";

/** What a person wrote: 1 to 4,000 code points, not blank, kept verbatim. */
export const contentSchema = z.string()
  .refine((text) => codePoints(text) <= contentCodePointsMax, `Expected at most ${contentCodePointsMax} code points`)
  .refine((text) => text.trim().length > 0, "Expected at least one visible character")
  .refine(isStorableText, "NUL and lone surrogates cannot be kept")
  .meta({ minLength: 1, maxLength: contentCodePointsMax });

/** Chosen by the sender, one per message: makes sending repeatable. */
export const clientIdSchema = z.string().min(1).max(clientIdCharsMax).refine(
  isStorableText,
  "NUL and lone surrogates cannot be kept",
);

export const seqSchema = z.int().min(0);

const messageFrame = z.strictObject({
  type: z.literal("message"),
  room_id: idSchema,
  content: contentSchema,
  client_id: clientIdSchema.optional(),
});
const subscribeFrame = z.strictObject({
  type: z.literal("subscribe"),
  room_id: idSchema,
  /** The last seq the reader has; absent: live from now. */
  since: seqSchema.optional(),
  /** The epoch that `since` belongs to, as `subscribed` gave it. */
  epoch: z.string().min(1).max(64).optional(),
  /** Wants to be told who is here, now and whenever it changes. */
  presence: z.boolean().optional(),
});
const unsubscribeFrame = z.strictObject({ type: z.literal("unsubscribe"), room_id: idSchema });
const typingFrame = z.strictObject({
  type: z.literal("typing"),
  room_id: idSchema,
  /** True: has stopped. */
  stop: z.boolean().optional(),
});
const readFrame = z.strictObject({
  type: z.literal("read"),
  room_id: idSchema,
  seq: seqSchema,
  /** How many times the position was set back, as far as the reader knows. */
  rewinds: z.int().min(0).optional(),
});
const pingFrame = z.strictObject({ type: z.literal("ping") });

/** Everything a client may send, one JSON object a text frame. Unknown keys are refused. */
export const clientFrameSchema = z.discriminatedUnion("type", [
  messageFrame,
  subscribeFrame,
  unsubscribeFrame,
  typingFrame,
  readFrame,
  pingFrame,
]);

export type ClientFrame = z.infer<typeof clientFrameSchema>;
export type MessageFrame = z.infer<typeof messageFrame>;
export type TypingSignal = z.infer<typeof typingFrame>;
export type SubscribeFrame = z.infer<typeof subscribeFrame>;
export type ReadFrame = z.infer<typeof readFrame>;
