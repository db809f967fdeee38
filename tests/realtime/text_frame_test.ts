import assert from "node:assert/strict";
import fc from "fast-check";
import { textFrames } from "../../src/realtime/text_frame.ts";
import { type ParsedFrame, parseFrames } from "./parse_frames.ts";

function only(text: string): ParsedFrame {
  const frames = parseFrames(textFrames([text]));
  assert.equal(frames.length, 1);
  return frames[0]!;
}

Deno.test("textFrames() is one final, unmasked text frame, whatever the text", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 500 }), (text) => {
    const { header: _, ...frame } = only(text);
    assert.deepEqual(frame, { fin: true, reserved: 0, opcode: 1, masked: false, text });
  }));
});

Deno.test("textFrames() uses the shortest header for the length of its bytes", () => {
  const headers = [[0, 2], [1, 2], [125, 2], [126, 4], [127, 4], [65_535, 4], [65_536, 10], [70_000, 10]] as const;
  for (const [length, header] of headers) {
    const text = "x".repeat(length);
    const bytes = textFrames([text]);
    assert.equal(bytes.length, header + length);
    assert.equal(only(text).text, text);
    assert.equal(only(text).header, header);
  }
});

Deno.test("textFrames() counts bytes, not characters, in every plane", () => {
  for (const char of ["\u00e9", "\u20ac", "\u{1f600}", "\u{10ffff}"]) {
    const size = new TextEncoder().encode(char).length;
    for (const bytes of [125, 126, 65_535, 65_536]) {
      const text = char.repeat(Math.floor(bytes / size)) + "x".repeat(bytes % size);
      assert.equal(only(text).text, text);
      assert.equal(textFrames([text]).length, bytes + (bytes < 126 ? 2 : bytes < 65_536 ? 4 : 10));
    }
  }
});

Deno.test("textFrames() keeps no more memory than its bytes", () => {
  assert.equal(textFrames(["hello"]).buffer.byteLength, 7);
});

Deno.test("textFrames() of a lone surrogate is still valid UTF-8", () => {
  assert.equal(only("a\ud800b").text, "a\ufffdb");
});

Deno.test("textFrames() lays frames of any texts back to back, also beyond its scratch", () => {
  const texts = ["", "a", "\u{1f600}".repeat(60), "b".repeat(65_536), "\u20ac".repeat(42), "c".repeat(120_000), "d"];
  assert.deepEqual(parseFrames(textFrames(texts)).map(({ text }) => text), texts);
});

Deno.test("textFrames() gives bytes that a later call does not change", () => {
  const first = textFrames(["first"]);
  textFrames(["other"]);
  assert.equal(parseFrames(first)[0]?.text, "first");
});
