import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import * as z from "zod";
import type { MessageActions } from "../chat/message_actions.ts";
import type { TokenAuthority } from "../chat/token_authority.ts";
import { emojiSchema } from "../protocol/emoji.ts";
import { messageEditSchema } from "../protocol/message_view.ts";
import { pageQuerySchema, seqParamSchema } from "../protocol/page.ts";
import type { AppEnv } from "./app_env.ts";
import { bearer } from "./bearer.ts";
import { jsonBody } from "./json_body.ts";
import { messageChange, oneMessage, pinPage, reactionPage, versions } from "./message_schemas.ts";
import { body, bodyRefusals, idParam, idParams, json, needsBearer, ofJson, refusals, spliced } from "./route_parts.ts";

export interface MessageDeedsDeps {
  readonly messages: MessageActions;
  readonly tokens: Pick<TokenAuthority, "verify">;
}

const one = z.strictObject({ id: idParam, seq: seqParamSchema });
const withEmoji = z.strictObject({ id: idParam, seq: seqParamSchema, emoji: emojiSchema });
const described = { tags: ["messages"], security: needsBearer };
const readRefusals = refusals("unauthorized", "not_member", "not_found", "invalid");
const deed = {
  200: json("The event that says so, or that it was so already", messageChange),
  ...refusals("unauthorized", "not_member", "forbidden", "muted", "banned", "archived", "not_found", "content_refused"),
  ...refusals("message_deleted", "limit_reached", "invalid", "rate_limited", "overloaded"),
};

const get = createRoute({
  ...described,
  method: "get",
  path: "/api/rooms/{id}/messages/{seq}",
  summary: "A message as it stands",
  request: { params: one },
  responses: { 200: spliced("The message", oneMessage), ...readRefusals },
});

const edit = createRoute({
  ...described,
  method: "patch",
  path: "/api/rooms/{id}/messages/{seq}",
  summary: "Say something else in its place (its author)",
  description: "The earlier versions stay in the log. With a `client_id` it can be repeated.",
  request: { params: one, body: body(messageEditSchema.meta({ id: "MessageEdit" })) },
  responses: { ...deed, ...refusals("client_id_conflict", ...bodyRefusals) },
});

const remove = createRoute({
  ...described,
  method: "delete",
  path: "/api/rooms/{id}/messages/{seq}",
  summary: "Delete it for everybody (its author, a moderator)",
  description: "What it said, and what it had said before, is taken out of the store. A tombstone is left.",
  request: { params: one },
  responses: deed,
});

const react = createRoute({
  ...described,
  method: "put",
  path: "/api/rooms/{id}/messages/{seq}/reactions/{emoji}",
  summary: "Put an emoji on it",
  request: { params: withEmoji },
  responses: deed,
});

const takeBack = createRoute({
  ...described,
  method: "delete",
  path: "/api/rooms/{id}/messages/{seq}/reactions/{emoji}",
  summary: "Take one's emoji back",
  request: { params: withEmoji },
  responses: deed,
});

const reactions = createRoute({
  ...described,
  method: "get",
  path: "/api/rooms/{id}/messages/{seq}/reactions",
  summary: "Who has put what on it",
  description: "In the order in which it was done; of one `emoji`, or of all.",
  request: { params: one, query: pageQuerySchema.extend({ emoji: emojiSchema.optional() }) },
  responses: { 200: json("A page of reactions", reactionPage), ...readRefusals },
});

const edits = createRoute({
  ...described,
  method: "get",
  path: "/api/rooms/{id}/messages/{seq}/edits",
  summary: "All that it has said, oldest first",
  request: { params: one },
  responses: { 200: json("The versions; of a deleted message none", versions), ...readRefusals },
});

const pin = createRoute({
  ...described,
  method: "put",
  path: "/api/rooms/{id}/messages/{seq}/pin",
  summary: "Pin it (moderators)",
  request: { params: one },
  responses: deed,
});

const unpin = createRoute({
  ...described,
  method: "delete",
  path: "/api/rooms/{id}/messages/{seq}/pin",
  summary: "Take the pin away (moderators)",
  request: { params: one },
  responses: deed,
});

const pins = createRoute({
  ...described,
  method: "get",
  path: "/api/rooms/{id}/pins",
  summary: "The pinned messages, the one pinned last first",
  request: { params: idParams, query: pageQuerySchema },
  responses: { 200: spliced("A page of messages", pinPage), ...readRefusals },
});

export function addMessageDeeds(app: OpenAPIHono<AppEnv>, { messages, tokens }: MessageDeedsDeps): void {
  const authenticated = bearer(tokens);
  app.openapi({ ...get, middleware: [authenticated] }, async (c) => {
    const { id, seq } = c.req.valid("param");
    const { message, asOf } = await messages.get(c.get("principal"), id, seq);
    return c.body(`{"message":${message},"as_of":${asOf}}`, 200, ofJson);
  });
  app.openapi({ ...edit, middleware: [authenticated, jsonBody(true)] }, async (c) => {
    const { id, seq } = c.req.valid("param");
    return c.json(await messages.edit(c.get("principal"), id, seq, c.req.valid("json")), 200);
  });
  app.openapi({ ...remove, middleware: [authenticated] }, async (c) => {
    const { id, seq } = c.req.valid("param");
    return c.json(await messages.remove(c.get("principal"), id, seq), 200);
  });
  for (const [route, added] of [[react, true], [takeBack, false]] as const) {
    app.openapi({ ...route, middleware: [authenticated] }, async (c) => {
      const { id, seq, emoji } = c.req.valid("param");
      return c.json(await messages.react(c.get("principal"), id, seq, emoji, added), 200);
    });
  }
  for (const [route, pinned] of [[pin, true], [unpin, false]] as const) {
    app.openapi({ ...route, middleware: [authenticated] }, async (c) => {
      const { id, seq } = c.req.valid("param");
      return c.json(await messages.pin(c.get("principal"), id, seq, pinned), 200);
    });
  }
  addReads(app, messages, authenticated);
}

function addReads(app: OpenAPIHono<AppEnv>, messages: MessageActions, authenticated: ReturnType<typeof bearer>) {
  app.openapi({ ...reactions, middleware: [authenticated] }, async (c) => {
    const { id, seq } = c.req.valid("param");
    const query = c.req.valid("query");
    const found = await messages.reactions(c.get("principal"), id, seq, query);
    const rows = found.reactions.map(({ userId, emoji, seq }) => ({ user_id: userId, emoji, seq }));
    return c.json({ reactions: rows, total: found.total, offset: query.offset, limit: query.limit }, 200);
  });
  app.openapi({ ...edits, middleware: [authenticated] }, async (c) => {
    const { id, seq } = c.req.valid("param");
    return c.json({ versions: [...await messages.versions(c.get("principal"), id, seq)] }, 200);
  });
  app.openapi({ ...pins, middleware: [authenticated] }, async (c) => {
    const { limit, offset } = c.req.valid("query");
    const page = await messages.pins(c.get("principal"), c.req.valid("param").id, { limit, offset });
    const paging = `"total":${page.total},"offset":${offset},"limit":${limit}`;
    return c.body(`{"messages":[${page.messages.join(",")}],"as_of":${page.asOf},${paging}}`, 200, ofJson);
  });
}
