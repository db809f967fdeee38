import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import * as z from "zod";
import type { RateLimiter } from "../chat/rate_limiter.ts";
import type { ReportActions } from "../chat/report_actions.ts";
import type { TokenAuthority } from "../chat/token_authority.ts";
import { seqParamSchema } from "../protocol/page.ts";
import {
  newReportSchema,
  reportDecisionSchema,
  reportSchema,
  reportsQuerySchema,
  reportsSchema,
  serverReportsQuerySchema,
} from "../protocol/report.ts";
import { adminOnly } from "./admin.ts";
import type { AppEnv } from "./app_env.ts";
import { bearer } from "./bearer.ts";
import { jsonBody } from "./json_body.ts";
import { body, bodyRefusals, idParam, idParams, json, needsAdmin, needsBearer, refusals } from "./route_parts.ts";

export interface ReportsDeps {
  readonly reports: ReportActions;
  readonly tokens: Pick<TokenAuthority, "verify">;
  readonly authLimiter: Pick<RateLimiter, "take" | "refund">;
  /** Absent: there is no administrator. */
  readonly adminKey?: string | undefined;
}

const [ada, bob, at] = ["66a0c1de9b3f4a0012345678", "66a0c1e29b3f4a0012345677", "2026-01-02T03:04:05.678Z"];
const example = {
  id: "66a0c3009b3f4a001234567b",
  room_id: "66a0c1f19b3f4a0012345679",
  seq: 42,
  state: "acted" as const,
  at,
  count: 1,
  reports: [{ user: { id: bob, username: "bob" }, reason: "Advertising", at }],
  decision: { by: { id: ada, username: "ada" }, at, note: "Removed" },
};
const view = reportSchema.meta({ id: "Report", example });
const views = reportsSchema.meta({ id: "Reports", example: { reports: [example] } });
const decision = body(reportDecisionSchema.meta({ id: "ReportDecision" }));
const description =
  "Newest first; `before`: the `id` of the last one of the page before. `message` is the message as it " +
  "stood when it was reported first, until the report is decided.";
const ofModerators = { tags: ["moderation"], security: needsBearer };
const ofAdministrator = { tags: ["administration"], security: needsAdmin };
const refused = ["unauthorized", "forbidden", "not_found"] as const;

const report = createRoute({
  ...ofModerators,
  method: "post",
  path: "/api/rooms/{id}/messages/{seq}/report",
  summary: "Report a message to those who moderate the room",
  description: "One user counts once for a message.",
  request: {
    params: z.strictObject({ id: idParam, seq: seqParamSchema }),
    body: body(newReportSchema.meta({ id: "NewReport" })),
  },
  responses: {
    204: { description: "Done" },
    ...refusals(...refused, "not_member", "message_deleted", "rate_limited", ...bodyRefusals),
  },
});

const list = createRoute({
  ...ofModerators,
  method: "get",
  path: "/api/rooms/{id}/reports",
  summary: "What was reported in the room (moderators)",
  description,
  request: { params: idParams, query: reportsQuerySchema },
  responses: { 200: json("A page of reports", views), ...refusals(...refused, "invalid") },
});

const decide = createRoute({
  ...ofModerators,
  method: "patch",
  path: "/api/rooms/{id}/reports/{report}",
  summary: "Decide a report (moderators)",
  request: { params: z.strictObject({ id: idParam, report: idParam }), body: decision },
  responses: { 200: json("The report", view), ...refusals(...refused, "already_decided", ...bodyRefusals) },
});

const listAll = createRoute({
  ...ofAdministrator,
  method: "get",
  path: "/api/admin/reports",
  summary: "What was reported in all rooms",
  description,
  request: { query: serverReportsQuerySchema },
  responses: { 200: json("A page of reports", views), ...refusals(...refused, "rate_limited", "invalid") },
});

const decideAny = createRoute({
  ...ofAdministrator,
  method: "patch",
  path: "/api/admin/reports/{id}",
  summary: "Decide a report of any room",
  request: { params: idParams, body: decision },
  responses: {
    200: json("The report", view),
    ...refusals(...refused, "already_decided", "rate_limited", ...bodyRefusals),
  },
});

export function addReports(app: OpenAPIHono<AppEnv>, { reports, tokens, authLimiter, adminKey }: ReportsDeps): void {
  const authenticated = bearer(tokens);
  const admin = adminOnly(adminKey, authLimiter);
  app.openapi({ ...report, middleware: [authenticated, jsonBody(true)] }, async (c) => {
    const { id, seq } = c.req.valid("param");
    await reports.report(c.get("principal"), id, seq, c.req.valid("json").reason);
    return c.body(null, 204);
  });
  app.openapi({ ...list, middleware: [authenticated] }, async (c) => {
    const found = await reports.ofRoom(c.get("principal"), c.req.valid("param").id, c.req.valid("query"));
    return c.json({ reports: [...found] }, 200);
  });
  app.openapi({ ...decide, middleware: [authenticated, jsonBody(true)] }, async (c) => {
    const { id, report } = c.req.valid("param");
    return c.json(await reports.decideInRoom(c.get("principal"), id, report, c.req.valid("json")), 200);
  });
  app.openapi({ ...listAll, middleware: [admin] }, async (c) => {
    return c.json({ reports: [...await reports.ofServer(c.req.valid("query"))] }, 200);
  });
  app.openapi({ ...decideAny, middleware: [admin, jsonBody(true)] }, async (c) => {
    return c.json(await reports.decide(c.req.valid("param").id, c.req.valid("json")), 200);
  });
}
