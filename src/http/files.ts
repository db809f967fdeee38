import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { FileActions } from "../chat/files/file_actions.ts";
import type { TokenAuthority } from "../chat/token_authority.ts";
import type { Clock } from "../ports/clock.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { AppEnv } from "./app_env.ts";
import { bearer } from "./bearer.ts";
import { requirePlain } from "./body_bytes.ts";
import { bodyPieces } from "./body_pieces.ts";
import { file, pieceBody, tags } from "./file_parts.ts";
import { idParams, json, needsBearer, refusals } from "./route_parts.ts";
import * as tus from "./tus_headers.ts";

export interface FilesDeps {
  readonly files: FileActions;
  readonly tokens: Pick<TokenAuthority, "verify">;
  readonly clock: Clock;
}

const begin = createRoute({
  method: "post",
  path: "/api/files",
  tags,
  summary: "Begin an upload (tus 1.0.0)",
  description:
    "`Tus-Resumable: 1.0.0`, `Upload-Length` in bytes, and `Upload-Metadata` with `room_id`, `filename` and, of " +
    "sounds and films, `duration` in seconds, each in base64. The answer's `Location` takes the bytes.",
  security: needsBearer,
  responses: {
    201: { description: "It is begun: go on at `Location`" },
    ...refusals("unauthorized", "not_member", "not_found", "bad_request", "invalid", "quota_reached", "tus_version"),
    ...refusals("too_large", "rate_limited"),
  },
});

const append = createRoute({
  method: "patch",
  path: "/api/files/{id}",
  tags,
  summary: "Send more of an upload (tus 1.0.0)",
  description:
    "`Upload-Offset` says where the body belongs. What was answered is on the disk; what came of a body that " +
    "broke off counts too, unless it had an `Upload-Checksum` (`sha1`, `sha256`).",
  security: needsBearer,
  request: { params: idParams, body: pieceBody },
  responses: {
    204: { description: "It is there: `Upload-Offset` says how far the upload has come" },
    ...refusals("unauthorized", "not_found", "bad_request", "timeout", "upload_conflict", "tus_version", "too_large"),
    ...refusals("unsupported_media_type", "invalid", "checksum_mismatch", "overloaded"),
  },
});

const show = createRoute({
  method: "get",
  path: "/api/files/{id}",
  tags,
  summary: "What is known of a file",
  description: "HEAD asks for the state of an own upload, as tus 1.0.0 has it: `Upload-Offset` and `Upload-Length`.",
  security: needsBearer,
  request: { params: idParams },
  responses: { 200: json("The file", file), ...refusals("unauthorized", "not_found", "invalid") },
});

const remove = createRoute({
  method: "delete",
  path: "/api/files/{id}",
  tags,
  summary: "Remove an own file that no message carries",
  security: needsBearer,
  request: { params: idParams },
  responses: { 204: { description: "It is gone" }, ...refusals("unauthorized", "not_found", "invalid") },
});

export function addFiles(app: OpenAPIHono<AppEnv>, { files, tokens, clock }: FilesDeps): void {
  const authenticated = bearer(tokens);
  for (const path of ["/api/files", "/api/files/:id"]) {
    app.use(path, async (c, next) => {
      await next();
      c.res.headers.set("Tus-Resumable", tus.tusVersion);
      if (c.req.method !== "OPTIONS") return;
      for (const [name, value] of Object.entries(optionsHeaders(files))) c.res.headers.set(name, value);
    });
  }
  app.openapi({ ...begin, middleware: [authenticated] }, async (c) => {
    tus.requireTus(c);
    const { room, ...announced } = tus.announcedBy(c);
    const upload = await files.begin(c.get("principal"), room, announced);
    return c.body(null, 201, { Location: `/api/files/${upload.view.id}`, ...tus.uploadHeaders(upload) });
  });
  app.openapi({ ...append, middleware: [authenticated] }, async (c) => {
    tus.requireTus(c);
    requirePlain(c);
    requirePieceType(c);
    const checksum = tus.checksumBy(c);
    const piece = { offset: tus.numberHeader(c, "Upload-Offset"), bytes: bodyPieces(c, clock), checksum };
    return c.body(null, 204, tus.uploadHeaders(await files.write(c.get("principal"), c.req.valid("param").id, piece)));
  });
  app.openapi({ ...show, middleware: [authenticated] }, async (c) => {
    const { id } = c.req.valid("param");
    const actor = c.get("principal");
    if (c.req.method !== "HEAD") return c.json(await files.view(actor, id), 200);
    tus.requireTus(c);
    for (const [name, value] of Object.entries(tus.uploadHeaders(await files.upload(actor, id)))) c.header(name, value);
    return c.body(null, 200) as never;
  });
  app.openapi({ ...remove, middleware: [authenticated] }, async (c) => {
    await files.remove(c.get("principal"), c.req.valid("param").id);
    return c.body(null, 204);
  });
}

function optionsHeaders({ bytesMax }: FileActions): Record<string, string> {
  return {
    "Tus-Version": tus.tusVersion,
    "Tus-Extension": tus.tusExtensions,
    "Tus-Checksum-Algorithm": tus.checksumAlgorithms,
    ...(bytesMax > 0 && { "Tus-Max-Size": String(bytesMax) }),
  };
}

function requirePieceType(c: Context<AppEnv>): void {
  if (c.req.header("content-type") === tus.pieceType) return;
  throw new ParleyError("unsupported_media_type", `The body must be ${tus.pieceType}`);
}
