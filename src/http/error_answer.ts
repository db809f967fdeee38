import { HTTPException } from "hono/http-exception";
import type { Context, ErrorHandler } from "hono";
import type * as z from "zod";
import type { Log } from "../ports/log.ts";
import type { Meter } from "../ports/meter.ts";
import type { Fault } from "../protocol/error_body.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { AppEnv } from "./app_env.ts";
import { refuse } from "./refusal.ts";

export interface ErrorAnswerDeps {
  readonly log: Log;
  readonly meter: Meter;
}

/** Answers whatever was thrown: an operating error as itself, anything else as `internal`, logged with its cause. */
export function createErrorAnswer({ log, meter }: ErrorAnswerDeps): ErrorHandler<AppEnv> {
  return (thrown, c) => {
    const error = operating(thrown);
    const { code, status, headers, body, cause } = refuse(error, c.get("requestId"));
    meter.refuse(code);
    if (status >= 500) {
      const fields = { request_id: c.get("requestId"), code, error: cause ?? error };
      if (code === "internal") log.error("request failed", fields);
      else log.warn("request refused", fields);
    }
    return new Response(body, { status, headers: { ...headers, ...allowOf(c) } });
  };
}

/** What the allowed methods are is known where the refusal was thrown. */
function allowOf(c: Context<AppEnv>): Record<string, string> {
  const allow = c.res.headers.get("Allow");
  return allow === null ? {} : { Allow: allow };
}

/** The validators speak of bodies in errors of their own; their cause quotes the body, so it goes no further. */
function operating(thrown: Error): Error {
  if (!(thrown instanceof HTTPException)) return thrown;
  if (thrown.status === 400) return new ParleyError("bad_request", "The body is not JSON");
  return thrown.status === 415 ? new ParleyError("unsupported_media_type") : thrown;
}

const faultsMax = 20;
const faultCharsMax = 200;

/** A request that does not fit its schema: where and why, never the value, which may be a secret. */
export function invalid(error: z.core.$ZodError): ParleyError {
  const faults = error.issues.slice(0, faultsMax).map((issue): Fault => ({
    path: issue.path.map(String).join(".").slice(0, faultCharsMax),
    message: issue.message.slice(0, faultCharsMax),
  }));
  const first = faults[0];
  const where = first === undefined || first.path === "" ? "" : `${first.path}: `;
  return new ParleyError("invalid", first && `${where}${first.message}`, { details: faults });
}
