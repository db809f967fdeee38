import assert from "node:assert/strict";
import { brokerConnectMsMax, brokerStartMsMax, brokerWaitingMax } from "../../../src/limits.ts";
import { createSeal } from "../../../src/adapters/doorbell/seal.ts";
import { signalText } from "../../../src/adapters/doorbell/signal_text.ts";
import type { Signal } from "../../../src/ports/broker.ts";
import type { LogEntry } from "../../../src/ports/event_log.ts";
import { Ear, head } from "../../contract/broker/broker_cases.ts";
import { FalseClock } from "../../support/false_clock.ts";
import { createRecordedLog } from "../../support/recorded_log.ts";
import { FalseWire } from "./false_wire.ts";
import { openDoorbell, testSeal } from "./open_doorbell.ts";

function bench() {
  const [clock, wire, ear, log] = [new FalseClock(), new FalseWire(), new Ear(), createRecordedLog()];
  const counts = new Map<string, number>();
  const meter = {
    count: (name: string, by = 1) => void counts.set(name, (counts.get(name) ?? 0) + by),
    refuse() {},
    gauge: (name: string, value: number) => void counts.set(name, value),
    observe() {},
  };
  const broker = openDoorbell(wire, { clock, log, meter });
  const open = async () => {
    const subscribed = broker.subscribe(ear);
    await clock.settle();
    await subscribed;
  };
  const close = async () => {
    const closed = broker.close();
    await clock.settle();
    await closed;
    assert.equal(clock.pending, 0, "timers are left behind");
  };
  const said = () => wire.batches.flat().map((text) => JSON.parse(testSeal.open(text)!));
  const heads = () => said().map(({ head }) => head);
  return { clock, wire, ear, log, counts, broker, open, close, said, heads };
}

const room = (n: number): string => n.toString(16).padStart(24, "0");
const typing: Signal = { kind: "ephemeral", room: room(1), from: room(2), text: "{}" };

Deno.test("Doorbell is healthy as soon as it has heard itself over every stream, and not before", async () => {
  const { wire, broker, open, close, ear, clock } = bench();
  wire.deafStream = 1;
  await open();
  assert.deepEqual([broker.healthy(), ear.resyncs], [false, 1]);
  wire.deafStream = undefined;
  await clock.tick(1_000);
  assert.deepEqual([broker.healthy(), ear.resyncs], [true, 1]);
  await close();
});

Deno.test("Doorbell is deaf 3 seconds after it last heard itself, cuts the link and makes another", async () => {
  const { wire, broker, open, close, ear, clock } = bench();
  await open();
  wire.onSend = "is lost";
  await clock.tick(2_999);
  assert.ok(broker.healthy());
  await clock.tick(1);
  assert.ok(!broker.healthy());
  wire.onSend = "arrives";
  await clock.tick(1_200);
  assert.deepEqual([wire.attempts, wire.closed, broker.healthy(), ear.resyncs], [2, 1, true, 2]);
  await close();
});

Deno.test("Doorbell notices a link on which sending hangs", async () => {
  const { wire, broker, open, close, clock } = bench();
  await open();
  wire.onSend = "hangs";
  broker.publish(head(1));
  await clock.tick(3_000);
  assert.ok(!broker.healthy());
  wire.onSend = "arrives";
  await clock.tick(1_200);
  assert.deepEqual([wire.attempts, broker.healthy()], [2, true]);
  broker.publish(head(2));
  await clock.tick(1);
  assert.equal(wire.batches.length, 1, "what hung on the old link does not hold up the new one");
  await close();
});

Deno.test("Doorbell keeps the link when the broker refuses, and sends the heads again with growing pauses", async () => {
  const { wire, broker, open, close, clock, heads, log } = bench();
  await open();
  wire.onSend = "is refused";
  for (let n = 1; n <= 5; n++) broker.publish(head(n));
  broker.publish(typing);
  await clock.tick(10_000);
  assert.deepEqual([wire.attempts, broker.healthy()], [1, false]);
  assert.equal(log.lines.filter(({ message }) => message === "The broker does not take signals").length, 1);
  wire.onSend = "arrives";
  await clock.tick(5_000);
  assert.deepEqual(heads(), [5], "the latest head alone; typing is not true any more");
  assert.deepEqual([wire.attempts, broker.healthy()], [1, true]);
  await close();
});

