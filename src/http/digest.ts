import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import * as z from "zod";
import type { DigestActions } from "../chat/digest_actions.ts";
import type { MailDeed } from "../chat/mail_links.ts";
import type { TokenAuthority } from "../chat/token_authority.ts";
import { digestInputSchema, digestSchema } from "../protocol/digest.ts";
import type { AppEnv } from "./app_env.ts";
import { bearer } from "./bearer.ts";
import { jsonBody } from "./json_body.ts";
import { body, bodyRefusals, json, needsBearer, refusals } from "./route_parts.ts";

export interface DigestDeps {
  readonly digest: DigestActions;
  readonly tokens: Pick<TokenAuthority, "verify">;
}

const tags = ["attention"];
const digest = digestSchema.meta({ id: "Digest", example: { state: "on", email: "ada@example.com" } });
const usual = refusals("unauthorized", "forbidden", "not_found");

const show = createRoute({
  method: "get",
  path: "/api/notifications/digest",
  tags,
  summary: "Whether one is told by mail what one missed",
  security: needsBearer,
  responses: { 200: json("Whether, and where", digest), ...usual },
});

const change = createRoute({
  method: "put",
  path: "/api/notifications/digest",
  tags,
  summary: "Be told by mail what one missed, or no more",
  description: "Its reader has to confirm the address first: a mail with a link is sent.",
  security: needsBearer,
  request: { body: body(digestInputSchema.meta({ id: "DigestInput" })) },
  responses: {
    200: json("Whether, and where", digest),
    ...usual,
    ...refusals("unauthorized", "forbidden", "not_found", "rate_limited", ...bodyRefusals),
  },
});

const linkParams = z.strictObject({ token: z.string().min(1).max(1_024).regex(/^[\w-]+\.[\w-]+$/) });
const page = { description: "A page", content: { "text/html": { schema: z.string() } } };

const look = createRoute({
  method: "get",
  path: "/api/mail/{token}",
  tags,
  summary: "The page that a link of a mail leads to: it changes nothing",
  request: { params: linkParams },
  responses: { 200: page, ...refusals("not_found", "invalid") },
});

const follow = createRoute({
  method: "post",
  path: "/api/mail/{token}",
  tags,
  summary: "Do what a link of a mail says: confirm an address, or no more mail (RFC 8058)",
  description: "Without logging in: the link is signed, and only who got the mail has it. Any body is taken.",
  request: { params: linkParams },
  responses: { 200: page, ...refusals("not_found", "invalid") },
});

const policy = "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

export function addDigest(app: OpenAPIHono<AppEnv>, { digest, tokens }: DigestDeps): void {
  const authenticated = bearer(tokens);
  app.openapi(
    { ...show, middleware: [authenticated] },
    async (c) => c.json(await digest.show(c.get("principal")), 200),
  );
  app.openapi(
    { ...change, middleware: [authenticated, jsonBody(true)] },
    async (c) => c.json(await digest.change(c.get("principal"), c.req.valid("json")), 200),
  );
  app.openapi(look, (c) => {
    const deed = digest.linked(c.req.valid("param").token);
    c.header("Content-Security-Policy", policy);
    return c.html(pageOf(`<form method="post"><button>${wordsOf(deed).question}</button></form>`), 200);
  });
  app.openapi(follow, async (c) => {
    const deed = await digest.follow(c.req.valid("param").token);
    c.header("Content-Security-Policy", policy);
    return c.html(pageOf(`<p>${wordsOf(deed).done}</p>`), 200);
  });
}

function wordsOf({ kind }: MailDeed): { readonly question: string; readonly done: string } {
  return kind === "confirm"
    ? { question: "Send me by mail what I miss", done: "You will be told by mail what you miss." }
    : { question: "Send me no more mail", done: "You will get no more mail." };
}

/** Nothing of a user's is in it. */
function pageOf(content: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
    `<title>Mail</title><main><h1>Mail</h1>${content}<p><a href="../../">To the chat</a></p></main></html>\n`;
}
