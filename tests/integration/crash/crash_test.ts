import assert from "node:assert/strict";
import { crashTable } from "../../support/crash_table.ts";
import { runCrashes } from "../../support/crash_run.ts";

/** Longer runs: `CRASH_KILLS=200 CRASH_SEED=7 deno test -A tests/integration/crash/crash_test.ts`. */
const kills = Number(Deno.env.get("CRASH_KILLS") ?? 20);
const seed = Number(Deno.env.get("CRASH_SEED") ?? 1);

Deno.test(`What is acknowledged is kept, once and in order, while the server is killed ${kills} times under load`, async () => {
  const report = await runCrashes({ kills, seed });
  await Deno.stdout.write(new TextEncoder().encode(crashTable({ ...report, seed })));
  assert.deepEqual(report.violations, []);
  // The run must have been worth something.
  assert.ok(report.killsUnderLoad >= kills / 2, `${report.killsUnderLoad} of ${kills} kills hit messages under way`);
  assert.ok(report.acks >= 50 * kills, `${report.acks} acknowledgements`);
  assert.ok(report.duplicates >= kills / 4, `${report.duplicates} messages were repeated that were durable already`);
  assert.ok(report.resumes >= 10 * kills, `${report.resumes} resumes`);
  assert.equal(report.resets, 0);
  assert.deepEqual(report.refusals, new Map());
});
