import * as z from "zod";
import { pageEntriesDefault, pageEntriesMax } from "../limits.ts";
import { eventTypes } from "./event.ts";
import { messageViewSchema } from "./message_view.ts";
import { idSchema } from "./id.ts";
import { memberSchema, roomSchema } from "./room.ts";

const wholeNumber = z.string().regex(/^\d{1,15}$/, "Expected a whole number").transform(Number);

/** A whole number in a query: digits only, given once. */
function count(min: number, max: number): z.ZodType<number, string> {
  return wholeNumber.pipe(z.int().min(min).max(max)).meta({ type: "integer", minimum: min, maximum: max });
}

/** A message of a room, in a query. */
export const seqQuery = count(1, Number.MAX_SAFE_INTEGER);

const offset = count(0, Number.MAX_SAFE_INTEGER);
const limit = count(1, pageEntriesMax);

const pageShape = {
  limit: limit.default(pageEntriesDefault),
  offset: offset.default(0),
};

export const pageQuerySchema = z.strictObject(pageShape);

export const roomsQuerySchema = z.strictObject({
  ...pageShape,
  /** Only rooms whose name contains this, without regard to case. */
  q: z.string().trim().max(64).optional(),
  /** Only rooms of which the asker is a member. */
  mine: z.enum(["true", "false"]).transform((text) => text === "true").optional(),
});

/** The seq of a message in an address. */
export const seqParamSchema = count(1, Number.MAX_SAFE_INTEGER);

/** A page of a thread: the newest replies, or those before or after a seq. */
export const threadQuerySchema = z.strictObject({
  limit: pageShape.limit,
  before: offset.optional(),
  after: offset.optional(),
});

/** By offset from the newest, or by seq; not both. */
export const historyQuerySchema = z.strictObject({
  limit: pageShape.limit,
  offset: offset.optional(),
  before: offset.optional(),
  after: offset.optional(),
  /** Only events of this moment and later: ISO 8601. */
  from: z.iso.datetime({ offset: true }).optional(),
  sender: idSchema.optional(),
  /** Absent: what the timeline shows, `text` and `system`. */
  type: z.string().transform((names) => names === "all" ? [...eventTypes] : names.split(",")).pipe(
    z.array(z.enum(eventTypes)),
  )
    .meta({ type: "string", pattern: `^(all|(${eventTypes.join("|")})(,(${eventTypes.join("|")}))*)$` }).optional(),
}).refine(
  ({ offset, before, after }) => offset === undefined || (before === undefined && after === undefined),
  { path: ["offset"], message: "Expected either offset, or before and after" },
).refine(
  ({ offset, after, from }) => from === undefined || (offset === undefined && after === undefined),
  { path: ["from"], message: "Expected neither offset nor after beside it" },
);

const paging = { total: z.int(), offset: z.int(), limit: z.int() };

export const roomPageSchema = z.object({ rooms: z.array(roomSchema), ...paging });
export const memberPageSchema = z.object({ members: z.array(memberSchema), ...paging });
/**
 * `offset` is 0 where the page was asked for by seq. The page holds whatever of the asked for there is after `after` and up to
 * `up_to`, each message as it stood at `as_of`.
 */
export const messagePageSchema = z.object({
  messages: z.array(messageViewSchema),
  ...paging,
  after: z.int().min(0),
  up_to: z.int().min(0),
  as_of: z.int().min(0),
  /** Where what was before was trimmed. */
  begins_at: z.int().min(2).optional(),
});
