import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import * as z from "zod";
import type { ThreadActions } from "../chat/thread_actions.ts";
import type { TokenAuthority } from "../chat/token_authority.ts";
import type { ThreadStanding } from "../ports/threads.ts";
import { threadReadSchema, type ThreadStandingView } from "../protocol/message_view.ts";
import { pageQuerySchema, seqParamSchema, threadQuerySchema } from "../protocol/page.ts";
import type { AppEnv } from "./app_env.ts";
import { bearer } from "./bearer.ts";
import { jsonBody } from "./json_body.ts";
import { threadList, threadPage, threadStanding } from "./message_schemas.ts";
import { body, bodyRefusals, idParam, json, needsBearer, ofJson, refusals, spliced } from "./route_parts.ts";

export interface ThreadsDeps {
  readonly threads: ThreadActions;
  readonly tokens: Pick<TokenAuthority, "verify">;
}

const one = z.strictObject({ id: idParam, seq: seqParamSchema });
const described = { tags: ["messages"], security: needsBearer };
const usualRefusals = refusals("unauthorized", "not_member", "not_found", "invalid");
const stands = { 200: json("How one stands to the thread", threadStanding), ...usualRefusals };

const page = createRoute({
  ...described,
  method: "get",
  path: "/api/rooms/{id}/messages/{seq}/thread",
  summary: "The replies in the thread that began with a message",
  description:
    "A page is in ascending order: the newest replies, those before a seq, or those that begin after one. It holds " +
    "all there are after `after` and up to `up_to`, as they stood at `as_of`.",
  request: { params: one, query: threadQuerySchema },
  responses: { 200: spliced("A page of replies", threadPage), ...usualRefusals },
});

const follow = createRoute({
  ...described,
  method: "put",
  path: "/api/rooms/{id}/messages/{seq}/thread/follow",
  summary: "Follow a thread",
  description: "Who replies follows it, and who began it, from its first reply on.",
  request: { params: one },
  responses: stands,
});

const unfollow = createRoute({
  ...described,
  method: "delete",
  path: "/api/rooms/{id}/messages/{seq}/thread/follow",
  summary: "Follow it no more",
  request: { params: one },
  responses: stands,
});

const mark = createRoute({
  ...described,
  method: "put",
  path: "/api/rooms/{id}/messages/{seq}/thread/read",
  summary: "Say how far one has read a thread",
  description: "Kept for the user, not for a device; it never goes back.",
  request: { params: one, body: body(threadReadSchema.meta({ id: "ThreadRead" })) },
  responses: { ...stands, ...refusals(...bodyRefusals) },
});

const followed = createRoute({
  ...described,
  method: "get",
  path: "/api/threads",
  summary: "The threads one follows, of all rooms, those with the newest reply first",
  request: { query: pageQuerySchema },
  responses: { 200: spliced("A page of threads", threadList), ...refusals("unauthorized", "invalid") },
});

export function addThreads(app: OpenAPIHono<AppEnv>, { threads, tokens }: ThreadsDeps): void {
  const authenticated = bearer(tokens);
  app.openapi({ ...page, middleware: [authenticated] }, async (c) => {
    const { id, seq } = c.req.valid("param");
    const query = c.req.valid("query");
    const found = await threads.page(c.get("principal"), id, seq, query);
    const span = `"after":${found.after},"up_to":${found.upTo},"as_of":${found.asOf},${standingText(found.standing)}`;
    const paging = `"total":${found.total},"limit":${query.limit},${span}`;
    return c.body(`{"root":${found.root},"messages":[${found.messages.join(",")}],${paging}}`, 200, ofJson);
  });
  for (const [route, following] of [[follow, true], [unfollow, false]] as const) {
    app.openapi({ ...route, middleware: [authenticated] }, async (c) => {
      const { id, seq } = c.req.valid("param");
      return c.json(viewOf(await threads.follow(c.get("principal"), id, seq, following)), 200);
    });
  }
  app.openapi({ ...mark, middleware: [authenticated, jsonBody(true)] }, async (c) => {
    const { id, seq } = c.req.valid("param");
    return c.json(viewOf(await threads.mark(c.get("principal"), id, seq, c.req.valid("json").seq)), 200);
  });
  app.openapi({ ...followed, middleware: [authenticated] }, async (c) => {
    const { limit, offset } = c.req.valid("query");
    const found = await threads.followed(c.get("principal"), { limit, offset });
    const rows = found.threads.map(({ standing, root, asOf }) => {
      return `{"room_id":"${standing.room}","root":${root},"as_of":${asOf},${standingText(standing)}}`;
    });
    const paging = `"total":${found.total},"offset":${offset},"limit":${limit}`;
    return c.body(`{"threads":[${rows.join(",")}],${paging}}`, 200, ofJson);
  });
}

function viewOf({ room, root, following, lastRead, unread }: ThreadStanding): ThreadStandingView {
  return { room_id: room, root, following, last_read: lastRead, unread };
}

function standingText({ following, lastRead, unread }: ThreadStanding): string {
  return `"following":${following},"last_read":${lastRead},"unread":${unread}`;
}
