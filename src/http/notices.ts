import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { NoticeActions } from "../chat/notice_actions.ts";
import type { TokenAuthority } from "../chat/token_authority.ts";
import {
  noticesInputSchema,
  noticesSchema,
  roomNoticeInputSchema,
  roomNoticeSchema,
} from "../protocol/notification.ts";
import type { AppEnv } from "./app_env.ts";
import { bearer } from "./bearer.ts";
import { jsonBody } from "./json_body.ts";
import { body, bodyRefusals, idParams, json, needsBearer, refusals } from "./route_parts.ts";

export interface NoticesDeps {
  readonly notices: NoticeActions;
  readonly tokens: Pick<TokenAuthority, "verify">;
}

const tags = ["attention"];
const security = needsBearer;
const roomExample = { room_id: "66a0c1f19b3f4a0012345679", level: "nothing", own: true, until: null } as const;
const roomNotice = roomNoticeSchema.meta({ id: "RoomNotifications", example: roomExample });
const notices = noticesSchema.meta({
  id: "Notifications",
  example: {
    level: "mentions",
    do_not_disturb: { from: "22:00", to: "07:00", time_zone: "Europe/Berlin" },
    paused_until: null,
    preview: true,
    mail: true,
    rooms: [roomExample],
  },
});

const show = createRoute({
  method: "get",
  path: "/api/notifications",
  tags,
  summary: "What one wants to be told of, and when not to be disturbed",
  security,
  responses: {
    200: json("For all rooms, and for those of which something else was said", notices),
    ...refusals("unauthorized"),
  },
});

const change = createRoute({
  method: "patch",
  path: "/api/notifications",
  tags,
  summary: "Change what holds for all rooms; what is absent stays",
  description: "Kept for the user, not for a device: the others are told by the frame `own`.",
  security,
  request: { body: body(noticesInputSchema.meta({ id: "NotificationsChange" })) },
  responses: {
    200: json("As it is now", notices),
    ...refusals("unauthorized", "limit_reached", ...bodyRefusals),
  },
});

const showRoom = createRoute({
  method: "get",
  path: "/api/rooms/{id}/notifications",
  tags,
  summary: "What one is told of in a room",
  security,
  request: { params: idParams },
  responses: {
    200: json("What holds", roomNotice),
    ...refusals("unauthorized", "not_member", "not_found", "invalid"),
  },
});

const setRoom = createRoute({
  method: "put",
  path: "/api/rooms/{id}/notifications",
  tags,
  summary: "Say what to be told of in a room, for ever or until a time",
  security,
  request: { params: idParams, body: body(roomNoticeInputSchema.meta({ id: "RoomNotificationsInput" })) },
  responses: {
    200: json("What holds", roomNotice),
    ...refusals("unauthorized", "not_member", "not_found", "limit_reached", ...bodyRefusals),
  },
});

const unsetRoom = createRoute({
  method: "delete",
  path: "/api/rooms/{id}/notifications",
  tags,
  summary: "Be told of a room as of all others again",
  security,
  request: { params: idParams },
  responses: { 204: { description: "Done" }, ...refusals("unauthorized", "invalid") },
});

export function addNotices(app: OpenAPIHono<AppEnv>, { notices, tokens }: NoticesDeps): void {
  const authenticated = bearer(tokens);
  app.openapi(
    { ...show, middleware: [authenticated] },
    async (c) => c.json(await notices.show(c.get("principal")), 200),
  );
  app.openapi(
    { ...change, middleware: [authenticated, jsonBody(true)] },
    async (c) => c.json(await notices.change(c.get("principal"), c.req.valid("json")), 200),
  );
  app.openapi(
    { ...showRoom, middleware: [authenticated] },
    async (c) => c.json(await notices.ofRoom(c.get("principal"), c.req.valid("param").id), 200),
  );
  app.openapi(
    { ...setRoom, middleware: [authenticated, jsonBody(true)] },
    async (c) => c.json(await notices.setRoom(c.get("principal"), c.req.valid("param").id, c.req.valid("json")), 200),
  );
  app.openapi({ ...unsetRoom, middleware: [authenticated] }, async (c) => {
    await notices.unsetRoom(c.get("principal"), c.req.valid("param").id);
    return c.body(null, 204);
  });
}
