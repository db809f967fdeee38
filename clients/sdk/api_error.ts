import type { ErrorCode } from "../../src/protocol/error_code.ts";

/** What can go wrong on this side of the wire. */
export type LocalErrorCode =
  /** No answer: no network, no server, or nothing in time. */
  | "network"
  /** An answer that is not of this protocol, for example a proxy's page. */
  | "unexpected_answer"
  /** `close()` was called, or the connection is over for good. */
  | "closed"
  /** The outbox holds as many messages as it may. */
  | "outbox_full"
  /** An iterator over events was not read for so long that its buffer filled up. */
  | "reader_too_slow";

export interface ApiErrorOptions {
  /** HTTP status of the answer; 0: there was none. */
  readonly status?: number;
  readonly details?: unknown;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/**
 * Codes that say nothing about the request itself: the same one can succeed later. Those of the protocol's catalogue that
 * are `temporary` there, and a network that failed.
 */
const temporaryCodes: ReadonlySet<string> = new Set<ErrorCode | LocalErrorCode>([
  "timeout",
  "upload_conflict",
  "checksum_mismatch",
  "rate_limited",
  "too_many_connections",
  "internal",
  "overloaded",
  "unavailable",
  "degraded",
  "draining",
  "network",
]);

/** The one class of errors this SDK rejects with, whether the server refused or was not reached. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: ErrorCode | LocalErrorCode;
  /** HTTP status; 0 when the refusal came over the socket or from this side. */
  readonly status: number;
  readonly details?: unknown;
  /** How long the server asks to wait, milliseconds. */
  readonly retryAfterMs?: number;

  constructor(code: ErrorCode | LocalErrorCode, message: string, options: ApiErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = options.status ?? 0;
    if (options.details !== undefined) this.details = options.details;
    if (options.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs;
  }

  /** Whether the same request can succeed later. */
  get temporary(): boolean {
    return temporaryCodes.has(this.code);
  }
}

/** Any thrown value as an {@link ApiError}. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError("network", error instanceof Error ? error.message : String(error), { cause: error });
}
