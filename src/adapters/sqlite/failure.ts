import { ParleyError } from "../../protocol/parley_error.ts";
import { CommitFault } from "./transaction.ts";

/** A call that did not succeed, in a form that can be posted between threads. */
export interface Failure {
  /** `definite`: nothing was written nor will be. `unknown`: it may have been. */
  readonly failed: "definite" | "unknown";
  readonly message: string;
}

/** The file is not where it was opened: what is written into it now is lost with the process. */
export class FileGone extends Error {
  override readonly name = "FileGone";
}

/** Primary result codes of SQLite (https://sqlite.org/rescode.html). */
export const sqliteCode = {
  busy: 5,
  locked: 6,
  noMemory: 7,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  protocol: 15,
  constraint: 19,
  notADatabase: 26,
} as const;

const storageCodes: ReadonlySet<number> = new Set(
  Object.entries(sqliteCode).filter(([name]) => name !== "constraint").map(([, code]) => code),
);

/** After these, COMMIT is known to have written no valid commit record. */
const definiteAtCommit: ReadonlySet<number> = new Set([
  sqliteCode.busy,
  sqliteCode.readOnly,
  sqliteCode.full,
  sqliteCode.constraint,
]);

/** The primary result code of an error of node:sqlite; `undefined` for any other error. */
export function codeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return undefined;
  return error.errcode & 0xff;
}

/** Whether the storage failed, not the one statement: then whatever else waits would fail too. */
export function isStorageFault(error: unknown): boolean {
  if (error instanceof CommitFault || error instanceof FileGone) return true;
  const code = codeOf(error);
  return code !== undefined && storageCodes.has(code);
}

/**
 * What an error means for the call. A COMMIT that fails in the synchronisation of the file or after it leaves a commit
 * record behind that the recovery after a crash would honour, unless a later transaction has overwritten it: only a full
 * disk and the like are definite there.
 */
export function failureOf(error: unknown): Failure {
  if (error instanceof CommitFault) {
    const code = codeOf(error.cause);
    const failed = code !== undefined && definiteAtCommit.has(code) ? "definite" : "unknown";
    return { failed, message: `${error.message}: ${messageOf(error.cause)}` };
  }
  return { failed: "definite", message: messageOf(error) };
}

/** The error of the ports. Its sentence is for users and names no file; its cause is for the log. */
export function unavailable(cause: unknown): ParleyError {
  return new ParleyError("unavailable", undefined, {
    cause: cause instanceof Error ? cause : new Error(String(cause)),
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
