import { parseArgs } from "node:util";
import { measureDurableWrite } from "./durable_write.ts";
import { calm, describeMachine } from "./machine.ts";
import { keepSection } from "./results_page.ts";
import { resultsTable, type WorkloadResult } from "./results_table.ts";
import { type Figures, type RunOptions, runWorkload } from "./run_workload.ts";
import { type Workload, workloads } from "./workloads.ts";

const help = `deno task bench [options]
  --only W1,W3      workloads to run (all: ${workloads.map(({ id }) => id).join(", ")})
  --runs 3          runs of each, interleaved; medians are shown
  --seconds 8       how long messages are sent
  --bytes 190       bytes of a message's content
  --threads 1       threads of the load client
  --batch           sessions negotiate parley.v1.batch
  --at-once 64      upgrades under way at once
  --calm 0.2        waits before each run until the machine uses no more cores than that (at most ten minutes), and
                    repeats a run during which others used more (at most five times; the least disturbed counts)
  --print-only      leaves bench/RESULTS.md as it is; so does --only
  --json            every run's figures, one JSON object a line, instead of the table
`;

const attemptsMax = 5;

const { values } = parseArgs({
  args: Deno.args,
  options: {
    only: { type: "string" },
    runs: { type: "string", default: "3" },
    seconds: { type: "string", default: "8" },
    bytes: { type: "string", default: "190" },
    threads: { type: "string", default: "1" },
    batch: { type: "boolean", default: false },
    "at-once": { type: "string", default: "64" },
    calm: { type: "string" },
    "print-only": { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

async function main(): Promise<void> {
  if (values.help) return await print(help);
  const options: RunOptions = {
    seconds: Number(values.seconds),
    contentBytes: Number(values.bytes),
    threads: Number(values.threads),
    batch: values.batch,
    connectAtOnce: Number(values["at-once"]),
  };
  const loadBefore = Deno.loadavg()[0]!;
  const names = values.only?.split(",");
  const chosen = workloads.filter(({ id }) => names === undefined || names.includes(id));
  const results = new Map<Workload, Figures[]>(chosen.map((workload) => [workload, []]));
  const durableWriteMs = await measureDurableWrite();
  for (let run = 0; run < Number(values.runs); run++) {
    for (const workload of chosen) {
      const figures = await measure(workload, options);
      results.get(workload)!.push(figures);
      if (values.json) {
        await print(`${JSON.stringify({ workload: workload.id, run, ...Object.fromEntries(figures) })}\n`);
      }
    }
  }
  const rows: WorkloadResult[] = [...results].map(([workload, runs]) => ({ workload, runs }));
  if (values.json) return;
  const section = describe(resultsTable(rows), options, durableWriteMs, loadBefore);
  await print(section);
  if (values.only === undefined && !values["print-only"]) await keepSection("Parley by itself", section);
}

function describe(tables: string, options: RunOptions, durableWriteMs: number, loadBefore: number): string {
  const { seconds, contentBytes, threads } = options;
  return `## Parley by itself

\`deno task bench\`, ${new Date().toISOString().slice(0, 10)}. ${describeMachine()}; load average before: ${
    loadBefore.toFixed(2)
  }. The server, the load client (${threads} thread${
    threads === 1 ? "" : "s"
  }) and whatever else runs share the cores. One
durable write takes ${
    durableWriteMs.toFixed(2)
  } ms here (median). A message has ${contentBytes} bytes of text, which makes an event of
some 420 bytes on the wire, one event a frame. ${seconds} s of load a run, medians of ${values.runs} rounds; of what is missing, out
of order or not acknowledged, the worst round.

${tables}
A join is the upgrade, the check of the token, becoming a member and going live, and the delivery of the join to all who are
there: to 50 on the average, 500,000 deliveries in all. Connects are those of members, to a server started anew over the same
data: only the joining is missing. Memory is that of this server, before and after.
`;
}

/** One run; where it is to be calm, the least disturbed of a few. */
async function measure(workload: Workload, options: RunOptions): Promise<Figures> {
  if (values.calm === undefined) return await runWorkload(workload, options);
  const coresMax = Number(values.calm);
  let best: Figures | undefined;
  for (let attempt = 0; attempt < attemptsMax && disturbance(best) > coresMax; attempt++) {
    await calm(coresMax);
    const figures = await runWorkload(workload, options);
    if (disturbance(figures) < disturbance(best)) best = figures;
  }
  return best!;
}

function disturbance(figures: Figures | undefined): number {
  return figures?.get("others' cores") ?? Infinity;
}

async function print(text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += await Deno.stdout.write(bytes.subarray(at));
}

await main();
