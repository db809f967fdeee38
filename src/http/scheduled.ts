import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { ScheduleActions } from "../chat/schedule_actions.ts";
import type { TokenAuthority } from "../chat/token_authority.ts";
import {
  newScheduledSchema,
  scheduledChangeSchema,
  scheduledListSchema,
  scheduledSchema,
} from "../protocol/scheduled.ts";
import type { AppEnv } from "./app_env.ts";
import { bearer } from "./bearer.ts";
import { jsonBody } from "./json_body.ts";
import { body, bodyRefusals, idParams, json, needsBearer, refusals } from "./route_parts.ts";

export interface ScheduledDeps {
  readonly schedule: ScheduleActions;
  readonly tokens: Pick<TokenAuthority, "verify">;
}

const tags = ["attention"];
const security = needsBearer;
const example = {
  id: "66a0c2009b3f4a001234567a",
  room_id: "66a0c1f19b3f4a0012345679",
  content: "Good morning",
  send_at: "2026-01-03T08:00:00.000Z",
  created_at: "2026-01-02T03:04:05.678Z",
  state: "waiting",
} as const;
const scheduled = scheduledSchema.meta({ id: "Scheduled", example });
const list = scheduledListSchema.meta({ id: "ScheduledList", example: { scheduled: [example] } });

const create = createRoute({
  method: "post",
  path: "/api/scheduled",
  tags,
  summary: "Have a message sent at a time to come",
  description: "Whether one may send it is judged when it is sent; if not, it is kept here with why. Not for guests.",
  security,
  request: { body: body(newScheduledSchema.meta({ id: "NewScheduled" })) },
  responses: {
    201: json("It waits", scheduled),
    ...refusals("unauthorized", "forbidden", "not_member", "not_found", "limit_reached", ...bodyRefusals),
  },
});

const all = createRoute({
  method: "get",
  path: "/api/scheduled",
  tags,
  summary: "One's messages that wait to be sent, or could not be, by time",
  security,
  responses: { 200: json("The messages", list), ...refusals("unauthorized") },
});

const change = createRoute({
  method: "patch",
  path: "/api/scheduled/{id}",
  tags,
  summary: "Change one that was not sent; one that failed waits again",
  security,
  request: { params: idParams, body: body(scheduledChangeSchema.meta({ id: "ScheduledChange" })) },
  responses: { 200: json("As it is now", scheduled), ...refusals("unauthorized", "not_found", ...bodyRefusals) },
});

const remove = createRoute({
  method: "delete",
  path: "/api/scheduled/{id}",
  tags,
  summary: "Have it not sent",
  security,
  request: { params: idParams },
  responses: { 204: { description: "It will not be sent" }, ...refusals("unauthorized", "not_found", "invalid") },
});

export function addScheduled(app: OpenAPIHono<AppEnv>, { schedule, tokens }: ScheduledDeps): void {
  const authenticated = bearer(tokens);
  app.openapi(
    { ...create, middleware: [authenticated, jsonBody(true)] },
    async (c) => c.json(await schedule.create(c.get("principal"), c.req.valid("json")), 201),
  );
  app.openapi(
    { ...all, middleware: [authenticated] },
    async (c) => c.json({ scheduled: [...await schedule.list(c.get("principal"))] }, 200),
  );
  app.openapi(
    { ...change, middleware: [authenticated, jsonBody(true)] },
    async (c) => c.json(await schedule.change(c.get("principal"), c.req.valid("param").id, c.req.valid("json")), 200),
  );
  app.openapi({ ...remove, middleware: [authenticated] }, async (c) => {
    await schedule.remove(c.get("principal"), c.req.valid("param").id);
    return c.body(null, 204);
  });
}
