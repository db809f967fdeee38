import assert from "node:assert/strict";
import { fileSyncBytes } from "../../src/limits.ts";
import type { BlobKey, BlobProgress, Blobs } from "../../src/ports/blobs.ts";
import { idOf } from "./store/store_cases.ts";

/** Empty, gone when its scope ends. */
export type OpenBlobs = () => Promise<{ readonly blobs: Blobs } & AsyncDisposable>;

type BlobCases = Readonly<Record<string, (blobs: Blobs) => Promise<void>>>;

const key: BlobKey = { file: idOf(0xf1), part: "original" };
const start: BlobProgress = { offset: 0, trail: "" };

/** Bytes that differ from place to place. */
function pattern(length: number, from = 0): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = ((from + i) * 2_654_435_761) >>> 13;
  return bytes;
}

async function* pieces(bytes: Uint8Array, size = 65_536): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Writes, and answers all that was told of it. */
async function write(
  blobs: Blobs,
  from: BlobProgress,
  source: AsyncIterable<Uint8Array>,
): Promise<{ last: BlobProgress; offsets: number[]; error: unknown }> {
  let last = from;
  const offsets: number[] = [];
  let error: unknown;
  await blobs.write(key, from, source, (progress) => {
    last = progress;
    offsets.push(progress.offset);
    return Promise.resolve();
  }).catch((thrown: unknown) => void (error = thrown));
  return { last, offsets, error };
}

async function read(blobs: Blobs, from: number, to: number, of = key): Promise<Uint8Array> {
  return new Uint8Array(await new Response(await blobs.read(of, from, to)).arrayBuffer());
}

async function* failingAfter(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield* pieces(bytes);
  throw new Error("the line is cut");
}