Deno.test("Doorbell keeps the latest head of each room while there is no link, and no typing", async () => {
  const { wire, broker, close, clock, counts, ear, said } = bench();
  wire.onConnect = "fails";
  const subscribed = broker.subscribe(ear);
  for (let n = 1; n <= 9; n++) broker.publish(head(n, room(n % 3)));
  broker.publish(head(2, room(0)));
  broker.publish(typing);
  await clock.tick(brokerStartMsMax);
  await subscribed;
  wire.onConnect = "connects";
  await clock.tick(6_000);
  assert.deepEqual(said().map(({ room, head }) => [room, head]), [[room(1), 7], [room(2), 8], [room(0), 9]]);
  assert.equal(counts.get("broker_dropped"), 1);
  await close();
});

Deno.test("Doorbell holds no more than its limit, and gives up the oldest", async () => {
  const { wire, broker, close, clock, counts, heads } = bench();
  wire.onConnect = "fails";
  for (let n = 1; n <= brokerWaitingMax + 10; n++) broker.publish(head(n, room(n)));
  wire.onConnect = "connects";
  await clock.tick(6_000);
  const sent = heads();
  assert.deepEqual([sent.length, sent[0], counts.get("broker_dropped")], [brokerWaitingMax, 11, 10]);
  await close();
});

Deno.test("Doorbell gathers what comes while a batch is on its way", async () => {
  const { wire, broker, open, close, clock } = bench();
  await open();
  for (let n = 1; n <= 300; n++) broker.publish(head(n, room(n)));
  await clock.tick(1);
  assert.deepEqual(wire.batches.map(({ length }) => length), [128, 128, 44]);
  await close();
});

Deno.test("Doorbell gives up an attempt that takes too long, and tries again after pauses of at most 5 seconds", async () => {
  const { wire, broker, close, clock, ear } = bench();
  wire.onConnect = "hangs";
  void broker.subscribe(ear);
  await clock.tick(brokerConnectMsMax + 5_000);
  assert.ok(wire.attempts >= 2);
  wire.onConnect = "fails";
  await clock.tick(60_000);
  const before = wire.attempts;
  await clock.tick(60_000);
  const tries = wire.attempts - before;
  assert.ok(tries >= 12 && tries <= 24, `${tries} tries a minute`);
  await close();
});

Deno.test("Doorbell pauses ever longer when links are made and lost at once", async () => {
  const { wire, open, close, clock } = bench();
  await open();
  for (let n = 0; n < 600; n++) {
    wire.end();
    await clock.tick(100);
  }
  assert.ok(wire.attempts < 40, `${wire.attempts} links in a minute`);
  await close();
});

Deno.test("Doorbell counts what is no signal and what others say, and hears neither itself nor forged echoes", async () => {
  const { wire, broker, open, close, clock, counts, ear } = bench();
  await open();
  wire.say("nonsense");
  const node = "0123456789abcdef";
  wire.say(testSeal.close(JSON.stringify({ node, kind: "echo", number: 1 })));
  wire.say(testSeal.close(JSON.stringify({ node, ...head(3) })));
  broker.publish(head(4));
  await clock.tick(1_000);
  assert.deepEqual(ear.heard, [head(3)]);
  assert.deepEqual([counts.get("broker_ignored"), counts.get("broker_heard"), counts.get("broker_nodes")], [1, 1, 2]);
  await clock.tick(5_000);
  assert.equal(counts.get("broker_nodes"), 1, "who is silent is not counted");
  await close();
});

Deno.test("Doorbell.close() while it connects, or while a send hangs, comes to an end", async () => {
  const one = bench();
  one.wire.onConnect = "hangs";
  one.broker.publish(head(1));
  await one.clock.settle();
  await one.close();
  const other = bench();
  await other.open();
  other.wire.onSend = "hangs";
  other.broker.publish(head(1));
  await other.clock.settle();
  await other.close();
  assert.equal(other.wire.closed, 1);
});

