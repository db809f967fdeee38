import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { MentionActions } from "../chat/mention_actions.ts";
import type { TokenAuthority } from "../chat/token_authority.ts";
import { pageQuerySchema } from "../protocol/page.ts";
import type { AppEnv } from "./app_env.ts";
import { bearer } from "./bearer.ts";
import { mentionList } from "./message_schemas.ts";
import { needsBearer, ofJson, refusals, spliced } from "./route_parts.ts";

export interface MentionsDeps {
  readonly mentions: MentionActions;
  readonly tokens: Pick<TokenAuthority, "verify">;
}

const list = createRoute({
  method: "get",
  path: "/api/mentions",
  tags: ["attention"],
  summary: "The messages that mention one, or everybody in the room, of all rooms, newest first",
  description: "Each as it stands now, once, however often it names one. Of the newest 10,000.",
  security: needsBearer,
  request: { query: pageQuerySchema },
  responses: { 200: spliced("A page of messages", mentionList), ...refusals("unauthorized", "invalid") },
});

export function addMentions(app: OpenAPIHono<AppEnv>, { mentions, tokens }: MentionsDeps): void {
  app.openapi({ ...list, middleware: [bearer(tokens)] }, async (c) => {
    const { limit, offset } = c.req.valid("query");
    const found = await mentions.list(c.get("principal"), { limit, offset });
    const rows = found.mentions.map(({ room, seq, unread, message, asOf }) => {
      return `{"room_id":"${room}","seq":${seq},"unread":${unread},"as_of":${asOf},"message":${message}}`;
    });
    const paging = `"total":${found.total},"offset":${offset},"limit":${limit}`;
    return c.body(`{"mentions":[${rows.join(",")}],${paging}}`, 200, ofJson);
  });
}
