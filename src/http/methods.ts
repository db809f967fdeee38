import type { Hono } from "hono";
import { ParleyError } from "../protocol/parley_error.ts";
import type { AppEnv } from "./app_env.ts";

/** Answers other methods of the paths that exist: OPTIONS with what is allowed, the rest with 405. Added last. */
export function addOtherMethods(app: Hono<AppEnv>): void {
  for (const [path, methods] of methodsByPath(app)) {
    const allow = [...methods].sort().join(", ");
    app.all(path, (c) => {
      c.header("Allow", allow);
      if (c.req.method === "OPTIONS") return c.body(null, 204);
      throw new ParleyError("method_not_allowed");
    });
  }
}

function methodsByPath(app: Hono<AppEnv>): ReadonlyMap<string, ReadonlySet<string>> {
  const paths = new Map<string, Set<string>>();
  for (const { method, path } of app.routes) {
    if (method === "ALL") continue;
    const methods = paths.get(path) ?? new Set(["OPTIONS"]);
    methods.add(method);
    if (method === "GET") methods.add("HEAD");
    paths.set(path, methods);
  }
  return paths;
}
