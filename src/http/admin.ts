import { createHash, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import type { RateLimiter } from "../chat/rate_limiter.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import { limitKey } from "./address.ts";
import type { AppEnv } from "./app_env.ts";

/**
 * Lets only the administrator pass, by the key of the settings in the place of a token. Without such a key nothing is here.
 * Wrong ones count as attempts to come in.
 */
export function adminOnly(
  adminKey: string | undefined,
  limiter: Pick<RateLimiter, "take" | "refund">,
): MiddlewareHandler<AppEnv> {
  // Of one length, so that comparing them tells nothing of the key's.
  const digest = (text: string) => createHash("sha256").update(text).digest();
  const wanted = adminKey === undefined ? undefined : digest(adminKey);
  return async (c, next) => {
    if (wanted === undefined) throw new ParleyError("not_found", "There is nothing at this address");
    const header = c.req.header("authorization");
    if (header === undefined) throw new ParleyError("unauthorized", "The administrator's key is needed");
    const key = limitKey(c.get("address"));
    const retryAfterMs = limiter.take(key);
    if (retryAfterMs > 0) throw new ParleyError("rate_limited", undefined, { retryAfterMs });
    const given = /^bearer +(\S+)$/i.exec(header.trim())?.[1] ?? "";
    if (!timingSafeEqual(digest(given), wanted)) {
      throw new ParleyError("forbidden", "Only the administrator may do this");
    }
    limiter.refund(key);
    await next();
  };
}
