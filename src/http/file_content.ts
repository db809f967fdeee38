import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import * as z from "zod";
import type { OpenedFile } from "../chat/files/file_actions.ts";
import type { AppEnv } from "./app_env.ts";
import { bearer } from "./bearer.ts";
import { type ByteRange, rangeOf } from "./byte_range.ts";
import { bytesAnswer, tags } from "./file_parts.ts";
import type { FilesDeps } from "./files.ts";
import { idParams, needsBearer, refusals } from "./route_parts.ts";

const answers = {
  200: bytesAnswer,
  206: { ...bytesAnswer, description: "The bytes that `Range` asks for" },
  302: { description: "It is to be had from the store of objects, for a minute: only of files that are saved" },
  304: { description: "It is the one that the browser has" },
  ...refusals("unauthorized", "not_found", "invalid", "range_not_satisfiable"),
};

const content = createRoute({
  method: "get",
  path: "/api/files/{id}/content",
  tags,
  summary: "The bytes of a file",
  description:
    "Pictures, sounds and films of known formats are shown in place, everything else is saved. `Range` and " +
    "`If-None-Match` are understood.",
  security: needsBearer,
  request: {
    params: idParams,
    query: z.strictObject({ download: z.string().max(1).optional().meta({ description: "Save it, whatever it is" }) }),
  },
  responses: answers,
});

const thumbnail = createRoute({
  method: "get",
  path: "/api/files/{id}/thumbnail",
  tags,
  summary: "The small copy of a picture",
  security: needsBearer,
  request: { params: idParams },
  responses: answers,
});

/** Nothing of a file runs, wherever it is opened; and who may read it is asked each time, by the browser's copy too. */
export const safeHeaders = {
  "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Cache-Control": "private, no-cache",
} as const;

export function addFileContent(app: OpenAPIHono<AppEnv>, { files, tokens }: FilesDeps): void {
  const authenticated = bearer(tokens);
  app.openapi({ ...content, middleware: [authenticated] }, async (c) => {
    const opened = await files.open(c.get("principal"), c.req.valid("param").id, "content");
    return await sent(c, opened, opened.inPlace && c.req.valid("query").download === undefined) as never;
  });
  app.openapi({ ...thumbnail, middleware: [authenticated] }, async (c) => {
    return await sent(c, await files.open(c.get("principal"), c.req.valid("param").id, "thumbnail"), true) as never;
  });
}

async function sent(c: Context<AppEnv>, file: OpenedFile, inPlace: boolean): Promise<Response> {
  // What a file is never changes.
  const etag = `"${file.id}-${file.size}"`;
  const headers = {
    ...safeHeaders,
    "Accept-Ranges": "bytes",
    "ETag": etag,
    "Content-Type": inPlace ? file.type : "application/octet-stream",
    "Content-Disposition": disposition(inPlace ? "inline" : "attachment", file.name),
  };
  if (c.req.header("if-none-match") === etag) return c.body(null, 304, headers);
  if (!inPlace && file.address !== undefined && c.req.method === "GET") {
    const as = { type: headers["Content-Type"], disposition: headers["Content-Disposition"] };
    return c.body(null, 302, {
      ...safeHeaders,
      "Cache-Control": "private, no-store",
      "Location": await file.address(as),
    });
  }
  const ifRange = c.req.header("if-range");
  const asked = ifRange === undefined || ifRange === etag ? c.req.header("range") : undefined;
  const range = rangeOf(asked, file.size);
  const { start, end } = range ?? { start: 0, end: file.size };
  const lengths = {
    "Content-Length": String(end - start),
    ...(range && { "Content-Range": contentRange(range, file) }),
  };
  const status = range === undefined ? 200 : 206;
  if (c.req.method === "HEAD") return c.body(null, status, { ...headers, ...lengths });
  return c.body(await file.read(start, end), status, { ...headers, ...lengths });
}

function contentRange({ start, end }: ByteRange, { size }: OpenedFile): string {
  return `bytes ${start}-${end - 1}/${size}`;
}

/** RFC 6266: the name for everybody, and what old clients can read of it. */
function disposition(kind: "inline" | "attachment", name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, "_");
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
