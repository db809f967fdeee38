import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { SearchActions } from "../chat/search_actions.ts";
import type { TokenAuthority } from "../chat/token_authority.ts";
import { messageSearchSchema, peopleSearchSchema } from "../protocol/search.ts";
import type { AppEnv } from "./app_env.ts";
import { bearer } from "./bearer.ts";
import { json, needsBearer, refusals } from "./route_parts.ts";
import { messagesFound, peopleFound } from "./search_schemas.ts";

export interface SearchDeps {
  readonly search: SearchActions;
  readonly tokens: Pick<TokenAuthority, "verify">;
}

const messages = createRoute({
  method: "get",
  path: "/api/search",
  tags: ["search"],
  summary: "Search in messages",
  description:
    'Of one\'s own rooms: words, "phrases", beginnings* and filters (from:, in:, has:, before:, after:, on:, mentions:me, ' +
    "is:pinned). A page may be short and yet have a `cursor`: only without one it is the last.",
  security: needsBearer,
  request: { query: messageSearchSchema },
  responses: {
    200: json("A page of messages", messagesFound),
    ...refusals("unauthorized", "not_member", "not_found", "invalid", "rate_limited"),
  },
});

const people = createRoute({
  method: "get",
  path: "/api/search/people",
  tags: ["search"],
  summary: "Search for people",
  description: "By the beginning of a username or of a word of the name they show. Not for guests.",
  security: needsBearer,
  request: { query: peopleSearchSchema },
  responses: {
    200: json("Those that begin so", peopleFound),
    ...refusals("unauthorized", "forbidden", "invalid", "rate_limited"),
  },
});

export function addSearch(app: OpenAPIHono<AppEnv>, { search, tokens }: SearchDeps): void {
  const authenticated = bearer(tokens);
  app.openapi(
    { ...messages, middleware: [authenticated] },
    async (c) => c.json(await search.messages(c.get("principal"), c.req.valid("query")), 200),
  );
  app.openapi({ ...people, middleware: [authenticated] }, async (c) => {
    const { q, limit } = c.req.valid("query");
    return c.json({ users: [...await search.people(c.get("principal"), q, limit)] }, 200);
  });
}
