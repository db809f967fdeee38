import type { MiddlewareHandler } from "hono";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Random } from "../ports/random.ts";
import { clientAddress } from "./address.ts";
import type { AppEnv } from "./app_env.ts";

export interface RequestLogDeps {
  readonly log: Log;
  readonly clock: Clock;
  readonly random: Random;
  readonly trustProxyHops: number;
}

/** Asked every few seconds by machines: their success is no news. */
const quiet = new Set(["/health", "/ready", "/metrics"]);

const pathCharsMax = 256;

/** Names the request and its client, and logs its end: the path without the query, which may hold a secret. */
export function requestLog({ log, clock, random, trustProxyHops }: RequestLogDeps): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const startedAt = clock.monotonic();
    const requestId = requestIdOf(c.req.header("x-request-id"), random);
    c.set("requestId", requestId);
    c.set("address", clientAddress(c.env.remote, c.req.header("x-forwarded-for"), trustProxyHops));
    await next();
    c.res.headers.set("X-Request-Id", requestId);
    const { status } = c.res;
    const level = quiet.has(c.req.path) && status < 400 ? "debug" : "info";
    log[level]("request", {
      request_id: requestId,
      method: c.req.method,
      path: withoutCode(c.req.path).slice(0, pathCharsMax),
      status,
      duration_ms: Math.round((clock.monotonic() - startedAt) * 100) / 100,
      remote: c.get("address"),
    });
  };
}

/** The code of an invitation and the token of a mail stand in the path, and are all that is needed to use them. */
function withoutCode(path: string): string {
  return path.replace(/^(.*\/(?:invites|join|mail))\/[^/]+/, "$1/…");
}

/** A proxy's name for the request is kept where it is a plain one. */
function requestIdOf(given: string | undefined, random: Random): string {
  if (given !== undefined && /^[A-Za-z0-9._-]{8,64}$/.test(given)) return given;
  return Array.from(random.bytes(12), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
