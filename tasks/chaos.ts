import { parseArgs } from "node:util";
import { failoverScenario } from "../tests/chaos/failover/failover_scenario.ts";
import { type ChaosReport, chaosRow, chaosRowHead, chaosTable, isSound } from "../tests/chaos/report.ts";
import type { Scenario } from "../tests/chaos/scenario.ts";
import { scenarios } from "../tests/chaos/scenarios/scenarios.ts";
import { ChaosWorld } from "../tests/chaos/world.ts";

/**
 * Breaks a cluster of the real program in every way there is a name for, and holds what its clients saw against what it
 * kept. `--list` names the scenarios; `--scenario A1,A5` runs some; `--seed`, `--minutes` (of faults, each), `--nodes`,
 * `--clients` and `--rate` (messages a second) change them; `--rows` prints a table in Markdown at the end. Ends with 1 where
 * anything was found.
 */
const { values } = parseArgs({
  options: {
    scenario: { type: "string" },
    seed: { type: "string" },
    minutes: { type: "string" },
    nodes: { type: "string" },
    clients: { type: "string" },
    rate: { type: "string" },
    peace: { type: "string" },
    list: { type: "boolean" },
    rows: { type: "boolean" },
  },
  args: Deno.args.filter((arg) => arg !== "--"),
});

const progressMs = 10_000;

function say(text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}

type Runnable = Pick<Scenario, "id" | "title" | "missing"> & {
  readonly length: string;
  readonly run: (seed: number) => Promise<ChaosReport>;
};

function all(): Runnable[] {
  const onProcesses = scenarios.map((scenario): Runnable => {
    const ms = (numberOf(values.minutes) ?? scenario.seconds / 60) * 60_000;
    return { ...scenario, length: `${Math.round(ms / 1_000)} s`, run: (seed) => runOnProcesses(scenario, seed, ms) };
  });
  const { id, title, clusters } = failoverScenario;
  const failover: Runnable = {
    id,
    title,
    length: `${clusters} clusters`,
    run: (seed) => failoverScenario.run(seed, clusters),
  };
  return [...onProcesses, failover].sort((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));
}

function chosen(): Runnable[] {
  if (values.scenario === undefined) return all();
  return values.scenario.split(",").map((wanted) => {
    const found = all().find(({ id }) => id.toLowerCase() === wanted.trim().toLowerCase());
    if (found === undefined) throw new Error(`There is no scenario ${wanted}: ${all().map(({ id }) => id).join()}`);
    return found;
  });
}

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isFinite(number) || number < 0) throw new Error(`Expected a number, not ${text}`);
  return number;
}

async function runOnProcesses(scenario: Scenario, seed: number, ms: number): Promise<ChaosReport> {
  const [nodes, clients, rate, peace] = [values.nodes, values.clients, values.rate, values.peace].map(numberOf);
  await using world = await ChaosWorld.open({ ...scenario, nodes: nodes ?? scenario.nodes }, {
    seed,
    ...(clients === undefined ? {} : { clients }),
    ...(rate === undefined ? {} : { messagesPerSecond: rate }),
    ...(peace === undefined ? {} : { peaceMs: peace * 1_000 }),
  });
  const start = performance.now();
  const progress = setInterval(() => {
    const seconds = Math.round((performance.now() - start) / 1_000);
    const { acknowledged, history: { delivered }, injected } = world;
    say(`  ${seconds} s: ${acknowledged} acknowledged, ${delivered} delivered, ${injected.size} kinds of faults\n`);
  }, progressMs);
  try {
    return await world.run(scenario, ms);
  } finally {
    clearInterval(progress);
  }
}

async function main(): Promise<number> {
  if (values.list) {
    for (const { id, title, length } of all()) say(`${id.padEnd(4)} ${title} (${length})\n`);
    return 0;
  }
  const seed = numberOf(values.seed) ?? Math.floor(Math.random() * 1_000_000);
  const rows: string[] = [];
  let broken = 0;
  for (const { id, title, missing, run } of chosen()) {
    say(`\n${id} ${title}, seed ${seed}\n`);
    if (missing !== undefined) {
      say(`  skipped: ${missing}\n`);
      rows.push(`| ${id} | skipped: ${missing} | | | | | | | |`);
      continue;
    }
    const report = await run(seed);
    say(chaosTable(report));
    rows.push(chaosRow(report));
    if (!isSound(report)) broken++;
  }
  if (values.rows) say(`\n${chaosRowHead}\n${rows.join("\n")}\n`);
  say(broken === 0 ? "\nNothing was found\n" : `\n${broken} scenarios are broken\n`);
  return broken === 0 ? 0 : 1;
}

Deno.exit(await main());
