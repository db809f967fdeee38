import { fileSyncBytes, missingPartsMax, partAddressSeconds } from "../../limits.ts";
import type { BlobProgress, MissingPart, Survey } from "../../ports/blobs.ts";
import type { Bucket } from "./bucket.ts";
import { beginUpload, partsOf } from "./multipart.ts";
import { ObjectsFault } from "./objects_fault.ts";
import { trailOf, trailText } from "./trail.ts";

/**
 * Parts that clients put into a bucket themselves are those that the server would put there: of the same multipart upload,
 * by the same numbers, of the same size. So either can go on where the other was, and the file is made of them in one way.
 */
export async function surveyParts(bucket: Bucket, key: string, from: BlobProgress, length: number): Promise<Survey> {
  const before = trailOf(from);
  const upload = before.upload || await beginUpload(bucket, key);
  const come = await partsOf(bucket, key, upload, before.parts);
  if (come === undefined) throw new ObjectsFault("has no such upload any more", false);
  const last = Math.ceil(length / fileSyncBytes);
  const sizeOf = (number: number) => Math.min(fileSyncBytes, length - (number - 1) * fileSyncBytes);
  // The signature of an address covers the length. A store that took another one all the same is not believed.
  const whole = new Set(come.filter(({ number, size }) => size === sizeOf(number)).map(({ number }) => number));
  let parts = before.parts;
  while (whole.has(parts + 1)) parts++;
  const missing: Promise<MissingPart>[] = [];
  for (let number = parts + 1; number <= last && missing.length < missingPartsMax; number++) {
    if (!whole.has(number)) missing.push(missingPart(bucket, key, { upload, number, size: sizeOf(number) }));
  }
  const isFurther = parts > before.parts;
  const trail = trailText(isFurther ? { upload, parts, rest: 0 } : { ...before, upload });
  const offset = isFurther ? Math.min(parts * fileSyncBytes, length) : from.offset;
  return { progress: { offset, trail }, missing: await Promise.all(missing) };
}

interface PartOf {
  readonly upload: string;
  readonly number: number;
  /** Bytes. */
  readonly size: number;
}

async function missingPart(bucket: Bucket, key: string, part: PartOf): Promise<MissingPart> {
  const { number, size } = part;
  return { offset: (number - 1) * fileSyncBytes, size, address: await partAddress(bucket, key, part) };
}

/** Where whoever has it can put one part of one upload, of this length. */
export function partAddress(bucket: Bucket, key: string, { upload, number, size }: PartOf): Promise<string> {
  const query = { uploadId: upload, partNumber: String(number) };
  const headers = { "Content-Length": String(size) };
  return bucket.address({ method: "PUT", key, query, headers }, partAddressSeconds);
}
