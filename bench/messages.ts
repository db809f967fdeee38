/**
 * What the store takes for messages to which much was done: one with ten thousand reactions, a thread of ten thousand replies;
 * and whether a plain page of history notices.
 */
import { parseArgs } from "node:util";
import { createSqliteStore } from "../src/adapters/sqlite/create_sqlite_store.ts";
import { createSystemClock } from "../src/adapters/system/clock.ts";
import { viewOf } from "../src/chat/message_views.ts";
import { silentLog } from "../src/ports/log.ts";
import type { LogEntry } from "../src/ports/event_log.ts";
import type { Store } from "../src/ports/store.ts";
import type { Effect, RoomEvent } from "../src/protocol/event.ts";

const { values } = parseArgs({ options: { count: { type: "string", default: "10000" } } });
const count = Number(values.count);
const at = "2026-01-01T00:00:00.000Z";
const hex = (number: number): string => number.toString(16).padStart(24, "0");
const room = hex(1);

function entry(seq: number, sender: string, parts: Partial<RoomEvent>, effect?: Effect): LogEntry {
  const event = { id: hex(seq), room_id: room, user_id: sender, username: "somebody", content: "x".repeat(190) };
  const whole: RoomEvent = { ...event, type: "text", timestamp: at, seq, ...parts };
  const facts = { seq, id: hex(seq), type: whole.type, sender, clientId: `c${seq}`, text: JSON.stringify(whole) };
  return { ...facts, ...(effect && { effect }) };
}

let head = 0;

/** Appends what `make` makes of each seq, a hundred at a time; answers milliseconds an entry. */
async function fill(store: Store, many: number, make: (seq: number, i: number) => LogEntry): Promise<number> {
  const start = performance.now();
  for (let done = 0; done < many; done += 100) {
    const entries = Array.from({ length: Math.min(100, many - done) }, (_, i) => make(head + 1 + i, done + i));
    const { kind } = await store.log.append(room, head, entries);
    if (kind !== "ok") throw new Error(`An append was answered ${kind}`);
    head += entries.length;
  }
  return (performance.now() - start) / many;
}

/** The median and the worst of twenty runs, after one to warm up, milliseconds. */
async function timed(work: () => Promise<unknown>): Promise<string> {
  const took: number[] = [];
  for (let i = 0; i <= 20; i++) {
    const start = performance.now();
    await work();
    if (i > 0) took.push(performance.now() - start);
  }
  took.sort((a, b) => a - b);
  return `${took[10]!.toFixed(2)} | ${took.at(-1)!.toFixed(2)}`;
}

const folder = await Deno.makeTempDir({ prefix: "parley-messages-" });
const store = await createSqliteStore({
  path: `${folder}/parley.db`,
  thread: "worker",
  clock: createSystemClock(),
  log: silentLog,
});
const facts = { description: "", creatorId: hex(0), isPrivate: false, epoch: "e", createdAt: at };
await store.rooms.create({ ...facts, id: room, name: "room" }, []);

/** A page of the timeline as it is answered: what it shows, how many there are, and the states of its messages. */
async function page(upTo: number): Promise<void> {
  const filter = { types: ["text", "system"] } as const;
  const [entries] = await Promise.all([
    store.log.find(room, { after: 0, upTo }, filter, 50, 0),
    store.log.count(room, { after: 0, upTo: head }, filter),
  ]);
  const { states } = await store.messages.states(room, entries.map(({ seq }) => seq), hex(7));
  for (const { seq, text } of entries) viewOf(text, states.get(seq));
}

const emojis = ["👍", "🎉", "❤️", "😀", "🚀"];
const plainMs = await fill(store, count, (seq, i) => entry(seq, hex(i % 50), {}));
const rows = [`| a page of 50 plain messages, of ${count} | ${await timed(() => page(head))} |`];
const famous = head;
const reactedMs = await fill(store, count, (seq, i) => {
  const emoji = emojis[i % emojis.length]!;
  const effect: Effect = { kind: "reaction", of: famous, user_id: hex(i), emoji, added: true };
  return entry(seq, hex(i), { type: "reaction", content: emoji, of: famous }, effect);
});
rows.push(`| a page with a message of ${count} reactions, behind them | ${await timed(() => page(head))} |`);
const asked = [{ seq: famous, user: hex(7) }];
rows.push(`| what judging one more of them asks | ${await timed(() => store.messages.facts(room, asked))} |`);
rows.push(
  `| who they are, the last 200 | ${await timed(() =>
    store.messages.reactions(room, famous, undefined, 200, count - 200)
  )} |`,
);
const root = head + 1;
await fill(store, 1, (seq) => entry(seq, hex(1), {}));
const repliedMs = await fill(store, count, (seq, i) => {
  const effect: Effect = { kind: "said", thread: root };
  return entry(seq, hex(i % 50), { type: "reply", thread: root }, effect);
});
const replies = () => store.threads.replies(room, root, { after: root, upTo: head }, 50, "newest");
rows.push(`| the newest 50 replies of a thread of ${count} | ${await timed(replies)} |`);
rows.push(
  `| threads followed, one of ${count} unread replies | ${await timed(() => store.threads.followed(hex(1), 50, 0))} |`,
);
rows.push(`| the timeline's newest page, behind all of them | ${await timed(() => page(head))} |`);
const deletedMs = await fill(store, 100, (seq, i) => {
  const effect: Effect = { kind: "message_deleted", of: 1 + i, user_id: hex(0) };
  return entry(seq, hex(0), { type: "deleted", of: 1 + i, content: "" }, effect);
});
await store.close();
await Deno.remove(folder, { recursive: true });
const lines = [
  "| | median ms | worst of 20 |",
  "| --- | ---: | ---: |",
  ...rows,
  "",
  "| appended by hundreds, ms each | |",
  "| --- | ---: |",
  `| plain messages | ${plainMs.toFixed(3)} |`,
  `| reactions | ${reactedMs.toFixed(3)} |`,
  `| replies | ${repliedMs.toFixed(3)} |`,
  `| deletions | ${deletedMs.toFixed(3)} |`,
];
await Deno.stdout.write(new TextEncoder().encode(`${lines.join("\n")}\n`));
