import assert from "node:assert/strict";
import { contendedMsMax, forwardMs, handedMsMax } from "../../src/limits.ts";
import type { Signal } from "../../src/ports/broker.ts";
import { held } from "../support/intercepted_store.ts";
import { LiveNode, refused, StoreBench } from "../support/live_bench.ts";

interface Pair extends AsyncDisposable {
  readonly bench: StoreBench;
  readonly here: LiveNode;
  readonly there: LiveNode;
  readonly ann: ReturnType<StoreBench["person"]>;
  readonly bob: ReturnType<StoreBench["person"]>;
  readonly room: string;
}

/** Two nodes that hear each other; the other one has won the room's last append. Head 3, both people known on both. */
async function pair(): Promise<Pair> {
  const bench = await StoreBench.open();
  const [ann, bob] = [bench.person("ann"), bench.person("bob")];
  const room = await bench.room(ann, [bob]);
  const [here, there] = [new LiveNode(bench), new LiveNode(bench)];
  for (const node of [here, there]) await node.done(node.room(room).consult([ann.id, bob.id], () => 0));
  LiveNode.connect(here, there);
  await there.done(there.say(room, bob, "won", "w"));
  here.calls.length = 0;
  here.signals.length = 0;
  there.signals.length = 0;
  return { bench, here, there, ann, bob, room, [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose]() };
}

const contents = async ({ bench, room }: Pair): Promise<string[]> =>
  (await bench.events(room)).slice(2).map(({ content }) => content);

const kinds = ({ signals }: LiveNode): string[] => signals.map(({ kind }) => kind);

Deno.test("a doorbell that carries the next entries is delivered without a read, and settles nothing twice", async () => {
  await using w = await pair();
  const { here, there, bob, room } = w;
  await there.done(Promise.all([4, 5, 6].map((n) => there.say(room, bob, `${n}`, `${n}`))));
  assert.deepEqual(here.seqs, [3, 4, 5, 6]);
  assert.deepEqual(here.calls.filter((name) => name === "log.read"), []);
  assert.equal(here.counts.get("events_carried"), 4);
  const again = there.signals.at(-1)!;
  here.hear(again, there.name);
  await w.bench.clock.settle();
  assert.deepEqual(here.seqs, [3, 4, 5, 6]);
});

Deno.test("a doorbell whose entries do not begin at the head, or are of another epoch, has the store read", async () => {
  await using w = await pair();
  const { bench, here, there, bob, room } = w;
  there.said = () => {};
  for (const n of [4, 5]) await there.done(there.say(room, bob, `${n}`, `${n}`));
  const signal = there.signals.at(-1)! as Signal & { kind: "head" };
  here.hear(signal, there.name);
  await bench.clock.settle();
  assert.deepEqual(here.seqs, [3, 4, 5]);
  assert.equal(here.counts.get("events_read"), 2);
  await there.done(there.say(room, bob, "6", "6"));
  const last = there.signals.at(-1)! as Signal & { kind: "head" };
  const lie = last.carried!.entries.map((entry) => ({ ...entry, text: entry.text.replace('"6"', '"lie"') }));
  here.hear({ ...last, carried: { epoch: "epoch-0", entries: lie } }, there.name);
  await bench.clock.settle();
  assert.match(here.delivered.at(-1)!.text, /"content":"6"/);
});

Deno.test("what a doorbell carried while an own append was under way is delivered before that append is tried again", async () => {
  await using w = await pair();
  const { bench, here, there, ann, bob, room } = w;
  await bench.clock.tick(contendedMsMax);
  const gate = held();
  here.intercept = async (name, call) => {
    if (name === "log.append") await gate.wait();
    return await call();
  };
  const sent = here.say(room, ann, "mine");
  await bench.clock.settle();
  await there.done(there.say(room, bob, "theirs", "t"));
  gate.open();
  assert.equal((await here.done(sent)).seq, 5);
  assert.deepEqual(here.seqs, [3, 4, 5]);
  assert.ok(!here.calls.includes("log.read"));
});

Deno.test("while another node writes to a room, what may be is handed to it, and the log tells of it", async () => {
  await using w = await pair();
  const { here, there, ann, room } = w;
  const receipts = await here.done(Promise.all([1, 2, 3].map((n) => here.say(room, ann, `a${n}`, `${n}`))));
  assert.deepEqual(receipts.map(({ seq }) => seq), [4, 5, 6]);
  assert.deepEqual(await contents(w), ["won", "a1", "a2", "a3"]);
  assert.ok(!here.calls.includes("log.append"));
  assert.deepEqual([kinds(here), kinds(there)], [["forward"], ["head"]]);
  assert.deepEqual([here.counts.get("forwards"), there.counts.get("forwarded_in")], [1, 3]);
  assert.ok(here.live.settled && there.live.settled);
});

