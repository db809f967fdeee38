import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import * as z from "zod";
import type { InviteActions } from "../chat/invites.ts";
import type { RateLimiter } from "../chat/rate_limiter.ts";
import type { TokenAuthority } from "../chat/token_authority.ts";
import { inviteCodeSchema, newInviteSchema } from "../protocol/invite.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import { limitKey } from "./address.ts";
import type { AppEnv } from "./app_env.ts";
import { bearer } from "./bearer.ts";
import { jsonBody } from "./json_body.ts";
import { bodyRefusals, idParam, idParams, json, needsBearer, refusals } from "./route_parts.ts";
import * as schemas from "./schemas.ts";

export interface InvitesDeps {
  readonly invites: InviteActions;
  readonly tokens: Pick<TokenAuthority, "verify">;
  readonly authLimiter: Pick<RateLimiter, "take" | "refund">;
}

const tags = ["members"];
const security = needsBearer;
const codeParam = inviteCodeSchema.meta({ description: "22 characters", example: "q83vEjRWeJq83vEjRWeJqw" });
const codeParams = z.strictObject({ code: codeParam });
const over = ["not_found", "invite_expired", "invite_used_up", "invite_revoked", "rate_limited", "invalid"] as const;

const create = createRoute({
  method: "post",
  path: "/api/rooms/{id}/invites",
  tags,
  summary: "Make a link into the room (administrators; of one that is open to all, every member)",
  security,
  request: {
    params: idParams,
    body: {
      required: false,
      content: { "application/json": { schema: newInviteSchema.meta({ id: "NewInvite" }) } },
    },
  },
  responses: {
    201: json("The invitation; a page makes a link of its code", schemas.invite),
    ...refusals("unauthorized", "not_member", "forbidden", "not_found", "limit_reached", ...bodyRefusals),
  },
});

const list = createRoute({
  method: "get",
  path: "/api/rooms/{id}/invites",
  tags,
  summary: "The links that can be used, newest first: all for administrators, one's own for others",
  security,
  request: { params: idParams },
  responses: {
    200: json("The invitations", schemas.invites),
    ...refusals("unauthorized", "not_member", "forbidden", "not_found", "invalid"),
  },
});

const revoke = createRoute({
  method: "delete",
  path: "/api/rooms/{id}/invites/{code}",
  tags,
  summary: "Take a link back",
  security,
  request: { params: z.strictObject({ id: idParam, code: codeParam }) },
  responses: {
    204: { description: "Done" },
    ...refusals("unauthorized", "not_member", "forbidden", "not_found", "invalid"),
  },
});

const preview = createRoute({
  method: "get",
  path: "/api/invites/{code}",
  tags,
  summary: "What a link leads into",
  description: "For whoever has the link: no token is needed.",
  request: { params: codeParams },
  responses: { 200: json("As much as helps to decide", schemas.invitePreview), ...refusals(...over) },
});

const accept = createRoute({
  method: "post",
  path: "/api/invites/{code}",
  tags,
  summary: "Become a member by a link",
  description:
    "Also of a private room and one with a password. One person counts once, however often; a member, not at all.",
  security,
  request: { params: codeParams },
  responses: { 200: json("The room", schemas.roomView), ...refusals("unauthorized", "overloaded", ...over) },
});

export function addInvites(app: OpenAPIHono<AppEnv>, { invites, tokens, authLimiter }: InvitesDeps): void {
  const authenticated = bearer(tokens);
  const guesses = guessLimit(authLimiter);
  app.openapi({ ...create, middleware: [authenticated, jsonBody(false)] }, async (c) => {
    const input = newInviteSchema.parse(c.req.valid("json"));
    return c.json(await invites.create(c.get("principal"), c.req.valid("param").id, input), 201);
  });
  app.openapi({ ...list, middleware: [authenticated] }, async (c) => {
    return c.json({ invites: [...await invites.list(c.get("principal"), c.req.valid("param").id)] }, 200);
  });
  app.openapi({ ...revoke, middleware: [authenticated] }, async (c) => {
    const { id, code } = c.req.valid("param");
    await invites.revoke(c.get("principal"), id, code);
    return c.body(null, 204);
  });
  app.openapi(
    { ...preview, middleware: [guesses] },
    async (c) => c.json(await invites.preview(c.req.valid("param").code), 200),
  );
  app.openapi(
    { ...accept, middleware: [authenticated, guesses] },
    async (c) => c.json(await invites.accept(c.get("principal"), c.req.valid("param").code), 200),
  );
}

/** Codes that do not exist count as attempts to come in, those that do, do not: a whole office may open one link. */
function guessLimit(limiter: Pick<RateLimiter, "take" | "refund">): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const key = limitKey(c.get("address"));
    const retryAfterMs = limiter.take(key);
    if (retryAfterMs > 0) throw new ParleyError("rate_limited", undefined, { retryAfterMs });
    await next();
    if (c.res.status !== 404) limiter.refund(key);
  };
}
