import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import * as z from "zod";
import type { AccountActions } from "../chat/accounts.ts";
import type { TokenAuthority } from "../chat/token_authority.ts";
import { idSchema } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import { profileChangeSchema, profilesQuerySchema } from "../protocol/user.ts";
import type { AppEnv } from "./app_env.ts";
import { bearer } from "./bearer.ts";
import { jsonBody } from "./json_body.ts";
import { body, bodyRefusals, json, needsBearer, refusals } from "./route_parts.ts";
import * as schemas from "./schemas.ts";

export interface UsersDeps {
  readonly accounts: Pick<AccountActions, "profile" | "profiles" | "updateProfile">;
  readonly tokens: Pick<TokenAuthority, "verify">;
}

const params = z.strictObject({
  id: z.union([idSchema, z.literal("me")]).meta({ description: "24 hexadecimal characters, or `me`", example: "me" }),
});

const show = createRoute({
  method: "get",
  path: "/api/users/{id}",
  tags: ["users"],
  summary: "A user's profile",
  security: needsBearer,
  request: { params },
  responses: { 200: json("The profile", schemas.profile), ...refusals("unauthorized", "not_found", "invalid") },
});

const several = createRoute({
  method: "get",
  path: "/api/users",
  tags: ["users"],
  summary: "Several profiles",
  description: "Who watches a room's presence is told of changes in it; ask again for others when they are shown.",
  security: needsBearer,
  request: { query: profilesQuerySchema },
  responses: { 200: json("Those that exist", schemas.profiles), ...refusals("unauthorized", "invalid") },
});

const change = createRoute({
  method: "patch",
  path: "/api/users/{id}",
  tags: ["users"],
  summary: "Change one's own profile",
  security: needsBearer,
  request: { params, body: body(profileChangeSchema.meta({ id: "ProfileChange" })) },
  responses: {
    200: json("The profile after the change", schemas.profile),
    ...refusals("unauthorized", "forbidden", ...bodyRefusals),
  },
});

export function addUsers(app: OpenAPIHono<AppEnv>, { accounts, tokens }: UsersDeps): void {
  const authenticated = bearer(tokens);
  app.openapi({ ...show, middleware: [authenticated] }, async (c) => {
    const { id } = c.req.valid("param");
    return c.json(await accounts.profile(id === "me" ? c.get("principal").id : id), 200);
  });
  app.openapi({ ...several, middleware: [authenticated] }, async (c) => {
    return c.json({ users: [...await accounts.profiles(c.req.valid("query").ids)] }, 200);
  });
  app.openapi({ ...change, middleware: [authenticated, jsonBody(true)] }, async (c) => {
    const { id } = c.req.valid("param");
    const principal = c.get("principal");
    if (id !== "me" && id !== principal.id) throw new ParleyError("forbidden", "This profile is another user's");
    return c.json(await accounts.updateProfile(principal, c.req.valid("json")), 200);
  });
}
