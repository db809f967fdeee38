import assert from "node:assert/strict";
import { PhotonImage } from "@cf-wasm/photon/node";
import { thumbHashToApproximateAspectRatio, thumbHashToAverageRGBA } from "thumbhash";
import { createPictures } from "../../../src/adapters/photon/create_pictures.ts";
import { createSystemClock } from "../../../src/adapters/system/clock.ts";
import { picturesWaitingMax, thumbnailPixels } from "../../../src/limits.ts";
import { silentLog } from "../../../src/ports/log.ts";
import type { Pictures, Preview } from "../../../src/ports/pictures.ts";
import { FalseClock } from "../../support/false_clock.ts";
import { bytes, png } from "../../support/small_images.ts";

/** The thread that unpacks must be gone when a test ends. */
function opened(): Pictures & AsyncDisposable {
  const pictures = createPictures({ clock: createSystemClock(), log: silentLog });
  return { ...bound(pictures), [Symbol.asyncDispose]: () => pictures.close() };
}

function bound(pictures: Pictures): Pictures {
  return { preview: (...args) => pictures.preview(...args), close: () => pictures.close() };
}

/** A picture whose left half is red and whose right half is blue. */
function halves(width: number, height: number, alpha = 255): PhotonImage {
  const pixels = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    pixels.set(i % width < width / 2 ? [255, 0, 0, alpha] : [0, 0, 255, alpha], 4 * i);
  }
  return new PhotonImage(pixels, width, height);
}

function sizeOf({ bytes }: Preview): { width: number; height: number; at: (x: number, y: number) => number[] } {
  const image = PhotonImage.new_from_byteslice(bytes);
  const [width, height, pixels] = [image.get_width(), image.get_height(), image.get_raw_pixels()];
  return { width, height, at: (x, y) => [...pixels.slice(4 * (y * width + x), 4 * (y * width + x) + 3)] };
}

const isRed = ([red = 0, , blue = 0]: number[]) => red > 200 && blue < 60;

Deno.test("A picture has a small copy of its own shape, and a blurred one", async () => {
  await using pictures = opened();
  const preview = await pictures.preview(new Uint8Array(halves(1_600, 800).get_bytes_jpeg(90)), 1);
  assert.equal(preview?.type, "image/jpeg");
  const { width, height, at } = sizeOf(preview!);
  assert.deepEqual([width, height], [thumbnailPixels, thumbnailPixels / 2]);
  assert.ok(isRed(at(10, 10)) && !isRed(at(width - 10, 10)));
  const hash = Uint8Array.fromBase64(preview!.blur);
  assert.ok(Math.abs(thumbHashToApproximateAspectRatio(hash) - 2) < 0.4);
  assert.ok(thumbHashToAverageRGBA(hash).a === 1 && hash.length < 40);
});

Deno.test("A small picture stays as small as it is, and one with glass keeps it", async () => {
  await using pictures = opened();
  const preview = await pictures.preview(new Uint8Array(halves(20, 10, 100).get_bytes()), 1);
  assert.equal(preview?.type, "image/png");
  assert.deepEqual([sizeOf(preview!).width, sizeOf(preview!).height], [20, 10]);
});

Deno.test("A photo that lies on its side is turned up, in all eight ways", async () => {
  await using pictures = opened();
  const photo = new Uint8Array(halves(64, 32).get_bytes_jpeg(95));
  // Where the red half is then: of Exif's table, with its first column at the left.
  const red: Record<number, string> = {
    1: "left",
    2: "right",
    3: "right",
    4: "left",
    5: "top",
    6: "top",
    7: "bottom",
    8: "bottom",
  };
  for (const [turned, side] of Object.entries(red)) {
    const { width, height, at } = sizeOf((await pictures.preview(photo, Number(turned)))!);
    assert.deepEqual([width, height], Number(turned) > 4 ? [32, 64] : [64, 32], turned);
    const places: Record<string, number[]> = {
      left: at(5, height >> 1),
      right: at(width - 5, height >> 1),
      top: at(width >> 1, 5),
      bottom: at(width >> 1, height - 5),
    };
    assert.ok(isRed(places[side]!), `${turned}: ${side}`);
  }
});

Deno.test("What cannot be unpacked has no small copy, and the next picture has one", async () => {
  await using pictures = opened();
  const [broken, whole] = await Promise.all([
    pictures.preview(bytes(png(4, 3).slice(0, 40), "nonsense"), 1),
    pictures.preview(png(4, 3), 1),
  ]);
  assert.deepEqual([broken, whole?.type], [undefined, "image/jpeg"]);
});

Deno.test("A picture that takes too long has no small copy, and more than may wait have none either", async () => {
  const clock = new FalseClock();
  const pictures = createPictures({ clock, log: silentLog });
  const slow = Promise.all(Array.from({ length: picturesWaitingMax + 2 }, () => pictures.preview(png(4, 3), 1)));
  await pictures.close();
  assert.ok((await slow).every((preview) => preview === undefined));
});
