import assert from "node:assert/strict";
import { crashTable } from "../support/crash_table.ts";
import { runCrashes } from "../support/crash_run.ts";

/** Longer runs: `CRASH_KILLS=200 CRASH_SEED=7 deno test -A tests/workers/crash_test.ts`. */
const kills = Number(Deno.env.get("CRASH_KILLS") ?? 6);
const seed = Number(Deno.env.get("CRASH_SEED") ?? 11);

Deno.test(`With two workers, what is acknowledged is kept, once and in order, while the server is killed ${kills} times`, async () => {
  const report = await runCrashes({ kills, seed, args: ["--workers", "2"] });
  await Deno.stdout.write(new TextEncoder().encode(crashTable({ ...report, seed })));
  assert.deepEqual(report.violations, []);
  // The run must have been worth something.
  assert.ok(report.killsUnderLoad >= kills / 2, `${report.killsUnderLoad} of ${kills} kills hit messages under way`);
  assert.ok(report.acks >= 50 * kills, `${report.acks} acknowledgements`);
  assert.ok(report.resumes >= 10 * kills, `${report.resumes} resumes`);
  assert.equal(report.resets, 0);
  assert.deepEqual(report.refusals, new Map());
});
