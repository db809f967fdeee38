import assert from "node:assert/strict";
import { frame as referenceFrame } from "./raw_socket.ts";
import { FrameReader, maskedFrame } from "./wire_client_frames.ts";

const decoder = new TextDecoder();

/** What a server sends: text frames of every length form, and a ping between them. */
const texts = ["", "short", "a".repeat(126), "ü".repeat(300), "long".repeat(20_000), "end"];
const stream = joined([
  ...texts.slice(0, 3).map((text) => referenceFrame(1, text, { mask: false })),
  referenceFrame(9, "still there?", { mask: false }),
  ...texts.slice(3).map((text) => referenceFrame(1, text, { mask: false })),
  referenceFrame(8, Uint8Array.of(0x11, 0x38), { mask: false }),
]);

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function recorder(): { reader: FrameReader; seen: string[] } {
  const seen: string[] = [];
  const reader = new FrameReader({
    text: (bytes, start, end) => void seen.push(decoder.decode(bytes.subarray(start, end))),
    ping: (payload) => void seen.push(`ping ${decoder.decode(payload)}`),
    close: (code) => void seen.push(`close ${code}`),
  });
  return { reader, seen };
}

const expected = [...texts.slice(0, 3), "ping still there?", ...texts.slice(3), "close 4408"];

for (const size of [1, 2, 3, 7, 64, 1_000, 65_536, stream.length]) {
  Deno.test(`FrameReader.push() finds the same frames in chunks of ${size} bytes`, () => {
    const { reader, seen } = recorder();
    const space = new Uint8Array(size);
    for (let at = 0; at < stream.length; at += size) {
      const chunk = stream.subarray(at, at + size);
      space.set(chunk);
      reader.push(space, chunk.length);
      // The bytes belong to the caller again.
      space.fill(0xff);
    }
    assert.deepEqual(seen, expected);
  });
}

for (
  const [what, bytes] of [
    ["masked", referenceFrame(1, "x")],
    ["binary", referenceFrame(2, "x", { mask: false })],
    ["fragmented", referenceFrame(1, "x", { mask: false, fin: false })],
  ] as const
) {
  Deno.test(`FrameReader.push() throws on a ${what} frame`, () => {
    assert.throws(() => recorder().reader.push(bytes), /The server/);
  });
}

for (const length of [0, 1, 125, 126, 65_535, 65_536]) {
  Deno.test(`maskedFrame() writes a header that fits ${length} bytes`, () => {
    const text = "x".repeat(length);
    const made = maskedFrame("text", text);
    const reference = referenceFrame(1, text);
    const header = reference.length - length - 4;
    assert.deepEqual(made.subarray(0, header), reference.subarray(0, header));
    assert.deepEqual(made.subarray(header, header + 4), new Uint8Array(4));
    assert.equal(decoder.decode(made.subarray(header + 4)), text);
  });
}

Deno.test("FrameReader.push() hands binary frames to a sink that takes them", () => {
  const seen: string[] = [];
  const sink = { text: () => {}, ping: () => {}, close: () => {} };
  const reader = new FrameReader({
    ...sink,
    binary: (bytes, start, end) => void seen.push(decoder.decode(bytes.subarray(start, end))),
  });
  reader.push(joined([referenceFrame(2, "one", { mask: false }), referenceFrame(2, "two", { mask: false })]));
  assert.deepEqual(seen, ["one", "two"]);
});
