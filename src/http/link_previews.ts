import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import * as z from "zod";
import type { LinkActions } from "../chat/links/link_actions.ts";
import type { TokenAuthority } from "../chat/token_authority.ts";
import { linkPreviewsSchema } from "../protocol/link_preview.ts";
import { seqParamSchema } from "../protocol/page.ts";
import type { AppEnv } from "./app_env.ts";
import { bearer } from "./bearer.ts";
import { safeHeaders } from "./file_content.ts";
import { bytesAnswer } from "./file_parts.ts";
import { idParam, json, needsBearer, refusals } from "./route_parts.ts";

export interface LinkPreviewsDeps {
  readonly links: LinkActions;
  readonly tokens: Pick<TokenAuthority, "verify">;
}

const described = { tags: ["messages"], security: needsBearer };
const ofMessage = { id: idParam, seq: seqParamSchema };
const usualRefusals = refusals("unauthorized", "not_member", "not_found", "invalid", "rate_limited", "overloaded");

const answer = linkPreviewsSchema.meta({
  id: "LinkPreviews",
  example: {
    previews: [{
      link: "https://example.com/tea",
      url: "https://example.com/tea",
      host: "example.com",
      title: "How to make tea",
      description: "With water that has just boiled.",
      site: "Example",
      picture: {
        url: "/api/rooms/66a0c1f19b3f4a0012345679/messages/7/previews/0d8f3c1b2a495867a1b2c3d4e5f60718",
        width: 1200,
        height: 630,
        blur: "3OcRJYB4d3h/iIeHeEh3eIhw+j2w",
      },
      fetched_at: "2026-01-02T03:04:05.678Z",
    }],
  },
});

const previews = createRoute({
  ...described,
  method: "get",
  path: "/api/rooms/{id}/messages/{seq}/previews",
  summary: "Where the links of a message lead",
  description: "Answered when all of them were looked at, which can take some seconds the first time.",
  request: { params: z.strictObject(ofMessage) },
  responses: { 200: json("What is there, of those that lead somewhere", answer), ...usualRefusals },
});

const picture = createRoute({
  ...described,
  method: "get",
  path: "/api/rooms/{id}/messages/{seq}/previews/{key}",
  summary: "The small copy of the picture of a page that a message links to",
  request: {
    params: z.strictObject({
      ...ofMessage,
      key: z.string().regex(/^[0-9a-f]{32}$/).meta({ description: "As the preview names it" }),
    }),
  },
  responses: { 200: bytesAnswer, 304: { description: "It is the one that the browser has" }, ...usualRefusals },
});

export function addLinkPreviews(app: OpenAPIHono<AppEnv>, { links, tokens }: LinkPreviewsDeps): void {
  const authenticated = bearer(tokens);
  app.openapi({ ...previews, middleware: [authenticated] }, async (c) => {
    const { id, seq } = c.req.valid("param");
    return c.json({ previews: [...await links.previews(c.get("principal"), id, seq)] }, 200);
  });
  app.openapi({ ...picture, middleware: [authenticated] }, async (c) => {
    const { id, seq, key } = c.req.valid("param");
    const { bytes, type, at } = await links.picture(c.get("principal"), id, seq, key);
    const etag = `"${key}-${at}"`;
    const headers = { ...safeHeaders, "ETag": etag, "Content-Type": type, "Content-Disposition": "inline" };
    if (c.req.header("if-none-match") === etag) return c.body(null, 304, headers) as never;
    return c.body(bytes, 200, headers) as never;
  });
}
