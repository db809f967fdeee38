import * as z from "zod";
import { peopleFoundMax, searchPageDefault, searchPageMax, searchQueryCharsMax } from "../limits.ts";
import { idSchema } from "./id.ts";
import { profileSchema } from "./user.ts";

const count = (max: number) =>
  z.string().regex(/^\d{1,4}$/, "Expected a whole number").transform(Number).pipe(z.int().min(1).max(max))
    .meta({ type: "integer", minimum: 1, maximum: max });

export const searchSortSchema = z.enum(["relevance", "newest"]);
export type SearchSort = z.infer<typeof searchSortSchema>;

export const messageSearchSchema = z.strictObject({
  /** Words, "phrases", prefixes* and filters: see docs/search.md. */
  q: z.string().max(searchQueryCharsMax),
  /** Only in this room. */
  room_id: idSchema.optional(),
  sort: searchSortSchema.default("relevance"),
  limit: count(searchPageMax).default(searchPageDefault),
  /** From the answer before: the page that follows. */
  cursor: z.string().max(512).optional(),
});

export const peopleSearchSchema = z.strictObject({
  q: z.string().trim().min(1).max(64),
  limit: count(peopleFoundMax).default(searchPageDefault),
});

/** Where something stands in a text beside it: from, up to and not including, in UTF-16 units. */
const rangeSchema = z.tuple([z.int(), z.int()]);

export const foundMessageSchema = z.object({
  room_id: idSchema,
  seq: z.int(),
  id: z.string(),
  user_id: idSchema,
  /** At that time. */
  username: z.string(),
  timestamp: z.string(),
  type: z.enum(["text", "reply"]),
  /** The message that began the thread. */
  thread: z.int().optional(),
  edited: z.literal(true).optional(),
  pinned: z.literal(true).optional(),
  /** A piece of the message as it stands now, and in it what was found. */
  snippet: z.object({ text: z.string(), ranges: z.array(rangeSchema) }),
  /** Its files, and what was found in their names. */
  files: z.array(z.object({ name: z.string(), ranges: z.array(rangeSchema) })).optional(),
});
export type FoundMessage = z.infer<typeof foundMessageSchema>;

export const messagesFoundSchema = z.object({
  results: z.array(foundMessageSchema),
  /** How many there are, at least. */
  at_least: z.int(),
  /** Entries of one's rooms that were not looked at yet, because the index is still being made. 0: nothing is missing. */
  pending: z.int(),
  /** Asks for what follows; absent: that is all. */
  cursor: z.string().optional(),
});
export type MessagesFound = z.infer<typeof messagesFoundSchema>;

export const peopleFoundSchema = z.object({ users: z.array(profileSchema) });
