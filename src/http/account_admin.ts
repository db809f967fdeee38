import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { AccountAdmin } from "../chat/account_admin.ts";
import type { RateLimiter } from "../chat/rate_limiter.ts";
import { adminOnly } from "./admin.ts";
import type { AppEnv } from "./app_env.ts";
import { idParams, needsAdmin, refusals } from "./route_parts.ts";

export interface AccountAdminRoutesDeps {
  readonly accountAdmin: AccountAdmin;
  readonly authLimiter: Pick<RateLimiter, "take" | "refund">;
  /** Absent: there is no administrator. */
  readonly adminKey?: string | undefined;
}

const tags = ["administration"];
const request = { params: idParams };
const responses = {
  204: { description: "Done" },
  ...refusals("unauthorized", "forbidden", "not_found", "rate_limited", "invalid"),
};

const disable = createRoute({
  method: "post",
  path: "/api/admin/users/{id}/disable",
  tags,
  summary: "Disable an account",
  description: "Logging in is refused, all its tokens are, and its sockets are closed on every node within 5 s.",
  security: needsAdmin,
  request,
  responses,
});

const enable = createRoute({
  method: "post",
  path: "/api/admin/users/{id}/enable",
  tags,
  summary: "Enable an account again",
  description: "Tokens from before stay refused: its owner logs in anew.",
  security: needsAdmin,
  request,
  responses,
});

export function addAccountAdmin(app: OpenAPIHono<AppEnv>, deps: AccountAdminRoutesDeps): void {
  const { accountAdmin, authLimiter, adminKey } = deps;
  const admin = adminOnly(adminKey, authLimiter);
  app.openapi({ ...disable, middleware: [admin] }, async (c) => {
    await accountAdmin.disable(c.req.valid("param").id);
    return c.body(null, 204);
  });
  app.openapi({ ...enable, middleware: [admin] }, async (c) => {
    await accountAdmin.enable(c.req.valid("param").id);
    return c.body(null, 204);
  });
}
