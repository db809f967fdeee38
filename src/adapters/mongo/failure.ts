import { MongoError, MongoServerError, MongoServerSelectionError, MongoWriteConcernError } from "mongodb";
import { ParleyError } from "../../protocol/parley_error.ts";

/** Code of the server (https://www.mongodb.com/docs/manual/reference/error-codes). */
const duplicateKey = 11_000;

/** The error of the ports. Its sentence is for users and names no host; its cause is for the log. */
export function unavailable(cause: unknown): ParleyError {
  return new ParleyError("unavailable", undefined, { cause });
}

/** Which unique index refused a document, by name; "" where the server does not say it; `undefined`: none did. */
export function refusingIndex(error: unknown): string | undefined {
  if (!(error instanceof MongoError) || error.code !== duplicateKey) return undefined;
  return /index: (\S+) dup key/.exec(error.message)?.[1] ?? "";
}

/**
 * Whether a write that failed so was certainly not done: no server was found to send it to, or the server refused it. After a
 * lost connection, a change of primary or a majority that did not confirm in time it may have been, or may still be.
 */
export function isDefinite(error: unknown): boolean {
  if (error instanceof MongoServerSelectionError) return true;
  return error instanceof MongoServerError && !(error instanceof MongoWriteConcernError) &&
    !error.hasErrorLabel("RetryableWriteError");
}
