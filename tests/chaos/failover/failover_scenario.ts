import type { Finding, Rule } from "../checking/chaos_checker.ts";
import type { ChaosReport } from "../report.ts";
import { runFailovers } from "./failover_run.ts";

/** Of a model there are no processes to ask. */
const without: ReadonlyMap<Rule, string> = new Map(
  (["C6", "C8", "C12", "C13", "C14"] as const).map((rule) => [rule, "not checked: a model of the database"]),
);

/** A12 as the other scenarios are told: clusters of three nodes over a false clock, each with eight fail-overs. */
export const failoverScenario = {
  id: "A12",
  title: "the database fails over and takes back what no majority has (a model: see docs/proof.md)",
  clusters: 300,
  async run(seed: number, clusters: number): Promise<ChaosReport> {
    const start = performance.now();
    const result = await runFailovers(seed, clusters);
    return {
      scenario: this.id,
      title: this.title,
      seed,
      nodes: 3,
      clients: 6,
      tookMs: performance.now() - start,
      injected: new Map([
        ["clusters", clusters],
        ["fail-overs", result.failovers],
        ["events taken back", result.rolledBack],
        ["crashes of a node", result.crashes],
      ]),
      sent: result.acknowledged + result.unsent,
      again: 0,
      acknowledged: result.acknowledged,
      needless: 0,
      refused: 0,
      unknown: result.unsent,
      unknownKept: 0,
      delivered: result.received,
      resumes: 0,
      resets: 0,
      refusals: new Map(),
      findings: result.violations as readonly Finding[],
      without,
      expectations: [{ what: "no hole is left in a log", met: result.holes === 0 }, {
        what: "everything is acknowledged in the end",
        met: result.unsent === 0,
      }],
      measures: new Map(),
    };
  },
};
