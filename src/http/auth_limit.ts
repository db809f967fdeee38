import type { MiddlewareHandler } from "hono";
import type { RateLimiter } from "../chat/rate_limiter.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import { limitKey } from "./address.ts";
import type { AppEnv } from "./app_env.ts";

/** Counts attempts to get in per address, before anything is read or computed for them. */
export function authLimit(limiter: Pick<RateLimiter, "take">): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const retryAfterMs = limiter.take(limitKey(c.get("address")));
    if (retryAfterMs > 0) throw new ParleyError("rate_limited", undefined, { retryAfterMs });
    await next();
  };
}
