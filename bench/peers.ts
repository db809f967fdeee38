import { parseArgs } from "node:util";
import { calm, describeMachine } from "./machine.ts";
import { type Contestant, contestantOf, type Outcome, parley } from "./peers/contest.ts";
import { cacheFolder } from "./peers/install.ts";
import { type Peer, peers } from "./peers/peers.ts";
import { type Entry, peersTable } from "./peers/peers_table.ts";
import { keepSection } from "./results_page.ts";
import type { Figures, RunOptions } from "./run_workload.ts";
import { type Workload, workloads } from "./workloads.ts";

/** Of the runs of one server in one round, where they are to be calm. */
const attemptsMax = 3;
const calmMsMax = 60_000;
/** Of what was to be delivered: below it a server has been given more than it can do, and another round says the same. */
const hopelessPercent = 90;
const shared = workloads.filter(({ id }) => id !== "W6");

const help = `deno task bench:peers [options]
  --peers bun,nats  peers (there are ${peers.map(({ id }) => id).join(", ")}; those that are usual: ${usual()});
                    what cannot be installed is left out
  --only W1,W3      workloads (all: ${shared.map(({ id }) => id).join(", ")})
  --runs 3          rounds; in each, every server runs every workload in turn; medians are shown. Who delivered less
                    than ${hopelessPercent} % is not asked again. Three rounds take less than 20 minutes
  --seconds 4       how long messages are sent
  --threads 1       threads of the load client
  --calm 0.2        waits up to a minute before each run until the machine uses no more cores than that, and repeats a
                    run that others disturbed more, twice at most; the least disturbed one counts
  --quick           one round of 3 s with W1, W4a and W5, which is not kept
  --print-only      leaves bench/RESULTS.md as it is
  --json            every run's figures too, one JSON object a line
`;

/** Who takes part unless told otherwise. */
function usual(): string {
  return peers.filter(({ onRequest }) => onRequest === undefined).map(({ id }) => id).join(",");
}

