import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { fileQuerySchema } from "../protocol/file.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { AppEnv } from "./app_env.ts";
import { bearer } from "./bearer.ts";
import { requirePlain } from "./body_bytes.ts";
import { bodyPieces } from "./body_pieces.ts";
import { file, tags, wholeBody } from "./file_parts.ts";
import type { FilesDeps } from "./files.ts";
import { idParams, json, needsBearer, refusals } from "./route_parts.ts";
import { secondsOf } from "./tus_headers.ts";

const upload = createRoute({
  method: "post",
  path: "/api/rooms/{id}/files",
  tags,
  summary: "Upload a file in one request",
  description: "The body is the file, of whichever type. For what does not arrive within 15 seconds, use `/api/files`.",
  security: needsBearer,
  request: { params: idParams, query: fileQuerySchema, body: wholeBody },
  responses: {
    201: json("The file, to be named in a message's `attachments`", file),
    ...refusals("unauthorized", "not_member", "not_found", "bad_request", "timeout", "too_large", "quota_reached"),
    ...refusals("unsupported_media_type", "invalid", "rate_limited", "overloaded"),
  },
});

export function addRoomFiles(app: OpenAPIHono<AppEnv>, { files, tokens, clock }: FilesDeps): void {
  app.openapi({ ...upload, middleware: [bearer(tokens)] }, async (c) => {
    requirePlain(c);
    const actor = c.get("principal");
    const { name, duration } = c.req.valid("query");
    const length = lengthOf(c.req.header("content-length"));
    const seconds = duration === undefined ? {} : { duration: secondsOf(duration) };
    const { view } = await files.begin(actor, c.req.valid("param").id, { name, length, ...seconds });
    try {
      const { view: written } = await files.write(actor, view.id, { offset: 0, bytes: bodyPieces(c, clock) });
      if (!written.complete) throw new ParleyError("bad_request", "The body ended early");
      return c.json(written, 201);
    } catch (error) {
      // Nobody knows its id: nobody could go on with it. One that was refused is gone already.
      await files.remove(actor, view.id).catch((fault) => {
        if (!(fault instanceof ParleyError)) throw fault;
      });
      throw error;
    }
  });
}

function lengthOf(header: string | undefined): number {
  const length = Number(header ?? NaN);
  if (!Number.isSafeInteger(length)) throw new ParleyError("bad_request", "Expected the header Content-Length");
  if (length < 1) throw new ParleyError("invalid", "Expected at least one byte");
  return length;
}
