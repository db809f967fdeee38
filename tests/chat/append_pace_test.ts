import assert from "node:assert/strict";
import { AppendPace } from "../../src/chat/append_pace.ts";
import { appendEventsMax } from "../../src/limits.ts";
import { FalseClock } from "../support/false_clock.ts";
import { LiveNode, StoreBench } from "../support/live_bench.ts";

Deno.test("AppendPace.gather() waits for as long as the append can still be done when the rest is over", async () => {
  const clock = new FalseClock();
  let restMs = 25;
  const pace = new AppendPace(clock, () => restMs);
  const gathered = async (): Promise<number> => {
    const start = clock.monotonic();
    let end = NaN;
    void pace.gather().then(() => (end = clock.monotonic()));
    await clock.tick(100);
    return end - start;
  };
  assert.equal(await gathered(), 24);
  pace.took(4);
  assert.equal(await gathered(), 16);
  pace.took(12);
  assert.equal(await gathered(), 0);
  pace.took(1);
  restMs = 0;
  assert.equal(await gathered(), 0);
});

Deno.test("LiveRoom gathers into one append what comes in while nothing would leave anyway", async () => {
  await using bench = await StoreBench.open();
  const [ann, node] = [bench.person("ann"), new LiveNode(bench)];
  const room = await bench.room(ann);
  await node.done(node.say(room, ann, "at once"));
  node.restMs = 20;
  const appends = (): number => node.calls.filter((name) => name === "log.append").length;
  const before = appends();
  const sent = [node.say(room, ann, "1")];
  await bench.clock.tick(10);
  sent.push(node.say(room, ann, "2"));
  await bench.clock.settle();
  assert.equal(appends(), before);
  await bench.clock.tick(10);
  assert.deepEqual((await node.done(Promise.all(sent))).map(({ seq }) => seq), [3, 4]);
  assert.equal(appends(), before + 1);
});

Deno.test("LiveRoom does not wait once there is enough for a batch", async () => {
  await using bench = await StoreBench.open();
  const [ann, node] = [bench.person("ann"), new LiveNode(bench)];
  const room = await bench.room(ann);
  node.restMs = 20;
  const all = Array.from({ length: appendEventsMax }, (_, i) => node.say(room, ann, `${i}`));
  assert.equal((await node.done(Promise.all(all))).length, appendEventsMax);
});

Deno.test("LiveRoom takes in what another node wrote while it waited, before it writes itself", async () => {
  await using bench = await StoreBench.open();
  const ann = bench.person("ann");
  const [node, other] = [new LiveNode(bench), new LiveNode(bench)];
  LiveNode.connect(node, other);
  const room = await bench.room(ann);
  await node.done(node.say(room, ann, "loaded"));
  node.restMs = 20;
  const sent = node.say(room, ann, "waits");
  await bench.clock.settle();
  await other.done(other.say(room, ann, "overtakes"));
  await bench.clock.tick(20);
  assert.equal((await node.done(sent)).seq, 4);
  assert.equal(node.counts.get("append_conflicts") ?? 0, 0);
});
