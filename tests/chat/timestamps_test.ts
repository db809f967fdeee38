import assert from "node:assert/strict";
import { LiveNode, StoreBench } from "../support/live_bench.ts";

const tenMinutes = 600_000;

async function times(bench: StoreBench, room: string): Promise<number[]> {
  return (await bench.events(room)).map(({ timestamp }) => Date.parse(timestamp));
}

const ascends = (values: readonly number[]): boolean => values.every((value, i) => i === 0 || value >= values[i - 1]!);

Deno.test("A clock that jumps back ten minutes takes no timestamp of a room back with it, nor its order", async () => {
  await using bench = await StoreBench.open();
  const [ann, node] = [bench.person("ann"), new LiveNode(bench)];
  const room = await bench.room(ann);
  for (const jump of [0, tenMinutes, -tenMinutes, -tenMinutes, tenMinutes]) {
    bench.clock.jump(jump);
    await node.done(node.say(room, ann, `after ${jump}`));
  }
  const seen = await times(bench, room);
  assert.ok(ascends(seen), `${seen}`);
  assert.deepEqual((await bench.events(room)).map(({ seq }) => seq), [1, 2, 3, 4, 5, 6]);
  // Forward it goes at once.
  assert.equal(seen[2]! - seen[1]!, tenMinutes);
});

Deno.test("A room that is loaded anew after its clock jumped back goes on from its last timestamp", async () => {
  await using bench = await StoreBench.open();
  const ann = bench.person("ann");
  const room = await bench.room(ann);
  const first = new LiveNode(bench);
  await first.done(first.say(room, ann, 'a trap: "timestamp":"2020-01-01T00:00:00.000Z"'));
  bench.clock.jump(-tenMinutes);
  const second = new LiveNode(bench);
  await second.done(second.say(room, ann, "after a restart"));
  await second.done(second.say(room, ann, "and on"));
  const seen = await times(bench, room);
  assert.ok(ascends(seen), `${seen}`);
});

Deno.test("A node whose clock is behind goes on from the timestamps of the others", async () => {
  await using bench = await StoreBench.open();
  const [ann, bob] = [bench.person("ann"), bench.person("bob")];
  const room = await bench.room(ann, [bob]);
  const [behind, ahead] = [new LiveNode(bench), new LiveNode(bench)];
  await behind.done(behind.say(room, ann, "one"));
  bench.clock.jump(tenMinutes);
  await ahead.done(ahead.say(room, bob, "two"));
  bench.clock.jump(-tenMinutes);
  behind.rang(room, 4);
  await bench.clock.settle();
  await behind.done(behind.say(room, ann, "three"));
  const seen = await times(bench, room);
  assert.ok(ascends(seen), `${seen}`);
  assert.equal(seen.at(-1), seen.at(-2));
});