Deno.test("who alone writes to a room becomes its writer: nothing is handed over once nobody else has written lately", async () => {
  await using w = await pair();
  const { bench, here, ann, room } = w;
  await bench.clock.tick(contendedMsMax);
  await here.done(here.say(room, ann, "alone", "1"));
  assert.deepEqual(kinds(here), ["head"]);
});

Deno.test("an append that lost is handed to the winner instead of being tried again", async () => {
  await using w = await pair();
  const { bench, here, there, ann, bob, room } = w;
  await bench.clock.tick(contendedMsMax);
  const gate = held();
  here.intercept = async (name, call) => {
    if (name === "log.append") await gate.wait();
    return await call();
  };
  const sent = here.say(room, ann, "mine", "m");
  await bench.clock.settle();
  await there.done(there.say(room, bob, "theirs", "t"));
  gate.open();
  assert.equal((await here.done(sent)).seq, 5);
  assert.equal(here.calls.filter((name) => name === "log.append").length, 1);
  assert.equal(here.counts.get("forwards"), 1);
});

Deno.test("what has no client_id is never handed over, nor what its sender sent beside it", async () => {
  await using w = await pair();
  const { here, ann, room } = w;
  const sent = [here.say(room, ann, "a1", "1"), here.say(room, ann, "a2"), here.say(room, ann, "a3", "3")];
  await here.done(Promise.all(sent));
  assert.deepEqual(await contents(w), ["won", "a1", "a2", "a3"]);
  assert.deepEqual(kinds(here), ["head"]);
});

Deno.test("a sender's later messages wait for those that are with another node", async () => {
  await using w = await pair();
  const { bench, here, there, ann, room } = w;
  const gate = held();
  there.intercept = async (name, call) => {
    if (name === "log.append") await gate.wait();
    return await call();
  };
  const first = here.say(room, ann, "a1", "1");
  await bench.clock.settle();
  const later = [here.say(room, ann, "a2"), here.room(room).submit(ann, { kind: "change", settings: { name: "n" } })];
  await bench.clock.settle();
  assert.ok(!here.calls.includes("log.append"));
  gate.open();
  await here.done(Promise.all([first, ...later]));
  assert.deepEqual(await contents(w), ["won", "a1", "a2", "ann changed the room"]);
});

Deno.test("what a frozen node was handed is written here after a while, and once, though that node wakes up later", async () => {
  await using w = await pair();
  const { bench, here, there, ann, room } = w;
  const waiting: Signal[] = [];
  here.said = (signal) => void waiting.push(signal);
  const sent = [1, 2].map((n) => here.say(room, ann, `a${n}`, `${n}`));
  await bench.clock.tick(forwardMs - 1);
  assert.deepEqual(await contents(w), ["won"]);
  await bench.clock.tick(1);
  const receipts = await here.done(Promise.all(sent));
  assert.equal(here.counts.get("forwards_failed"), 1);
  for (const signal of waiting) there.hear(signal, here.name);
  await bench.clock.tick(handedMsMax);
  assert.deepEqual(await contents(w), ["won", "a1", "a2"]);
  assert.deepEqual(receipts.map(({ seq }) => seq), [4, 5]);
  assert.ok(there.live.settled);
});

Deno.test("what the other node wrote though it was not heard of is found by its id, not written again", async () => {
  await using w = await pair();
  const { bench, here, there, ann, room } = w;
  there.said = () => {};
  const sent = here.say(room, ann, "a1", "1");
  await bench.clock.tick(forwardMs + 100);
  assert.equal((await here.done(sent)).seq, 4);
  assert.deepEqual(await contents(w), ["won", "a1"]);
});

Deno.test("what the other node declines is judged and told here: it may know somebody as a stranger who is none", async () => {
  await using w = await pair();
  const { bench, here, there, room } = w;
  const eve = bench.person("eve");
  await refused(here.done(here.say(room, eve, "hello", "1")), "not_member");
  assert.equal(there.counts.get("forwarded_in"), 1);
  assert.deepEqual(kinds(there), ["declined"]);
});

