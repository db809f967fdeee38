import type { MiddlewareHandler } from "hono";
import type { TokenAuthority } from "../chat/token_authority.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { AppEnv } from "./app_env.ts";

/** Lets requests pass that carry a valid token, and says whose it is. Never a cookie, never the query. */
export function bearer(tokens: Pick<TokenAuthority, "verify">): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const token = /^bearer +([A-Za-z0-9._~+/=-]+)$/i.exec(c.req.header("authorization")?.trim() ?? "")?.[1];
    if (token === undefined) throw new ParleyError("unauthorized");
    c.set("principal", { ...await tokens.verify(token), trace: c.get("requestId") });
    await next();
  };
}
