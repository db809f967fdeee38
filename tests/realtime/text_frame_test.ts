import assert from "node:assert/strict";
import fc from "fast-check";
import { textFrame } from "../../src/realtime/text_frame.ts";
import { type ParsedFrame, parseFrames } from "./parse_frames.ts";

function only(text: string): ParsedFrame {
  const frames = parseFrames(textFrame(text));
  assert.equal(frames.length, 1);
  return frames[0]!;
}

Deno.test("textFrame() is one final, unmasked text frame, whatever the text", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 500 }), (text) => {
    const { header: _, ...frame } = only(text);
    assert.deepEqual(frame, { fin: true, reserved: 0, opcode: 1, masked: false, text });
  }));
});

Deno.test("textFrame() uses the shortest header for the length of its bytes", () => {
  const headers = [[0, 2], [1, 2], [125, 2], [126, 4], [127, 4], [65_535, 4], [65_536, 10], [70_000, 10]] as const;
  for (const [length, header] of headers) {
    const text = "x".repeat(length);
    const bytes = textFrame(text);
    assert.equal(bytes.length, header + length);
    assert.equal(only(text).text, text);
    assert.equal(only(text).header, header);
  }
});

Deno.test("textFrame() counts bytes, not characters, in every plane", () => {
  for (const char of ["\u00e9", "\u20ac", "\u{1f600}", "\u{10ffff}"]) {
    const size = new TextEncoder().encode(char).length;
    for (const bytes of [125, 126, 65_535, 65_536]) {
      const text = char.repeat(Math.floor(bytes / size)) + "x".repeat(bytes % size);
      assert.equal(only(text).text, text);
      assert.equal(textFrame(text).length, bytes + (bytes < 126 ? 2 : bytes < 65_536 ? 4 : 10));
    }
  }
});

Deno.test("textFrame() keeps no more memory than its bytes", () => {
  assert.equal(textFrame("hello").buffer.byteLength, 7);
});

Deno.test("textFrame() of a lone surrogate is still valid UTF-8", () => {
  assert.equal(only("a\ud800b").text, "a\ufffdb");
});
