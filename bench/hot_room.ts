/**
 * One room to which many nodes write at once, over a MongoDB-wire server and a Redis as processes of their own. Each node is
 * a thread of this process with its own clients of both, as `--workers` has it. `deno run -A bench/hot_room.ts`.
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { createMongoStore } from "../src/adapters/mongo/create_mongo_store.ts";
import { createSystemClock } from "../src/adapters/system/clock.ts";
import { createSystemRandom } from "../src/adapters/system/random.ts";
import { createIds } from "../src/chat/ids.ts";
import { creatorJoins, newEpoch } from "../src/chat/rooms.ts";
import type { NewRoom } from "../src/ports/rooms.ts";
import type { Principal } from "../src/protocol/principal.ts";
import { MongoServer } from "../tests/support/mongo_server.ts";
import { RedisServer } from "../tests/support/redis_server.ts";
import type { HotRoomNode, HotRoomReport } from "./hot_room_node.ts";
import { busySeconds, describeMachine } from "./machine.ts";

const { values } = parseArgs({
  options: {
    nodes: { type: "string", default: "1,2,4,8" },
    seconds: { type: "string", default: "5" },
    runs: { type: "string", default: "3" },
    outstanding: { type: "string", default: "256" },
  },
});

const clock = createSystemClock();
const random = createSystemRandom();
const nextId = createIds(clock, random);
const outstanding = Number(values.outstanding);
const seconds = Number(values.seconds);

function person(username: string): Principal {
  return { id: nextId(), username, guest: false, tokenKey: username, expiresAt: Infinity };
}

async function roomIn(url: string): Promise<string> {
  const store = await createMongoStore({ url, clock, random });
  const creator = person("creator");
  const id = nextId();
  const room: NewRoom = {
    id,
    name: `room ${id}`,
    description: "",
    creatorId: creator.id,
    isPrivate: false,
    createdAt: new Date(clock.now()).toISOString(),
    epoch: newEpoch(random),
  };
  await store.rooms.create(room, creatorJoins(room, creator, nextId(), clock.now()).entries);
  await store.close();
  return id;
}

/** A thread with a node in it, that answers each word with one message. */
class NodeThread {
  readonly #worker = new Worker(new URL("./hot_room_node.ts", import.meta.url), { type: "module" });

  ask(word: HotRoomNode): Promise<HotRoomReport> {
    return new Promise((resolve, reject) => {
      this.#worker.onmessage = ({ data }: MessageEvent<HotRoomReport>) => resolve(data);
      this.#worker.onerror = (event) => reject(new Error(event.message));
      this.#worker.postMessage(word);
    });
  }

  end(): void {
    this.#worker.terminate();
  }
}

interface Figures {
  readonly perSecond: number;
  /** Of the node that got the least, as a part of what would be fair. */
  readonly leastShare: number;
  readonly p50: number;
  readonly p99: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly othersCores: number;
}

async function measure(nodes: number): Promise<Figures> {
  await using mongo = await MongoServer.open();
  await using redis = await RedisServer.start();
  const url = mongo.url();
  const room = await roomIn(url);
  const threads = Array.from({ length: nodes }, () => new NodeThread());
  const broker = redis.url;
  const window = outstanding / nodes;
  await Promise.all(threads.map((thread, i) => {
    return thread.ask({ kind: "start", url, broker, room, window, sender: person(`sender ${i}`) });
  }));
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const [start, busyBefore, ownBefore] = [performance.now(), busySeconds(), process.cpuUsage()];
  const before = await Promise.all(threads.map((thread) => thread.ask({ kind: "report" })));
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  const after = await Promise.all(threads.map((thread) => thread.ask({ kind: "report" })));
  const took = (performance.now() - start) / 1_000;
  const own = process.cpuUsage();
  const ownCores = (own.user + own.system - ownBefore.user - ownBefore.system) / 1e6 / took;
  await Promise.all(threads.map((thread) => thread.ask({ kind: "stop" })));
  for (const thread of threads) thread.end();
  const written = after.map(({ written }, i) => written - before[i]!.written);
  const total = written.reduce((sum, n) => sum + n, 0);
  const tookMs = after.flatMap(({ tookMs }) => tookMs).sort((a, b) => a - b);
  const counts: Record<string, number> = {};
  after.forEach((report, i) => {
    for (const [name, count] of Object.entries(report.counts)) {
      counts[name] = (counts[name] ?? 0) + count - (before[i]!.counts[name] ?? 0);
    }
  });
  return {
    perSecond: total / took,
    leastShare: Math.min(...written) / (total / nodes),
    p50: tookMs[Math.floor(tookMs.length * 0.5)] ?? NaN,
    p99: tookMs[Math.floor(tookMs.length * 0.99)] ?? NaN,
    counts,
    othersCores: (busySeconds() - busyBefore) / took - ownCores,
  };
}

const shown = (value: number): string => value >= 100 ? value.toFixed(0) : value.toPrecision(2);

function row(nodes: number, runs: readonly Figures[], ofOne: number): string {
  const median = (figure: (run: Figures) => number): number => {
    return runs.map(figure).toSorted((a, b) => a - b)[Math.floor(runs.length / 2)]!;
  };
  const count = (name: string) => median(({ counts }) => (counts[name] ?? 0) / seconds);
  const share = median(({ counts: { events_carried: carried = 0, events_read: read = 0 } }) => {
    return carried + read === 0 ? 100 : carried * 100 / (carried + read);
  });
  const perSecond = median((run) => run.perSecond);
  const cells = [
    nodes,
    shown(perSecond),
    `${shown(perSecond * 100 / ofOne)} %`,
    `${shown(median((run) => run.leastShare) * 100)} %`,
    shown(median((run) => run.p50)),
    shown(median((run) => run.p99)),
    shown(count("appends")),
    shown(count("append_conflicts")),
    shown(count("forwards")),
    shown(count("forwards_failed")),
    `${shown(share)} %`,
    median((run) => run.othersCores).toFixed(2),
  ];
  return `| ${cells.join(" | ")} |`;
}

const lines = [
  describeMachine(),
  "",
  "| nodes | messages/s | of one node's | least node, of its fair share | p50 ms | p99 ms | appends/s | conflicts/s | forwards/s | failed/s | came by doorbell | servers' and others' cores |",
  `|${" ---: |".repeat(12)}`,
];
const counts = values.nodes.split(",").map(Number);
const runs = new Map<number, Figures[]>(counts.map((nodes) => [nodes, []]));
for (let run = 0; run < Number(values.runs); run++) {
  for (const nodes of counts) runs.get(nodes)!.push(await measure(nodes));
}
const one = runs.get(counts[0]!)!.map(({ perSecond }) => perSecond).toSorted((a, b) => a - b);
for (const nodes of counts) lines.push(row(nodes, runs.get(nodes)!, one[Math.floor(one.length / 2)]!));
await Deno.stdout.write(new TextEncoder().encode(`${lines.join("\n")}\n`));
