import { Buffer } from "node:buffer";
import * as z from "zod";
import { idSchema } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";

const cursorSchema = z.strictObject({
  /** When the search began, milliseconds since 1970: age counts from here. */
  now: z.int(),
  /** What came later than this is not looked at; absent: it is a first page. */
  until: z.int().optional(),
  /** Where the band begins that the page ended in; absent: with the newest. */
  band: z.string().max(64).optional(),
  /** The last result of the page, in its band; absent: the band begins anew. */
  last: z.strictObject({ score: z.number(), at: z.number(), room: idSchema, seq: z.int() }).optional(),
  /** How many there were in earlier bands. */
  seen: z.int().min(0),
});

/** Where a page of a search ended. Opaque to clients; anything may stand in one that comes back. */
export type SearchCursor = z.infer<typeof cursorSchema>;

export function writeCursor(cursor: SearchCursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString("base64url");
}

/** Throws `invalid`. */
export function readCursor(text: string): SearchCursor {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(text, "base64url").toString()));
  } catch (cause) {
    throw new ParleyError("invalid", "The cursor is not one that a search answered", { cause });
  }
}
