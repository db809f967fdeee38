import { parseArgs } from "node:util";
import { createRooms, planMembers, startBenchServer } from "./bench_server.ts";
import { describeMachine } from "./machine.ts";
import type { MemberPlan } from "./member_plan.ts";
import { readProcess } from "./process_figures.ts";
import { ServerMetrics } from "./server_metrics.ts";
import { openWire } from "../tests/support/wire_client.ts";

const help =
  `deno run -A bench/soak.ts [options]: people come, talk, leave, are cut off and come again; then nobody is there
  --minutes 10      how long
  --people 300      connections at once
  --rooms 1000
  --warm-up 4       minutes before the baseline: the caches of the store fill
`;
const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    people: { type: "string", default: "300" },
    rooms: { type: "string", default: "1000" },
    "warm-up": { type: "string", default: "4" },
    help: { type: "boolean", default: false },
  },
});
const warmUpMs = Number(values["warm-up"]) * 60_000;
/** More than a minute, after which a room that nobody reads is let go of. */
const idleMs = 75_000;
const sampleMs = 5_000;
const stayMsMax = 5_000;
const tolerance = 0.2;
const perRoom = 5;

type Server = Awaited<ReturnType<typeof startBenchServer>>;
type Wire = Awaited<ReturnType<typeof openWire>>;

interface Sample {
  readonly minute: number;
  readonly rssMiB: number;
  readonly heapMiB: number;
  readonly descriptors: number;
  readonly connections: number;
  readonly liveRooms: number;
  readonly subscribers: number;
}

async function look(server: Server, since: number): Promise<Sample> {
  const metrics = await ServerMetrics.read(server.url);
  const mib = 2 ** 20;
  return {
    minute: (performance.now() - since) / 60_000,
    rssMiB: readProcess(server.pid).rssBytes / mib,
    heapMiB: metrics.value("process_heap_bytes") / mib,
    descriptors: [...Deno.readDirSync(`/proc/${server.pid}/fd`)].length,
    connections: metrics.value("parley_connections"),
    liveRooms: metrics.value("parley_live_rooms"),
    subscribers: metrics.value("parley_subscribers"),
  };
}

/** The same when nothing is left that nobody needs: the heap of an idle program is mostly what it has not cleared away. */
async function lookAfterCollection(server: Server, since: number): Promise<Sample> {
  server.kill("SIGUSR2");
  await pause(2_000);
  return await look(server, since);
}

/** What they did, for the table. */
const counts = { visits: 0, messages: 0, acks: 0, leaves: 0, cuts: 0, refused: 0, failed: 0 };

/** One visit: comes in and joins, says something now and then, and goes: politely, by leaving the room, or by a cut. */
async function visit(server: Server, plan: MemberPlan): Promise<void> {
  const { token, room } = plan;
  const closed = Promise.withResolvers<number>();
  const decoder = new TextDecoder();
  const wire = await openWire({ port: server.port, path: `/ws?token=${token}&room_id=${room}` }, {
    text: (bytes, start, end) => {
      const text = decoder.decode(bytes.subarray(start, end));
      if (text.startsWith('{"type":"ack"')) counts.acks++;
      if (text.startsWith('{"type":"error"')) counts.refused++;
    },
    closed: closed.resolve,
  });
  counts.visits++;
  try {
    await stay(wire, server, plan);
    await closed.promise;
  } finally {
    // A request that fails on the way must not leave somebody behind who would be taken for the server's.
    wire.destroy();
  }
}

async function stay(wire: Wire, server: Server, { token, room }: MemberPlan): Promise<void> {
  const end = performance.now() + Math.random() * stayMsMax;
  while (performance.now() < end) {
    await pause(Math.random() * 1_000);
    const client_id = `soak-${++counts.messages}`;
    wire.send(JSON.stringify({ type: "message", room_id: room, content: "x".repeat(190), client_id }));
  }
  await pause(200);
  const way = Math.random();
  if (way < 0.3) {
    counts.cuts++;
    wire.destroy();
  } else {
    if (way > 0.7) await leave(server, token, room);
    wire.close();
  }
}

async function leave(server: Server, token: string, room: string): Promise<void> {
  const response = await fetch(`${server.url}/api/rooms/${room}/leave`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
  });
  await response.body?.cancel();
  counts.leaves++;
}

async function churn(server: Server, members: readonly MemberPlan[], ms: number): Promise<void> {
  const end = performance.now() + ms;
  const person = async (): Promise<void> => {
    while (performance.now() < end) {
      const plan = members[Math.floor(Math.random() * members.length)]!;
      await visit(server, plan).catch(() => void counts.failed++);
    }
  };
  await Promise.all(Array.from({ length: Number(values.people) }, person));
}

function row(what: string, sample: Sample): string {
  const { minute, rssMiB, heapMiB, descriptors, connections, liveRooms, subscribers } = sample;
  const figures = [minute.toFixed(1), rssMiB.toFixed(0), heapMiB.toFixed(1)];
  return `| ${[what, ...figures, descriptors, connections, liveRooms, subscribers].join(" | ")} |\n`;
}

async function main(): Promise<number> {
  if (values.help) return print(help), 0;
  print(`${describeMachine()}; load before: ${Deno.loadavg()[0]!.toFixed(2)}\n\n`);
  const runOptions = ["--v8-flags=--expose-gc", "--preload", "bench/collect_on_signal.ts"];
  await using server = await startBenchServer(undefined, { runOptions });
  const start = performance.now();
  const rooms = await createRooms(server, Number(values.rooms));
  const members = planMembers(rooms, perRoom);
  print("| | minute | RSS MiB | heap MiB | descriptors | connections | live rooms | subscribers |\n");
  print("|---|---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
  await churn(server, members, warmUpMs);
  await pause(idleMs);
  print(row("after warming up and an idle minute", await look(server, start)));
  const baseline = await lookAfterCollection(server, start);
  print(row("the same, heap collected: the baseline", baseline));
  const samples: Sample[] = [];
  const sampler = setInterval(() => {
    look(server, start).then((sample) => samples.push(sample), () => void counts.failed++);
  }, sampleMs);
  await churn(server, members, Number(values.minutes) * 60_000);
  clearInterval(sampler);
  const step = Math.max(1, Math.floor(samples.length / 10));
  for (let i = step - 1; i < samples.length; i += step) print(row("", samples[i]!));
  await pause(idleMs);
  print(row("after it and an idle minute", await look(server, start)));
  const last = await lookAfterCollection(server, start);
  print(row("the same, heap collected", last));
  print(`\n${Object.entries(counts).map(([name, count]) => `${name} ${count}`).join(", ")}\n`);
  const faults = faultsOf(baseline, last);
  for (const fault of faults) print(`FAULT: ${fault}\n`);
  return faults.length > 0 ? 1 : 0;
}

/** What did not return to where it was. */
function faultsOf(baseline: Sample, last: Sample): string[] {
  const watched = ["rssMiB", "heapMiB", "descriptors", "connections", "liveRooms", "subscribers"] as const;
  return watched.filter((name) => last[name] > baseline[name] * (1 + tolerance)).map((name) => {
    return `${name} was ${baseline[name].toFixed(1)} and is ${last[name].toFixed(1)}`;
  });
}

function print(text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

Deno.exitCode = await main();
