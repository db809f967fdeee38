/** What the embedded store takes by itself: durable appends a second over many rooms, and what each writes to the disk. */
import { parseArgs } from "node:util";
import { createSqliteStore } from "../src/adapters/sqlite/create_sqlite_store.ts";
import { createSystemClock } from "../src/adapters/system/clock.ts";
import { silentLog } from "../src/ports/log.ts";
import type { LogEntry } from "../src/ports/event_log.ts";
import type { Store } from "../src/ports/store.ts";

const { values } = parseArgs({
  options: {
    rooms: { type: "string", default: "200" },
    batch: { type: "string", default: "2" },
    events: { type: "string", default: "80000" },
    "settle-at": { type: "string", default: "1,4096" },
  },
});
const rooms = Number(values.rooms);
const batch = Number(values.batch);

const hex = (number: number): string => number.toString(16).padStart(24, "0");

function entry(room: number, seq: number): LogEntry {
  const text = JSON.stringify({ seq, content: "x".repeat(190), client: "y".repeat(150) });
  const sender = hex(room * 5 + seq % 5);
  return { seq, id: hex(room * 1_000_000 + seq), type: "text", sender, clientId: crypto.randomUUID(), text };
}

/** Every room appends one batch after the other, all rooms at once. */
async function talk(store: Store, room: number, batches: number, tookMs: number[]): Promise<void> {
  for (let head = 0; head < batches * batch; head += batch) {
    const entries = Array.from({ length: batch }, (_, i) => entry(room, head + 1 + i));
    const start = performance.now();
    const { kind } = await store.log.append(hex(room), head, entries);
    if (kind !== "ok") throw new Error(`An append was answered ${kind}`);
    tookMs.push(performance.now() - start);
  }
}

async function measure(settleAt: number): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "parley-appends-" });
  const path = `${folder}/parley.db`;
  const store = await createSqliteStore({
    path,
    thread: "worker",
    clock: createSystemClock(),
    log: silentLog,
    settleAt,
  });
  for (let room = 0; room < rooms; room++) {
    const facts = {
      description: "",
      creatorId: hex(0),
      isPrivate: false,
      epoch: "e",
      createdAt: "2026-01-01T00:00:00Z",
    };
    await store.rooms.create({ ...facts, id: hex(room), name: `room ${room}` }, []);
  }
  const tookMs: number[] = [];
  const batches = Math.ceil(Number(values.events) / rooms / batch);
  const [start, writtenBefore] = [performance.now(), bytesWritten()];
  await Promise.all(Array.from({ length: rooms }, (_, room) => talk(store, room, batches, tookMs)));
  const events = batches * batch * rooms;
  const seconds = (performance.now() - start) / 1_000;
  const written = (bytesWritten() - writtenBefore) / events;
  await store.close();
  await Deno.remove(folder, { recursive: true });
  tookMs.sort((a, b) => a - b);
  const at = (part: number): string => tookMs[Math.floor(tookMs.length * part)]!.toFixed(1);
  const cells = [settleAt, Math.round(events / seconds), at(0.5), at(0.99), Math.round(written)];
  return `| ${cells.join(" | ")} |`;
}

/** What this process had the kernel write to disks (Linux). */
function bytesWritten(): number {
  return Number(/write_bytes: (\d+)/.exec(Deno.readTextFileSync("/proc/self/io"))?.[1]);
}

const lines = [
  `${rooms} rooms, ${batch} events an append`,
  "",
  "| arrivals settled at | events/s | append p50 ms | p99 ms | bytes written an event |",
  "| ---: | ---: | ---: | ---: | ---: |",
];
for (const settleAt of values["settle-at"].split(",")) lines.push(await measure(Number(settleAt)));
await Deno.stdout.write(new TextEncoder().encode(`${lines.join("\n")}\n`));
