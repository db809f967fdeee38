import { errorCatalogue, type ErrorCode } from "./error_code.ts";

export interface ParleyErrorOptions {
  readonly cause?: unknown;
  /** Shown to the caller: never a secret, never another user's data. */
  readonly details?: unknown;
  /** How long to wait before trying again, milliseconds. */
  readonly retryAfterMs?: number;
}

/** The one class of operating errors. Everything else that is thrown is a fault of the program and becomes `internal`. */
export class ParleyError extends Error {
  override readonly name = "ParleyError";
  readonly code: ErrorCode;
  readonly details?: unknown;
  readonly retryAfterMs?: number;

  constructor(code: ErrorCode, message: string = errorCatalogue[code].sentence, options: ParleyErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    if (options.details !== undefined) this.details = options.details;
    if (options.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs;
  }

  /** Whether the same request can succeed later. */
  get temporary(): boolean {
    return errorCatalogue[this.code].temporary;
  }

  get status(): number {
    return errorCatalogue[this.code].status;
  }
}
