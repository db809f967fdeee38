import type { OpenAPIHono } from "@hono/zod-openapi";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { ParleyError } from "../protocol/parley_error.ts";
import type { AppEnv } from "./app_env.ts";
import { answer } from "./web_app.ts";
import { type WebFile, webFile } from "./web_files.ts";

/** Where the widget was built, from the root. Not written as one address: it is no module of the server. */
const place = "clients/embed/dist/";
const name = "embed.js";

/** Pages hold on to the address, so it is asked for again after a while: an hour of an old widget harms nobody. */
const caching = "public, max-age=3600";

/** The script by which any page gets a chat bubble: see docs/quickstart.md. */
export function addEmbedScript(app: OpenAPIHono<AppEnv>): void {
  let reading: Promise<WebFile | undefined> | undefined;
  app.get(`/${name}`, async (c) => {
    const file = await (reading ??= readScript());
    if (file === undefined) {
      throw new ParleyError("not_found", "The widget was not built: deno task build:embed does that");
    }
    // It is made to be loaded by pages of others, those included that isolate themselves.
    c.header("Cross-Origin-Resource-Policy", "cross-origin");
    c.header("Access-Control-Allow-Origin", "*");
    return await answer(c, file, caching);
  });
}

async function readScript(): Promise<WebFile | undefined> {
  try {
    return webFile(
      name,
      "text/javascript; charset=utf-8",
      await readFile(fileURLToPath(new URL(`../../${place}${name}`, import.meta.url))),
    );
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
