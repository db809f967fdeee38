import * as z from "zod";
import { pageEntriesDefault, pageEntriesMax } from "../limits.ts";
import { idSchema } from "./id.ts";
import { messageViewSchema } from "./message_view.ts";
import { reasonSchema, userRefSchema } from "./moderation.ts";

/** `open`: nobody has looked at it yet. `dismissed`: there is nothing to it. `acted`: something was done about it. */
export const reportStates = ["open", "dismissed", "acted"] as const;
export type ReportState = (typeof reportStates)[number];

export const newReportSchema = z.strictObject({ reason: reasonSchema });

export const reportDecisionSchema = z.strictObject({
  state: z.enum(["dismissed", "acted"]),
  note: reasonSchema.optional(),
});
export type ReportDecisionInput = z.infer<typeof reportDecisionSchema>;

/** One message that was reported, by one or by many. */
export const reportSchema = z.object({
  id: idSchema,
  room_id: idSchema,
  /** Of the message. */
  seq: z.int().min(1),
  state: z.enum(reportStates),
  /** When it was reported first. */
  at: z.iso.datetime(),
  /** 0: whoever did has deleted the account. */
  count: z.int().min(0),
  /** Who has reported it, in their order. */
  reports: z.array(z.object({ user: userRefSchema, reason: z.string(), at: z.iso.datetime() })),
  /** The message as it stood then. Absent once it is decided: nothing is kept that the room does not keep. */
  message: messageViewSchema.optional(),
  /** Without `by` it is the administrator's. */
  decision: z.object({ by: userRefSchema.optional(), at: z.iso.datetime(), note: z.string().optional() }).optional(),
});
export type ReportView = z.infer<typeof reportSchema>;

export const reportsSchema = z.object({ reports: z.array(reportSchema) });

const digits = z.string().regex(/^\d{1,15}$/, "Expected a whole number").transform(Number);

/** Newest first; `before`: the `id` of the last one of the page before. */
export const reportsQuerySchema = z.strictObject({
  state: z.enum(reportStates).default("open"),
  before: idSchema.optional(),
  limit: digits.pipe(z.int().min(1).max(pageEntriesMax)).meta({ type: "integer" }).default(pageEntriesDefault),
});

/** Of the whole server. */
export const serverReportsQuerySchema = reportsQuerySchema.extend({ room: idSchema.optional() });
