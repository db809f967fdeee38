import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import * as z from "zod";
import type { AvatarActions } from "../chat/avatars.ts";
import type { TokenAuthority } from "../chat/token_authority.ts";
import { avatarBytesMax, avatarCacheSeconds } from "../limits.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { AppEnv } from "./app_env.ts";
import { bearer } from "./bearer.ts";
import { bodyBytes, requirePlain } from "./body_bytes.ts";
import { idParam, json, needsBearer, refusals } from "./route_parts.ts";
import * as schemas from "./schemas.ts";

export interface AvatarsDeps {
  readonly avatars: AvatarActions;
  readonly tokens: Pick<TokenAuthority, "verify">;
}

const tags = ["users"];
const file = { type: "string", format: "binary" } as const;
const pictures = Object.fromEntries(
  ["image/png", "image/jpeg", "image/webp"].map((type) => [type, { schema: file }]),
);

const put = createRoute({
  method: "put",
  path: "/api/users/me/avatar",
  tags,
  summary: "Upload a small picture of oneself",
  description: "PNG, JPEG or WebP, by its content; it must not move. Only the picture is kept: no place, no camera.",
  security: needsBearer,
  request: { body: { required: true, content: pictures } },
  responses: {
    200: json("The profile after the change", schemas.profile),
    ...refusals("unauthorized", "forbidden", "bad_request", "too_large", "unsupported_media_type", "invalid"),
  },
});

const remove = createRoute({
  method: "delete",
  path: "/api/users/me/avatar",
  tags,
  summary: "Take the picture away",
  security: needsBearer,
  responses: { 200: json("The profile after the change", schemas.profile), ...refusals("unauthorized", "forbidden") },
});

const show = createRoute({
  method: "get",
  path: "/api/users/{id}/avatar",
  tags,
  summary: "The picture at the address that a profile names",
  description: "`v` is part of that address, and all that is needed: pages show pictures without a token.",
  request: {
    params: z.strictObject({ id: idParam }),
    query: z.strictObject({ v: z.string().regex(/^[0-9a-f]{32}$/, "Expected 32 hexadecimal characters") }),
  },
  responses: {
    200: { description: "The picture", content: pictures },
    304: { description: "It is the one that the browser has" },
    ...refusals("not_found", "invalid"),
  },
});

/** Nothing of a picture runs, wherever it is opened; and any page may show it, since embeds do. */
const pictureHeaders = {
  "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
  "Cross-Origin-Resource-Policy": "cross-origin",
  "Content-Disposition": "inline",
  "X-Content-Type-Options": "nosniff",
  "Cache-Control": `private, max-age=${avatarCacheSeconds}, immutable`,
} as const;

export function addAvatars(app: OpenAPIHono<AppEnv>, { avatars, tokens }: AvatarsDeps): void {
  const authenticated = bearer(tokens);
  app.openapi({ ...put, middleware: [authenticated] }, async (c) => {
    requirePlain(c);
    // What it says it is decides nothing, but a form cannot say that it is a picture.
    if (!/^image\//i.test(c.req.header("content-type") ?? "")) throw notAPicture();
    return c.json(await avatars.put(c.get("principal"), await bodyBytes(c, avatarBytesMax)), 200);
  });
  app.openapi(
    { ...remove, middleware: [authenticated] },
    async (c) => c.json(await avatars.remove(c.get("principal")), 200),
  );
  app.openapi(show, async (c) => {
    const { type, digest, bytes } = await avatars.get(c.req.valid("param").id, c.req.valid("query").v);
    const headers = { ...pictureHeaders, "ETag": `"${digest}"` };
    if (c.req.header("if-none-match") === headers.ETag) return c.body(null, 304, headers);
    return c.body(bytes, 200, { ...headers, "Content-Type": type });
  });
}

function notAPicture(): ParleyError {
  return new ParleyError("unsupported_media_type", "The body must be a picture: image/png, image/jpeg or image/webp");
}
