/** Searching a long history while messages arrive, and what it takes to make the index of it. */
import { DatabaseSync } from "node:sqlite";
import { parseArgs } from "node:util";
import { createSqliteStore } from "../src/adapters/sqlite/create_sqlite_store.ts";
import { searchPath } from "../src/adapters/sqlite/search_file.ts";
import { createSystemClock } from "../src/adapters/system/clock.ts";
import { createSearchActions, type SearchActions } from "../src/chat/search_actions.ts";
import type { LiveRooms } from "../src/chat/live_rooms.ts";
import { SearchIndexing } from "../src/chat/search_indexing.ts";
import { silentLog } from "../src/ports/log.ts";
import { silentMeter } from "../src/ports/meter.ts";
import type { Store } from "../src/ports/store.ts";
import type { Principal } from "../src/protocol/principal.ts";
import { SeededRandom } from "../tests/support/seeded_random.ts";
import { describeMachine } from "./machine.ts";

const { values } = parseArgs({
  options: {
    messages: { type: "string", default: "1000000" },
    rooms: { type: "string", default: "200" },
    searches: { type: "string", default: "400" },
    arriving: { type: "string", default: "200" },
  },
});
const [messages, rooms, searches, arriving] = [values.messages, values.rooms, values.searches, values.arriving]
  .map(Number) as [number, number, number, number];

const vocabulary = 20_000;
const users = 100;
const spanMs = 365 * 86_400_000;
const random = new SeededRandom(7);
const han = [..."我在上海工作今天北京学校老师朋友吃饭电影音乐公司会议问题时间明天可以"];

const roomId = (i: number) => (0x1000 + i).toString(16).padStart(24, "0");
const userId = (i: number) => (0x9000 + i).toString(16).padStart(24, "0");

/** Words as a language has them: the n-th is said a n-th as often as the first. */
function word(): string {
  const rank = Math.floor(Math.exp(random.fraction() * Math.log(vocabulary)));
  return `${rank.toString(26).replaceAll(/\d/g, (digit) => "qrstuvwxyz"[Number(digit)]!)}${
    rank % 7 === 0 ? "ing" : "e"
  }`;
}

function sentence(): string {
  if (random.chance(0.05)) return Array.from({ length: 12 }, () => han[random.int(han.length)]).join("");
  return Array.from({ length: 3 + random.int(18) }, word).join(" ");
}

function eventText(seq: number, room: number, at: number): { readonly user: number; readonly text: string } {
  const user = random.int(users);
  const event = {
    id: seq.toString(16).padStart(24, "0"),
    room_id: roomId(room),
    user_id: userId(user),
    username: `user${user}`,
    content: sentence(),
    type: "text",
    timestamp: new Date(at).toISOString(),
    seq,
  };
  return { user, text: JSON.stringify(event) };
}

/** Writes the history as it would stand there had it been sent and settled, past the store. */
function fill(path: string, now: number): void {
  using db = new DatabaseSync(path);
  db.exec("PRAGMA synchronous = OFF; BEGIN");
  const addUser = db.prepare("INSERT INTO users (key, id) VALUES (?, ?)");
  for (let i = 0; i < users; i++) addUser.run(i + 1, userId(i));
  const addRoom = db.prepare(
    `INSERT INTO rooms (key, head, is_private, id, epoch, creator_id, created_at, name, name_folded, description)
     VALUES (?, ?, 0, ?, 'e', ?, '', ?, ?, '')`,
  );
  const addMember = db.prepare(
    "INSERT INTO members (room, user_id, username, role, joined_at) VALUES (?, ?, 'user0', 'member', '')",
  );
  const addEvent = db.prepare(
    "INSERT INTO events (key, room, sender, type, id, text) VALUES ((? << 32) | ?, ?, ?, 0, ?, ?)",
  );
  const each = Math.floor(messages / rooms);
  for (let room = 0; room < rooms; room++) {
    addRoom.run(room + 1, each, roomId(room), userId(0), `room ${room}`, `room ${room}`);
    addMember.run(room + 1, userId(0));
    if (room % 10 === 0) addMember.run(room + 1, userId(1));
    for (let seq = 1; seq <= each; seq++) {
      const { user, text } = eventText(seq, room, now - spanMs + Math.floor(spanMs * seq / each));
      addEvent.run(room + 1, seq, room + 1, user + 1, seq.toString(16).padStart(24, "0"), text);
    }
  }
  db.exec("COMMIT");
}

/** Takes everything in without rests; answers seconds. */
async function makeIndex(store: Store): Promise<number> {
  const start = performance.now();
  while ((await store.search.advance(4_096)).behind > 0);
  return (performance.now() - start) / 1_000;
}

