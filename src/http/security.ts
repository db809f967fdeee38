import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { secureHeaders } from "hono/secure-headers";
import type { AppEnv } from "./app_env.ts";

const hstsSeconds = 180 * 24 * 3_600;
const preflightSeconds = 600;

const uploadRequestHeaders = ["Tus-Resumable", "Upload-Length", "Upload-Offset", "Upload-Metadata", "Upload-Checksum"];
const uploadAnswerHeaders = ["Location", "Tus-Resumable", "Upload-Offset", "Upload-Length", "Upload-Expires"];

/** Answers are data, not pages: nothing in them may run, load or be framed. A page sets its own policy. */
export function securityHeaders(): MiddlewareHandler<AppEnv> {
  return secureHeaders({
    overwrite: false,
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
    xFrameOptions: "DENY",
    referrerPolicy: "no-referrer",
    strictTransportSecurity: false,
  });
}

/**
 * Finds out whether the client speaks https, by the address or by the word of a trusted proxy, and tells browsers to stay
 * with it where they use it: else a local try-out could never be reached again.
 */
export function httpsOnly(trustProxyHops: number): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const forwarded = trustProxyHops > 0 ? c.req.header("x-forwarded-proto")?.split(",").at(-1)?.trim() : undefined;
    const secure = forwarded?.toLowerCase() === "https" || c.req.url.startsWith("https:");
    c.set("secure", secure);
    await next();
    if (secure) c.res.headers.set("Strict-Transport-Security", `max-age=${hstsSeconds}`);
  };
}

/** Answers of the API change with every message and belong to one user. */
export const noStore: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next();
  if (!c.res.headers.has("Cache-Control")) c.res.headers.set("Cache-Control", "no-store");
};

/**
 * Lets pages of these origins read answers. Never with credentials: a token is sent on purpose, or not at all. `null` is
 * the origin of every sandbox, so it cannot be on the list.
 */
export function crossOrigin(origins: readonly string[]): MiddlewareHandler<AppEnv> {
  // Asked for each request: channels come and go.
  const isListed = (origin: string) => origin !== "null" && origins.includes(origin);
  const preflighted = cors({
    origin: (origin) => isListed(origin) ? origin : undefined,
    allowMethods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
    allowHeaders: ["Authorization", "Content-Type", "X-Request-Id", ...uploadRequestHeaders, "Range", "If-None-Match"],
    exposeHeaders: ["X-Request-Id", "Retry-After", ...uploadAnswerHeaders, "Content-Range", "Content-Disposition"],
    maxAge: preflightSeconds,
  });
  return (c, next) => {
    const asksForMethods = c.req.method === "OPTIONS" && c.req.header("access-control-request-method") === undefined;
    return asksForMethods ? next() : preflighted(c, next);
  };
}
