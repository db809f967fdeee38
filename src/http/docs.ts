import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import absolutePath from "swagger-ui-dist/absolute-path.js";
import type { AppEnv } from "./app_env.ts";

/** What the page is made of: files of the package, by the names they are served under, with their types. */
const assets = {
  "swagger-ui.css": "text/css; charset=utf-8",
  "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
  "favicon-32x32.png": "image/png",
} as const;

/** Everything from here; the page draws with inline styles and with pictures in its style sheet. */
const contentPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Parley: REST</title>
    <link rel="icon" href="/docs/favicon-32x32.png">
    <link rel="stylesheet" href="/docs/swagger-ui.css">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

/** No validator: it is another host's. */
const start = `window.ui = SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  validatorUrl: null,
});
`;

const cacheSeconds = 3_600;

/** The page that shows the OpenAPI document, with nothing loaded from another host. */
export function addDocs(app: OpenAPIHono<AppEnv>): void {
  app.get("/docs", (c) => {
    c.header("Content-Security-Policy", contentPolicy);
    return c.html(page);
  });
  app.get("/docs/start.js", (c) => asset(c, start, "text/javascript; charset=utf-8"));
  for (const [name, type] of Object.entries(assets)) {
    app.get(`/docs/${name}`, async (c) => asset(c, new Uint8Array(await readAsset(name)), type));
  }
}

/** Found through the package itself, so that the files are also found inside a compiled binary. */
function readAsset(name: string): Promise<Uint8Array> {
  const folder: string = absolutePath();
  return readFile(join(folder, name));
}

function asset(c: Context<AppEnv>, body: string | Uint8Array<ArrayBuffer>, type: string): Response {
  return c.body(body, 200, { "Content-Type": type, "Cache-Control": `public, max-age=${cacheSeconds}` });
}
