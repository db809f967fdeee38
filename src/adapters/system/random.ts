import type { Random } from "../../ports/random.ts";

/** The most that one call of the platform gives. */
const chunkBytesMax = 65_536;

/** The randomness of the operating system; `fraction` is for jitter only and may be predictable. */
export function createSystemRandom(): Random {
  return {
    bytes(count) {
      const bytes = new Uint8Array(count);
      for (let at = 0; at < count; at += chunkBytesMax) {
        crypto.getRandomValues(bytes.subarray(at, Math.min(count, at + chunkBytesMax)));
      }
      return bytes;
    },
    fraction: () => Math.random(),
  };
}
