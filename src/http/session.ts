import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Context, MiddlewareHandler } from "hono";
import type { AccountActions } from "../chat/accounts.ts";
import type { RateLimiter } from "../chat/rate_limiter.ts";
import type { TokenAuthority } from "../chat/token_authority.ts";
import type { Clock } from "../ports/clock.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Session } from "../protocol/session.ts";
import { credentialsSchema, guestSchema, registrationSchema } from "../protocol/user.ts";
import type { AppEnv } from "./app_env.ts";
import { authLimit } from "./auth_limit.ts";
import { jsonBody } from "./json_body.ts";
import { body, bodyRefusals, json, needsSession, refusals } from "./route_parts.ts";
import * as schemas from "./schemas.ts";
import { clearSessionCookie, readSessionCookie, requireOwnPage, setSessionCookie } from "./session_cookie.ts";

export interface SessionDeps {
  readonly accounts: Pick<AccountActions, "register" | "login" | "guest" | "me">;
  readonly tokens: Pick<TokenAuthority, "mint" | "verify" | "revoke" | "renew">;
  readonly authLimiter: Pick<RateLimiter, "take">;
  readonly clock: Clock;
}

const tags = ["accounts"];
const attemptRefusals = [...bodyRefusals, "origin_refused", "rate_limited"] as const;
const description = "For pages of this server: the token goes into a cookie that scripts cannot read, and is not in " +
  "the answer.";

const register = createRoute({
  method: "post",
  path: "/api/session/register",
  tags,
  summary: "Make an account and begin a session",
  description,
  request: { body: body(registrationSchema.meta({ id: "Registration" })) },
  responses: {
    201: json("The session", schemas.session),
    ...refusals(...attemptRefusals, "username_taken", "email_taken", "overloaded"),
  },
});

const login = createRoute({
  method: "post",
  path: "/api/session/login",
  tags,
  summary: "Begin a session by email or username",
  description,
  request: { body: body(credentialsSchema.meta({ id: "Credentials" })) },
  responses: {
    200: json("The session", schemas.session),
    ...refusals(...attemptRefusals, "invalid_credentials", "account_disabled", "overloaded"),
  },
});

const guest = createRoute({
  method: "post",
  path: "/api/session/guest",
  tags,
  summary: "Begin a session without an account",
  description,
  request: { body: body(guestSchema.meta({ id: "Guest" })) },
  responses: { 201: json("The session", schemas.session), ...refusals(...attemptRefusals, "username_taken") },
});

const show = createRoute({
  method: "get",
  path: "/api/session",
  tags,
  summary: "Whose session this is",
  security: needsSession,
  responses: { 200: json("The session", schemas.session), ...refusals("unauthorized", "origin_refused") },
});

const end = createRoute({
  method: "delete",
  path: "/api/session",
  tags,
  summary: "End the session",
  description: "Everything that was opened with it is closed. Also 204 where there is none.",
  responses: { 204: { description: "Done" }, ...refusals("origin_refused") },
});

/** Only pages of this server: no other page may log its visitor in as somebody, either. */
const ownPage: MiddlewareHandler<AppEnv> = async (c, next) => {
  requireOwnPage(c);
  await next();
};

export function addSession(app: OpenAPIHono<AppEnv>, deps: SessionDeps): void {
  const { accounts, tokens, authLimiter } = deps;
  const attempt = [ownPage, authLimit(authLimiter), jsonBody(true)];
  app.openapi({ ...register, middleware: attempt }, async (c) => {
    const { id, username } = await accounts.register(c.req.valid("json"));
    return c.json(await begin(c, deps, await tokens.mint({ id, username, guest: false })), 201);
  });
  app.openapi({ ...login, middleware: attempt }, async (c) => {
    const { token } = await accounts.login(c.req.valid("json"));
    return c.json(await begin(c, deps, token), 200);
  });
  app.openapi({ ...guest, middleware: attempt }, async (c) => {
    const { token } = await accounts.guest(c.req.valid("json").username);
    return c.json(await begin(c, deps, token), 201);
  });
  app.openapi({ ...show, middleware: [ownPage] }, async (c) => {
    const token = readSessionCookie(c);
    if (token === undefined) throw new ParleyError("unauthorized");
    const principal = await tokens.verify(token);
    const newer = await tokens.renew(token, principal);
    if (newer !== undefined) return c.json(await keep(c, deps, newer), 200);
    return c.json(await sessionOf(deps, principal), 200);
  });
  app.openapi({ ...end, middleware: [ownPage] }, async (c) => {
    await endFormer(c, tokens);
    clearSessionCookie(c);
    return c.body(null, 204);
  });
}

/** Any call with the cookie in the second half of its time renews it, so that who uses the page stays logged in. */
export function sessionRenewal({ tokens, clock }: Pick<SessionDeps, "tokens" | "clock">): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    await next();
    const token = c.get("sessionToken");
    if (token === undefined) return;
    const newer = await tokens.renew(token, c.get("principal"));
    if (newer !== undefined) setSessionCookie(c, newer, (await tokens.verify(newer)).expiresAt, clock.now());
  };
}

/** A session begins with a token that nobody had before, and ends the one that the browser had. */
async function begin(c: Context<AppEnv>, deps: SessionDeps, token: string): Promise<Session> {
  await endFormer(c, deps.tokens);
  return await keep(c, deps, token);
}

async function keep(c: Context<AppEnv>, deps: SessionDeps, token: string): Promise<Session> {
  const principal = await deps.tokens.verify(token);
  const session = await sessionOf(deps, principal);
  setSessionCookie(c, token, principal.expiresAt, deps.clock.now());
  return session;
}

type Verified = Awaited<ReturnType<TokenAuthority["verify"]>>;

async function sessionOf({ accounts }: SessionDeps, principal: Verified): Promise<Session> {
  return { user: await accounts.me(principal), expires_at: new Date(principal.expiresAt).toISOString() };
}

async function endFormer(c: Context<AppEnv>, tokens: SessionDeps["tokens"]): Promise<void> {
  const token = readSessionCookie(c);
  if (token === undefined) return;
  const former = await tokens.verify(token).catch((error: unknown) => {
    // Over already: nothing is left to end.
    if (error instanceof ParleyError && error.code === "unauthorized") return undefined;
    throw error;
  });
  if (former !== undefined) await tokens.revoke(former);
}
