import { fileAddressSeconds } from "../../limits.ts";
import type { BlobKept, BlobKey, BlobProgress, Blobs } from "../../ports/blobs.ts";
import type { Log } from "../../ports/log.ts";
import type { Id } from "../../protocol/id.ts";
import { ParleyError } from "../../protocol/parley_error.ts";
import { CopyProbe } from "./copy_probe.ts";
import { surveyParts } from "./direct_parts.ts";
import { Bucket, type BucketDeps, type BucketSettings } from "./bucket.ts";
import { abortUploads, completeUpload, partsOf, putPart } from "./multipart.ts";
import { readStretch, readWhole } from "./object_stretch.ts";
import { ObjectUpload, putObject, restKey } from "./object_upload.ts";
import { ObjectsFault } from "./objects_fault.ts";
import { trailOf } from "./trail.ts";
import { textIn, textsIn } from "./xml_texts.ts";

export interface S3Options extends BucketSettings {
  /** Whether it gives out addresses by which browsers get files from the bucket itself, and put them there. */
  readonly direct?: boolean;
}

export interface S3Deps extends BucketDeps {
  /** Told of a bucket that is not fit for what is wanted of it. */
  readonly log?: Pick<Log, "warn"> | undefined;
}

/** The same as on the disk, so that a folder can be copied to a bucket as it is. Ids begin with their time: their ends spread. */
const folderOf = (file: Id): string => `${file.slice(-2)}/${file}`;
const pathOf = ({ file, part }: BlobKey): string => `${folderOf(file)}/${part}`;

/** Keeps the bytes of files in a bucket of any store of objects that speaks S3; by as many servers as there are. */
export function createS3Blobs({ direct = false, ...settings }: S3Options, deps: S3Deps): Blobs {
  const bucket = new Bucket(settings, deps);
  const probe = new CopyProbe(bucket, deps.log);
  return {
    write: (key, from, source, kept) => guarded(() => write(bucket, pathOf(key), { from, source, kept })),
    finish: (key, progress) => guarded(() => finish(bucket, pathOf(key), progress)),
    put: (key, bytes) => guarded(() => putObject(bucket, pathOf(key), bytes)),
    read: (key, start, end) => guarded(() => readStretch(bucket, pathOf(key), start, end)),
    remove: (file, progress) => guarded(() => remove(bucket, file, progress)),
    removePart: (key) => guarded(() => removeObject(bucket, pathOf(key))),
    ...(direct && {
      address: (key, { type, disposition }) => {
        const query = { "response-content-type": type, "response-content-disposition": disposition };
        return guarded(() => bucket.address({ method: "GET", key: pathOf(key), query }, fileAddressSeconds));
      },
      direct: {
        origin: new URL(settings.address).origin,
        survey: (key, from, length) =>
          guarded(async () => {
            if (await probe.refused()) return await surveyParts(bucket, pathOf(key), from, length);
            return { progress: { offset: from.offset, trail: from.trail }, missing: [] };
          }),
      },
    }),
  };
}

/** Whether the bucket can be used with these settings, at this moment. Throws `ObjectsFault` where it cannot. */
export async function tryBucket(settings: BucketSettings, deps: BucketDeps): Promise<void> {
  await new Bucket(settings, deps).text({ method: "GET", query: { "list-type": "2", "max-keys": "1" } });
}

interface Writing {
  readonly from: BlobProgress;
  readonly source: AsyncIterable<Uint8Array>;
  readonly kept: BlobKept;
}

async function write(bucket: Bucket, key: string, { from, source, kept }: Writing): Promise<void> {
  const upload = await ObjectUpload.resume(bucket, key, from, kept);
  const pieces = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { done, value } = await next(pieces);
      if (done === true) break;
      await upload.take(value);
    }
  } catch (error) {
    // What came before the source failed is as good as what comes before its end.
    if (error instanceof SourceFault) await upload.settle();
    else await pieces.return?.();
    throw error;
  }
  await upload.settle();
}

/** A fault of the source, not of the bucket. */
class SourceFault extends Error {
  override readonly name = "SourceFault";
}

async function next(pieces: AsyncIterator<Uint8Array>): Promise<IteratorResult<Uint8Array>> {
  try {
    return await pieces.next();
  } catch (cause) {
    throw new SourceFault("The source failed", { cause });
  }
}

async function finish(bucket: Bucket, key: string, progress: BlobProgress): Promise<void> {
  const { upload, parts, rest } = trailOf(progress);
  const size = await sizeOf(bucket, key);
  const behind = restKey(key, progress.offset);
  if (size !== progress.offset && parts === 0) {
    await putObject(bucket, key, await readWhole(bucket, behind, progress.offset));
  } else if (size !== progress.offset) {
    if (rest > 0) {
      await putPart(bucket, { key, upload, number: parts + 1 }, await readWhole(bucket, behind, rest));
    }
    const counted = (await partsOf(bucket, key, upload))?.slice(0, parts + (rest > 0 ? 1 : 0)) ?? [];
    const sum = counted.reduce((bytes, part) => bytes + part.size, 0);
    const done = sum === progress.offset
      ? completeUpload(bucket, key, upload, counted)
      : Promise.reject(new ObjectsFault("has less of a file than it had", false));
    await done.catch(async (error: unknown) => {
      // There is no such upload any more: its answer was lost and it is asked for again, or another server was quicker.
      if (await sizeOf(bucket, key) !== progress.offset) throw error;
    });
  }
  if (upload !== "") await abortUploads(bucket, key);
  // Also what servers left that were killed: by its name nobody would find it again.
  await removeAll(bucket, `${key}.`);
}

/** Bytes of an object; `undefined`: there is none. */
async function sizeOf(bucket: Bucket, key: string): Promise<number | undefined> {
  const { status, headers } = await bucket.done({ method: "HEAD", key, accepted: [404] });
  return status === 404 ? undefined : Number(headers.get("content-length"));
}

async function remove(bucket: Bucket, file: Id, progress: BlobProgress): Promise<void> {
  await abortUploads(bucket, pathOf({ file, part: "original" }), trailOf(progress).upload);
  await removeAll(bucket, `${folderOf(file)}/`);
}

/** Removes every object whose key begins so. */
async function removeAll(bucket: Bucket, prefix: string): Promise<void> {
  for (;;) {
    const xml = await bucket.text({ method: "GET", query: { "list-type": "2", prefix } });
    for (const key of textsIn(xml, "Key")) await removeObject(bucket, key);
    if (textIn(xml, "IsTruncated") !== "true") return;
  }
}

async function removeObject(bucket: Bucket, key: string): Promise<void> {
  await bucket.done({ method: "DELETE", key, accepted: [404] });
}

/** Faults of the bucket as the port tells them; those of the source, and of whoever is told of progress, as they are. */
async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SourceFault) throw error.cause;
    if (error instanceof ParleyError) throw error;
    throw new ParleyError("unavailable", "The files cannot be reached: try again soon", { cause: error });
  }
}
