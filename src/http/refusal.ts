import type { ErrorCode } from "../protocol/error_code.ts";
import { ParleyError } from "../protocol/parley_error.ts";

/** The whole answer to a request that a listener refuses by itself, before or beside the REST surface. */
export interface Refused {
  readonly ok: false;
  readonly status: number;
  readonly code: ErrorCode;
  /** The error shape of the REST surface, JSON. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly requestId: string;
  /** What was thrown, when it is a fault of the server: for the log. */
  readonly cause?: unknown;
}

/** Anything thrown, as an answer. What is no {@link ParleyError} is shown as `internal` and nothing more. */
export function refuse(thrown: unknown, requestId: string): Refused {
  const error = thrown instanceof ParleyError ? thrown : new ParleyError("internal", undefined, { cause: thrown });
  const { code, status, message, details } = error;
  const refused = {
    ok: false,
    status,
    code,
    body: JSON.stringify({ error: details === undefined ? { code, message } : { code, message, details } }),
    headers: { ...everyAnswer, ...headersOf(error), "X-Request-Id": requestId },
    requestId,
  } as const;
  return status >= 500 && error.cause !== undefined ? { ...refused, cause: error.cause } : refused;
}

const everyAnswer = {
  "Content-Type": "application/json",
  "Cache-Control": "no-store",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
} as const;

/** What a status must be accompanied by. */
function headersOf(error: ParleyError): Record<string, string> {
  switch (error.status) {
    case 401:
      return { "WWW-Authenticate": "Bearer" };
    case 405:
      return { "Allow": "GET" };
    case 412:
      return { "Tus-Version": "1.0.0" };
    case 426:
      return { "Upgrade": "websocket", "Sec-WebSocket-Version": "13" };
    case 429:
    case 503:
      return { "Retry-After": String(Math.max(1, Math.ceil((error.retryAfterMs ?? 0) / 1_000))) };
    default:
      return {};
  }
}