const encoder = new TextEncoder();

function print(line: string): void {
  Deno.stdout.writeSync(encoder.encode(`${line}\n`));
}

const stopping = new AbortController();

/** Appends at a steady rate, so many a second, to random rooms. */
async function arrive(store: Store): Promise<number> {
  const heads = new Map(await store.log.heads(Array.from({ length: rooms }, (_, i) => roomId(i))));
  let sent = 0;
  const start = performance.now();
  while (!stopping.signal.aborted) {
    const due = Math.floor((performance.now() - start) / 1_000 * arriving);
    for (; sent < due; sent++) {
      const room = random.int(rooms);
      const { seq: head, epoch } = heads.get(roomId(room))!;
      const { user, text } = eventText(head + 1, room, Date.now());
      const entry = {
        seq: head + 1,
        id: `f${sent.toString(16).padStart(23, "0")}`,
        type: "text",
        sender: userId(user),
        text,
      } as const;
      await store.log.append(roomId(room), head, [entry]);
      heads.set(roomId(room), { seq: head + 1, epoch });
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return sent / ((performance.now() - start) / 1_000);
}

const kinds: Readonly<Record<string, () => string>> = {
  "a common word": () => ["rr", "re", "se", "te"].map((start) => `${start}`)[random.int(4)]!.replace(/^rr$/, "re"),
  "a word drawn as it is said": word,
  "two words": () => `${word()} ${word()}`,
  "three words": () => `${word()} ${word()} ${word()}`,
  "a phrase": () => `"${word()} ${word()}"`,
  "a beginning of three letters": () => `${word().slice(0, 3).padEnd(2, "e")}*`,
  "a beginning of two letters": () => `${word().slice(0, 2).padEnd(2, "e")}*`,
  "two Han characters": () => `${han[random.int(han.length)]}${han[random.int(han.length)]}`,
  "a Han character": () => han[random.int(han.length)]!,
  "a word, from one user": () => `${word()} from:${userId(random.int(users))}`,
};

function percentile(sorted: readonly number[], share: number): string {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(1);
}

async function measure(search: SearchActions, actor: Principal, q: () => string): Promise<string> {
  const took: number[] = [];
  let empty = 0;
  for (let i = 0; i < Math.ceil(searches / Object.keys(kinds).length); i++) {
    const text = q();
    const start = performance.now();
    const { results } = await search.messages(actor, { q: text, sort: "relevance", limit: 20 });
    took.push(performance.now() - start);
    if (results.length === 0) empty++;
  }
  took.sort((a, b) => a - b);
  return `${percentile(took, 0.5)} | ${percentile(took, 0.95)} | ${percentile(took, 1)} | ${empty} of ${took.length}`;
}

const folder = await Deno.makeTempDir({ prefix: "parley-bench-" });
const clock = createSystemClock();
try {
  const path = `${folder}/parley.db`;
  const open = () => createSqliteStore({ path, thread: "worker", clock, log: silentLog });
  await (await open()).close();
  fill(path, Date.now());
  const store = await open();
  const seconds = await makeIndex(store);
  const size = (name: string) => (Deno.statSync(name).size / 1_048_576).toFixed(0);
  print(await describeMachine());
  print(
    `${messages} messages in ${rooms} rooms: indexed in ${seconds.toFixed(1)} s, ` +
      `${(seconds * 1e6 / messages).toFixed(1)} us each; data ${size(path)} MiB, index ${size(searchPath(path))} MiB`,
  );
  const live = { room: () => ({}) } as unknown as LiveRooms;
  const search = createSearchActions({
    store,
    live,
    profiles: () => Promise.resolve([]),
    limiter: { take: () => 0 },
    clock,
  });
  const indexing = new SearchIndexing({ search: store.search, clock, log: silentLog, meter: silentMeter });
  indexing.start();
  const arrived = arrive(store);
  for (const [who, rooms] of [[0, "all rooms"], [1, "a tenth of the rooms"]] as const) {
    print(`\nA member of ${rooms}, ms:\n\n| search | p50 | p95 | most | nothing found |\n| - | - | - | - | - |`);
    const actor: Principal = { id: userId(who), username: `user${who}`, guest: true } as Principal;
    for (const [kind, q] of Object.entries(kinds)) print(`| ${kind} | ${await measure(search, actor, q)} |`);
  }
  stopping.abort();
  print(`\nMeanwhile ${(await arrived).toFixed(0)} messages a second arrived.`);
  indexing.stop();
  await store.close();
} finally {
  await Deno.remove(folder, { recursive: true });
}
