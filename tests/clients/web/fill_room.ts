import { createSqliteStore } from "../../../src/adapters/sqlite/create_sqlite_store.ts";
import { createSystemClock } from "../../../src/adapters/system/clock.ts";
import { silentLog } from "../../../src/ports/log.ts";
import type { LogEntry } from "../../../src/ports/event_log.ts";

/** Entries of one append. */
const batch = 2_000;
/** Who says them, by turns and a few in a row. */
const people = ["ada", "bela", "cem", "dunja", "egon"];

/** Appends messages to a room past the program, which must not be running. Their texts are `message <seq>` and some more. */
export async function fillRoom(path: string, room: string, count: number): Promise<void> {
  const store = await createSqliteStore({ path, thread: "inline", clock: createSystemClock(), log: silentLog });
  try {
    const head = (await store.log.heads([room])).get(room)?.seq ?? 0;
    for (let at = head; at < head + count; at += batch) {
      const length = Math.min(batch, head + count - at);
      const result = await store.log.append(room, at, Array.from({ length }, (_, i) => entry(room, at + 1 + i)));
      if (result.kind !== "ok") throw new Error(`The room could not be filled: ${result.kind}`);
    }
  } finally {
    await store.close();
  }
}

function entry(room: string, seq: number): LogEntry {
  const id = seq.toString(16).padStart(24, "0");
  const who = Math.floor(seq / 3) % people.length;
  const sender = String(who + 1).padStart(24, "0");
  const timestamp = new Date(Date.UTC(2026, 0, 1) + seq * 20_000).toISOString();
  const content = `message ${seq}${" and a few more words".repeat(seq % 5)}${seq % 11 === 0 ? "\nin two lines" : ""}`;
  const text = JSON.stringify({
    ...{ id, room_id: room, user_id: sender, username: people[who], content, type: "text", timestamp, seq },
  });
  return { seq, id, type: "text", sender, text };
}
