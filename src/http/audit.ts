import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { AuditActions } from "../chat/audit_actions.ts";
import type { RateLimiter } from "../chat/rate_limiter.ts";
import type { TokenAuthority } from "../chat/token_authority.ts";
import { auditPageSchema, auditQuerySchema, type AuditRecord, serverAuditQuerySchema } from "../protocol/audit.ts";
import { adminOnly } from "./admin.ts";
import type { AppEnv } from "./app_env.ts";
import { bearer } from "./bearer.ts";
import { idParams, needsAdmin, needsBearer, refusals } from "./route_parts.ts";
import { textStream } from "./text_stream.ts";

export interface AuditDeps {
  readonly audit: AuditActions;
  readonly tokens: Pick<TokenAuthority, "verify">;
  readonly authLimiter: Pick<RateLimiter, "take" | "refund">;
  /** Absent: there is no administrator. */
  readonly adminKey?: string | undefined;
}

const jsonLines = "application/x-ndjson";

const page = auditPageSchema.meta({
  id: "AuditPage",
  example: {
    records: [{
      id: "66a0c3009b3f4a001234567b",
      at: "2026-01-02T03:04:05.678Z",
      action: "ban",
      actor: { id: "66a0c1de9b3f4a0012345678", username: "ada" },
      room_id: "66a0c1f19b3f4a0012345679",
      seq: 42,
      target: { id: "66a0c1e29b3f4a0012345677", username: "bob" },
      reason: "Advertising",
    }],
  },
});
const described = {
  description: "A page of them; as JSON lines all of them",
  content: { "application/json": { schema: page }, [jsonLines]: { schema: { type: "string" } } },
};
/** Described, but not typed: it is a page, or a stream of lines. */
const answer: { readonly description: string } = described;
const description =
  "Newest first; `before`: the `id` of the last one of the page before. With `format=jsonl`, or where " +
  "`Accept` asks for `application/x-ndjson`, all of them, one a line.";

const ofRoom = createRoute({
  method: "get",
  path: "/api/rooms/{id}/audit",
  tags: ["moderation"],
  summary: "What was done in the room by right, and by whom (administrators)",
  description,
  security: needsBearer,
  request: { params: idParams, query: auditQuerySchema },
  responses: { 200: answer, ...refusals("unauthorized", "forbidden", "not_found", "invalid") },
});

const ofServer = createRoute({
  method: "get",
  path: "/api/admin/audit",
  tags: ["administration"],
  summary: "The same of all rooms, those that are no more too, and what the administrator did",
  description,
  security: needsAdmin,
  request: { query: serverAuditQuerySchema },
  responses: { 200: answer, ...refusals("unauthorized", "forbidden", "not_found", "rate_limited", "invalid") },
});

export function addAudit(app: OpenAPIHono<AppEnv>, { audit, tokens, authLimiter, adminKey }: AuditDeps): void {
  app.openapi({ ...ofRoom, middleware: [bearer(tokens)] }, async (c) => {
    const { id } = c.req.valid("param");
    const { format, ...query } = c.req.valid("query");
    const actor = c.get("principal");
    if (wantsLines(c, format)) return lines(c, await audit.allOfRoom(actor, id, query));
    return c.json({ records: [...await audit.ofRoom(actor, id, query)] }, 200);
  });
  app.openapi({ ...ofServer, middleware: [adminOnly(adminKey, authLimiter)] }, async (c) => {
    const { format, ...query } = c.req.valid("query");
    if (wantsLines(c, format)) return lines(c, await audit.allOfServer(query));
    return c.json({ records: [...await audit.ofServer(query)] }, 200);
  });
}

function wantsLines(c: Context<AppEnv>, format: "json" | "jsonl" | undefined): boolean {
  return format === undefined ? c.req.header("accept")?.includes(jsonLines) === true : format === "jsonl";
}

function lines(c: Context<AppEnv>, pages: AsyncIterable<readonly AuditRecord[]>) {
  return c.body(textStream(linesOf(pages)), 200, {
    "Content-Type": jsonLines,
    "X-Content-Type-Options": "nosniff",
    "Content-Disposition": 'attachment; filename="parley-audit.jsonl"',
  });
}

async function* linesOf(pages: AsyncIterable<readonly AuditRecord[]>): AsyncGenerator<string> {
  for await (const page of pages) yield page.map((record) => `${JSON.stringify(record)}\n`).join("");
}
