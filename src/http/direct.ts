import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { BlockActions } from "../chat/blocks.ts";
import type { DirectActions } from "../chat/direct.ts";
import type { TokenAuthority } from "../chat/token_authority.ts";
import { directSchema } from "../protocol/direct.ts";
import type { AppEnv } from "./app_env.ts";
import { bearer } from "./bearer.ts";
import { jsonBody } from "./json_body.ts";
import { blocks as blocksAnswer } from "./moderation_schemas.ts";
import { body, bodyRefusals, idParams, json, needsBearer, refusals } from "./route_parts.ts";
import * as schemas from "./schemas.ts";

export interface DirectRoutesDeps {
  readonly direct: DirectActions;
  readonly blocks: BlockActions;
  readonly tokens: Pick<TokenAuthority, "verify">;
}

const security = needsBearer;
const done = { 204: { description: "Done" } };

const open = createRoute({
  method: "post",
  path: "/api/direct",
  tags: ["rooms"],
  summary: "The conversation with these people, made if there is none",
  description: "The same room for whoever of them asks, however many at once. Nobody else comes in.",
  security,
  request: { body: body(directSchema.meta({ id: "Direct" })) },
  responses: {
    200: json("The room", schemas.roomView),
    ...refusals("unauthorized", "forbidden", "not_found", "overloaded", ...bodyRefusals),
  },
});

const block = createRoute({
  method: "put",
  path: "/api/users/{id}/block",
  tags: ["users"],
  summary: "Hear nothing more from somebody in conversations",
  security,
  request: { params: idParams },
  responses: { ...done, ...refusals("unauthorized", "not_found", "limit_reached", "invalid") },
});

const unblock = createRoute({
  method: "delete",
  path: "/api/users/{id}/block",
  tags: ["users"],
  summary: "Hear from somebody again",
  security,
  request: { params: idParams },
  responses: { ...done, ...refusals("unauthorized", "invalid") },
});

const list = createRoute({
  method: "get",
  path: "/api/users/me/blocks",
  tags: ["users"],
  summary: "Whom one has blocked, the latest first",
  security,
  responses: { 200: json("All of them", blocksAnswer), ...refusals("unauthorized") },
});

export function addDirect(app: OpenAPIHono<AppEnv>, { direct, blocks, tokens }: DirectRoutesDeps): void {
  const authenticated = bearer(tokens);
  app.openapi({ ...open, middleware: [authenticated, jsonBody(true)] }, async (c) => {
    return c.json(await direct.open(c.get("principal"), c.req.valid("json").user_ids), 200);
  });
  app.openapi({ ...block, middleware: [authenticated] }, async (c) => {
    await blocks.block(c.get("principal"), c.req.valid("param").id);
    return c.body(null, 204);
  });
  app.openapi({ ...unblock, middleware: [authenticated] }, async (c) => {
    await blocks.unblock(c.get("principal"), c.req.valid("param").id);
    return c.body(null, 204);
  });
  app.openapi({ ...list, middleware: [authenticated] }, async (c) => {
    return c.json({ blocks: [...await blocks.list(c.get("principal"))] }, 200);
  });
}
