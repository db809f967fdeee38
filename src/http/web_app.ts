import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { ParleyError } from "../protocol/parley_error.ts";
import type { AppEnv } from "./app_env.ts";
import { type Coding, readWebFiles, type WebFile } from "./web_files.ts";

/**
 * Nothing but this server: no script and no style that stands in the page, none from elsewhere, no text made into markup
 * (trusted types; the one policy of that name lets through the address of the service worker). Pictures that were just
 * chosen are shown from memory. Files may go to where they are kept, if that takes them from browsers.
 */
const contentPolicy = (filesOrigin = "") =>
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; " +
  `media-src 'self'; connect-src ${
    `'self' ${filesOrigin}`.trim()
  }; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; ` +
  "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types parley";

/** A worker obeys the policy of its own script: it fetches parts of the application, and nothing else. */
const workerPolicy = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'";

/** What the page may ask the browser for: nothing that chat does not need. Voice notes need the microphone. */
const permissionsPolicy = "camera=(), geolocation=(), microphone=(self), payment=(), usb=()";

const workerPath = "/service_worker.js";

/** Names of assets bear a hash of what is in them: they never change. */
const forever = "public, max-age=31536000, immutable";
const askFirst = "no-cache";

const notBuilt = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Parley</title>
  </head>
  <body>
    <h1>Parley</h1>
    <p>A chat server. Its web application was not built here: <code>deno task build:web</code> does that. Programs talk to
    it through <a href="/docs">its REST calls</a> and its WebSocket.</p>
    <p>State: <a href="/health">alive</a>, <a href="/ready">ready</a>, <a href="/metrics">measurements</a>.</p>
  </body>
</html>
`;

/** The web application: one page at every address that a person may hold on to, and the files it is made of. */
export function addWebApp(app: OpenAPIHono<AppEnv>, filesOrigin: string | undefined): void {
  let reading: ReturnType<typeof readWebFiles> | undefined;
  const files = () => reading ??= readWebFiles();
  const page = async (c: Context<AppEnv>): Promise<Response> => {
    const index = (await files())?.get("/index.html");
    if (index === undefined) return c.html(notBuilt);
    c.header("Content-Security-Policy", contentPolicy(filesOrigin));
    c.header("Permissions-Policy", permissionsPolicy);
    return await answer(c, index, askFirst);
  };
  const file = async (c: Context<AppEnv>): Promise<Response> => {
    const found = (await files())?.get(c.req.path);
    if (found === undefined) throw new ParleyError("not_found", "There is nothing at this address");
    if (c.req.path === workerPath) c.header("Content-Security-Policy", workerPolicy);
    return await answer(c, found, c.req.path.startsWith("/assets/") ? forever : askFirst);
  };
  for (
    const path of [
      "/",
      "/rooms/:id",
      "/rooms/:id/:seq",
      "/rooms/:id/:seq/thread",
      "/rooms/:id/:seq/thread/:answer",
      "/join/:code",
    ]
  ) {
    app.get(path, page);
  }
  for (
    const path of [
      "/assets/:name",
      "/favicon.svg",
      "/favicon_unread.svg",
      "/manifest.webmanifest",
      "/service_worker.js",
    ]
  ) {
    app.get(path, file);
  }
}

export async function answer(c: Context<AppEnv>, file: WebFile, caching: string): Promise<Response> {
  c.header("Cache-Control", caching);
  c.header("ETag", file.etag);
  c.header("Vary", "Accept-Encoding", { append: true });
  // A proxy that compresses on the way marks the tag as weak.
  const known = c.req.header("if-none-match")?.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  if (known?.includes(file.etag)) return c.body(null, 304);
  const coding = codingOf(c.req.header("accept-encoding") ?? "");
  c.header("Content-Type", file.type);
  if (coding === undefined || file.compressed === undefined) return c.body(file.body);
  c.header("Content-Encoding", coding);
  return c.body(await file.compressed(coding));
}

function codingOf(accepted: string): Coding | undefined {
  const codings = accepted.toLowerCase().split(",").filter((part) => !/;\s*q=0(\.0*)?\s*$/.test(part));
  const names = codings.map((part) => part.split(";")[0]!.trim());
  return (["br", "gzip"] as const).find((coding) => names.includes(coding));
}
