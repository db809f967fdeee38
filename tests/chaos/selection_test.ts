import assert from "node:assert/strict";
import { chaosTable, isSound } from "./report.ts";
import type { Scenario } from "./scenario.ts";
import { a6 } from "./scenarios/broker_faults.ts";
import { a17 } from "./scenarios/client_faults.ts";
import { a1, a2 } from "./scenarios/node_faults.ts";
import { a10, a5, a9 } from "./scenarios/store_faults.ts";
import { serviceMissing } from "./services.ts";
import { ChaosWorld, type WorldOptions } from "./world.ts";

/**
 * A selection for every run of the tests, with as few nodes and as little load as shows the fault; all of them, longer, are
 * `deno task chaos`. What is safe is held to the letter. How soon things are well again is held to bounds that only a hang
 * exceeds, since these tests run beside others on small machines.
 */
const small: Partial<WorldOptions> = {
  seed: 7,
  clients: 8,
  rooms: 2,
  messagesPerSecond: 40,
  // What is due while the store fails is sent a minute later: where it does not, somebody plans.
  planners: 0,
  removalMs: 1_500,
  peaceMs: 1_000,
  settleMsMax: 60_000,
  progressMsMax: 40_000,
  presenceMsMax: 90_000,
  fenceMsMax: 9_000,
};

const selection: readonly (readonly [Scenario, seconds: number, Partial<WorldOptions>?])[] = [
  [a1, 10, { planners: 1 }],
  [a2, 10],
  [a5, 9],
  [a6, 12],
  [a9, 10],
  [a10, 8],
  [a17, 8, { exiles: 1, removalMs: 0, outsideMs: 150, planners: 1 }],
];

for (const [scenario, seconds, options] of selection) {
  const { id, title } = scenario;
  Deno.test({
    name: `${id}: nothing is lost, doubled, reordered or shown to others when ${title}${
      serviceMissing === undefined ? "" : ` (skipped: ${serviceMissing})`
    }`,
    ignore: serviceMissing !== undefined,
    fn: async () => {
      await using world = await ChaosWorld.open({ ...scenario, nodes: 2 }, { ...small, ...options });
      const report = await world.run(scenario, seconds * 1_000);
      await Deno.stdout.write(new TextEncoder().encode(chaosTable(report)));
      assert.deepEqual(report.findings, []);
      assert.deepEqual(report.expectations.filter(({ met }) => !met), []);
      assert.ok(isSound(report));
      // The run must have been worth something.
      assert.ok([...report.injected.values()].some((times) => times > 0), "nothing was done to the cluster");
      assert.ok(report.acknowledged > 50, `only ${report.acknowledged} messages were acknowledged`);
      const beside = [...report.measures.keys()].filter((what) =>
        /logs: (mute|ban|role|pin|change|that mention)/.test(what)
      );
      assert.ok(beside.length > 0, "nobody did anything but talk");
      assert.ok(report.delivered > report.acknowledged, `only ${report.delivered} events were delivered`);
    },
  });
}
