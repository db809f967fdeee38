/**
 * What others feel while very much is removed: the deletion of an account that wrote most of a room, and retention that takes most of
 * a room's log. The real server over HTTP, its store filled before it starts; somebody else writes all the time, into the room and
 * into another one.
 */
import { parseArgs } from "node:util";
import { openStore } from "../src/compose_store.ts";
import { createSystemClock } from "../src/adapters/system/clock.ts";
import { createSystemRandom } from "../src/adapters/system/random.ts";
import { firstEntries } from "../src/chat/first_entries.ts";
import { appendEventsMax } from "../src/limits.ts";
import type { LogEntry } from "../src/ports/event_log.ts";
import { silentLog } from "../src/ports/log.ts";
import { silentMeter } from "../src/ports/meter.ts";
import type { Store } from "../src/ports/store.ts";
import { MongoServer } from "../tests/support/mongo_server.ts";
import { mintToken, numberedId } from "../tests/support/wire_client_token.ts";
import { secret, startBenchServer } from "./bench_server.ts";
import { describeMachine } from "./machine.ts";

const { values } = parseArgs({
  options: {
    erase: { type: "string", default: "0" },
    trim: { type: "string", default: "0" },
    mongo: { type: "boolean", default: false },
  },
});
const [erased, trimmed] = [Number(values.erase), Number(values.trim)];
const adminKey = "an-administrators-key-of-32-bytes";
const [ada, bob] = [{ id: numberedId(1), username: "ada" }, { id: numberedId(2), username: "bob" }];
const [longRoom, otherRoom] = [numberedId(0x10_0000), numberedId(0x10_0001)];
const old = new Date(Date.now() - 10 * 86_400_000).toISOString();
/** Messages of ada in a second, and how long she writes with nothing else going on, milliseconds. */
const [perSecond, aloneMs] = [100, 10_000];

function said(seq: number): LogEntry {
  const id = numberedId(0x1000_0000 + seq);
  const content = `${seq} ${"x".repeat(180)}`;
  const about = { room_id: longRoom, user_id: bob.id, username: "bob", timestamp: old };
  const event = { id, ...about, content, type: "text", seq };
  return { seq, id, type: "text", sender: bob.id, clientId: `c${seq}`, text: JSON.stringify(event) };
}

async function fill(store: Store, messages: number): Promise<void> {
  for (const [number, id] of [longRoom, otherRoom].entries()) {
    const facts = { id, name: `room ${number}`, description: "", creatorId: ada.id, isPrivate: false, epoch: "e" };
    const room = { ...facts, createdAt: old };
    const people = firstEntries(room, [ada, bob], () => numberedId(0x2000_0000 + number), Date.parse(old));
    await store.rooms.create(room, people);
    if (id !== longRoom) continue;
    for (let head = people.length; head < messages; head += appendEventsMax) {
      const entries = Array.from({ length: appendEventsMax }, (_, i) => said(head + 1 + i));
      const { kind } = await store.log.append(id, head, entries);
      if (kind !== "ok") throw new Error(`An append was answered ${kind}`);
    }
  }
}

async function ask(url: string, path: string, token: string, body?: unknown, method = "POST") {
  const headers = { "authorization": `Bearer ${token}`, "content-type": "application/json" };
  const init = body === undefined && method === "POST"
    ? {}
    : { method, ...(body ? { body: JSON.stringify(body) } : {}) };
  const response = await fetch(`${url}${path}`, { headers, ...init });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${text.slice(0, 200)}`);
  return JSON.parse(text);
}

/** Writes until `work` is done, in turn into both rooms; a line of figures for each. */
async function whileWriting(url: string, what: string, work: Promise<unknown>): Promise<readonly string[]> {
  const took = new Map<string, number[]>([[longRoom, []], [otherRoom, []]]);
  const token = mintToken(secret, ada);
  const began = performance.now();
  let isDone = false;
  const done = work.finally(() => isDone = true);
  const sent: Promise<void>[] = [];
  for (let i = 0; !isDone; i++) {
    const room = i % 2 === 0 ? longRoom : otherRoom;
    const due = began + i * 1_000 / perSecond;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    sent.push(
      ask(url, `/api/rooms/${room}/messages`, token, { content: `Good morning ${i}` }).then(() => {
        // From when it was due: what waits behind something slow counts.
        took.get(room)!.push(performance.now() - due);
      }),
    );
  }
  await Promise.all([done, ...sent]);
  const seconds = (performance.now() - began) / 1_000;
  return [[longRoom, "the room"], [otherRoom, "another room"]].map(([room, name]) => {
    const all = took.get(room!)!.sort((a, b) => a - b);
    const at = (share: number) => all[Math.min(all.length - 1, Math.floor(all.length * share))]!.toFixed(1);
    return `| ${what} | ${seconds.toFixed(1)} | ${name} | ${all.length} | ${at(0.5)} | ${at(0.99)} | ${at(1)} |`;
  });
}

async function erase(url: string): Promise<void> {
  const { id } = await ask(url, `/api/admin/users/${bob.id}`, adminKey, undefined, "DELETE");
  while ((await ask(url, `/api/erasures/${id}`, "")).state !== "done") await new Promise((go) => setTimeout(go, 250));
}

async function trim(url: string): Promise<void> {
  const token = mintToken(secret, ada);
  const begins = async () => (await ask(url, `/api/rooms/${longRoom}/messages?limit=1`, token)).begins_at ?? 0;
  while (await begins() < trimmed) await new Promise((go) => setTimeout(go, 250));
}

const mongo = values.mongo ? await MongoServer.open() : undefined;
const dataDir = await Deno.makeTempDir({ prefix: "parley-removal-" });
const storeUrl = mongo?.url() ?? `sqlite:${dataDir}/parley.db`;
const store = await openStore(
  { storeUrl },
  { clock: createSystemClock(), random: createSystemRandom(), log: silentLog, meter: silentMeter },
);
await fill(store, Math.max(erased, trimmed));
await store.close();
{
  const env = { ADMIN_KEY: adminKey, STORE_URL: storeUrl, ...(trimmed > 0 ? { RETENTION_DAYS: "5" } : {}) };
  await using server = await startBenchServer(dataDir, { env });
  const { url } = server;
  const lines = [
    describeMachine(),
    "",
    "| | s | a message into | messages | median ms | p99 | worst |",
    "| --- | ---: | --- | ---: | ---: | ---: | ---: |",
    ...await whileWriting(url, "nothing else", new Promise((resolve) => setTimeout(resolve, aloneMs))),
    ...(erased > 0 ? await whileWriting(url, `${erased} messages of one user deleted`, erase(url)) : []),
    // The sweep begins a minute after the start: what comes before it is in the figures, too.
    ...(trimmed > 0 ? await whileWriting(url, `${trimmed} entries trimmed`, trim(url)) : []),
  ];
  await Deno.stdout.write(new TextEncoder().encode(`${lines.join("\n")}\n`));
}
await mongo?.[Symbol.asyncDispose]();
await Deno.remove(dataDir, { recursive: true });
