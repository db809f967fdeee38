import assert from "node:assert/strict";
import { EventScanner } from "../../bench/event_scanner.ts";
import { MessageTemplate } from "../../bench/message_template.ts";
import { decodeFrame } from "../../src/protocol/decode_frame.ts";
import type { RoomEvent } from "../../src/protocol/event.ts";
import type { ServerFrame } from "../../src/protocol/server_frame.ts";
import { numberedId } from "../support/wire_client_token.ts";

const encoder = new TextEncoder();

function scan(texts: readonly string[], lines = false): string[] {
  const seen: string[] = [];
  const scanner = new EventScanner({
    message: (sentUs, seq) => void seen.push(`message ${sentUs} ${seq}`),
    ack: (number) => void seen.push(`ack ${number}`),
    refused: (text) => void seen.push(`refused ${text}`),
  });
  for (const text of texts) {
    // Somewhere in a larger chunk, between bytes that look like an event and belong to nobody.
    const padding = "0123456789".repeat(3);
    const bytes = encoder.encode(padding + text + padding);
    scanner.frame(bytes, padding.length, bytes.length - padding.length, lines);
  }
  return seen;
}

function message(seq: number, more: Partial<RoomEvent> = {}): string {
  return JSON.stringify({
    id: numberedId(seq),
    room_id: numberedId(9),
    user_id: numberedId(7),
    username: "member",
    content: `T:17${seq} lorem ipsum`,
    type: "text",
    timestamp: "2026-01-01T00:00:00.000Z",
    seq,
    client_id: `${seq}`,
    ...more,
  });
}

Deno.test("EventScanner.frame() reads when a message was sent and its seq, wherever they stand", () => {
  const texts = [message(1), message(2), message(3, { username: "another name" }), message(123_456), message(4)];
  assert.deepEqual(scan(texts), [
    "message 171 1",
    "message 172 2",
    "message 173 3",
    "message 17123456 123456",
    "message 174 4",
  ]);
});

Deno.test("EventScanner.frame() passes over events that are not of the load", () => {
  assert.deepEqual(scan([message(1, { type: "system", content: "member joined", action: "join" })]), []);
});

Deno.test("EventScanner.frame() reads acknowledgements and errors", () => {
  const ack: ServerFrame = {
    type: "ack",
    client_id: "000000042",
    id: numberedId(1),
    room_id: numberedId(9),
    seq: 5,
    timestamp: "2026-01-01T00:00:00.000Z",
  };
  const error = JSON.stringify({ type: "error", code: "overloaded", message: "no" } satisfies ServerFrame);
  const pong = JSON.stringify({ type: "pong" });
  assert.deepEqual(scan([JSON.stringify(ack), error, pong]), ["ack 42", `refused ${error}`]);
});

Deno.test("EventScanner.frame() reads several events of one frame, one a line", () => {
  assert.deepEqual(scan([`${message(1)}\n${message(2)}\n${message(3)}`], true), [
    "message 171 1",
    "message 172 2",
    "message 173 3",
  ]);
});

Deno.test("MessageTemplate.frame() makes frames that the server accepts, each with its own time and number", () => {
  const room = numberedId(9);
  const template = new MessageTemplate(190, (content, number) => {
    return JSON.stringify({ type: "message", room_id: room, content, client_id: number });
  });
  const first = template.frame(1_795_000_000_123_456, 7);
  template.frame(1_795_000_000_999_999, 8);
  // Header of 2 bytes, length of 2, and a mask of zeros.
  assert.deepEqual([...first.subarray(4, 8)], [0, 0, 0, 0]);
  const frame = decodeFrame(new TextDecoder().decode(first.subarray(8)));
  assert.ok(frame.type === "message");
  assert.equal(frame.room_id, room);
  assert.equal(frame.client_id, "000000007");
  assert.equal(frame.content.length, 190);
  assert.ok(frame.content.startsWith("T:1795000000123456 "), frame.content);
});
