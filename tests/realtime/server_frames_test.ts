import assert from "node:assert/strict";
import type { AckFrame } from "../../src/protocol/server_frame.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";
import { ackFrame, errorFrame, frame } from "../../src/realtime/server_frames.ts";

const parsed = ({ texts }: { readonly texts: readonly string[] }): unknown[] => texts.map((text) => JSON.parse(text));

Deno.test("frame() is one text", () => {
  assert.deepEqual(parsed(frame({ type: "pong" })), [{ type: "pong" }]);
});

Deno.test("ackFrame() says where the event of the log stands", () => {
  const timestamp = "2026-11-22T16:00:00.123Z";
  const content = 'what somebody wrote: "timestamp":"1999-01-01T00:00:00.000Z"';
  const text = JSON.stringify({ id: "i", room_id: "r", content, timestamp, seq: 7 });
  const ack: AckFrame = { type: "ack", client_id: 'c "1"', id: "i", room_id: "r", seq: 7, timestamp };
  assert.deepEqual(parsed(ackFrame("r", 'c "1"', { written: true, seq: 7, id: "i", text })), [ack]);
});

Deno.test("ackFrame() says that it was so already where nothing was written", () => {
  const ack: AckFrame = { type: "ack", client_id: "c", room_id: "r", seq: 7, unchanged: true };
  assert.deepEqual(parsed(ackFrame("r", "c", { written: false, seq: 7 })), [ack]);
  assert.throws(() => ackFrame("r", "c", { written: true, seq: 7 }), "what was written has an id");
});

Deno.test("errorFrame() tells code, message and delay of an operating error, and what it is about", () => {
  const error = new ParleyError("rate_limited", "Wait", { retryAfterMs: 12.3, cause: new Error("secret") });
  assert.deepEqual(parsed(errorFrame(error, { client_id: "c", room_id: "r" })), [
    { type: "error", code: "rate_limited", message: "Wait", client_id: "c", room_id: "r", retry_after_ms: 13 },
  ]);
  assert.deepEqual(parsed(errorFrame(new ParleyError("not_found"), {})), [
    { type: "error", code: "not_found", message: "There is no such thing" },
  ]);
});

Deno.test("errorFrame() shows nothing of a fault of the program but that there was one", () => {
  for (const fault of [new TypeError("secret"), "secret", undefined, { code: "not_found", message: "secret" }]) {
    assert.deepEqual(parsed(errorFrame(fault, {})), [
      { type: "error", code: "internal", message: "Something went wrong on the server" },
    ]);
  }
});
