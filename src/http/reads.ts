import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import * as z from "zod";
import type { ReadActions } from "../chat/read_actions.ts";
import type { TokenAuthority } from "../chat/token_authority.ts";
import { seqQuery } from "../protocol/page.ts";
import { readSchema } from "../protocol/standing.ts";
import type { AppEnv } from "./app_env.ts";
import { bearer } from "./bearer.ts";
import { jsonBody } from "./json_body.ts";
import { receipts, standing, unread } from "./presence_schemas.ts";
import { body, bodyRefusals, idParams, json, needsBearer, refusals } from "./route_parts.ts";

export interface ReadsDeps {
  readonly reads: ReadActions;
  readonly tokens: Pick<TokenAuthority, "verify">;
}

const tags = ["messages"];
const security = needsBearer;

const mark = createRoute({
  method: "put",
  path: "/api/rooms/{id}/read",
  tags,
  summary: "Say how far one has read, or mark what follows as unread",
  description: "Kept for the user, not for a device; it goes back by `back` only. The answer means that it is stored.",
  security,
  request: { params: idParams, body: body(readSchema.meta({ id: "Read" })) },
  responses: {
    200: json("How one stands to the room's log now", standing),
    ...refusals("unauthorized", "not_member", "not_found", "overloaded", ...bodyRefusals),
  },
});

const show = createRoute({
  method: "get",
  path: "/api/rooms/{id}/read",
  tags,
  summary: "How far one has read, and what one has not",
  security,
  request: { params: idParams },
  responses: {
    200: json("How one stands to the room's log", standing),
    ...refusals("unauthorized", "not_member", "not_found", "invalid"),
  },
});

const receiptsOf = createRoute({
  method: "get",
  path: "/api/rooms/{id}/receipts",
  tags,
  summary: "Who has said to have read up to a message",
  security,
  request: { params: idParams, query: z.strictObject({ seq: seqQuery }) },
  responses: {
    200: json("How many, and the first of them", receipts),
    ...refusals("unauthorized", "not_member", "not_found", "invalid"),
  },
});

const all = createRoute({
  method: "get",
  path: "/api/unread",
  tags,
  summary: "The same of every room one is a member of",
  security,
  responses: { 200: json("One entry a room, by room id", unread), ...refusals("unauthorized") },
});

export function addReads(app: OpenAPIHono<AppEnv>, { reads, tokens }: ReadsDeps): void {
  const authenticated = bearer(tokens);
  app.openapi(
    { ...mark, middleware: [authenticated, jsonBody(true)] },
    async (c) => c.json(await reads.mark(c.get("principal"), c.req.valid("param").id, c.req.valid("json")), 200),
  );
  app.openapi(
    { ...show, middleware: [authenticated] },
    async (c) => c.json(await reads.standing(c.get("principal"), c.req.valid("param").id), 200),
  );
  app.openapi({ ...receiptsOf, middleware: [authenticated] }, async (c) => {
    const { seq } = c.req.valid("query");
    return c.json(await reads.receipts(c.get("principal"), c.req.valid("param").id, seq), 200);
  });
  app.openapi({ ...all, middleware: [authenticated] }, async (c) => {
    const { rooms, total } = await reads.standings(c.get("principal"));
    return c.json({ rooms: [...rooms], total }, 200);
  });
}
