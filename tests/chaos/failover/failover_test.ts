import assert from "node:assert/strict";
import { runFailovers } from "./failover_run.ts";

/** Longer runs: `FAILOVER_CLUSTERS=5000 deno test -A tests/chaos/failover`. */
const clusters = Number(Deno.env.get("FAILOVER_CLUSTERS") ?? 30);

Deno.test(`A12: what a fail-over takes back was acknowledged to nobody and shown to nobody, ${clusters} clusters`, async () => {
  const report = await runFailovers(1, clusters);
  assert.deepEqual(report.violations, []);
  assert.equal(report.unsent, 0, "everything that was sent is acknowledged once all has healed");
  assert.equal(report.holes, 0);
  assert.ok(report.failovers >= clusters, `only ${report.failovers} fail-overs`);
  assert.ok(report.rolledBack >= clusters, `only ${report.rolledBack} events were taken back`);
  assert.ok(report.acknowledged > 50 * clusters, `only ${report.acknowledged} messages were acknowledged`);
});

Deno.test("The checker finds messages acknowledged when the primary alone has them", async () => {
  const { violations, rolledBack } = await runFailovers(1, 10, "w1");
  assert.ok(rolledBack > 0);
  assert.ok(violations.some(({ rule }) => rule === "C1"), "an acknowledged message is lost");
  assert.ok(violations.some(({ rule }) => rule === "C4"), "what was shown is taken back");
});

Deno.test("The checker finds heads taken from the primary: events shown and taken back, holes that stay", async () => {
  const { violations, holes } = await runFailovers(1, 40, "local_head");
  assert.ok(violations.some(({ rule }) => rule === "C4"), "what was shown is taken back");
  assert.ok(holes > 0, "a batch stands above a place that stays empty");
  assert.ok(violations.some(({ rule }) => rule === "C1"), "what stands above a hole is never read");
});