Deno.test("a repeated client_id that goes by another node is answered as if it had not", async () => {
  await using w = await pair();
  const { here, bob, room } = w;
  const receipt = await here.done(here.say(room, bob, "won", "w"));
  assert.equal(receipt.seq, 3);
  await here.done(here.room(room).consult([bob.id], () => 0));
  await refused(here.done(here.say(room, bob, "something else", "w")), "client_id_conflict");
  assert.deepEqual(await contents(w), ["won"]);
});

Deno.test("a node that goes away takes nothing over, and says so at once", async () => {
  await using w = await pair();
  const { here, there, ann, room } = w;
  there.live.retire();
  assert.equal((await here.done(here.say(room, ann, "a1", "1"))).seq, 4);
  assert.deepEqual(kinds(there), ["declined"]);
});

Deno.test("who hands over gets its share of each batch beside a node that has much to write itself", async () => {
  await using w = await pair();
  const { bench, here, there, ann, bob, room } = w;
  const gate = held();
  there.intercept = async (name, call) => {
    if (name === "log.append") await gate.wait();
    return await call();
  };
  const theirs = Array.from({ length: 1_000 }, (_, n) => there.say(room, bob, `b${n}`, `b${n}`));
  await bench.clock.settle();
  const ours = Array.from({ length: 50 }, (_, n) => here.say(room, ann, `a${n}`, `a${n}`));
  await bench.clock.settle();
  gate.open();
  await bench.clock.settle();
  const seqs = (await Promise.all(ours)).map(({ seq }) => seq);
  await Promise.all(theirs);
  // One batch was under way; the next has as much of the one as of the other.
  assert.ok(seqs.at(-1)! < 3 + 128 + 128, `${seqs.at(-1)}`);
  assert.deepEqual(seqs, seqs.toSorted((a, b) => a - b));
});

Deno.test("two nodes that take each other for the winner both write, and neither waits for the other for long", async () => {
  await using w = await pair();
  const { bench, here, there, ann, bob, room } = w;
  // Each has heard of the other's win alone.
  there.hear({ kind: "head", room, head: 4 }, here.name);
  await there.done(there.room(room).consult([], () => 0)).catch(() => 0);
  const sent = [here.say(room, ann, "a", "a"), there.say(room, bob, "b", "b")];
  await bench.clock.tick(forwardMs + 200);
  await here.done(Promise.all(sent));
  assert.deepEqual((await contents(w)).toSorted(), ["a", "b", "won"]);
});

Deno.test("who has something that cannot be handed over is let in by the node that wins", async () => {
  await using w = await pair();
  const { bench, here, there, bob, room } = w;
  const eve = bench.person("eve");
  // The other node always has the next append at hand, and a shorter way to the store.
  for (const [node, ms] of [[here, 15], [there, 10]] as const) {
    node.intercept = async (name, call) => {
      if (name !== "log.append") return await call();
      await new Promise<void>((resolve) => void bench.clock.after(ms, resolve));
      return await call();
    };
  }
  let going = true;
  const talk = async (name: string): Promise<void> => {
    for (let n = 0; going; n++) await there.say(room, bob, "b", `${name}${n}`);
  };
  const talking = Promise.all([talk("x"), talk("y")]);
  await bench.clock.tick(200);
  let joined: number | undefined;
  const join = here.room(room).submit(eve, { kind: "join" }).then(({ seq }) => void (joined = seq));
  await bench.clock.tick(1_000);
  assert.ok(joined !== undefined, "not within a second");
  going = false;
  await bench.clock.tick(1_000);
  await Promise.all([talking, join]);
});

Deno.test("a winner whose store is slow is waited for as long as it is heard to win", async () => {
  await using w = await pair();
  const { bench, here, there, ann, bob, room } = w;
  there.intercept = async (name, call) => {
    if (name === "log.append") await new Promise<void>((resolve) => void bench.clock.after(forwardMs - 50, resolve));
    return await call();
  };
  const theirs = there.say(room, bob, "b", "b");
  await bench.clock.settle();
  const ours = here.say(room, ann, "a", "a");
  await bench.clock.tick(2 * forwardMs);
  assert.deepEqual([(await theirs).seq, (await ours).seq], [4, 5]);
  assert.equal(here.counts.get("forwards_failed"), undefined);
});

Deno.test("what was handed over in vain is written here as soon as the other node has won without it several times", async () => {
  await using w = await pair();
  const { bench, here, there, ann, bob, room } = w;
  here.said = () => {};
  const ours = here.say(room, ann, "a", "a");
  await bench.clock.settle();
  for (let n = 0; n < 6; n++) await there.done(there.say(room, bob, `b${n}`, `b${n}`));
  assert.ok((await here.done(ours)).seq <= 10);
});
