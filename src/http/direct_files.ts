import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { AppEnv } from "./app_env.ts";
import { bearer } from "./bearer.ts";
import { fileParts, tags } from "./file_parts.ts";
import type { FilesDeps } from "./files.ts";
import { idParams, json, needsBearer, refusals } from "./route_parts.ts";

const parts = createRoute({
  method: "post",
  path: "/api/files/{id}/parts",
  tags,
  summary: "Go on with an upload in the store of objects itself",
  description:
    "Of a file with `direct`, some of the parts that lack, each with an address that takes it by `PUT`, as it is, for 15 " +
    "minutes. Asked again when nothing lacks, it answers the complete file.",
  security: needsBearer,
  request: { params: idParams },
  responses: {
    200: json("How far it has come, and what lacks", fileParts),
    ...refusals("unauthorized", "not_found", "invalid", "upload_conflict"),
  },
});

export function addDirectFiles(app: OpenAPIHono<AppEnv>, { files, tokens }: FilesDeps): void {
  app.openapi({ ...parts, middleware: [bearer(tokens)] }, async (c) => {
    const { view, missing } = await files.parts(c.get("principal"), c.req.valid("param").id);
    return c.json({ ...view, parts: [...missing] }, 200);
  });
}
