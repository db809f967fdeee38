import type { Clock } from "../ports/clock.ts";
import type { Random } from "../ports/random.ts";
import type { Id } from "../protocol/id.ts";

/**
 * Ids in the manner of MongoDB's ObjectId: seconds, five bytes drawn once a process, a counter of three bytes. Ascending
 * within a process, so that indexes on them grow at one end. Unique, not secret.
 */
export function createIds(clock: Clock, random: Random): () => Id {
  const node = hex(random.bytes(5));
  let counter = new DataView(random.bytes(4).buffer).getUint32(0) & 0xffffff;
  return function nextId(): Id {
    counter = (counter + 1) & 0xffffff;
    const seconds = Math.floor(clock.now() / 1000) >>> 0;
    return seconds.toString(16).padStart(8, "0") + node + counter.toString(16).padStart(6, "0");
  };
}

/** When an id was made, to the second: ISO 8601, UTC. */
export function createdAt(id: Id): string {
  return new Date(Number.parseInt(id.slice(0, 8), 16) * 1_000).toISOString();
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
