import fc from "fast-check";
import assert from "node:assert/strict";
import { channelOf, echoText, readText, signalText } from "../../../src/adapters/doorbell/signal_text.ts";
import { reasonText } from "../../../src/adapters/doorbell/reason.ts";
import { brokerTextCharsMax } from "../../../src/limits.ts";
import type { Signal } from "../../../src/ports/broker.ts";
import { nonsense } from "./open_doorbell.ts";

const node = "0123456789abcdef";
const room = "65a1b2c3d4e5f60718293a4b";
const ephemeral = (text: string): Signal => ({ kind: "ephemeral", room, from: room, text });

Deno.test("readText() gives what signalText() and echoText() were given", () => {
  const signals: Signal[] = [
    { kind: "revoked" },
    { kind: "head", room, head: 7 },
    ephemeral('{"a":"\u2028"}'),
    { kind: "presence", text: '["beat",1,0]' },
    { kind: "reads", marks: [{ room, user: room, seq: 3 }] },
    { kind: "own", user: room, what: "notifications" },
    { kind: "own", user: room, what: "draft", about: room },
    { kind: "reported", room, author: node.padEnd(24, "0") },
    { kind: "profile", user: node.padEnd(24, "0") },
  ];
  for (const signal of signals) {
    assert.deepEqual(readText(signalText(node, signal)!), { kind: "signal", node, signal });
  }
  assert.deepEqual(readText(echoText(node, 3)), { kind: "echo", node, number: 3 });
});

Deno.test("readText() never throws, and takes nothing from a text that no node says", () => {
  for (const text of nonsense) assert.equal(readText(text), undefined, text.slice(0, 80));
  fc.assert(fc.property(fc.string(), (text) => readText(text) === undefined));
  const value = fc.oneof(fc.constantFrom("head", "echo", "revoked", "ephemeral", node, room), fc.jsonValue());
  const fields = fc.record({ node: value, kind: value, room: value, head: value, from: value, text: value });
  fc.assert(fc.property(fields, (fields) => {
    const said = readText(JSON.stringify(fields));
    assert.ok(said === undefined || said.node === node);
  }));
});

Deno.test("readText() takes known fields alone, and a later version's signals for none", () => {
  const said = readText(JSON.stringify({ node, kind: "revoked", room, more: 1 }));
  assert.deepEqual(said, { kind: "signal", node, signal: { kind: "revoked" } });
  assert.equal(readText(JSON.stringify({ node, kind: "presence", room })), undefined);
  const badMarks = [undefined, {}, [1], [{ room, user: room }], [{ room, user: "x", seq: 1 }], [{
    room,
    user: room,
    seq: 0,
  }]];
  const own = { node, kind: "own", user: room, what: "draft" };
  for (const bad of [{ user: "x" }, { what: "secret" }, { about: "x" }, { what: undefined }]) {
    assert.equal(readText(JSON.stringify({ ...own, ...bad })), undefined, JSON.stringify(bad));
  }
  assert.equal(readText(JSON.stringify({ node, kind: "reported", room, author: "x" })), undefined);
  assert.equal(readText(JSON.stringify({ node, kind: "profile", user: "x" })), undefined);
  for (const marks of badMarks) assert.equal(readText(JSON.stringify({ node, kind: "reads", marks })), undefined);
});

Deno.test("readText() takes no ephemeral text that could pass for two frames or is no frame", () => {
  for (const text of ['{"a":1}\n{"b":2}', "x", "[]", '{"a":', ""]) {
    assert.equal(readText(JSON.stringify({ node, ...ephemeral(text) })), undefined, text);
  }
});

Deno.test("signalText() gives up what is too long", () => {
  const text = JSON.stringify({ a: "x".repeat(brokerTextCharsMax) });
  assert.equal(signalText(node, ephemeral(text)), undefined);
});

Deno.test("channelOf() keeps a room on one channel and spreads rooms evenly", () => {
  const counts = new Array<number>(16).fill(0);
  for (let n = 0; n < 1_600; n++) {
    const signal: Signal = { kind: "head", room: `65a1b2c3d4e5f60718${n.toString(16).padStart(6, "0")}`, head: 1 };
    const channel = channelOf(signal, 16);
    assert.equal(channelOf({ ...signal, head: 2 }, 16), channel);
    counts[channel]!++;
  }
  assert.deepEqual(counts, new Array(16).fill(100));
});

Deno.test("reasonText() is one short line without secrets", () => {
  const error = Object.assign(new Error("no luck at redis://u:canary@h\n\twith canary"), { code: "EPERM" });
  assert.equal(reasonText(error, ["canary", ""]), "EPERM: no luck at redis://u:[hidden]@h with [hidden]");
  assert.ok(reasonText(new Error("x".repeat(1_000)), []).length < 210);
  assert.equal(reasonText(new TypeError(""), []), "TypeError");
});
