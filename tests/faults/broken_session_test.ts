import assert from "node:assert/strict";
import { heartbeatMs } from "../../src/limits.ts";
import { EngineNode } from "../support/engine_bench.ts";
import { StoreBench } from "../support/live_bench.ts";
import { RecordingConnection } from "../support/recording_connection.ts";

/** A connection that breaks its law: what is named throws. */
class LawlessConnection extends RecordingConnection {
  broken: "write" | "ping" | "bufferedBytes" | undefined;
  closeThrows = false;

  override write(outgoing: Parameters<RecordingConnection["write"]>[0]): void {
    if (this.broken === "write") throw new TypeError("write is broken");
    super.write(outgoing);
  }

  override ping(): void {
    if (this.broken === "ping") throw new TypeError("ping is broken");
    super.ping();
  }

  override close(code: number, reason: string): void {
    if (this.closeThrows) throw new TypeError("close is broken");
    super.close(code, reason);
  }
}

/** Bob's connection is lawless; Ann and Cay, before and after him in every loop, must not notice. */
async function world() {
  const bench = await StoreBench.open();
  const node = new EngineNode(bench);
  const people = [bench.person("ann"), bench.person("bob"), bench.person("cay")] as const;
  const [ann, bob, cay] = people;
  const room = await bench.room(ann, [bob, cay]);
  await node.engine.start();
  const before = await node.connect(ann, { room });
  const lawless = new LawlessConnection();
  node.engine.sessions.open(lawless, { principal: bob, batch: false, requestId: "bob's request", room });
  await bench.clock.settle();
  const after = await node.connect(cay, { room });
  return {
    bench,
    node,
    room,
    before,
    lawless,
    after,
    async [Symbol.asyncDispose]() {
      node.engine.stop();
      await bench[Symbol.asyncDispose]();
    },
  };
}

for (const closeThrows of [false, true]) {
  const how = closeThrows ? "that cannot even be closed" : "whose write throws";
  Deno.test(`A connection ${how} ends alone: everybody else gets the message it was to get`, async () => {
    await using w = await world();
    w.lawless.broken = "write";
    w.lawless.closeThrows = closeThrows;
    const answer = await w.before.ask({ type: "message", room_id: w.room, content: "hello", client_id: "1" });
    assert.ok(answer.some(({ type }) => type === "ack"));
    assert.ok(w.after.connection.contents.includes("hello"));
    assert.equal(w.lawless.terminated, closeThrows);
    assert.equal(w.lawless.closedWith?.code, closeThrows ? undefined : 1011);
    assert.equal(w.node.engine.sessions.size, 2);
    assert.equal(w.node.counts.get("session_errors"), 1);
    assert.ok(w.node.log.lines.some(({ message }) => message === "A session failed and was ended"));
  });
}

Deno.test("A connection whose ping throws ends alone: the sweep goes on to the others, and comes again", async () => {
  await using w = await world();
  w.lawless.broken = "ping";
  await w.bench.clock.tick(heartbeatMs + 2_000);
  assert.equal(w.lawless.closedWith?.code, 1011);
  assert.deepEqual([w.before.connection.pings, w.after.connection.pings], [1, 1]);
  await w.bench.clock.tick(heartbeatMs);
  assert.deepEqual([w.before.connection.pings, w.after.connection.pings], [2, 2]);
});

Deno.test("A connection whose queue cannot be read ends alone: the room's others are handed their events", async () => {
  await using w = await world();
  Object.defineProperty(w.lawless, "bufferedBytes", {
    get() {
      throw new TypeError("bufferedBytes is broken");
    },
  });
  await w.before.ask({ type: "message", room_id: w.room, content: "hello" });
  assert.ok(w.before.connection.contents.includes("hello"));
  assert.ok(w.after.connection.contents.includes("hello"));
  assert.equal(w.lawless.closedWith?.code, 1011);
});