const cases: BlobCases = {
  "what was written is read, whole and in any stretch": async (blobs) => {
    const bytes = pattern(1_000_000);
    const { last } = await write(blobs, start, pieces(bytes));
    assert.equal(last.offset, bytes.length);
    await blobs.finish(key, last);
    assert.deepEqual(await read(blobs, 0, bytes.length), bytes);
    assert.deepEqual(await read(blobs, 10, 11), bytes.subarray(10, 11));
    assert.deepEqual(await read(blobs, 300_000, 900_001), bytes.subarray(300_000, 900_001));
  },
  "an upload in several requests of any length becomes one": async (blobs) => {
    const bytes = pattern(2 * fileSyncBytes + 12_345);
    const cuts = [0, 1, 70_000, fileSyncBytes - 5, fileSyncBytes + 100_000, bytes.length];
    let progress = start;
    for (const [i, cut] of cuts.slice(1).entries()) {
      assert.equal(progress.offset, cuts[i]);
      progress = (await write(blobs, progress, pieces(bytes.subarray(cuts[i], cut)))).last;
    }
    await blobs.finish(key, progress);
    await blobs.finish(key, progress);
    assert.deepEqual(await read(blobs, 0, bytes.length), bytes);
  },
  "a long source is told of as it comes, never more than so many bytes apart": async (blobs) => {
    const bytes = pattern(3 * fileSyncBytes);
    const { offsets } = await write(blobs, start, pieces(bytes));
    const gaps = offsets.map((offset, i) => offset - (offsets[i - 1] ?? 0));
    assert.ok(offsets.length >= 3 && gaps.every((gap) => gap > 0 && gap <= fileSyncBytes + 65_536), offsets.join());
  },
  "what came before a source failed counts, and one goes on from there": async (blobs) => {
    const bytes = pattern(400_000);
    const { last, error } = await write(blobs, start, failingAfter(bytes.subarray(0, 150_000)));
    assert.match(String(error), /the line is cut/);
    assert.equal(last.offset, 150_000);
    const { last: end } = await write(blobs, last, pieces(bytes.subarray(150_000)));
    await blobs.finish(key, end);
    assert.deepEqual(await read(blobs, 0, bytes.length), bytes);
  },
  "what nobody was told of does not count: it is written over": async (blobs) => {
    const bytes = pattern(300_000);
    const { last } = await write(blobs, start, pieces(bytes.subarray(0, 100_000)));
    const untold = blobs.write(key, last, pieces(pattern(250_000, 7)), () => Promise.reject(new Error("it died")));
    await assert.rejects(untold);
    const { last: end } = await write(blobs, last, pieces(bytes.subarray(100_000)));
    await blobs.finish(key, end);
    assert.deepEqual(await read(blobs, 0, bytes.length), bytes);
  },
  "a server that was overtaken and writes at last takes nothing from what was told": async (blobs) => {
    const bytes = pattern(300_000);
    const { last } = await write(blobs, start, pieces(bytes.subarray(0, 100_000)));
    const [begun, overtaken] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    async function* slow(): AsyncGenerator<Uint8Array> {
      begun.resolve();
      yield bytes.subarray(100_000, 150_000);
      await overtaken.promise;
    }
    const late = blobs.write(key, last, slow(), () => Promise.reject(new Error("another went on")));
    await begun.promise;
    const { last: more } = await write(blobs, last, pieces(bytes.subarray(100_000, 250_000)));
    overtaken.resolve();
    await assert.rejects(late);
    const { last: end } = await write(blobs, more, pieces(bytes.subarray(250_000)));
    await blobs.finish(key, end);
    assert.deepEqual(await read(blobs, 0, bytes.length), bytes);
  },
  "a small one is put whole, and replaced whole": async (blobs) => {
    const small: BlobKey = { file: key.file, part: "thumbnail" };
    await blobs.put(small, pattern(5_000));
    await blobs.put(small, pattern(3_000, 9));
    assert.deepEqual(await read(blobs, 0, 3_000, small), pattern(3_000, 9));
  },
  "removing a file removes all of it, finished or not, and can be repeated": async (blobs) => {
    const small: BlobKey = { file: key.file, part: "thumbnail" };
    const other: BlobKey = { file: idOf(0xf2), part: "thumbnail" };
    const { last } = await write(blobs, start, pieces(pattern(fileSyncBytes + 10)));
    await blobs.put(small, pattern(10));
    await blobs.put(other, pattern(10));
    await blobs.remove(key.file, last);
    await blobs.remove(key.file, last);
    await assert.rejects(read(blobs, 0, 10, small));
    await assert.rejects(async () => {
      await blobs.finish(key, last);
      await read(blobs, 0, 10);
    });
    assert.equal((await read(blobs, 0, 10, other)).length, 10);
  },
  "removing one part leaves the others": async (blobs) => {
    const [one, two]: BlobKey[] = [{ file: key.file, part: "picture" }, { file: key.file, part: "thumbnail" }];
    await blobs.put(one!, pattern(10));
    await blobs.put(two!, pattern(20));
    await blobs.removePart(one!);
    await blobs.removePart(one!);
    await assert.rejects(read(blobs, 0, 10, one));
    assert.equal((await read(blobs, 0, 20, two)).length, 20);
  },
  "a reader who stops early leaves nothing open": async (blobs) => {
    const { last } = await write(blobs, start, pieces(pattern(2_000_000)));
    await blobs.finish(key, last);
    const reader = (await blobs.read(key, 0, 2_000_000)).getReader();
    assert.ok((await reader.read()).value!.length > 0);
    await reader.cancel();
  },
};

/** Registers a test for every law of the port. */
export function blobsContract(name: string, open: OpenBlobs, ignored?: string): void {
  for (const [title, run] of Object.entries(cases)) {
    Deno.test({
      name: `${name}: ${title}${ignored === undefined ? "" : ` (skipped: ${ignored})`}`,
      ignore: ignored !== undefined,
      fn: async () => {
        await using opened = await open();
        await run(opened.blobs);
      },
    });
  }
}
