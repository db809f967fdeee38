import assert from "node:assert/strict";
import { appendDeadlineMs } from "../../src/limits.ts";
import type { Receipt } from "../../src/chat/intent.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";
import type { Interceptor } from "../support/intercepted_store.ts";
import { LiveNode, StoreBench, unavailable } from "../support/live_bench.ts";

type Fault = (name: string, call: () => Promise<unknown>) => Promise<unknown>;

const unknown = { kind: "unknown" } as const;

/** How a call of the store can go wrong. What is no append cannot have an unknown outcome: its answer is lost. */
const faults: Readonly<Record<string, Fault>> = {
  "fails before it does anything": () => Promise.resolve().then(unavailable),
  "is done and its answer lost": async (name, call) => {
    await call();
    return name === "log.append" ? unknown : unavailable();
  },
  "is not done and nobody knows": (name) => name === "log.append" ? Promise.resolve(unknown) : Promise.reject(down()),
};

const down = (): ParleyError => new ParleyError("unavailable");

type Outcome = PromiseSettledResult<Receipt | number>;

interface Run {
  /** Whether the n-th call was made at all. */
  readonly reached: boolean;
  readonly outcomes: readonly Outcome[];
}

/** A short life of a room over two nodes, with a fault at the n-th call of the one: every promise ends, nothing is lost. */
async function live(fault: Fault, nth: number): Promise<Run> {
  await using bench = await StoreBench.open();
  const [ann, bob, eve] = ["ann", "bob", "eve"].map((name) => bench.person(name));
  const room = await bench.room(ann!, [bob!]);
  const [node, other] = [new LiveNode(bench), new LiveNode(bench)];
  let count = 0;
  const faulty: Interceptor = (name, call) => ++count === nth ? fault(name, call) : call();
  node.intercept = faulty;

  const outcomes: Promise<Outcome>[] = [];
  const ask = (...promises: readonly Promise<Receipt | number>[]): void =>
    void outcomes.push(...promises.map(async (promise) => (await Promise.allSettled([promise]))[0]));
  ask(
    node.room(room).consult([ann!.id], ({ head }) => head),
    node.say(room, ann!, "one", "c1"),
    node.say(room, bob!, "two"),
    node.room(room).submit(eve!, { kind: "join" }),
    node.say(room, eve!, "three", "c3"),
    node.say(room, ann!, "one", "c1"),
  );
  await bench.clock.tick(100);
  await other.done(other.say(room, bob!, "from elsewhere"));
  ask(node.say(room, ann!, "four", "c4"), node.room(room).submit(ann!, { kind: "remove", target: eve!.id }));
  ask(node.say(room, eve!, "removed"), node.room(room).consult([eve!.id], ({ head }) => head));
  // Heads are compared when trouble is over, as the watch does every two seconds.
  await bench.clock.tick(2 * appendDeadlineMs);
  await node.live.checkHeads();
  const ended = await node.done(Promise.all(outcomes));

  await assertKept(bench, node, room, ended);
  return { reached: count >= nth, outcomes: ended };
}

/** What was acknowledged stands in the log where its receipt says; the log has no holes; this node has told all of it. */
async function assertKept(
  bench: StoreBench,
  node: LiveNode,
  room: string,
  outcomes: readonly Outcome[],
): Promise<void> {
  const events = await bench.events(room);
  assert.deepEqual(events.map(({ seq }) => seq), events.map((_, i) => i + 1));
  for (const outcome of outcomes) {
    if (outcome.status === "rejected") assert.ok(outcome.reason instanceof ParleyError, String(outcome.reason));
    else if (typeof outcome.value === "object" && outcome.value.written) {
      assert.equal(events[outcome.value.seq - 1]?.id, outcome.value.id);
    }
  }
  const clientIds = events.flatMap(({ user_id, client_id }) =>
    client_id === undefined ? [] : `${user_id} ${client_id}`
  );
  assert.equal(new Set(clientIds).size, clientIds.length);
  assert.ok(!events.some(({ content }) => content === "removed"), "who was removed has written");
  const seen = node.delivered.map(({ seq }) => seq);
  assert.deepEqual(seen, seen.map((_, i) => seen[0]! + i), "what this node delivered has a hole or a repeat");
  assert.equal(seen.at(-1), events.length, "this node has not told of everything");
  assert.ok(node.live.settled);
}

for (const [name, fault] of Object.entries(faults)) {
  Deno.test(`whichever call of the store ${name}, nothing acknowledged is lost and everything ends`, async () => {
    let nth = 1;
    let rejected = 0;
    for (; nth < 100; nth++) {
      const { reached, outcomes } = await live(fault, nth);
      rejected += outcomes.filter(({ status }) => status === "rejected").length;
      if (!reached) break;
    }
    assert.ok(nth > 8 && nth < 100, `The sweep ended after ${nth} calls`);
    assert.ok(rejected > nth, "Hardly anything was refused: the faults did not strike");
  });
}

Deno.test("where the store answers every call, only who was removed is refused", async () => {
  const { outcomes } = await live((_, call) => call(), 0);
  assert.deepEqual(outcomes.map(({ status }) => status), [
    ...Array.from({ length: 8 }, () => "fulfilled"),
    "rejected",
    "fulfilled",
  ]);
});
