import assert from "node:assert/strict";
import type { AccountContext } from "../../../clients/sdk/account/account_context.ts";
import { Receipts } from "../../../clients/sdk/account/receipts.ts";
import { Emitter } from "../../../clients/sdk/emitter.ts";
import type { Room, RoomEvents } from "../../../clients/sdk/mod.ts";

/** A room of which somebody reads more and more, and what is asked of its server. */
function bench() {
  const asked: number[] = [];
  const tasks: (() => void)[] = [];
  const emitter = new Emitter<RoomEvents>(() => {});
  const room = { id: "r", on: emitter.on.bind(emitter) } as unknown as Room;
  const of = (_room: string, seq: number) => {
    asked.push(seq);
    return Promise.resolve({ room_id: "r", seq, count: asked.length, users: [] });
  };
  const run = () => tasks.splice(0).forEach((task) => task());
  const after = (_ms: number, task: () => void) => {
    tasks.push(task);
    return () => {};
  };
  const environment = { after, frame: (task: () => void) => after(0, task) };
  const context = { client: { api: { receipts: { of } } }, environment } as unknown as AccountContext;
  const settle = async () => {
    for (let i = 0; i < 5; i++) await Promise.resolve();
    run();
  };
  const read = (seq: number) => emitter.emit("read", { type: "read", room_id: "r", user_id: "u", seq });
  return { receipts: new Receipts(room, context), asked, tasks, settle, read };
}

Deno.test("Receipts asks when somebody looks, and once for all who read within a while", async () => {
  const { receipts, asked, tasks, settle, read } = bench();
  const seven = receipts.of(7);
  assert.deepEqual([seven.get().value, asked], [undefined, []]);
  const stop = seven.subscribe(() => {});
  await settle();
  assert.deepEqual([seven.get().value?.count, asked], [1, [7]]);
  for (const seq of [7, 8, 9]) read(seq);
  assert.equal(tasks.length, 1);
  await settle();
  await settle();
  assert.deepEqual([seven.get().value?.count, asked], [2, [7, 7]]);
  // Who has read less has not read this.
  read(6);
  await settle();
  assert.equal(asked.length, 2);
  // Nobody looks any more.
  stop();
  read(10);
  await settle();
  assert.equal(asked.length, 2);
  receipts.close();
  read(11);
  assert.equal(tasks.length, 0);
});
