import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";

/** Signs what leaves, and knows what was signed with the same key. */
export interface Seal {
  /** The text behind its signature, `sealChars` longer. */
  close(text: string): string;
  /** The text without its signature; `undefined`: nobody with the key has written it so. */
  open(sealed: string): string | undefined;
}

/** Of SHA-256, 16 bytes say enough: guessing one takes 2^128 tries, each of which the broker has to carry. */
const sealBytes = 16;
export const sealChars = 2 * sealBytes;

/** What keys are made for: another use of the same secret gives another key. */
const label = "parley.broker.v1";

/** The key that all nodes with this secret share, and that says nothing of the secret. */
export function brokerKey(secret: Uint8Array): Uint8Array {
  return createHmac("sha256", secret).update(label).digest();
}

export function createSeal(key: Uint8Array): Seal {
  const signature = (text: string): Buffer =>
    createHmac("sha256", key).update(text, "utf8").digest().subarray(0, sealBytes);
  return {
    close: (text) => signature(text).toString("hex") + text,
    open(sealed) {
      const claimed = Buffer.from(sealed.slice(0, sealChars), "hex");
      const text = sealed.slice(sealChars);
      return claimed.length === sealBytes && timingSafeEqual(claimed, signature(text)) ? text : undefined;
    },
  };
}
