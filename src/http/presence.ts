import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { PresenceActions } from "../chat/presence_actions.ts";
import type { TokenAuthority } from "../chat/token_authority.ts";
import { pageQuerySchema } from "../protocol/page.ts";
import type { AppEnv } from "./app_env.ts";
import { bearer } from "./bearer.ts";
import { presencePage } from "./presence_schemas.ts";
import { idParams, json, needsBearer, refusals } from "./route_parts.ts";

export interface PresenceDeps {
  readonly presence: PresenceActions;
  readonly tokens: Pick<TokenAuthority, "verify">;
}

const show = createRoute({
  method: "get",
  path: "/api/rooms/{id}/presence",
  tags: ["members"],
  summary: "Who is here",
  description: "For members; the room does not exist for others. `online` names who has a live socket that reads the " +
    "room, unless they are too many; `members` is a page of all members, oldest first.",
  security: needsBearer,
  request: { params: idParams, query: pageQuerySchema },
  responses: {
    200: json("Who is online, and a page of members", presencePage),
    ...refusals("unauthorized", "not_found", "invalid"),
  },
});

export function addPresence(app: OpenAPIHono<AppEnv>, { presence, tokens }: PresenceDeps): void {
  app.openapi({ ...show, middleware: [bearer(tokens)] }, async (c) => {
    const page = await presence.of(c.get("principal"), c.req.valid("param").id, c.req.valid("query"));
    return c.json(page, 200);
  });
}
