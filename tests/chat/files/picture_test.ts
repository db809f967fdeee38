import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { readPicture } from "../../../src/chat/files/picture.ts";
import { picturePixelsMax } from "../../../src/limits.ts";
import { ParleyError } from "../../../src/protocol/parley_error.ts";
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
} from "../../support/small_images.ts";
import { exif, gif, gifComment, gifFrame, gifLoop } from "../../support/small_gifs.ts";

const secret = "secret place 48.8584N";

Deno.test("readPicture() leaves of a picture nothing but the picture, and what hangs behind it goes", () => {
  const laden: [string, Uint8Array<ArrayBuffer>][] = [
    ["image/png", png(4, 3, pngChunk("tEXt", bytes(secret)), pngChunk("eXIf", bytes(secret)))],
    ["image/jpeg", jpeg(4, 3, exif(6, secret), jpegSegment(0xfe, secret))],
    ["image/webp", webp(webpCanvas(0x0c, 4, 3), webpPixels(4, 3), webpChunk("EXIF", bytes(secret)))],
    ["image/gif", gif(4, 3, gifComment(secret), gifFrame(4, 3))],
  ];
  for (const [type, file] of laden) {
    const tailed = bytes(file, "<script>", secret);
    const { bytes: kept } = readPicture(type, tailed)!;
    const text = Buffer.from(kept).toString("latin1");
    assert.ok(!text.includes("secret") && !text.includes("<script>"), type);
    assert.deepEqual(readPicture(type, kept)?.bytes, kept, `${type} once is enough`);
  }
});

Deno.test("readPicture() keeps how the pixels of a photo lie, and tells its sides as they are shown", () => {
  const { width, height, turned, bytes: kept } = readPicture("image/jpeg", jpeg(4, 3, exif(6, secret)))!;
  assert.deepEqual({ width, height, turned }, { width: 3, height: 4, turned: 6 });
  assert.equal(readPicture("image/jpeg", kept)?.turned, 6);
  assert.equal(readPicture("image/jpeg", jpeg(4, 3, exif(1, secret)))?.turned, 1);
  assert.equal(readPicture("image/jpeg", jpeg(4, 3, exif(99, secret)))?.turned, 1);
});

Deno.test("readPicture() reads an orientation that lies about its place as none", () => {
  for (const cut of [0, 4, 12, 20, 24]) {
    const segment = exif(6, "").slice(0, 4 + cut);
    new DataView(segment.buffer).setUint16(2, segment.length - 2);
    assert.equal(readPicture("image/jpeg", jpeg(4, 3, segment))?.turned, 1, String(cut));
  }
});

Deno.test("readPicture() lets pictures move", () => {
  const moving = gif(4, 3, gifLoop, gifFrame(4, 3), gifFrame(4, 3));
  assert.deepEqual(readPicture("image/gif", moving)?.bytes, moving);
  const frames = png(4, 3, pngChunk("acTL", new Uint8Array(8)), pngChunk("fcTL", new Uint8Array(26)));
  assert.deepEqual(readPicture("image/png", frames)?.bytes, frames);
  const film = webp(
    webpCanvas(0x02, 4, 3),
    webpChunk("ANIM", new Uint8Array(6)),
    webpChunk("ANMF", new Uint8Array(40)),
  );
  assert.deepEqual(readPicture("image/webp", film)?.bytes, film);
});

Deno.test("readPicture() refuses, by its header alone, what nobody could hold unpacked", () => {
  const flood = [
    ["image/png", bytes(pngHeader(60_000, 60_000), pngChunk("IDAT"), pngChunk("IEND"))],
    ["image/jpeg", jpeg(60_000, 60_000)],
    ["image/gif", gif(60_000, 60_000, gifFrame(1, 1))],
    ["image/gif", gif(1, 1, gifFrame(60_000, 60_000))],
  ] as const;
  for (const [type, file] of flood) {
    assert.throws(() => readPicture(type, file), (error) => error instanceof ParleyError && error.code === "invalid");
  }
  const side = Math.floor(Math.sqrt(picturePixelsMax));
  assert.equal(readPicture("image/jpeg", jpeg(side, side))?.width, side);
});

function pngHeader(width: number, height: number): Uint8Array {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  return bytes(png(1, 1).subarray(0, 8), pngChunk("IHDR", header));
}

Deno.test("readPicture() takes nothing for a picture that is cut off or contradicts itself", () => {
  const whole: [string, Uint8Array<ArrayBuffer>][] = [
    ["image/png", png(4, 3)],
    ["image/jpeg", jpeg(4, 3)],
    ["image/webp", webp(webpPixels(4, 3))],
    ["image/gif", gif(4, 3, gifFrame(4, 3))],
  ];
  for (const [type, file] of whole) {
    for (let length = 8; length < file.length; length++) {
      assert.equal(readPicture(type, file.slice(0, length)), undefined, `${type} ${length}`);
    }
  }
  assert.equal(readPicture("image/gif", bytes("GIF89a", "/*", new Uint8Array(8), "*/=1;alert(1)")), undefined);
  assert.equal(readPicture("text/plain", bytes("words")), undefined);
});
