import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { ExportActions } from "../chat/export_actions.ts";
import type { TokenAuthority } from "../chat/token_authority.ts";
import { exportFileQuerySchema, exportSchema } from "../protocol/export.ts";
import type { AppEnv } from "./app_env.ts";
import { bearer } from "./bearer.ts";
import { exportFile, exportTypes } from "./export_file.ts";
import { json, needsBearer, refusals } from "./route_parts.ts";

export interface ExportsDeps {
  readonly exports: ExportActions;
  readonly tokens: Pick<TokenAuthority, "verify">;
}

const path = "/api/users/me/export";
const tags = ["users"];
const security = needsBearer;
const view = exportSchema.meta({
  id: "Export",
  example: { id: "66a0c1de9b3f4a0012345678", created_at: "2026-01-02T03:04:05.678Z", state: "open", progress: 0.25 },
});

const request = createRoute({
  method: "post",
  path,
  tags,
  summary: "Ask for a copy of one's data",
  description: "It is gathered in the background; asking again while it is answers the same, afterwards begins anew.",
  security,
  responses: { 202: json("The export", view), ...refusals("unauthorized") },
});

const show = createRoute({
  method: "get",
  path,
  tags,
  summary: "How far the copy of one's data is",
  security,
  responses: { 200: json("The export", view), ...refusals("unauthorized", "not_found") },
});

const remove = createRoute({
  method: "delete",
  path,
  tags,
  summary: "Remove the copy of one's data",
  security,
  responses: { 204: { description: "Done" }, ...refusals("unauthorized", "not_found") },
});

const file = createRoute({
  method: "get",
  path: `${path}/file`,
  tags,
  summary: "Fetch the copy of one's data, for programs or for reading",
  security,
  request: { query: exportFileQuerySchema },
  responses: {
    200: {
      description: "Everything: account, memberships, and each event one has caused",
      content: {
        "application/json": { schema: { type: "object", properties: { records: { type: "array", items: {} } } } },
        "text/html": { schema: { type: "string" } },
      },
    },
    ...refusals("unauthorized", "not_found", "invalid"),
  },
});

/** A file to be kept: never shown in the place of a page of this server. */
const fileHeaders = {
  "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  "X-Content-Type-Options": "nosniff",
} as const;

export function addExports(app: OpenAPIHono<AppEnv>, { exports, tokens }: ExportsDeps): void {
  const authenticated = bearer(tokens);
  app.openapi(
    { ...request, middleware: [authenticated] },
    async (c) => c.json(await exports.request(c.get("principal")), 202),
  );
  app.openapi(
    { ...show, middleware: [authenticated] },
    async (c) => c.json(await exports.get(c.get("principal")), 200),
  );
  app.openapi({ ...remove, middleware: [authenticated] }, async (c) => {
    await exports.remove(c.get("principal"));
    return c.body(null, 204);
  });
  app.openapi({ ...file, middleware: [authenticated] }, async (c) => {
    const { format } = c.req.valid("query");
    const lines = await exports.read(c.get("principal"));
    return c.body(exportFile(lines, format), 200, {
      ...fileHeaders,
      "Content-Type": exportTypes[format],
      "Content-Disposition": `attachment; filename="parley-export.${format}"`,
    });
  });
}
