import type { OpenAPIHono } from "@hono/zod-openapi";
import { ParleyError } from "../protocol/parley_error.ts";
import type { AppEnv } from "./app_env.ts";
import { upgradePath } from "./upgrade_request.ts";

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Parley</title>
  </head>
  <body>
    <h1>Parley</h1>
    <p>A chat server. People chat with it through clients; programs through
    <a href="/docs">its REST calls</a> and the WebSocket at <code>${upgradePath}</code>.</p>
    <p>State: <a href="/health">alive</a>, <a href="/ready">ready</a>, <a href="/metrics">measurements</a>.</p>
  </body>
</html>
`;

/** What a person sees who opens the server's address, and what a request without an upgrade gets at the socket's. */
export function addHome(app: OpenAPIHono<AppEnv>): void {
  app.get("/", (c) => c.html(page));
  app.get(upgradePath, () => {
    throw new ParleyError("upgrade_required");
  });
}
