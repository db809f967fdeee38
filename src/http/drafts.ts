import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import * as z from "zod";
import type { DraftActions } from "../chat/draft_actions.ts";
import type { TokenAuthority } from "../chat/token_authority.ts";
import { draftInputSchema, draftSchema, draftsSchema } from "../protocol/draft.ts";
import { seqQuery } from "../protocol/page.ts";
import type { AppEnv } from "./app_env.ts";
import { bearer } from "./bearer.ts";
import { jsonBody } from "./json_body.ts";
import { body, bodyRefusals, idParams, json, needsBearer, refusals } from "./route_parts.ts";

export interface DraftsDeps {
  readonly drafts: DraftActions;
  readonly tokens: Pick<TokenAuthority, "verify">;
}

const tags = ["attention"];
const security = needsBearer;
const example = {
  room_id: "66a0c1f19b3f4a0012345679",
  content: "I was about to say",
  updated_at: "2026-01-02T03:04:05.678Z",
};
const draft = draftSchema.meta({ id: "Draft", example });
const drafts = draftsSchema.meta({ id: "Drafts", example: { drafts: [example] } });
const query = z.strictObject({ thread: seqQuery.optional() });

const put = createRoute({
  method: "put",
  path: "/api/rooms/{id}/draft",
  tags,
  summary: "Keep what one has begun to write in a room, or in a thread of it",
  description: "For the user, not for a device: the others are told by the frame `own`. The last that is put counts.",
  security,
  request: { params: idParams, body: body(draftInputSchema.meta({ id: "DraftInput" })) },
  responses: {
    200: json("As it is kept", draft),
    ...refusals("unauthorized", "not_member", "not_found", "limit_reached", ...bodyRefusals),
  },
});

const show = createRoute({
  method: "get",
  path: "/api/rooms/{id}/draft",
  tags,
  summary: "What one has begun to write in a room, or in a thread of it",
  security,
  request: { params: idParams, query },
  responses: { 200: json("The draft", draft), ...refusals("unauthorized", "not_found", "invalid") },
});

const remove = createRoute({
  method: "delete",
  path: "/api/rooms/{id}/draft",
  tags,
  summary: "Forget it: it was sent, or is not to be",
  security,
  request: { params: idParams, query },
  responses: { 204: { description: "There is none" }, ...refusals("unauthorized", "invalid") },
});

const list = createRoute({
  method: "get",
  path: "/api/drafts",
  tags,
  summary: "All one's drafts, the newest first",
  security,
  responses: { 200: json("The drafts", drafts), ...refusals("unauthorized") },
});

export function addDrafts(app: OpenAPIHono<AppEnv>, { drafts, tokens }: DraftsDeps): void {
  const authenticated = bearer(tokens);
  app.openapi(
    { ...put, middleware: [authenticated, jsonBody(true)] },
    async (c) => c.json(await drafts.put(c.get("principal"), c.req.valid("param").id, c.req.valid("json")), 200),
  );
  app.openapi({ ...show, middleware: [authenticated] }, async (c) => {
    const { thread } = c.req.valid("query");
    return c.json(await drafts.get(c.get("principal"), c.req.valid("param").id, thread), 200);
  });
  app.openapi({ ...remove, middleware: [authenticated] }, async (c) => {
    await drafts.remove(c.get("principal"), c.req.valid("param").id, c.req.valid("query").thread);
    return c.body(null, 204);
  });
  app.openapi(
    { ...list, middleware: [authenticated] },
    async (c) => c.json({ drafts: [...await drafts.list(c.get("principal"))] }, 200),
  );
}
