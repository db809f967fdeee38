import assert from "node:assert/strict";
import type { Signal } from "../../../src/ports/broker.ts";
import type { LogEntry } from "../../../src/ports/event_log.ts";
import { type BrokerCases, head, listening, textsOf, until } from "./broker_cases.ts";

const room = "65a1b2c3d4e5f60718293a4b";
const user = "0123456789abcdef01234567";

const carryingRoom = "65a1b2c3d4e5f60718293a4c";
const event = (seq: number, content: string): string =>
  JSON.stringify({
    id: `${user.slice(0, 23)}${seq}`,
    room_id: carryingRoom,
    user_id: user,
    content,
    type: "text",
    seq,
  });
const entries: readonly LogEntry[] = [
  { seq: 7, id: `${user.slice(0, 23)}7`, type: "text", sender: user, text: event(7, '"\u00e9\\ \u{1f600} \u2028') },
  { seq: 8, id: `${user.slice(0, 23)}8`, type: "text", sender: user, text: event(8, "x".repeat(300)), clientId: "c-8" },
  {
    seq: 9,
    id: `${user.slice(0, 23)}9`,
    type: "text",
    sender: user,
    text: event(9, ""),
    effect: { kind: "member_left", user_id: user },
  },
];

const everyKind: readonly Signal[] = [
  { kind: "head", room, head: 1 },
  { kind: "head", room: user, head: Number.MAX_SAFE_INTEGER },
  { kind: "ephemeral", room, from: user, text: '{"type":"typing","username":"\u00e9 \u{1f600} \\u0000 \u2028"}' },
  { kind: "ephemeral", room, from: user, text: `{"x":"${"\u20ac".repeat(2_000)}"}` },
  { kind: "revoked" },
  { kind: "reads", marks: [{ room, user, seq: 1 }, { room: user, user: room, seq: 77 }] },
  { kind: "own", user, what: "draft", about: room },
  { kind: "own", user, what: "scheduled" },
  { kind: "reported", room, author: user },
  { kind: "profile", user },
  { kind: "presence", text: '["delta",1,2,[["é"," \\""]]]' },
  { kind: "head", room: carryingRoom, head: 9, carried: { epoch: "e", entries } },
];

export const spreadingCases: BrokerCases = {
  "what one node says every other node hears, whatever it is, unchanged": async (cluster, limitMs) => {
    const nodes = await Promise.all([listening(cluster), listening(cluster), listening(cluster)]);
    for (const signal of everyKind) nodes[0]!.broker.publish(signal);
    for (const { ear } of nodes.slice(1)) {
      await until("all signals are heard", limitMs, () => ear.kinds.length === everyKind.length);
      assert.deepEqual(ear.kinds, textsOf(everyKind));
    }
  },
  "each node has a name of its own, and is told who says what": async (cluster, limitMs) => {
    const [one, other, third] = [await listening(cluster), await listening(cluster), await listening(cluster)];
    one.broker.publish(head(1, room));
    other.broker.publish(head(2, user));
    await until("both are heard", limitMs, () => third.ear.heard.length === 2);
    const said = third.ear.heard.map((signal, i) => [signal.kind === "head" && signal.head, third.ear.from[i]]);
    assert.deepEqual(new Map(said as [number, string][]), new Map([[1, one.broker.node], [2, other.broker.node]]));
    assert.equal(new Set([one, other, third].map(({ broker }) => broker.node)).size, 3);
    assert.match(one.broker.node, /^[0-9a-f]{16}$/);
  },
  "what is directed to one node reaches it, unchanged": async (cluster, limitMs) => {
    const [one, other] = [await listening(cluster), await listening(cluster)];
    const intent = { kind: "text", content: 'a "b" \u2028', clientId: "c" } as const;
    const items = [{ id: user, actor: { id: room, username: "\u00e9" }, intent }];
    const said: Signal[] = [
      { kind: "forward", room, to: other.broker.node, number: 1, items },
      { kind: "declined", room, to: other.broker.node, number: 2 },
      { kind: "yield", room, to: other.broker.node },
    ];
    for (const signal of said) one.broker.publish(signal);
    await until("all are heard", limitMs, () => other.ear.heard.length === 3);
    assert.deepEqual(other.ear.kinds, textsOf(said));
  },
  "a node does not hear its own signals": async (cluster, limitMs) => {
    const [one, other] = [await listening(cluster), await listening(cluster)];
    one.broker.publish(head(1));
    await until("the other node hears it", limitMs, () => other.ear.heard.length > 0);
    other.broker.publish(head(2));
    await until("the answer is heard", limitMs, () => one.ear.heard.length > 0);
    assert.deepEqual(one.ear.kinds, textsOf([head(2)]));
    assert.deepEqual(other.ear.kinds, textsOf([head(1)]));
  },
  "signals of many rooms in quick succession arrive, in whatever order": async (cluster, limitMs) => {
    const [one, other] = [await listening(cluster), await listening(cluster)];
    const signals = Array.from({ length: 200 }, (_, n) => head(n + 1, n.toString(16).padStart(24, "0")));
    for (const signal of signals) one.broker.publish(signal);
    await until("200 signals are heard", limitMs, () => other.ear.kinds.length === signals.length);
    assert.deepEqual(other.ear.kinds, textsOf(signals));
  },
  "the latest head of a room is heard, though some before it may not be": async (cluster, limitMs) => {
    const [one, other] = [await listening(cluster), await listening(cluster)];
    for (let n = 1; n <= 500; n++) one.broker.publish(head(n));
    const highest = (): number =>
      Math.max(0, ...other.ear.heard.map((signal) => signal.kind === "head" ? signal.head : 0));
    await until("head 500 is heard", limitMs, () => highest() >= 500);
    assert.equal(highest(), 500);
  },
  "two nodes that speak at once hear each other": async (cluster, limitMs) => {
    const [one, other] = [await listening(cluster), await listening(cluster)];
    // Each of another room, since of one room the latest is all that must arrive.
    const said = (number: number): Signal => head(number, number.toString(16).padStart(24, "0"));
    for (let n = 1; n <= 20; n++) {
      one.broker.publish(said(n));
      other.broker.publish(said(100 + n));
    }
    const wanted = (from: number): string[] => textsOf(Array.from({ length: 20 }, (_, n) => said(from + n)));
    await until("both are heard", limitMs, () => one.ear.kinds.length === 20 && other.ear.kinds.length === 20);
    assert.deepEqual([one.ear.kinds, other.ear.kinds], [wanted(101), wanted(1)]);
  },
  "a node that does not listen is heard all the same": async (cluster, limitMs) => {
    const [mute, { ear }] = [await cluster.node(), await listening(cluster)];
    mute.publish(head(7));
    await until("it is heard", limitMs, () => ear.heard.length > 0);
    assert.deepEqual(ear.kinds, textsOf([head(7)]));
  },
  "publish() calls nobody before it returns": async (cluster, limitMs) => {
    const [one, other] = [await listening(cluster), await listening(cluster)];
    one.broker.publish(head(1));
    assert.equal(other.ear.heard.length, 0);
    await until("it is heard later", limitMs, () => other.ear.heard.length > 0);
  },
  "a node that comes later hears what is said from then on": async (cluster, limitMs) => {
    const first = await listening(cluster);
    first.broker.publish(head(1));
    const late = await listening(cluster);
    first.broker.publish(head(2));
    await until("the later signal is heard", limitMs, () => late.ear.kinds.includes(JSON.stringify(head(2))));
  },
};
