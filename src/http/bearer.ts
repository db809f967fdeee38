import type { Context, MiddlewareHandler } from "hono";
import type { TokenAuthority } from "../chat/token_authority.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { AppEnv } from "./app_env.ts";
import { readSessionCookie, requireOwnPage } from "./session_cookie.ts";

/**
 * Lets requests pass that carry a valid token, and says whose it is: in the header, or, for pages of this server, in the
 * cookie of their session. A header goes first, and then no cookie is looked at. Never the query.
 */
export function bearer(tokens: Pick<TokenAuthority, "verify">): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const fromHeader = headerToken(c);
    const token = fromHeader ?? cookieToken(c);
    if (token === undefined) throw new ParleyError("unauthorized");
    c.set("principal", { ...await tokens.verify(token), trace: c.get("requestId") });
    if (fromHeader === undefined) c.set("sessionToken", token);
    await next();
  };
}

function headerToken(c: Context<AppEnv>): string | undefined {
  const header = c.req.header("authorization");
  if (header === undefined) return undefined;
  const token = /^bearer +([A-Za-z0-9._~+/=-]+)$/i.exec(header.trim())?.[1];
  if (token === undefined) throw new ParleyError("unauthorized");
  return token;
}

function cookieToken(c: Context<AppEnv>): string | undefined {
  const token = readSessionCookie(c);
  if (token !== undefined) requireOwnPage(c);
  return token;
}
