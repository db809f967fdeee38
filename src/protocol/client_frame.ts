import * as z from "zod";
import { clientIdCharsMax, contentCodePointsMax } from "../limits.ts";
import { emojiSchema } from "./emoji.ts";
import { attachmentIdsSchema } from "./file.ts";
import { idSchema } from "./id.ts";
import { codePoints, isStorableText } from "./text.ts";

/** What a person wrote: 1 to 4,000 code points, not blank, kept verbatim. */
export const contentSchema = z.string()
  .refine((text) => codePoints(text) <= contentCodePointsMax, `Expected at most ${contentCodePointsMax} code points`)
  .refine((text) => text.trim().length > 0, "Expected at least one visible character")
  .refine(isStorableText, "NUL and lone surrogates cannot be kept")
  .meta({ minLength: 1, maxLength: contentCodePointsMax });

/** The same beside files, which need no words: 0 to 4,000 code points. */
export const captionSchema = z.string()
  .refine((text) => codePoints(text) <= contentCodePointsMax, `Expected at most ${contentCodePointsMax} code points`)
  .refine(isStorableText, "NUL and lone surrogates cannot be kept")
  .meta({ maxLength: contentCodePointsMax });

/** Chosen by the sender, one per message: makes sending repeatable. */
export const clientIdSchema = z.string().min(1).max(clientIdCharsMax).refine(
  isStorableText,
  "NUL and lone surrogates cannot be kept",
);

export const seqSchema = z.int().min(0);
/** The seq of a message: by it a message is addressed within its room. */
export const messageSeqSchema = z.int().min(1);

interface Said {
  readonly content?: string | undefined;
  readonly attachments?: readonly unknown[] | undefined;
}

/** Words that can be seen, or files. */
export function saysSomething(message: Said): boolean {
  return message.attachments !== undefined || message.content === undefined || message.content.trim().length > 0;
}

export const blank = { path: ["content"], message: "Expected at least one visible character" };

const messageFrame = z.strictObject({
  type: z.literal("message"),
  room_id: idSchema,
  /** With attachments it may be blank. */
  content: captionSchema,
  client_id: clientIdSchema.optional(),
  /** The message of the room that this one answers. */
  reply_to: messageSeqSchema.optional(),
  /** The message in whose thread this one stands. */
  thread: messageSeqSchema.optional(),
  /** Files that the sender uploaded for this room, by their ids. */
  attachments: attachmentIdsSchema.optional(),
}).refine(saysSomething, blank);
/** What is done to a message, by its seq. Acknowledged as messages are. */
const toMessage = { room_id: idSchema, seq: messageSeqSchema, client_id: clientIdSchema.optional() };
const editFrame = z.strictObject({ type: z.literal("edit"), ...toMessage, content: contentSchema });
const deleteFrame = z.strictObject({ type: z.literal("delete"), ...toMessage });
const reactFrame = z.strictObject({
  type: z.literal("react"),
  ...toMessage,
  emoji: emojiSchema,
  /** True: takes it back. */
  remove: z.boolean().optional(),
});
const pinFrame = z.strictObject({ type: z.literal("pin"), ...toMessage, remove: z.boolean().optional() });
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
  editFrame,
  deleteFrame,
  reactFrame,
  pinFrame,
  subscribeFrame,
  unsubscribeFrame,
  typingFrame,
  readFrame,
  pingFrame,
]);

export type ClientFrame = z.infer<typeof clientFrameSchema>;
export type MessageFrame = z.infer<typeof messageFrame>;
/** What becomes an event of the log: acknowledged where it has a client_id. */
export type WritingFrame =
  | MessageFrame
  | z.infer<typeof editFrame>
  | z.infer<typeof deleteFrame>
  | z.infer<typeof reactFrame>
  | z.infer<typeof pinFrame>;

const writing: ReadonlySet<string> = new Set(["message", "edit", "delete", "react", "pin"]);

export function isWriting(frame: ClientFrame): frame is WritingFrame {
  return writing.has(frame.type);
}

export type TypingSignal = z.infer<typeof typingFrame>;
export type SubscribeFrame = z.infer<typeof subscribeFrame>;
export type ReadFrame = z.infer<typeof readFrame>;
