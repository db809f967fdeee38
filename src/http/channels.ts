import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { ChannelActions } from "../chat/channels.ts";
import type { RateLimiter } from "../chat/rate_limiter.ts";
import type { VisitorActions } from "../chat/visitors.ts";
import { channelChangeSchema, newChannelSchema, visitSchema } from "../protocol/embed.ts";
import { adminOnly } from "./admin.ts";
import type { AppEnv } from "./app_env.ts";
import { originAllowed } from "./origin.ts";
import { jsonBody } from "./json_body.ts";
import { body, bodyRefusals, idParams, json, needsAdmin, refusals } from "./route_parts.ts";
import * as schemas from "./schemas.ts";

export interface ChannelsDeps {
  readonly channels: ChannelActions;
  readonly visitors: VisitorActions;
  readonly authLimiter: Pick<RateLimiter, "take" | "refund">;
  /** Absent: there are no channels. */
  readonly adminKey?: string | undefined;
}

const tags = ["embed"];
const security = needsAdmin;
const adminRefusals = ["unauthorized", "forbidden", "not_found", "rate_limited"] as const;

const create = createRoute({
  method: "post",
  path: "/api/embed/channels",
  tags,
  summary: "Make a channel for another product's pages",
  description: "`secret` is what its back end signs with. It can be asked for anew, not again.",
  security,
  request: { body: body(newChannelSchema.meta({ id: "NewChannel" })) },
  responses: {
    201: json("The channel and its secret", schemas.channelSecret),
    ...refusals(...adminRefusals, ...bodyRefusals, "limit_reached", "name_taken"),
  },
});

const list = createRoute({
  method: "get",
  path: "/api/embed/channels",
  tags,
  summary: "The channels, oldest first",
  security,
  responses: { 200: json("The channels", schemas.channels), ...refusals(...adminRefusals) },
});

const change = createRoute({
  method: "patch",
  path: "/api/embed/channels/{id}",
  tags,
  summary: "Change a channel",
  security,
  request: { params: idParams, body: body(channelChangeSchema.meta({ id: "ChannelChange" })) },
  responses: { 200: json("The channel", schemas.channel), ...refusals(...adminRefusals, ...bodyRefusals) },
});

const renew = createRoute({
  method: "post",
  path: "/api/embed/channels/{id}/secret",
  tags,
  summary: "Give a channel another secret",
  description: "What the one before has signed is refused from now on.",
  security,
  request: { params: idParams },
  responses: {
    200: json("The channel and its secret", schemas.channelSecret),
    ...refusals(...adminRefusals, "invalid"),
  },
});

const remove = createRoute({
  method: "delete",
  path: "/api/embed/channels/{id}",
  tags,
  summary: "Remove a channel; its rooms stay",
  security,
  request: { params: idParams },
  responses: { 204: { description: "Done" }, ...refusals(...adminRefusals, "invalid") },
});

const visit = createRoute({
  method: "post",
  path: "/api/embed/session",
  tags,
  summary: "Come in as the user of another product",
  description:
    "`token` is a JWT (HS256) that the product's back end has signed with the channel's secret: `kid` in its " +
    "header is the channel's id, `sub` its own id of the user, `name` what to call the user, `exp` at most a day away.",
  request: { body: body(visitSchema.meta({ id: "Visit" })) },
  responses: {
    200: json("A token of this server, and the room to talk in", schemas.visitor),
    ...refusals(...bodyRefusals, "unauthorized", "origin_refused", "not_found", "rate_limited", "overloaded"),
  },
});

export function addChannels(app: OpenAPIHono<AppEnv>, deps: ChannelsDeps): void {
  const { channels, visitors, authLimiter, adminKey } = deps;
  const admin = adminOnly(adminKey, authLimiter);
  app.openapi(
    { ...create, middleware: [admin, jsonBody(true)] },
    async (c) => c.json(await channels.create(c.req.valid("json")), 201),
  );
  app.openapi({ ...list, middleware: [admin] }, async (c) => c.json({ channels: [...await channels.list()] }, 200));
  app.openapi(
    { ...change, middleware: [admin, jsonBody(true)] },
    async (c) => c.json(await channels.update(c.req.valid("param").id, c.req.valid("json")), 200),
  );
  app.openapi(
    { ...renew, middleware: [admin] },
    async (c) => c.json(await channels.renewSecret(c.req.valid("param").id), 200),
  );
  app.openapi({ ...remove, middleware: [admin] }, async (c) => {
    await channels.remove(c.req.valid("param").id);
    return c.body(null, 204);
  });
  app.openapi({ ...visit, middleware: [jsonBody(true)] }, async (c) => {
    const origin = c.req.header("origin");
    // The server's own pages need not be listed: it is its own guest.
    const own = origin !== undefined && originAllowed([origin], c.req.header("host"), []);
    return c.json(await visitors.visit(c.req.valid("json").token, own ? undefined : origin), 200);
  });
}
