import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type * as z from "zod";
import type { HistoryPage, HistoryQuery, RoomActions } from "../chat/room_actions.ts";
import type { TokenAuthority } from "../chat/token_authority.ts";
import { newMessageSchema } from "../protocol/message_view.ts";
import { historyQuerySchema } from "../protocol/page.ts";
import type { AppEnv } from "./app_env.ts";
import { bearer } from "./bearer.ts";
import { jsonBody } from "./json_body.ts";
import { body, bodyRefusals, idParams, json, needsBearer, refusals } from "./route_parts.ts";
import { messagePage, roomEvent } from "./message_schemas.ts";

export interface MessagesDeps {
  readonly rooms: Pick<RoomActions, "send" | "history">;
  readonly tokens: Pick<TokenAuthority, "verify">;
}

/** Described, but not typed: the handler answers the log's bytes, which no type has seen. */
const page: { readonly description: string } = json("A page of events, ascending", messagePage);

const history = createRoute({
  method: "get",
  path: "/api/rooms/{id}/messages",
  tags: ["messages"],
  summary: "The events of a room",
  description: "`offset` counts from the newest; a page is in ascending order. Or by seq, exclusive: `before` gives " +
    "the page that ends there, `after` alone the page that begins there. `total` counts what the filters leave. Messages " +
    "are as they stood at `as_of`; the page holds all that was asked for after `after` and up to `up_to`. `type` names what " +
    "is asked for, with commas; without it: `text,system`, what the timeline shows. `all`: the log as it is.",
  security: needsBearer,
  request: { params: idParams, query: historyQuerySchema },
  responses: { 200: page, ...refusals("unauthorized", "not_member", "not_found", "invalid") },
});

const send = createRoute({
  method: "post",
  path: "/api/rooms/{id}/messages",
  tags: ["messages"],
  summary: "Post a message",
  description:
    "The answer means that the message is durable. With a `client_id` it can be repeated: the same message " +
    "is answered with its first event.",
  security: needsBearer,
  request: { params: idParams, body: body(newMessageSchema.meta({ id: "NewMessage" })) },
  responses: {
    201: json("The event", roomEvent),
    ...refusals(
      "unauthorized",
      "not_member",
      "forbidden",
      "muted",
      "banned",
      "archived",
      "not_found",
      "content_refused",
    ),
    ...refusals("client_id_conflict", "message_deleted", "rate_limited", "overloaded"),
    ...refusals(...bodyRefusals),
  },
});

export function addMessages(app: OpenAPIHono<AppEnv>, { rooms, tokens }: MessagesDeps): void {
  const authenticated = bearer(tokens);
  app.openapi({ ...history, middleware: [authenticated] }, async (c) => {
    const query = queryOf(c.req.valid("query"));
    const found = await rooms.history(c.get("principal"), c.req.valid("param").id, query);
    return c.body(spliced(found, query), 200, { "Content-Type": "application/json" });
  });
  app.openapi(
    { ...send, middleware: [authenticated, jsonBody(true)] },
    async (c) => c.json(await rooms.send(c.get("principal"), c.req.valid("param").id, c.req.valid("json")), 201),
  );
}

function queryOf(
  { limit, offset, before, after, from, sender, type }: z.infer<typeof historyQuerySchema>,
): HistoryQuery {
  return {
    limit,
    ...(offset !== undefined && { offset }),
    ...(before !== undefined && { before }),
    ...(from !== undefined && { from }),
    ...(after !== undefined && { after }),
    ...(sender !== undefined && { sender }),
    ...(type !== undefined && { types: type }),
  };
}

/** The events are JSON already, and stay as they are. */
function spliced(
  { messages, total, after, upTo, asOf, beginsAt }: HistoryPage,
  { offset = 0, limit }: HistoryQuery,
): string {
  const page = `"total":${total},"offset":${offset},"limit":${limit}`;
  const begins = beginsAt === undefined ? "" : `,"begins_at":${beginsAt}`;
  return `{"messages":[${messages.join(",")}],${page},"after":${after},"up_to":${upTo},"as_of":${asOf}${begins}}`;
}
