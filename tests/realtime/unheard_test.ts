import assert from "node:assert/strict";
import { headCheckMs } from "../../src/limits.ts";
import { EngineNode } from "../support/engine_bench.ts";
import { LiveNode, StoreBench } from "../support/live_bench.ts";

/** A node with ann and bob reading, which has heard nothing of what another node wrote and retention has removed since. */
async function behind(happened: "ban" | "leave" | "nothing") {
  const bench = await StoreBench.open();
  const [ann, bob] = [bench.person("ann"), bench.person("bob")];
  const room = await bench.room(ann, [bob]);
  const [here, there] = [new EngineNode(bench), new LiveNode(bench)];
  await here.engine.start();
  const readers = [await here.connect(ann), await here.connect(bob)] as const;
  for (const reader of readers) await reader.subscribe(room);
  const { id, username } = bob;
  const live = there.room(room);
  if (happened === "ban") await there.done(live.submit(ann, { kind: "ban", target: { id, username } }));
  if (happened === "leave") await there.done(live.submit(bob, { kind: "leave" }));
  const say = (content: string) => there.done(there.say(room, ann, content));
  for (const content of ["one", "two", "three"]) await say(content);
  const head = (await bench.store.log.heads([room])).get(room)?.seq ?? 0;
  await bench.store.log.trim(room, head - 1, 100);
  const rang = async () => {
    here.ring({ kind: "head", room, head: (await bench.store.log.heads([room])).get(room)?.seq ?? 0 });
    await bench.clock.settle();
  };
  await rang();
  await bench.clock.tick(2 * headCheckMs);
  const words = async (content: string): Promise<void> => {
    await say(content);
    await rang();
  };
  const dispose = async (): Promise<void> => {
    here.engine.stop();
    await bench[Symbol.asyncDispose]();
  };
  return { readers, words, [Symbol.asyncDispose]: dispose };
}

for (const happened of ["ban", "leave"] as const) {
  Deno.test(`who is no member after a ${happened} that was trimmed before this node heard of it is let go, and reads nothing more`, async () => {
    await using w = await behind(happened);
    await w.words("among ourselves");
    const [ann, bob] = w.readers;
    assert.deepEqual(ann.connection.contents, ["among ourselves"]);
    assert.deepEqual([ann.connection.of("reset").length, ann.connection.of("unsubscribed").length], [1, 0]);
    assert.deepEqual(bob.connection.contents, []);
    assert.deepEqual([bob.connection.of("reset").length, bob.connection.of("unsubscribed").length], [0, 1]);
  });
}

Deno.test("who is a member as before is told to begin anew where this node has not heard what was trimmed, and reads on", async () => {
  await using w = await behind("nothing");
  await w.words("among ourselves");
  for (const { connection } of w.readers) {
    assert.deepEqual(connection.contents, ["among ourselves"]);
    assert.deepEqual([connection.of("reset").length, connection.of("unsubscribed").length], [1, 0]);
  }
});
