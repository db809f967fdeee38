import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { ErasureActions } from "../chat/erasure_actions.ts";
import type { RateLimiter } from "../chat/rate_limiter.ts";
import type { TokenAuthority } from "../chat/token_authority.ts";
import { erasureRequestSchema, erasureSchema } from "../protocol/erasure.ts";
import { adminOnly } from "./admin.ts";
import type { AppEnv } from "./app_env.ts";
import { authLimit } from "./auth_limit.ts";
import { bearer } from "./bearer.ts";
import { jsonBody } from "./json_body.ts";
import { bodyRefusals, idParams, json, needsAdmin, needsBearer, refusals } from "./route_parts.ts";
import { clearSessionCookie, readSessionCookie } from "./session_cookie.ts";

export interface ErasuresDeps {
  readonly erasures: ErasureActions;
  readonly tokens: Pick<TokenAuthority, "verify">;
  readonly authLimiter: Pick<RateLimiter, "take" | "refund">;
  /** Absent: there is no administrator. */
  readonly adminKey?: string | undefined;
}

const view = erasureSchema.meta({
  id: "Erasure",
  example: { id: "66a0c1de9b3f4a0012345678", created_at: "2026-01-02T03:04:05.678Z", state: "open", progress: 0.25 },
});
const begun = json("The deletion, which has begun", view);

const eraseMe = createRoute({
  method: "delete",
  path: "/api/users/me",
  tags: ["users"],
  summary: "Delete one's account, with all it wrote",
  description:
    "At once nobody can log in any more, all tokens are refused and all sockets closed; what was written is " +
    "deleted in the background. It cannot be taken back.",
  security: needsBearer,
  request: {
    body: {
      required: false,
      content: { "application/json": { schema: erasureRequestSchema.meta({ id: "ErasureRequest" }) } },
    },
  },
  responses: {
    202: begun,
    ...refusals("unauthorized", "wrong_password", "rate_limited", "overloaded", ...bodyRefusals),
  },
});

const eraseUser = createRoute({
  method: "delete",
  path: "/api/admin/users/{id}",
  tags: ["administration"],
  summary: "Delete an account, or a guest, with all it wrote",
  security: needsAdmin,
  request: { params: idParams },
  responses: { 202: begun, ...refusals("unauthorized", "forbidden", "not_found", "rate_limited", "invalid") },
});

const show = createRoute({
  method: "get",
  path: "/api/erasures/{id}",
  tags: ["users"],
  summary: "How far the deletion of an account is",
  description:
    "Without a token: there is no user left who could have one. Its id, which was drawn, is told to who asked.",
  request: { params: idParams },
  responses: { 200: json("The deletion", view), ...refusals("not_found", "invalid") },
});

export function addErasures(app: OpenAPIHono<AppEnv>, deps: ErasuresDeps): void {
  const { erasures, tokens, authLimiter, adminKey } = deps;
  app.openapi(
    { ...eraseMe, middleware: [bearer(tokens), authLimit(authLimiter), jsonBody(false)] },
    async (c) => {
      const { password } = c.req.valid("json") ?? {};
      const erasure = await erasures.erase(c.get("principal"), password);
      if (readSessionCookie(c) !== undefined) clearSessionCookie(c);
      return c.json(erasure, 202);
    },
  );
  app.openapi(
    { ...eraseUser, middleware: [adminOnly(adminKey, authLimiter)] },
    async (c) => c.json(await erasures.eraseUser(c.req.valid("param").id), 202),
  );
  app.openapi(show, async (c) => c.json(await erasures.get(c.req.valid("param").id), 200));
}
