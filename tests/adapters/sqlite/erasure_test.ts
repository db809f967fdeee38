import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import type { Store } from "../../../src/ports/store.ts";
import type { RoomEvent } from "../../../src/protocol/event.ts";
import { ann, at, idOf, makeRoom } from "../../contract/store/store_cases.ts";
import { SeededRandom } from "../../support/seeded_random.ts";
import { tempFolder } from "../../support/temp.ts";
import { openStore } from "./open_test_store.ts";

function event(room: string, seq: number, parts: Partial<RoomEvent>): string {
  const whole = {
    id: idOf(seq),
    room_id: room,
    user_id: ann,
    username: "ann",
    content: "",
    type: "text",
    timestamp: at,
  };
  return JSON.stringify({ ...whole, seq, ...parts });
}

/** Fills rooms one after another in turn, so that their pages are split again and again, and says where the canaries are. */
async function filled(store: Store, random: SeededRandom, secret: string): Promise<Map<string, number[]>> {
  const rooms = await Promise.all(Array.from({ length: 12 }, (_, i) => makeRoom(store, i + 1)));
  const secrets = new Map(rooms.map((room): [string, number[]] => [room, []]));
  const heads = new Map(rooms.map((room) => [room, 1]));
  for (let i = 0; i < 1_500; i++) {
    const room = rooms[Math.floor(random.fraction() * rooms.length)]!;
    const seq = heads.get(room)! + 1;
    const isSecret = i % 7 === 0;
    const word = isSecret ? `${secret}${i}` : "public";
    // Some are longer than a page of the file.
    const content = `${word} `.repeat(1 + Math.floor(random.fraction() ** 4 * 700));
    const entry = { seq, id: idOf(i), type: "text", sender: ann, text: event(room, seq, { content }) } as const;
    assert.equal((await store.log.append(room, seq - 1, [entry])).kind, "ok");
    heads.set(room, seq);
    if (isSecret) secrets.get(room)!.push(seq);
  }
  return secrets;
}

async function removeAll(store: Store, secrets: ReadonlyMap<string, readonly number[]>): Promise<void> {
  for (const [room, seqs] of secrets) {
    for (const of of seqs) {
      const head = (await store.log.heads([room])).get(room)!.seq;
      const effect = { kind: "message_deleted", of, user_id: ann } as const;
      const text = event(room, head + 1, { type: "deleted", of });
      const entry = { seq: head + 1, id: idOf(head), type: "deleted", sender: ann, text, effect } as const;
      assert.equal((await store.log.append(room, head, [entry])).kind, "ok");
    }
  }
}

async function filesWith(folder: string, word: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    const bytes = await Deno.readFile(`${folder}/${name}`);
    const text = new TextDecoder("latin1").decode(bytes);
    for (const match of text.matchAll(new RegExp(`${word}\\d*`, "g"))) found.push(`${name} ${match[0]}`);
  }
  return found;
}

Deno.test("What deleted messages said leaves the files of the store, and the last of it with a vacuum", async () => {
  await using folder = await tempFolder();
  const path = folder.file("parley.db");
  const store = await openStore(path, { thread: "inline", settleAt: 97 });
  try {
    const secrets = await filled(store, new SeededRandom(3), "canary");
    assert.ok((await filesWith(folder.path, "canary")).length > 200);
    await removeAll(store, secrets);
    // Where a page was split, a copy can be left in its unused part, until that is written again.
    const left = new Set(await filesWith(folder.path, "canary"));
    assert.ok(left.size <= 5, [...left].join(", "));
    assert.ok((await filesWith(folder.path, "public")).length > 1_000);
  } finally {
    await store.close();
  }
  const db = new DatabaseSync(path);
  db.exec("VACUUM");
  db.close();
  assert.deepEqual(await filesWith(folder.path, "canary"), []);
});
