import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import * as z from "zod";
import type { PushActions } from "../chat/push_actions.ts";
import type { TokenAuthority } from "../chat/token_authority.ts";
import {
  pushKeySchema,
  pushSubscriptionIdSchema,
  pushSubscriptionInputSchema,
  pushSubscriptionSchema,
  pushSubscriptionsSchema,
} from "../protocol/push.ts";
import type { AppEnv } from "./app_env.ts";
import { bearer } from "./bearer.ts";
import { jsonBody } from "./json_body.ts";
import { body, bodyRefusals, json, needsBearer, refusals } from "./route_parts.ts";

export interface PushDeps {
  readonly push: PushActions;
  readonly tokens: Pick<TokenAuthority, "verify">;
}

const tags = ["attention"];
const security = needsBearer;
const id = pushSubscriptionIdSchema.meta({ description: "32 hexadecimal characters", example: "0".repeat(31) + "1" });
const example = {
  id: "4f53cda18c2baa0c0354bb5f9a3ecbe5",
  host: "updates.push.services.mozilla.com",
  created_at: "2026-01-02T03:04:05.678Z",
};
const subscription = pushSubscriptionSchema.meta({ id: "PushSubscription", example });
const subscriptions = pushSubscriptionsSchema.meta({ id: "PushSubscriptions", example: { subscriptions: [example] } });

const key = createRoute({
  method: "get",
  path: "/api/push",
  tags,
  summary: "What a page needs to subscribe its browser to notifications",
  description: "`applicationServerKey`, base64url; `null`: this server sends none.",
  security,
  responses: {
    200: json("The server's public key", pushKeySchema.meta({ id: "PushKey", example: { public_key: "BJ…" } })),
    ...refusals("unauthorized"),
  },
});

const subscribe = createRoute({
  method: "post",
  path: "/api/push/subscriptions",
  tags,
  summary: "Have this browser told when one is away",
  description: "What `PushSubscription.toJSON()` gives. From now on it is this user's alone; repeating it is harmless.",
  security,
  request: { body: body(pushSubscriptionInputSchema.meta({ id: "PushSubscriptionInput" })) },
  responses: {
    201: json("It is kept", subscription),
    ...refusals("unauthorized", "not_found", "limit_reached", ...bodyRefusals),
  },
});

const list = createRoute({
  method: "get",
  path: "/api/push/subscriptions",
  tags,
  summary: "The browsers that are told",
  security,
  responses: { 200: json("One's own", subscriptions), ...refusals("unauthorized") },
});

const unsubscribe = createRoute({
  method: "delete",
  path: "/api/push/subscriptions/{id}",
  tags,
  summary: "Have a browser told no more",
  security,
  request: { params: z.strictObject({ id }) },
  responses: { 204: { description: "It is not" }, ...refusals("unauthorized", "invalid") },
});

export function addPush(app: OpenAPIHono<AppEnv>, { push, tokens }: PushDeps): void {
  const authenticated = bearer(tokens);
  app.openapi(
    { ...key, middleware: [authenticated] },
    async (c) => c.json({ public_key: await push.publicKey() }, 200),
  );
  app.openapi({ ...subscribe, middleware: [authenticated, jsonBody(true)] }, async (c) => {
    const origin = c.req.header("origin");
    const contact = origin !== undefined && /^https:\/\/[^\s/]+$/.test(origin) ? origin : undefined;
    return c.json(await push.subscribe(c.get("principal"), c.req.valid("json"), contact), 201);
  });
  app.openapi(
    { ...list, middleware: [authenticated] },
    async (c) => c.json({ subscriptions: [...await push.list(c.get("principal"))] }, 200),
  );
  app.openapi({ ...unsubscribe, middleware: [authenticated] }, async (c) => {
    await push.unsubscribe(c.get("principal"), c.req.valid("param").id);
    return c.body(null, 204);
  });
}
