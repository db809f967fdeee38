import { simulate } from "../../simulation/simulation.ts";
import type { Violation } from "../../support/checker.ts";
import { SeededRandom } from "../../support/seeded_random.ts";
import { type FailoverBug, type FailoverCounts, FailoverLog, withFailovers } from "./failover_store.ts";

export interface FailoverReport extends FailoverCounts {
  readonly clusters: number;
  readonly acknowledged: number;
  readonly received: number;
  readonly crashes: number;
  /** Messages never acknowledged, though everything healed. */
  readonly unsent: number;
  readonly violations: readonly Violation[];
}

/**
 * A12: whole clusters over a false clock, whose database fails over and takes back what no majority has. No database that can
 * is to be had for the tests, so it is a model of one: see `FailoverLog`.
 */
export async function runFailovers(firstSeed: number, clusters: number, bug?: FailoverBug): Promise<FailoverReport> {
  const sum = { failovers: 0, rolledBack: 0, holes: 0, acknowledged: 0, received: 0, crashes: 0, unsent: 0 };
  const violations: Violation[] = [];
  for (let seed = firstSeed; seed < firstSeed + clusters; seed++) {
    let log: FailoverLog | undefined;
    const result = await simulate({
      seed,
      plant: (store, clock) =>
        withFailovers(store, log = new FailoverLog(store.log, { clock, random: new SeededRandom(seed), bug })),
    });
    for (const { rule, what } of result.violations) violations.push({ rule, what: `seed ${seed}: ${what}` });
    for (const counts of [log!.counts, result]) {
      for (const [name, value] of Object.entries(counts)) {
        if (name in sum && typeof value === "number") sum[name as keyof typeof sum] += value;
      }
    }
  }
  return { clusters, violations, ...sum };
}
