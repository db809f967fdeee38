import { fliph, flipv, PhotonImage, resize, rotate, SamplingFilter } from "@cf-wasm/photon/node";
import { rgbaToThumbHash } from "thumbhash";
import { thumbnailPixels } from "../../limits.ts";
import type { Preview } from "../../ports/pictures.ts";
import type { PreviewAnswer, PreviewTask } from "./preview_task.ts";

/** The thread that unpacks: one picture a message, one answer a message. */
const thread = globalThis as unknown as {
  onmessage: ((event: MessageEvent<PreviewTask>) => void) | null;
  postMessage(answer: PreviewAnswer): void;
};

/** JPEG's quality from 1 to 100: good enough for a small one. */
const quality = 75;
/** Longer side of what the blurred one is made of: ThumbHash takes at most 100. */
const blurPixels = 64;

thread.onmessage = ({ data }) => {
  try {
    thread.postMessage({ ok: true, preview: previewOf(data) });
  } catch (error) {
    thread.postMessage({ ok: false, message: error instanceof Error ? error.message : "unknown fault" });
  }
};

function previewOf({ bytes, turned }: PreviewTask): Preview {
  const whole = PhotonImage.new_from_byteslice(bytes);
  const small = scaled(whole, thumbnailPixels);
  whole.free();
  const upright = turnedUp(small, turned);
  const tiny = scaled(upright, blurPixels);
  const pixels = tiny.get_raw_pixels();
  const blur = rgbaToThumbHash(tiny.get_width(), tiny.get_height(), pixels).toBase64();
  // JPEG knows no glass.
  if (isOpaque(upright.get_raw_pixels())) {
    return { type: "image/jpeg", bytes: owned(upright.get_bytes_jpeg(quality)), blur };
  }
  return { type: "image/png", bytes: owned(upright.get_bytes()), blur };
}

function scaled(image: PhotonImage, longerMax: number): PhotonImage {
  const [width, height] = [image.get_width(), image.get_height()];
  const share = Math.min(1, longerMax / Math.max(width, height));
  const side = (pixels: number): number => Math.max(1, Math.round(pixels * share));
  return resize(image, side(width), side(height), SamplingFilter.Triangle);
}

/** EXIF's orientations (Exif 2.32, 4.6.4): from 5 on the sides are swapped, the even ones below 5 and odd ones above mirrored. */
function turnedUp(image: PhotonImage, turned: number): PhotonImage {
  if (turned === 2 || turned === 5 || turned === 7) fliph(image);
  if (turned === 4) flipv(image);
  if (turned === 3) return rotate(image, 180);
  if (turned === 6 || turned === 7) return rotate(image, 90);
  if (turned === 5 || turned === 8) return rotate(image, 270);
  return image;
}

function isOpaque(pixels: Uint8Array): boolean {
  for (let i = 3; i < pixels.length; i += 4) {
    if (pixels[i] !== 255) return false;
  }
  return true;
}

function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
