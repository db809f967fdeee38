import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { AccountActions } from "../chat/accounts.ts";
import type { RateLimiter } from "../chat/rate_limiter.ts";
import type { TokenAuthority } from "../chat/token_authority.ts";
import { credentialsSchema, guestSchema, registrationSchema } from "../protocol/user.ts";
import type { AppEnv } from "./app_env.ts";
import { authLimit } from "./auth_limit.ts";
import { bearer } from "./bearer.ts";
import { jsonBody } from "./json_body.ts";
import { body, bodyRefusals, json, needsBearer, refusals } from "./route_parts.ts";
import * as schemas from "./schemas.ts";

export interface AuthDeps {
  readonly accounts: Pick<AccountActions, "register" | "login" | "guest" | "me">;
  readonly tokens: Pick<TokenAuthority, "verify" | "revoke">;
  readonly authLimiter: Pick<RateLimiter, "take">;
}

const tags = ["accounts"];
const attemptRefusals = [...bodyRefusals, "rate_limited"] as const;

const register = createRoute({
  method: "post",
  path: "/api/auth/register",
  tags,
  summary: "Make an account",
  request: { body: body(registrationSchema.meta({ id: "Registration" })) },
  responses: {
    201: json("The account", schemas.account),
    ...refusals(...attemptRefusals, "username_taken", "email_taken", "overloaded"),
  },
});

const login = createRoute({
  method: "post",
  path: "/api/auth/login",
  tags,
  summary: "Log in by email or username",
  description: "`email` may hold the username too. An unknown user and a wrong password are told alike.",
  request: { body: body(credentialsSchema.meta({ id: "Credentials" })) },
  responses: {
    200: json("The token and whose it is", schemas.login),
    ...refusals(...attemptRefusals, "invalid_credentials", "account_disabled", "overloaded"),
  },
});

const guest = createRoute({
  method: "post",
  path: "/api/auth/guest",
  tags,
  summary: "Come in without an account",
  request: { body: body(guestSchema.meta({ id: "Guest" })) },
  responses: {
    201: json("The token and the guest", schemas.guestLogin),
    ...refusals(...attemptRefusals, "username_taken"),
  },
});

const logout = createRoute({
  method: "post",
  path: "/api/auth/logout",
  tags,
  summary: "Give the token back",
  description: "The token is refused from now on and its sessions are closed.",
  security: needsBearer,
  responses: { 204: { description: "Done" }, ...refusals("unauthorized") },
});

const me = createRoute({
  method: "get",
  path: "/api/auth/me",
  tags,
  summary: "Whose token this is",
  security: needsBearer,
  responses: { 200: json("The account, or what a guest's token says", schemas.me), ...refusals("unauthorized") },
});

export function addAuth(app: OpenAPIHono<AppEnv>, { accounts, tokens, authLimiter }: AuthDeps): void {
  const attempt = [authLimit(authLimiter), jsonBody(true)];
  const authenticated = [bearer(tokens)];
  app.openapi(
    { ...register, middleware: attempt },
    async (c) => c.json(await accounts.register(c.req.valid("json")), 201),
  );
  app.openapi({ ...login, middleware: attempt }, async (c) => c.json(await accounts.login(c.req.valid("json")), 200));
  app.openapi(
    { ...guest, middleware: attempt },
    async (c) => c.json(await accounts.guest(c.req.valid("json").username), 201),
  );
  app.openapi({ ...logout, middleware: authenticated }, async (c) => {
    await tokens.revoke(c.get("principal"));
    return c.body(null, 204);
  });
  app.openapi({ ...me, middleware: authenticated }, async (c) => c.json(await accounts.me(c.get("principal")), 200));
}
