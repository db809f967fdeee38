import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { readImage } from "../../src/chat/image.ts";
import { avatarPixelsMax } from "../../src/limits.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";
import {
  bytes,
  jpeg,
  jpegSegment,
  png,
  pngChunk,
  webp,
  webpCanvas,
  webpChunk,
  webpPixels,
} from "../support/small_images.ts";

const secret = "secret place 48.8584N";
const secretBytes = new TextEncoder().encode(secret);

function codeOf(file: Uint8Array<ArrayBuffer>): string {
  try {
    readImage(file);
  } catch (error) {
    assert.ok(error instanceof ParleyError, String(error));
    return error.code;
  }
  return "taken";
}

Deno.test("readImage() tells PNG, JPEG and WebP by their content", () => {
  assert.equal(readImage(png(4, 3)).type, "image/png");
  assert.equal(readImage(jpeg(4, 3)).type, "image/jpeg");
  assert.equal(readImage(webp(webpPixels(4, 3))).type, "image/webp");
});

Deno.test("readImage() leaves a picture that has nothing else as it is", () => {
  for (const file of [png(4, 3), jpeg(4, 3), webp(webpPixels(4, 3))]) assert.deepEqual(readImage(file).bytes, file);
});

Deno.test("readImage() takes away what is not the picture: places, words, small copies, what hangs behind the end", () => {
  const laden = [
    png(4, 3, pngChunk("tEXt", secretBytes), pngChunk("eXIf", secretBytes), pngChunk("iCCP", secretBytes)),
    png(4, 3, pngChunk("acTL", secretBytes), pngChunk("fcTL", secretBytes), pngChunk("fdAT", secretBytes)),
    jpeg(4, 3, jpegSegment(0xe1, `Exif\0\0${secret}`), jpegSegment(0xfe, secret), jpegSegment(0xed, secret)),
    jpeg(4, 3, jpegSegment(0xe0, bytes("JFIF\0", [1, 1, 0, 0, 1, 0, 1, 7, 1], secret))),
    webp(webpCanvas(0x2c, 4, 3), webpChunk("ICCP", secretBytes), webpPixels(4, 3), webpChunk("EXIF", secretBytes)),
    webp(webpPixels(4, 3), webpChunk("XMP ", secretBytes), webpChunk("abcd", secretBytes)),
  ];
  for (const file of laden) {
    const tailed = bytes(file, "<script>", secret);
    assert.ok(Buffer.from(tailed).includes(secret));
    const kept = Buffer.from(readImage(tailed).bytes);
    assert.ok(!kept.includes(secret) && !kept.includes("<script>"), kept.toString("latin1"));
    assert.deepEqual(readImage(readImage(tailed).bytes).bytes, readImage(tailed).bytes);
  }
  assert.deepEqual(readImage(laden[0]!).bytes, png(4, 3));
  assert.deepEqual(readImage(laden[2]!).bytes, jpeg(4, 3));
});

Deno.test("readImage() keeps what says how the pixels are meant", () => {
  const files = [
    png(4, 3, pngChunk("PLTE", [1, 2, 3]), pngChunk("tRNS", [0]), pngChunk("gAMA", [0, 0, 0, 1])),
    jpeg(4, 3, jpegSegment(0xe0, bytes("JFIF\0", [1, 1, 0, 0, 1, 0, 1, 0, 0])), jpegSegment(0xdb, [0, 1, 2])),
    jpeg(4, 3, jpegSegment(0xee, bytes("Adobe", [0, 100, 0, 0, 0, 0, 1]))),
    webp(webpCanvas(0x10, 4, 3), webpChunk("ALPH", [0, 1, 2]), webpChunk("VP8 ", vp8(4, 3))),
  ];
  for (const file of files) assert.deepEqual(readImage(file).bytes, file);
});

/** The head of lossy pixels. */
function vp8(width: number, height: number): number[] {
  return [0x10, 0, 0, 0x9d, 0x01, 0x2a, width & 0xff, width >> 8, height & 0xff, height >> 8, 0, 0];
}

Deno.test("readImage() refuses what is no picture of the three, whatever it is called", () => {
  const others = [
    "",
    "GIF89a",
    "<svg onload=alert(1)>",
    "%PDF-1.7",
    "BM",
    "<!doctype html>",
    "RIFF\x04\0\0\0WAVE",
    "\0\0\0 ftypavif",
  ];
  for (const text of others) assert.equal(codeOf(bytes(text)), "unsupported_media_type", text);
});

Deno.test("readImage() refuses a picture of more pixels a side than the limit, wherever its size stands", () => {
  const [most, more] = [avatarPixelsMax, avatarPixelsMax + 1];
  const made: ((width: number, height: number) => Uint8Array<ArrayBuffer>)[] = [
    png,
    jpeg,
    (width, height) => webp(webpPixels(width, height)),
    (width, height) => webp(webpChunk("VP8 ", vp8(width, height))),
    (width, height) => webp(webpCanvas(0, width, height), webpPixels(1, 1)),
  ];
  for (const make of made) {
    assert.equal(codeOf(make(most, most)), "taken");
    assert.equal(codeOf(make(more, 1)), "invalid");
    assert.equal(codeOf(make(1, more)), "invalid");
  }
  assert.equal(codeOf(bytes(png(1, 1).subarray(0, 16), [0xff, 0xff, 0xff, 0xff], png(1, 1).subarray(20))), "invalid");
  assert.equal(codeOf(png(0, 4)), "invalid");
});

Deno.test("readImage() refuses pictures that move, have no pixels, or lie about their lengths", () => {
  assert.equal(codeOf(webp(webpCanvas(2, 4, 3), webpChunk("ANIM", [0, 0, 0, 0, 0, 0]), webpPixels(4, 3))), "invalid");
  assert.equal(codeOf(webp(webpCanvas(0, 4, 3))), "invalid");
  assert.equal(codeOf(jpeg(0, 0)), "invalid");
  const long = png(4, 3, pngChunk("tEXt", [1]));
  long[33] = 0xff;
  assert.equal(codeOf(long), "invalid");
});

Deno.test("readImage() takes or refuses any cut or bit-flipped picture, and never fails otherwise", () => {
  let state = 1;
  const random = (max: number) => (state = state * 48_271 % 2_147_483_647) % max;
  for (const file of [png(9, 9), jpeg(9, 9), webp(webpCanvas(0, 9, 9), webpPixels(9, 9))]) {
    for (let length = 0; length < file.length; length++) {
      assert.notEqual(codeOf(file.slice(0, length)), "taken", `${length} of ${file.length} bytes`);
    }
    for (let i = 0; i < 2_000; i++) {
      const flipped = file.slice();
      flipped[random(flipped.length)]! ^= 1 << random(8);
      codeOf(flipped);
    }
  }
});
