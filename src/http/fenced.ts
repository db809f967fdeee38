import type { MiddlewareHandler } from "hono";
import { drainSpreadMs } from "../limits.ts";
import type { Random } from "../ports/random.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { AppEnv } from "./app_env.ts";
import type { HealthDeps } from "./health.ts";

export interface FencedDeps extends Pick<HealthDeps, "status"> {
  readonly random: Pick<Random, "fraction">;
}

/** What is under `/api` and asks no store. */
const described = /^\/api\/(openapi|asyncapi)\.json$/;

/** While the store does not answer, refuses at once what would wait for it; another node may do better. */
export function refuseFenced({ status, random }: FencedDeps): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    if (status?.() === "degraded" && !described.test(c.req.path)) {
      throw new ParleyError("degraded", undefined, { retryAfterMs: Math.floor(random.fraction() * drainSpreadMs) });
    }
    await next();
  };
}
