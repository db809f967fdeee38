import { fileSyncBytes } from "../../limits.ts";
import type { BlobKept, BlobProgress } from "../../ports/blobs.ts";
import type { Bucket } from "./bucket.ts";
import { beginUpload, putPart } from "./multipart.ts";
import { readWhole } from "./object_stretch.ts";
import { type Trail, trailOf, trailText } from "./trail.ts";

/**
 * Where the bytes behind the last part are kept, by where in the file they end. What a server that died had sent may arrive
 * long after it, and long after another has gone on: under a name of its own it writes over nothing that counts.
 */
export function restKey(key: string, offset: number): string {
  return `${key}.${offset}`;
}

/**
 * One stretch of an upload. Parts of a multipart upload must not be small, while a request may bring any number of bytes:
 * what does not fill a part is put into an object of its own, and read back when more comes. A part that nobody was told
 * of is written over: it has the same number, and the same bytes.
 */
export class ObjectUpload {
  readonly #bucket: Bucket;
  readonly #key: string;
  readonly #kept: BlobKept;
  readonly #buffer = new Uint8Array(fileSyncBytes);
  #filled = 0;
  /** What was told, and what has come. */
  #told: number;
  #offset: number;
  #trail: Trail;

  private constructor(bucket: Bucket, key: string, from: BlobProgress, kept: BlobKept) {
    this.#bucket = bucket;
    this.#key = key;
    this.#kept = kept;
    this.#told = from.offset;
    this.#offset = from.offset;
    this.#trail = trailOf(from);
  }

  static async resume(bucket: Bucket, key: string, from: BlobProgress, kept: BlobKept): Promise<ObjectUpload> {
    const upload = new ObjectUpload(bucket, key, from, kept);
    const { rest } = upload.#trail;
    if (rest > 0) {
      upload.#buffer.set(await readWhole(bucket, restKey(key, from.offset), rest));
      upload.#filled = rest;
    }
    return upload;
  }

  async take(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      const some = bytes.subarray(at, at + fileSyncBytes - this.#filled);
      this.#buffer.set(some, this.#filled);
      this.#filled += some.length;
      this.#offset += some.length;
      at += some.length;
      if (this.#filled === fileSyncBytes) await this.#putPart();
    }
  }

  /** Makes durable what does not fill a part. */
  async settle(): Promise<void> {
    if (this.#offset === this.#told) return;
    if (this.#filled > 0) {
      await putObject(this.#bucket, restKey(this.#key, this.#offset), this.#buffer.subarray(0, this.#filled));
    }
    await this.#tell({ ...this.#trail, rest: this.#filled });
  }

  async #putPart(): Promise<void> {
    const { parts } = this.#trail;
    const upload = this.#trail.upload || await beginUpload(this.#bucket, this.#key);
    await putPart(this.#bucket, { key: this.#key, upload, number: parts + 1 }, this.#buffer);
    this.#filled = 0;
    await this.#tell({ upload, parts: parts + 1, rest: 0 });
  }

  async #tell(trail: Trail): Promise<void> {
    const [before, { rest }] = [this.#told, this.#trail];
    this.#trail = trail;
    this.#told = this.#offset;
    await this.#kept({ offset: this.#offset, trail: trailText(trail) });
    if (rest > 0) await this.#bucket.done({ method: "DELETE", key: restKey(this.#key, before), accepted: [404] });
  }
}

export async function putObject(bucket: Bucket, key: string, body: Uint8Array<ArrayBuffer>): Promise<void> {
  await bucket.done({ method: "PUT", key, headers: { "Content-Type": "application/octet-stream" }, body });
}
