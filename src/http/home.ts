import type { OpenAPIHono } from "@hono/zod-openapi";
import { ParleyError } from "../protocol/parley_error.ts";
import type { AppEnv } from "./app_env.ts";
import { upgradePath } from "./upgrade_request.ts";
import { addWebApp } from "./web_app.ts";

/** What a person gets who opens the server's address, and what a request without an upgrade gets at the socket's. */
export function addHome(app: OpenAPIHono<AppEnv>, filesOrigin: string | undefined): void {
  addWebApp(app, filesOrigin);
  app.get(upgradePath, () => {
    throw new ParleyError("upgrade_required");
  });
}
