import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { RoomActions } from "../chat/room_actions.ts";
import type { TokenAuthority } from "../chat/token_authority.ts";
import { roomsQuerySchema } from "../protocol/page.ts";
import { newRoomSchema, roomChangeSchema } from "../protocol/room.ts";
import type { AppEnv } from "./app_env.ts";
import { bearer } from "./bearer.ts";
import { jsonBody } from "./json_body.ts";
import { body, bodyRefusals, idParams, json, needsBearer, refusals } from "./route_parts.ts";
import * as schemas from "./schemas.ts";

export interface RoomsDeps {
  readonly rooms: Pick<RoomActions, "create" | "get" | "list" | "update" | "remove">;
  readonly tokens: Pick<TokenAuthority, "verify">;
}

const tags = ["rooms"];
const security = needsBearer;

const list = createRoute({
  method: "get",
  path: "/api/rooms",
  tags,
  summary: "The public rooms and one's own",
  security,
  request: { query: roomsQuerySchema },
  responses: { 200: json("A page of rooms, by name", schemas.roomPage), ...refusals("unauthorized", "invalid") },
});

const create = createRoute({
  method: "post",
  path: "/api/rooms",
  tags,
  summary: "Make a room",
  security,
  request: { body: body(newRoomSchema.meta({ id: "NewRoom" })) },
  responses: {
    201: json("The room, its creator a member", schemas.roomView),
    ...refusals("unauthorized", "name_taken", "overloaded", ...bodyRefusals),
  },
});

const show = createRoute({
  method: "get",
  path: "/api/rooms/{id}",
  tags,
  summary: "A room",
  description: "A private room does not exist for who is not in it.",
  security,
  request: { params: idParams },
  responses: { 200: json("The room", schemas.roomView), ...refusals("unauthorized", "not_found", "invalid") },
});

const change = createRoute({
  method: "patch",
  path: "/api/rooms/{id}",
  tags,
  summary: "Change a room (its administrators)",
  security,
  request: { params: idParams, body: body(roomChangeSchema.meta({ id: "RoomChange" })) },
  responses: {
    200: json("The room after the change", schemas.roomView),
    ...refusals("unauthorized", "forbidden", "not_found", "name_taken", "overloaded", ...bodyRefusals),
  },
});

const remove = createRoute({
  method: "delete",
  path: "/api/rooms/{id}",
  tags,
  summary: "Delete a room (its owner)",
  security,
  request: { params: idParams },
  responses: { 204: { description: "Done" }, ...refusals("unauthorized", "forbidden", "not_found", "invalid") },
});

export function addRooms(app: OpenAPIHono<AppEnv>, { rooms, tokens }: RoomsDeps): void {
  const authenticated = bearer(tokens);
  app.openapi({ ...list, middleware: [authenticated] }, async (c) => {
    const { limit, offset, q, mine } = c.req.valid("query");
    const query = { limit, offset, ...(q && { q }), ...(mine !== undefined && { mine }) };
    const page = await rooms.list(c.get("principal"), query);
    return c.json({ rooms: [...page.rooms], total: page.total, offset, limit }, 200);
  });
  app.openapi(
    { ...create, middleware: [authenticated, jsonBody(true)] },
    async (c) => c.json(await rooms.create(c.get("principal"), c.req.valid("json")), 201),
  );
  app.openapi(
    { ...show, middleware: [authenticated] },
    async (c) => c.json(await rooms.get(c.get("principal"), c.req.valid("param").id), 200),
  );
  app.openapi(
    { ...change, middleware: [authenticated, jsonBody(true)] },
    async (c) => c.json(await rooms.update(c.get("principal"), c.req.valid("param").id, c.req.valid("json")), 200),
  );
  app.openapi({ ...remove, middleware: [authenticated] }, async (c) => {
    await rooms.remove(c.get("principal"), c.req.valid("param").id);
    return c.body(null, 204);
  });
}
