import assert from "node:assert/strict";
import { Outgoing } from "../../src/realtime/outgoing.ts";
import { parseFrames } from "./parse_frames.ts";

const texts = (bytes: Uint8Array): string[] => parseFrames(bytes).map(({ text }) => text);

Deno.test("Outgoing.frames is one frame a text, back to back", () => {
  assert.deepEqual(texts(new Outgoing(["a", "b".repeat(200), ""]).frames), ["a", "b".repeat(200), ""]);
});

Deno.test("Outgoing.batch is one frame for all texts, one a line", () => {
  assert.deepEqual(texts(new Outgoing(["a", "b"]).batch), ["a\nb"]);
  assert.deepEqual(texts(new Outgoing(["a"]).batch), ["a"]);
  assert.equal(new Outgoing(["a", "b"]).lines, "a\nb");
});

Deno.test("Outgoing encodes once in each form, however many take it", () => {
  const outgoing = new Outgoing(["a", "b"]);
  assert.equal(outgoing.frames, outgoing.frames);
  assert.equal(outgoing.batch, outgoing.batch);
});

Deno.test("Outgoing.joined() keeps the order of its parts", () => {
  const joined = Outgoing.joined([new Outgoing(["a", "b"]), new Outgoing(["c"]), new Outgoing([])]);
  assert.deepEqual(joined.texts, ["a", "b", "c"]);
  assert.deepEqual(texts(joined.frames), ["a", "b", "c"]);
  assert.deepEqual(texts(joined.batch), ["a\nb\nc"]);
});

Deno.test("Outgoing.joined() does not encode again what is encoded already", () => {
  const shared = new Outgoing(["shared"]);
  // Bytes that no encoding makes: if they come out again, they were taken as they were.
  shared.frames.fill(7);
  const { frames } = Outgoing.joined([shared, new Outgoing(["own"])]);
  assert.ok(frames.subarray(0, 8).every((byte) => byte === 7));
  assert.deepEqual(texts(frames.subarray(8)), ["own"]);
});

Deno.test("Outgoing.joined() of one part takes its bytes as they are", () => {
  const shared = new Outgoing(["shared"]);
  assert.equal(Outgoing.joined([shared]).frames, shared.frames);
});
