/**
 * What the server answers to somebody in very many rooms, and what a long list of bans costs those who talk: the real server over
 * HTTP, its store filled before it starts.
 */
import { parseArgs } from "node:util";
import { createSqliteStore } from "../src/adapters/sqlite/create_sqlite_store.ts";
import { createSystemClock } from "../src/adapters/system/clock.ts";
import { firstEntries } from "../src/chat/first_entries.ts";
import type { LogEntry } from "../src/ports/event_log.ts";
import { silentLog } from "../src/ports/log.ts";
import type { Store } from "../src/ports/store.ts";
import type { Effect } from "../src/protocol/event.ts";
import type { ServerProcess } from "../tests/support/server_process.ts";
import { mintToken, numberedId } from "../tests/support/wire_client_token.ts";
import { secret, startBenchServer } from "./bench_server.ts";
import { describeMachine } from "./machine.ts";

const { values } = parseArgs({
  options: { rooms: { type: "string", default: "5000" }, bans: { type: "string", default: "100000" } },
});
const [rooms, bans] = [Number(values.rooms), Number(values.bans)];
const at = "2026-01-01T00:00:00.000Z";
const [ada, bob] = [{ id: numberedId(1), username: "ada" }, { id: numberedId(2), username: "bob" }];
const messagesInRoom = 20;

function entryOf(room: string, seq: number, sender: string, type: "text" | "system", effect?: Effect): LogEntry {
  const id = numberedId(0x1000_0000 + seq);
  const event = {
    id,
    room_id: room,
    user_id: sender,
    username: "bob",
    content: "x".repeat(190),
    type,
    timestamp: at,
    seq,
  };
  const facts = { seq, id, type, sender, clientId: `${room}-${seq}`, text: JSON.stringify(event) };
  return { ...facts, ...(effect && { effect }) };
}

/** A room of ada and bob in which bob has talked; its head. */
async function makeRoom(store: Store, number: number): Promise<number> {
  const room = {
    ...{ id: numberedId(0x10_0000 + number), name: `room ${String(number).padStart(6, "0")}`, description: "" },
    ...{ creatorId: bob.id, isPrivate: false, epoch: "e", createdAt: at },
  };
  const people = firstEntries(room, [bob, ada], () => numberedId(0x2000_0000 + number), Date.parse(at));
  await store.rooms.create(room, people);
  const said = Array.from(
    { length: messagesInRoom },
    (_, i) => entryOf(room.id, people.length + 1 + i, bob.id, "text"),
  );
  await append(store, room.id, people.length, said);
  return people.length + said.length;
}

async function append(store: Store, room: string, head: number, entries: readonly LogEntry[]): Promise<void> {
  const { kind } = await store.log.append(room, head, entries);
  if (kind !== "ok") throw new Error(`An append was answered ${kind}`);
}

const bannedId = (number: number) => numberedId(0x100_0000 + number);
const [plainRoom, strictRoom] = [numberedId(0x10_0000), numberedId(0x10_0001)];

async function fill(folder: string): Promise<void> {
  const path = `${folder}/parley.db`;
  const store = await createSqliteStore({ path, thread: "worker", clock: createSystemClock(), log: silentLog });
  let head = 0;
  for (let i = 0; i < rooms; i++) head = await makeRoom(store, i);
  for (let done = 0; done < bans; done += 100) {
    const entries = Array.from({ length: Math.min(100, bans - done) }, (_, i) => {
      const user = { id: bannedId(done + i), username: `banned${done + i}` };
      return entryOf(strictRoom, head + 1 + i, bob.id, "system", { kind: "banned", sanction: { user, by: bob, at } });
    });
    await append(store, strictRoom, head, entries);
    head += entries.length;
  }
  await store.close();
}

/** The median and the worst of forty, after five to warm up, milliseconds. */
async function timed(work: () => Promise<unknown>): Promise<string> {
  const took: number[] = [];
  for (let i = -5; i < 40; i++) {
    const start = performance.now();
    await work();
    if (i >= 0) took.push(performance.now() - start);
  }
  took.sort((a, b) => a - b);
  return `${took[20]!.toFixed(1)} | ${took.at(-1)!.toFixed(1)}`;
}

async function measure({ url }: ServerProcess): Promise<readonly string[]> {
  const ask = async (who: typeof ada, path: string, status = 200, body?: unknown): Promise<string> => {
    const headers = { "authorization": `Bearer ${mintToken(secret, who)}`, "content-type": "application/json" };
    const init = body === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(body) };
    const response = await fetch(`${url}${path}`, init);
    const text = await response.text();
    if (response.status !== status) throw new Error(`${path} was answered ${response.status}: ${text.slice(0, 200)}`);
    return text;
  };
  const unread = JSON.parse(await ask(ada, "/api/unread"));
  if (unread.rooms.length !== rooms || unread.rooms[2]?.unread !== messagesInRoom) throw new Error("Wrong counts");
  const mine = (offset: number) => () => ask(ada, `/api/rooms?mine=true&limit=100&offset=${offset}`);
  const say = (room: string) => () => ask(bob, `/api/rooms/${room}/messages`, 201, { content: "Good morning" });
  const strict = `/api/rooms/${strictRoom}`;
  let next = 0;
  const join = () => ask({ id: bannedId(next), username: `banned${next++}` }, `${strict}/join`, 403, {});
  return [
    `| unread counts of ${rooms} rooms | ${await timed(() => ask(ada, "/api/unread"))} |`,
    `| the first 100 of one's ${rooms} rooms with unread counts | ${await timed(mine(0))} |`,
    `| the last 100 of them | ${await timed(mine(rooms - 100))} |`,
    `| a message in a room without bans | ${await timed(say(plainRoom))} |`,
    `| a message in a room with ${bans} bans | ${await timed(say(strictRoom))} |`,
    `| a banned user who wants to join it, refused | ${await timed(join)} |`,
    `| the newest 50 bans | ${await timed(() => ask(bob, `${strict}/bans?limit=50`))} |`,
    `| the list of its members | ${await timed(() => ask(bob, `${strict}/members`))} |`,
  ];
}

const dataDir = await Deno.makeTempDir({ prefix: "parley-people-" });
await fill(dataDir);
{
  await using server = await startBenchServer(dataDir);
  const lines = [
    describeMachine(),
    "",
    "| | median ms | worst of 40 |",
    "| --- | ---: | ---: |",
    ...await measure(server),
  ];
  await Deno.stdout.write(new TextEncoder().encode(`${lines.join("\n")}\n`));
}
await Deno.remove(dataDir, { recursive: true });
