import * as z from "zod";
import { errorBodySchema } from "../protocol/error_body.ts";
import { errorCatalogue, type ErrorCode } from "../protocol/error_code.ts";
import { idSchema } from "../protocol/id.ts";

/** Pieces that the descriptions of routes are made of. */

const exampleId = "66a0c1de9b3f4a0012345678";

export const idParam = idSchema.meta({ description: "24 hexadecimal characters", example: exampleId });
export const idParams = z.strictObject({ id: idParam });

/** A token in the header, or in the cookie of a session. */
export const needsBearer = [{ bearer: [] }, { session: [] }];
export const needsAdmin = [{ admin: [] }];
export const needsSession = [{ session: [] }];

const errorAnswer = errorBodySchema.meta({
  id: "Error",
  description: "`code` is for programs, `message` for people; `details` of `invalid` lists paths and faults.",
});

/** A JSON answer of this schema. */
export function json<S extends z.ZodType>(description: string, schema: S) {
  return { description, content: { "application/json": { schema } } };
}

/** Answered with JSON that no type has seen. */
export function spliced(description: string, schema: z.ZodType): { readonly description: string } {
  return json(description, schema);
}
export const ofJson = { "Content-Type": "application/json" };

/** A JSON body that must be there. */
export function body<S extends z.ZodType>(schema: S) {
  return { required: true, content: { "application/json": { schema } } };
}

/** What every route can answer besides its own. */
const always: readonly ErrorCode[] = ["internal", "unavailable"];

/**
 * The refusals of a route by status, for its description. Typed as none: handlers throw them, they do not return them, so
 * that what a handler returns is checked against the success alone.
 */
export function refusals(...codes: readonly ErrorCode[]): Record<never, never> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of [...codes, ...always]) {
    const { status } = errorCatalogue[code];
    byStatus.set(status, [...byStatus.get(status) ?? [], code]);
  }
  return Object.fromEntries([...byStatus].map(([status, codes]) => [status, {
    description: codes.map((code) => `\`${code}\`: ${errorCatalogue[code].sentence}`).join(". "),
    ...(status === 429 || status === 503 ? { headers: retryAfter } : {}),
    content: { "application/json": { schema: errorAnswer, example: exampleOf(codes[0]!) } },
  }]));
}

const retryAfter = {
  "Retry-After": { description: "Seconds to wait before trying again", schema: { type: "integer" } },
};

function exampleOf(code: ErrorCode): { error: { code: ErrorCode; message: string } } {
  return { error: { code, message: errorCatalogue[code].sentence } };
}

/** Refusals of every route that takes a body. */
export const bodyRefusals = ["bad_request", "too_large", "unsupported_media_type", "invalid"] as const;
