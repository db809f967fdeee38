import assert from "node:assert/strict";
import { ParleyError } from "../../src/protocol/parley_error.ts";
import { ackFrame, errorFrame, frame } from "../../src/realtime/server_frames.ts";

const parsed = ({ texts }: { readonly texts: readonly string[] }): unknown[] => texts.map((text) => JSON.parse(text));

Deno.test("frame() is one text", () => {
  assert.deepEqual(parsed(frame({ type: "pong" })), [{ type: "pong" }]);
});

Deno.test("ackFrame() says where the event of the log stands", () => {
  const event = { id: "i", room_id: "r", seq: 7, timestamp: "t", content: "not told again" };
  const ack = ackFrame("r", "c-1", { written: true, seq: 7, id: "i", text: JSON.stringify(event) });
  assert.deepEqual(parsed(ack), [{ type: "ack", client_id: "c-1", id: "i", room_id: "r", seq: 7, timestamp: "t" }]);
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
