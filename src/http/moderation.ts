import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import * as z from "zod";
import type { ModerationActions } from "../chat/moderation.ts";
import type { TokenAuthority } from "../chat/token_authority.ts";
import { idSchema } from "../protocol/id.ts";
import {
  newSanctionSchema,
  ownerChangeSchema,
  roleChangeSchema,
  sanctionsQuerySchema,
} from "../protocol/moderation.ts";
import type { AppEnv } from "./app_env.ts";
import { bearer } from "./bearer.ts";
import { jsonBody } from "./json_body.ts";
import { body, bodyRefusals, idParam, idParams, json, needsBearer, refusals } from "./route_parts.ts";
import * as schemas from "./schemas.ts";
import { bans, mutes, oneMember } from "./moderation_schemas.ts";

export interface ModerationRoutesDeps {
  readonly moderation: ModerationActions;
  readonly tokens: Pick<TokenAuthority, "verify">;
}

const tags = ["moderation"];
const security = needsBearer;
const params = z.strictObject({ id: idParam, user: idParam });
const refused = ["unauthorized", "forbidden", "not_found"] as const;
const done = { 204: { description: "Done" } };

const one = createRoute({
  method: "get",
  path: "/api/rooms/{id}/members/{user}",
  tags,
  summary: "One member, or `me`",
  description: "`muted` and `wait_ms` (slow mode) are told to the member, and to who may mute members.",
  security,
  request: {
    params: z.strictObject({
      id: idParam,
      user: z.union([idSchema, z.literal("me")]).meta({ description: "The user's id, or `me`", example: "me" }),
    }),
  },
  responses: {
    200: json("The member", oneMember),
    ...refusals("unauthorized", "not_found", "not_member", "invalid"),
  },
});

const role = createRoute({
  method: "put",
  path: "/api/rooms/{id}/members/{user}/role",
  tags,
  summary: "Give a member a role (of less than one's own, to one of less than one's own)",
  security,
  request: { params, body: body(roleChangeSchema.meta({ id: "RoleChange" })) },
  responses: {
    200: json("The member", schemas.member),
    ...refusals(...refused, "not_member", "overloaded", ...bodyRefusals),
  },
});

const owner = createRoute({
  method: "put",
  path: "/api/rooms/{id}/owner",
  tags,
  summary: "Hand the room on to a member (its owner)",
  description: "Who owned it is an administrator from then on. `creator_id` stays who made it.",
  security,
  request: { params: idParams, body: body(ownerChangeSchema.meta({ id: "OwnerChange" })) },
  responses: {
    200: json("The new owner", schemas.member),
    ...refusals(...refused, "not_member", "overloaded", ...bodyRefusals),
  },
});

/** The three calls of a kind of sanction. */
function routesOf(kind: "ban" | "mute", page: z.ZodType, what: string) {
  const path = `/api/rooms/{id}/${kind}s/{user}` as const;
  const sanctionBody = {
    required: false,
    content: { "application/json": { schema: newSanctionSchema.meta({ id: "NewSanction" }) } },
  };
  return {
    impose: createRoute({
      method: "put",
      path,
      tags,
      summary: what,
      description: "`seconds` are counted from the event; without them it is for ever. Saying it anew replaces it.",
      security,
      request: { params, body: sanctionBody },
      responses: { ...done, ...refusals(...refused, "not_member", "overloaded", ...bodyRefusals) },
    }),
    lift: createRoute({
      method: "delete",
      path,
      tags,
      summary: `Lift a ${kind}`,
      security,
      request: { params },
      responses: { ...done, ...refusals(...refused, "not_member", "overloaded", "invalid") },
    }),
    list: createRoute({
      method: "get",
      path: `/api/rooms/{id}/${kind}s`,
      tags,
      summary: `The ${kind}s that hold, newest first`,
      description: "`before`: the `seq` of the last one of the page before.",
      security,
      request: { params: idParams, query: sanctionsQuerySchema },
      responses: { 200: json("A page of them", page), ...refusals(...refused, "not_member", "invalid") },
    }),
  };
}

const ofBans = routesOf("ban", bans, "Ban somebody, who need not be a member; ends a membership");
const ofMutes = routesOf("mute", mutes, "Mute somebody: reads on, and says nothing");

export function addModeration(app: OpenAPIHono<AppEnv>, { moderation, tokens }: ModerationRoutesDeps): void {
  const authenticated = bearer(tokens);
  const withBody = [authenticated, jsonBody(true)];
  app.openapi({ ...one, middleware: [authenticated] }, async (c) => {
    const { id, user } = c.req.valid("param");
    const principal = c.get("principal");
    return c.json(await moderation.member(principal, id, user === "me" ? principal.id : user), 200);
  });
  app.openapi({ ...role, middleware: withBody }, async (c) => {
    const { id, user } = c.req.valid("param");
    return c.json(await moderation.setRole(c.get("principal"), id, user, c.req.valid("json").role), 200);
  });
  app.openapi({ ...owner, middleware: withBody }, async (c) => {
    const { user_id } = c.req.valid("json");
    return c.json(await moderation.transfer(c.get("principal"), c.req.valid("param").id, user_id), 200);
  });
  for (const [kind, { impose, lift, list }] of [["ban", ofBans], ["mute", ofMutes]] as const) {
    app.openapi({ ...impose, middleware: [authenticated, jsonBody(false)] }, async (c) => {
      const { id, user } = c.req.valid("param");
      await moderation[kind](c.get("principal"), id, user, c.req.valid("json"));
      return c.body(null, 204);
    });
    app.openapi({ ...lift, middleware: [authenticated] }, async (c) => {
      const { id, user } = c.req.valid("param");
      await moderation.lift(c.get("principal"), id, user, kind);
      return c.body(null, 204);
    });
    app.openapi({ ...list, middleware: [authenticated] }, async (c) => {
      const { limit, before } = c.req.valid("query");
      const page = { limit, ...(before === undefined ? {} : { before }) };
      const found = await moderation.sanctions(c.get("principal"), c.req.valid("param").id, kind, page);
      return c.json(kind === "ban" ? { bans: [...found] } : { mutes: [...found] }, 200);
    });
  }
}
