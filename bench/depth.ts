/** W7: whether a long history costs more than a short one. Pages anywhere in a room, and what a reader missed. */
import { DatabaseSync } from "node:sqlite";
import { parseArgs } from "node:util";
import type { ServerProcess } from "../tests/support/server_process.ts";
import { openWire } from "../tests/support/wire_client.ts";
import { createRooms, planMembers, startBenchServer } from "./bench_server.ts";
import { describeMachine } from "./machine.ts";

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "10000000" },
    pages: { type: "string", default: "300" },
    resumes: { type: "string", default: "30" },
  },
});

const shallowEvents = 10_000;
const chunkEvents = 200_000;
const decoder = new TextDecoder();

interface Room {
  readonly id: string;
  readonly token: string;
  readonly head: number;
}

/**
 * Writes messages as they would stand there had they been sent and settled, past the server: ten million durable sends
 * would take an hour. The seqs go on from the room's head.
 */
function fill(path: string, room: string, count: number): number {
  const db = new DatabaseSync(path);
  db.exec("PRAGMA synchronous = OFF");
  db.exec(
    `INSERT INTO events (key, room, id, type, sender, client_id, text, effect)
     SELECT room << 32 | seq, room, id, type, sender, client_id, text, effect FROM arrivals ORDER BY room, seq;
     DELETE FROM arrivals`,
  );
  const { key, head } = db.prepare("SELECT key, head FROM rooms WHERE id = ?").get(room) as {
    key: number;
    head: number;
  };
  const insert = db.prepare(
    `WITH RECURSIVE seqs (seq) AS (SELECT ?2 UNION ALL SELECT seq + 1 FROM seqs WHERE seq < ?3)
     INSERT INTO events (key, room, id, type, sender, client_id, text, effect)
     SELECT ?1 << 32 | seq, ?1, printf('%024x', seq), 0, 1, NULL,
       printf('{"id":"%024x","room_id":"%s","user_id":"000000000000000000000001","username":"owner","content":"%s",'
         || '"type":"text","timestamp":"2026-01-01T00:00:00.000Z","seq":%d}', seq, ?4, ?5, seq), NULL
     FROM seqs`,
  );
  const content = "x".repeat(190);
  const last = head + count;
  for (let at = head + 1; at <= last; at += chunkEvents) {
    insert.run(key, at, Math.min(at + chunkEvents - 1, last), room, content);
  }
  db.prepare("UPDATE rooms SET head = ? WHERE key = ?").run(last, key);
  db.close();
  return last;
}

async function page(server: ServerProcess, { id, token, head }: Room): Promise<number> {
  const before = 60 + Math.floor(Math.random() * (head - 60));
  const start = performance.now();
  const response = await fetch(`${server.url}/api/rooms/${id}/messages?limit=50&before=${before}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { messages } = await response.json();
  const took = performance.now() - start;
  if (messages.length !== 50 || messages.at(-1).seq !== before - 1) throw new Error("Not the page that was asked for");
  return took;
}

/** From asking for what was missed until the last of it is there. */
async function resume(server: ServerProcess, { id, token, head }: Room, missed: number): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let received = 0;
  const wire = await openWire({ port: server.port, path: `/ws?token=${token}` }, {
    text(bytes, start, end) {
      if (decoder.decode(bytes.subarray(start, start + 6)) === '{"id":' && ++received === missed) resolve();
      else if (received === 0 && !decoder.decode(bytes.subarray(start, end)).includes('"subscribed"')) {
        throw new Error(decoder.decode(bytes.subarray(start, end)));
      }
    },
  });
  const start = performance.now();
  wire.send(JSON.stringify({ type: "subscribe", room_id: id, since: head - missed }));
  await promise;
  const took = performance.now() - start;
  wire.close();
  return took;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}

async function inTurn(times: number, works: readonly (() => Promise<number>)[]): Promise<number[]> {
  const took = works.map((): number[] => []);
  for (let i = 0; i < times; i++) for (const [n, work] of works.entries()) took[n]!.push(await work());
  return took.map(median);
}

async function main(): Promise<void> {
  const dataDir = await Deno.makeTempDir({ prefix: "parley-depth-" });
  try {
    const first = await startBenchServer(dataDir);
    const ids = await createRooms(first, 2);
    const members = planMembers(ids, 1);
    for (const { token, room } of members) {
      (await openWire({ port: first.port, path: `/ws?token=${token}&room_id=${room}` }, { text() {} })).close();
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    first.kill("SIGTERM");
    await first.exited();
    const counts = [shallowEvents, Number(values.events)];
    const rooms = members.map(({ room, token }, i): Room => {
      return { id: room, token, head: fill(`${dataDir}/parley.db`, room, counts[i]!) };
    });
    const [shallow, deep] = rooms as [Room, Room];
    await using server = await startBenchServer(dataDir);
    await inTurn(20, [() => page(server, shallow), () => page(server, deep)]);
    const pages = await inTurn(Number(values.pages), [() => page(server, shallow), () => page(server, deep)]);
    const resumes = await inTurn(Number(values.resumes), [
      () => resume(server, shallow, 1_000),
      () => resume(server, deep, 1_000),
      () => resume(server, shallow, 9_999),
      () => resume(server, deep, 9_999),
    ]);
    const row = (what: string, a: number, b: number): string =>
      `| ${what} | ${a.toFixed(2)} | ${b.toFixed(2)} | ${(b / a).toFixed(2)} |`;
    const lines = [
      describeMachine(),
      "",
      `| median ms | room of ${shallow.head} | room of ${deep.head} | ratio |`,
      "| --- | ---: | ---: | ---: |",
      row("a page of 50, anywhere", pages[0]!, pages[1]!),
      row("resume of 1,000", resumes[0]!, resumes[1]!),
      row("resume of 9,999", resumes[2]!, resumes[3]!),
    ];
    await Deno.stdout.write(new TextEncoder().encode(`${lines.join("\n")}\n`));
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
}

await main();
