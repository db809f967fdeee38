import * as z from "zod";
import { blank, captionSchema, contentSchema, saysSomething } from "./client_frame.ts";
import { errorCatalogue, type ErrorCode } from "./error_code.ts";
import { attachmentIdsSchema } from "./file.ts";
import { idSchema } from "./id.ts";

const moment = z.iso.datetime({ offset: true });
const durableSeq = z.int().min(1);
const codes = Object.keys(errorCatalogue) as [ErrorCode, ...ErrorCode[]];

/** A message to be sent at a time to come. */
export const newScheduledSchema = z.strictObject({
  room_id: idSchema,
  /** With attachments it may be blank, or absent. */
  content: captionSchema.optional(),
  send_at: moment,
  reply_to: durableSeq.optional(),
  thread: durableSeq.optional(),
  /** Files that the sender uploaded for this room, by their ids: kept until then. */
  attachments: attachmentIdsSchema.optional(),
}).refine(saysSomething, blank).refine(
  ({ content, attachments }) => content !== undefined || attachments !== undefined,
  { path: ["content"], message: "Expected content, attachments or both" },
);
export type NewScheduledInput = z.infer<typeof newScheduledSchema>;

export const scheduledChangeSchema = z.strictObject({ content: contentSchema.optional(), send_at: moment.optional() });
export type ScheduledChangeInput = z.infer<typeof scheduledChangeSchema>;

export const scheduledSchema = z.object({
  id: idSchema,
  room_id: idSchema,
  content: z.string(),
  reply_to: durableSeq.optional(),
  thread: durableSeq.optional(),
  attachments: attachmentIdsSchema.optional(),
  send_at: z.iso.datetime(),
  created_at: z.iso.datetime(),
  /** `sending`: it can no longer be changed. `failed`: it was refused, and waits to be changed or removed. */
  state: z.enum(["waiting", "sending", "failed"]),
  /** Of one that failed: what its author would have been told. */
  error: z.object({ code: z.enum(codes), message: z.string() }).optional(),
});
export type ScheduledView = z.infer<typeof scheduledSchema>;

/** One's own, by time. What was sent is in its room, and not here any more. */
export const scheduledListSchema = z.object({ scheduled: z.array(scheduledSchema) });
