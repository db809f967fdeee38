import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import * as z from "zod";
import type { Clock } from "../ports/clock.ts";
import type { AppEnv } from "./app_env.ts";
import { json } from "./route_parts.ts";

/** Whether this node can serve, and on what that depends. */
export interface HealthReport {
  readonly ready: boolean;
  /** By name ("store", "broker"): a state in a word, never an address. "ok" when nothing is wrong. */
  readonly dependencies: Readonly<Record<string, string>>;
}

export interface HealthDeps {
  /** Never throws; answers within a second or two. */
  health(): Promise<HealthReport>;
  /** Whether this node still speaks for its store; absent: it does. */
  status?(): "ok" | "degraded";
  metrics(): Promise<{ readonly contentType: string; readonly body: string }>;
  readonly clock: Pick<Clock, "monotonic">;
  readonly version: string;
}

const tags = ["operation"];

const aliveSchema = z.object({
  /** "degraded": the store does not answer; restarting would not help. "starting": not all is open yet. */
  status: z.enum(["ok", "degraded", "starting"]),
  version: z.string(),
  /** Seconds. */
  uptime_s: z.int(),
});
const readySchema = z.object({
  status: z.enum(["ready", "not_ready"]),
  dependencies: z.record(z.string(), z.string()),
});

const alive = createRoute({
  method: "get",
  path: "/health",
  tags,
  summary: "Whether the process lives",
  responses: { 200: json("It does", aliveSchema.meta({ id: "Health" })) },
});

const readiness = readySchema.meta({ id: "Readiness" });
const ready = createRoute({
  method: "get",
  path: "/ready",
  tags,
  summary: "Whether requests should be sent here",
  responses: { 200: json("They should", readiness), 503: json("Not now", readiness) },
});

const measured = createRoute({
  method: "get",
  path: "/metrics",
  tags,
  summary: "Measurements, as Prometheus text",
  responses: { 200: { description: "Measurements", content: { "text/plain": { schema: z.string() } } } },
});

export function addHealth(app: OpenAPIHono<AppEnv>, { health, status, metrics, clock, version }: HealthDeps): void {
  const startedAt = clock.monotonic();
  app.openapi(alive, (c) => {
    const uptime = Math.floor((clock.monotonic() - startedAt) / 1_000);
    return c.json({ status: status?.() ?? "ok", version, uptime_s: uptime }, 200);
  });
  app.openapi(ready, async (c) => {
    const report = await health();
    const dependencies = { ...report.dependencies };
    if (report.ready) return c.json({ status: "ready" as const, dependencies }, 200);
    c.header("Retry-After", "1");
    return c.json({ status: "not_ready" as const, dependencies }, 503);
  });
  app.openapi(measured, async (c) => {
    const { contentType, body } = await metrics();
    return c.text(body, 200, { "Content-Type": contentType });
  });
}
