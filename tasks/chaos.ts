import { parseArgs } from "node:util";
import { chaosRow, chaosRowHead, chaosTable, isSound } from "../tests/chaos/report.ts";
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

function chosen(): typeof scenarios {
  if (values.scenario === undefined) return scenarios;
  return values.scenario.split(",").map((wanted) => {
    const found = scenarios.find(({ id }) => id.toLowerCase() === wanted.trim().toLowerCase());
    if (found === undefined) throw new Error(`There is no scenario ${wanted}: ${scenarios.map(({ id }) => id).join()}`);
    return found;
  });
}

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isFinite(number) || number < 0) throw new Error(`Expected a number, not ${text}`);
  return number;
}

async function main(): Promise<number> {
  if (values.list) {
    for (const { id, title, seconds } of scenarios) say(`${id.padEnd(4)} ${title} (${seconds} s)\n`);
    return 0;
  }
  const seed = numberOf(values.seed) ?? Math.floor(Math.random() * 1_000_000);
  const [nodes, clients, rate, peace] = [values.nodes, values.clients, values.rate, values.peace].map(numberOf);
  const rows: string[] = [];
  let broken = 0;
  for (const scenario of chosen()) {
    const { id, title, missing } = scenario;
    say(`\n${id} ${title}, seed ${seed}\n`);
    if (missing !== undefined) {
      say(`  skipped: ${missing}\n`);
      rows.push(`| ${id} | skipped: ${missing} | | | | | | | |`);
      continue;
    }
    const ms = (numberOf(values.minutes) ?? scenario.seconds / 60) * 60_000;
    await using world = await ChaosWorld.open({ ...scenario, nodes: nodes ?? scenario.nodes }, {
      seed,
      ...(clients === undefined ? {} : { clients }),
      ...(rate === undefined ? {} : { messagesPerSecond: rate }),
      ...(peace === undefined ? {} : { peaceMs: peace * 1_000 }),
    });
    const start = performance.now();
    const progress = setInterval(() => {
      const seconds = Math.round((performance.now() - start) / 1_000);
      const kinds = [...world.injected.keys()].length;
      say(
        `  ${seconds} s: ${world.acknowledged} acknowledged, ${world.history.delivered} delivered, ${kinds} kinds of faults\n`,
      );
    }, progressMs);
    try {
      const report = await world.run(scenario, ms);
      say(chaosTable(report));
      rows.push(chaosRow(report));
      if (!isSound(report)) broken++;
    } finally {
      clearInterval(progress);
    }
  }
  if (values.rows) say(`\n${chaosRowHead}\n${rows.join("\n")}\n`);
  say(broken === 0 ? "\nNothing was found\n" : `\n${broken} scenarios are broken\n`);
  return broken === 0 ? 0 : 1;
}

Deno.exit(await main());
