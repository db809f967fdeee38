import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { TokenAuthority } from "../chat/token_authority.ts";
import { ticketSeconds } from "../limits.ts";
import type { AppEnv } from "./app_env.ts";
import { bearer } from "./bearer.ts";
import { json, needsBearer, refusals } from "./route_parts.ts";
import * as schemas from "./schemas.ts";

const issue = createRoute({
  method: "post",
  path: "/api/ws-ticket",
  tags: ["accounts"],
  summary: "A ticket for one WebSocket",
  description: "For browsers, which can send no header with a WebSocket: offer the subprotocols `parley.v1` and " +
    "`ticket.<ticket>`. It works once, and only for a moment.",
  security: needsBearer,
  responses: { 200: json("The ticket and its seconds", schemas.ticket), ...refusals("unauthorized") },
});

export function addTickets(app: OpenAPIHono<AppEnv>, tokens: Pick<TokenAuthority, "verify" | "mintTicket">): void {
  app.openapi({ ...issue, middleware: [bearer(tokens)] }, async (c) => {
    const ticket = await tokens.mintTicket(c.get("principal"));
    return c.json({ ticket, expires_in: ticketSeconds }, 200);
  });
}