const entry = (seq: number, content = "x"): LogEntry => {
  const [id, sender] = [room(100 + seq), room(2)];
  const event = { id, room_id: room(1), user_id: sender, username: "ann", content, type: "text", seq };
  return { seq, id, type: "text", sender, clientId: `c${seq}`, text: JSON.stringify(event) };
};
const carrying = (...entries: readonly LogEntry[]): Signal => {
  return { kind: "head", room: room(1), head: entries.at(-1)!.seq, carried: { epoch: "e", entries } };
};

Deno.test("Doorbell hands on nothing that was not signed with its key, however it came to be so, and says so once", async () => {
  const { wire, open, close, clock, counts, ear, log } = bench();
  await open();
  const text = JSON.stringify({ node: "0123456789abcdef", ...head(3) });
  const sealed = testSeal.close(text);
  const corrupt = sealed.replace('"head":3', '"head":4');
  for (const forged of [createSeal(new Uint8Array(32)).close(text), corrupt, "0".repeat(32) + text]) wire.say(forged);
  await clock.settle();
  assert.deepEqual([ear.heard, counts.get("broker_forged"), counts.get("broker_ignored")], [[], 3, undefined]);
  assert.equal(log.lines.filter(({ message }) => message.includes("not signed")).length, 1);
  wire.say(sealed);
  await clock.settle();
  assert.deepEqual(ear.heard, [head(3)]);
  await close();
});

Deno.test("Doorbell asks first whether a room is heeded, and reads nothing that is for another node", async () => {
  const { wire, broker, open, close, clock, ear, counts } = bench();
  ear.heeds = (asked) => asked === room(1);
  await open();
  const say = (signal: Signal) => wire.say(testSeal.close(signalText("0123456789abcdef", signal)!));
  say(head(1, room(1)));
  say(head(1, room(2)));
  const declined = { kind: "declined", room: room(1), number: 1 } as const;
  say({ ...declined, to: "fedcba9876543210" });
  say({ ...declined, to: broker.node });
  await clock.settle();
  assert.deepEqual(ear.heard, [head(1, room(1)), { ...declined, to: broker.node }]);
  assert.equal(counts.get("broker_heard"), 2);
  await close();
});

Deno.test("Doorbell puts what waits of one room into one signal, and keeps two apart that are too much for one", async () => {
  const { wire, broker, open, close, clock, said } = bench();
  await open();
  for (const seq of [3, 4]) broker.publish(carrying(entry(seq)));
  await clock.tick(1);
  assert.deepEqual(said().map(({ head, entries }) => [head, entries.length]), [[4, 2]]);
  wire.batches.length = 0;
  const long = "x".repeat(40_000);
  for (const seq of [5, 6]) broker.publish(carrying(entry(seq, long)));
  await clock.tick(1);
  assert.deepEqual(said().map(({ head, entries }) => [head, entries.length]), [[5, 1], [6, 1]]);
  wire.batches.length = 0;
  broker.publish(carrying(entry(7, "x".repeat(70_000))));
  await clock.tick(1);
  assert.deepEqual(said().map(({ head, entries }) => [head, entries]), [[7, undefined]], "too much for any");
  await close();
});

Deno.test("Doorbell carries nothing over a lost link, and gives up what was handed over", async () => {
  const { wire, broker, close, clock, counts, ear, said } = bench();
  wire.onConnect = "fails";
  const subscribed = broker.subscribe(ear);
  broker.publish(carrying(entry(3)));
  broker.publish({ kind: "declined", room: room(1), to: "0123456789abcdef", number: 1 });
  await clock.tick(brokerStartMsMax);
  await subscribed;
  wire.onConnect = "connects";
  await clock.tick(6_000);
  assert.deepEqual(said().map(({ kind, head, entries }) => [kind, head, entries]), [["head", 3, undefined]]);
  assert.equal(counts.get("broker_dropped"), 1);
  await close();
});
