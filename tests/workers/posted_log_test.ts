import assert from "node:assert/strict";
import type { FromNode } from "../../src/workers/node_messages.ts";
import { createPostedLog } from "../../src/workers/posted_log.ts";

function recorded(level: "debug" | "info" | "warn" | "error") {
  const posted: FromNode[] = [];
  // What is posted is cloned, as between threads: what cannot be throws here.
  return { posted, log: createPostedLog((message) => void posted.push(structuredClone(message)), level) };
}

Deno.test("a posted log posts what is at its level or above, and follows a change of it", () => {
  const { posted, log } = recorded("warn");
  for (const level of ["debug", "info", "warn", "error"] as const) log[level](level);
  log.setLevel("debug");
  log.debug("now");
  assert.deepEqual(posted.map((line) => line.kind === "log" && line.message), ["warn", "error", "now"]);
});

Deno.test("a posted log makes fields plain: errors, functions and circles travel, secrets do not", () => {
  const { posted, log } = recorded("info");
  const circle: Record<string, unknown> = {};
  circle["self"] = circle;
  log.error("hm", { error: new TypeError("no", { cause: new Error("why") }), run: () => {}, circle, token: "abc" });
  const [line] = posted;
  assert.ok(line?.kind === "log");
  const fields = line.fields as Record<string, Record<string, unknown>>;
  assert.equal(fields["error"]!["name"], "TypeError");
  assert.equal((fields["error"]!["cause"] as { message: string }).message, "why");
  assert.equal(fields["token"], "[hidden]");
});

Deno.test("a posted log that is closed says nothing more", async () => {
  const { posted, log } = recorded("info");
  await log.close();
  log.error("too late");
  assert.deepEqual(posted, []);
});
