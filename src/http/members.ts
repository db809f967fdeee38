import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import * as z from "zod";
import type { RoomActions } from "../chat/room_actions.ts";
import type { TokenAuthority } from "../chat/token_authority.ts";
import { idSchema } from "../protocol/id.ts";
import { removalQuerySchema } from "../protocol/moderation.ts";
import { pageQuerySchema } from "../protocol/page.ts";
import { roomPasswordSchema } from "../protocol/room.ts";
import type { AppEnv } from "./app_env.ts";
import { bearer } from "./bearer.ts";
import { jsonBody } from "./json_body.ts";
import { body, bodyRefusals, idParam, idParams, json, needsBearer, refusals } from "./route_parts.ts";
import * as schemas from "./schemas.ts";

export interface MembersDeps {
  readonly rooms: Pick<RoomActions, "join" | "leave" | "members" | "addMember" | "removeMember">;
  readonly tokens: Pick<TokenAuthority, "verify">;
}

const tags = ["members"];
const security = needsBearer;

const join = createRoute({
  method: "post",
  path: "/api/rooms/{id}/join",
  tags,
  summary: "Become a member",
  description: "A room with a password is joined with it. Joining again changes nothing.",
  security,
  request: {
    params: idParams,
    body: {
      required: false,
      content: {
        "application/json": {
          schema: z.strictObject({ password: roomPasswordSchema.optional() }).meta({ id: "JoinRoom" }),
        },
      },
    },
  },
  responses: {
    200: json("The room", schemas.roomView),
    ...refusals("unauthorized", "wrong_password", "banned", "not_found", "rate_limited", "overloaded", ...bodyRefusals),
  },
});

const leave = createRoute({
  method: "post",
  path: "/api/rooms/{id}/leave",
  tags,
  summary: "Stop being a member",
  security,
  request: { params: idParams },
  responses: { 204: { description: "Done" }, ...refusals("unauthorized", "not_found", "not_member", "invalid") },
});

const list = createRoute({
  method: "get",
  path: "/api/rooms/{id}/members",
  tags,
  summary: "The members, oldest first",
  security,
  request: { params: idParams, query: pageQuerySchema },
  responses: {
    200: json("A page of members", schemas.memberPage),
    ...refusals("unauthorized", "not_member", "not_found", "invalid"),
  },
});

const add = createRoute({
  method: "post",
  path: "/api/rooms/{id}/members",
  tags,
  summary: "Add a member (administrators)",
  security,
  request: { params: idParams, body: body(z.strictObject({ user_id: idSchema }).meta({ id: "NewMember" })) },
  responses: {
    201: json("The member", schemas.member),
    ...refusals("unauthorized", "forbidden", "banned", "not_found", "overloaded", ...bodyRefusals),
  },
});

const remove = createRoute({
  method: "delete",
  path: "/api/rooms/{id}/members/{user}",
  tags,
  summary: "Remove a member (moderators)",
  description: "Whoever is removed may come back; a ban keeps them out.",
  security,
  request: { params: z.strictObject({ id: idParam, user: idParam }), query: removalQuerySchema },
  responses: { 204: { description: "Done" }, ...refusals("unauthorized", "forbidden", "not_found", "invalid") },
});

export function addMembers(app: OpenAPIHono<AppEnv>, { rooms, tokens }: MembersDeps): void {
  const authenticated = bearer(tokens);
  app.openapi({ ...join, middleware: [authenticated, jsonBody(false)] }, async (c) => {
    const { password } = c.req.valid("json");
    return c.json(await rooms.join(c.get("principal"), c.req.valid("param").id, password), 200);
  });
  app.openapi({ ...leave, middleware: [authenticated] }, async (c) => {
    await rooms.leave(c.get("principal"), c.req.valid("param").id);
    return c.body(null, 204);
  });
  app.openapi({ ...list, middleware: [authenticated] }, async (c) => {
    const page = c.req.valid("query");
    const { members, total } = await rooms.members(c.get("principal"), c.req.valid("param").id, page);
    return c.json({ members: [...members], total, ...page }, 200);
  });
  app.openapi({ ...add, middleware: [authenticated, jsonBody(true)] }, async (c) => {
    const { user_id } = c.req.valid("json");
    return c.json(await rooms.addMember(c.get("principal"), c.req.valid("param").id, user_id), 201);
  });
  app.openapi({ ...remove, middleware: [authenticated] }, async (c) => {
    const { id, user } = c.req.valid("param");
    const { reason } = c.req.valid("query");
    await rooms.removeMember(c.get("principal"), id, user, ...(reason === undefined ? [] : [reason]));
    return c.body(null, 204);
  });
}