const { values } = parseArgs({
  args: Deno.args,
  options: {
    peers: { type: "string" },
    only: { type: "string" },
    runs: { type: "string" },
    seconds: { type: "string" },
    threads: { type: "string", default: "1" },
    calm: { type: "string" },
    quick: { type: "boolean", default: false },
    "print-only": { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

/** What was measured of one server under one workload so far. */
interface Sheet {
  readonly workload: Workload;
  readonly contestant: Pick<Contestant, "id" | "name">;
  readonly runs: Figures[];
  note?: string;
}

async function main(): Promise<void> {
  if (values.help) return await print(help);
  const options: RunOptions = {
    seconds: Number(values.seconds ?? (values.quick ? 3 : 4)),
    contentBytes: 190,
    threads: Number(values.threads),
    batch: false,
    connectAtOnce: 64,
  };
  const loadBefore = Deno.loadavg()[0]!;
  const names = (values.only ?? (values.quick ? "W1,W4a,W5" : undefined))?.split(",");
  const chosen = shared.filter(({ id }) => names === undefined || names.includes(id));
  const wanted = peers.filter(({ id }) => (values.peers ?? usual()).split(",").includes(id));
  const { contestants, missing } = await install(wanted);
  const sheets: Sheet[] = chosen.flatMap((workload) => [
    ...[parley, ...contestants].map((contestant) => ({ workload, contestant, runs: [] })),
    ...missing.map(({ peer, reason }) => ({ workload, contestant: peer, runs: [], note: `left out: ${reason}` })),
  ]);
  for (let round = 0; round < Number(values.runs ?? (values.quick ? 1 : 3)); round++) {
    for (const workload of chosen) {
      for (const contestant of [parley, ...contestants]) {
        const sheet = sheets.find((sheet) => sheet.workload === workload && sheet.contestant === contestant)!;
        if (!hopeless(sheet)) await runOnce(contestant, sheet, options);
      }
    }
  }
  const entries: Entry[] = sheets.map(({ workload, contestant: { id, name }, runs, note }) => {
    return note === undefined ? { workload, id, name, runs } : { workload, id, name, runs, note };
  });
  const section = describe(peersTable(entries), wanted, options, loadBefore);
  await print(`\n${section}`);
  if (!values.quick && !values["print-only"]) await keepSection("Against peers", section);
}

async function install(wanted: readonly Peer[]): Promise<{
  contestants: Contestant[];
  missing: { readonly peer: Peer; readonly reason: string }[];
}> {
  const contestants: Contestant[] = [];
  const missing: { peer: Peer; reason: string }[] = [];
  for (const peer of wanted) {
    try {
      contestants.push(contestantOf(peer, await peer.install(cacheFolder())));
    } catch (error) {
      missing.push({ peer, reason: reasonOf(error) });
    }
  }
  return { contestants, missing };
}

function hopeless({ runs }: Sheet): boolean {
  return (runs.at(-1)?.get("delivered %") ?? 100) < hopelessPercent;
}

/** One run; what fails is said in the table, and the others go on. */
async function runOnce(contestant: Contestant, sheet: Sheet, options: RunOptions): Promise<void> {
  const { id, kind } = sheet.workload;
  try {
    const { figures, note } = await measure(contestant, sheet.workload, options);
    sheet.runs.push(figures);
    if (note !== undefined) sheet.note = note;
    const all = Object.fromEntries(figures);
    if (values.json) await print(`${JSON.stringify({ workload: id, server: contestant.id, ...all })}\n`);
    const cost = figures.get(kind === "idle" ? "KiB/connection" : "us/delivery") ?? NaN;
    const what = kind === "idle" ? "KiB a connection" : "us a delivery";
    const others = (figures.get("others' cores") ?? NaN).toFixed(2);
    await progress(`${id} ${contestant.name}: ${cost.toFixed(2)} ${what}, others used ${others} cores`);
  } catch (error) {
    sheet.note = reasonOf(error);
    await progress(`${id} ${contestant.name}: ${sheet.note}`);
  }
}

/** One run; where it is to be calm, the least disturbed of a few. */
async function measure(contestant: Contestant, workload: Workload, options: RunOptions): Promise<Outcome> {
  if (values.calm === undefined) return await contestant.run(workload, options);
  const coresMax = Number(values.calm);
  let best: Outcome | undefined;
  for (let attempt = 0; attempt < attemptsMax && disturbance(best) > coresMax; attempt++) {
    await calm(coresMax, calmMsMax);
    const outcome = await contestant.run(workload, options);
    if (disturbance(outcome) < disturbance(best)) best = outcome;
  }
  return best!;
}

function disturbance(outcome: Outcome | undefined): number {
  return outcome?.figures.get("others' cores") ?? Infinity;
}

function describe(table: string, wanted: readonly Peer[], options: RunOptions, loadBefore: number): string {
  const { seconds, contentBytes, threads } = options;
  const legend = wanted.map(({ name, legend }) => `- **${name}**: ${legend}`).join("\n");
  const runs = values.runs ?? "3";
  return `## Against peers

\`deno task bench:peers\`, ${new Date().toISOString().slice(0, 10)}. ${describeMachine()}; load average before: ${
    loadBefore.toFixed(2)
  }. All servers and the load client (${threads} thread${
    threads === 1 ? "" : "s"
  }, on the same cores) on loopback; ${runs} rounds in which every server ran every workload in turn, ${seconds} s each, medians.

${table}
\`us/delivery\` is the server's CPU time, user and system, of all its threads (none starts other processes), for each message that reached a
member. Every message's content has ${contentBytes} bytes; \`bytes/delivery\` is what reached the client for each, which with
Parley is the whole event (ids, user, name, time, seq) and its acknowledgements, with the peers little more than the content.
\`Parley's cost, of its\` is the ratio of CPU a delivery, for W5 of memory a connection: below 1, Parley is cheaper.
\`others' cores\` is what neither the server nor the client used: where it is large, something disturbed the run. A server
that delivers less than all has been given more than it can do; below ${hopelessPercent} % it was not asked again.

- **Parley**: as shipped; every member authenticated by a JWT, every message durable in SQLite (\`synchronous=FULL\`) before
  anybody sees it, ordered by a gapless seq, deduplicated, acknowledged to its sender, resumable. Limits of rate raised.
${legend}
`;
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll(/[\n|]/g, " ").slice(0, 200);
}

async function progress(text: string): Promise<void> {
  await write(Deno.stderr, `${text}\n`);
}

async function print(text: string): Promise<void> {
  await write(Deno.stdout, text);
}

async function write(to: typeof Deno.stdout, text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += await to.write(bytes.subarray(at));
}

await main();
