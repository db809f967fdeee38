import assert from "node:assert/strict";
import type { Violation } from "../../support/checker.ts";
import { crashTable } from "../../support/crash_table.ts";
import { runCrashes } from "../../support/crash_run.ts";
import type { PlantedFault } from "../../support/planted_faults.ts";

/**
 * A proof that cannot fail proves nothing: the same run, over a store with one fault each, must be found out, and by the
 * rules it breaks.
 */
const planted: readonly (readonly [PlantedFault, string, Violation["rule"][]])[] = [
  ["ack_before_commit", "messages acknowledged before they are durable", ["C1", "C4"]],
  ["unbounded_resume", "a backlog read without an upper bound", ["C5"]],
  ["resume_skips", "a backlog that skips an entry", ["C5"]],
  ["no_client_id_index", "no index of client_ids", ["C2"]],
];

for (const [fault, what, rules] of planted) {
  Deno.test(`The crash proof finds ${what}`, async () => {
    const report = await runCrashes({
      kills: 3,
      seed: 5,
      entry: "tests/support/planted_main.ts",
      args: [`--planted=${fault}`],
      peaceMsMax: 2_000,
    });
    const found = Map.groupBy(report.violations, ({ rule }) => rule);
    const verdict = [...found].map(([rule, all]) => `  ${rule} x ${all.length}, first: ${all[0]!.what}\n`).join("");
    await Deno.stdout.write(new TextEncoder().encode(`${crashTable({ ...report, seed: 5 })}${verdict}`));
    for (const rule of rules) assert.ok(found.has(rule), `${rule} is not among ${[...found.keys()]}`);
    // What is lost drags much along; a message that is doubled, or read wrongly, nothing else.
    if (fault !== "ack_before_commit") assert.deepEqual([...found.keys()], rules);
  });
}
