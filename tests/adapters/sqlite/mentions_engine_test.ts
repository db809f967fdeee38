import assert from "node:assert/strict";
import { createSqliteStore } from "../../../src/adapters/sqlite/create_sqlite_store.ts";
import { mentionsListedMax } from "../../../src/limits.ts";
import { silentLog } from "../../../src/ports/log.ts";
import type { Effect } from "../../../src/protocol/event.ts";
import { Chat } from "../../contract/store/message_cases.ts";
import { said } from "../../contract/store/message_entries.ts";
import { ann, at, bob } from "../../contract/store/store_cases.ts";
import { FalseClock } from "../../support/false_clock.ts";

Deno.test("Of more mentions than are listed the newest are, however they are paged", async () => {
  const store = await createSqliteStore({
    path: ":memory:",
    thread: "inline",
    clock: new FalseClock(),
    log: silentLog,
  });
  await using _closed = { [Symbol.asyncDispose]: () => store.close() };
  const chat = await Chat.open(store, 1);
  const effect: Effect = { kind: "member_joined", user: { id: bob, username: "Bob" }, role: "member", at };
  await chat.write({ type: "system", sender: bob, content: "", effect });
  const naming = { ...said(ann), effect: { kind: "said", mentions: [bob] } } as const;
  while (chat.head < mentionsListedMax + 5) await chat.write(...Array(100).fill(naming));
  const seqs = async (limit: number, offset: number) => {
    const { mentions, total } = await store.messages.mentions(bob, limit, offset);
    assert.equal(total, mentionsListedMax);
    return mentions.map(({ seq }) => seq);
  };
  assert.deepEqual(await seqs(2, 0), [chat.head, chat.head - 1]);
  const oldest = chat.head - mentionsListedMax + 1;
  assert.deepEqual(await seqs(50, mentionsListedMax - 2), [oldest + 1, oldest]);
  assert.deepEqual(await seqs(50, mentionsListedMax), []);
  assert.equal((await seqs(2 * mentionsListedMax, 0)).length, mentionsListedMax);
});
