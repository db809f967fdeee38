import type { Log } from "../../ports/log.ts";
import type { Bucket } from "./bucket.ts";
import { partAddress } from "./direct_parts.ts";
import { abortUpload, beginUpload } from "./multipart.ts";

/** Where nothing else is: ids of files have two letters before them. */
const key = "probe/part";
const body = "probe";

/**
 * Whether addresses of parts may be given out. A store of objects that obeys `x-amz-copy-source` though no signature covers
 * it (some do) would copy any object into the upload of whoever has such an address, and so give away the files of others.
 * Asked once, of the store itself; again if there was no answer.
 */
export class CopyProbe {
  readonly #bucket: Bucket;
  readonly #log: Pick<Log, "warn"> | undefined;
  #refused: Promise<boolean> | undefined;

  constructor(bucket: Bucket, log: Pick<Log, "warn"> | undefined) {
    this.#bucket = bucket;
    this.#log = log;
  }

  refused(): Promise<boolean> {
    return this.#refused ??= this.#ask().catch((error: unknown) => {
      this.#refused = undefined;
      throw error;
    });
  }

  async #ask(): Promise<boolean> {
    const bucket = this.#bucket;
    const upload = await beginUpload(bucket, key);
    const address = await partAddress(bucket, key, { upload, number: 1, size: body.length });
    const answered = (headers: HeadersInit) => bucket.statusOf(address, { method: "PUT", body, headers });
    // Whoever looks for what is to be copied, and does not find it, has obeyed.
    const copied = await Promise.all(bucket.names.map((name) => answered({ "x-amz-copy-source": `/${name}/${key}` })));
    const isRefused = copied.every((status) => status === 403);
    // Else everything may have been refused.
    const isTaken = isRefused && await answered({}) === 200;
    // That of another server that asks at this moment is not touched.
    await abortUpload(bucket, key, upload);
    if (!isTaken) {
      const why = isRefused ? "takes nothing by signed addresses" : "obeys headers that are not signed";
      this.#log?.warn(`Large files go through the server: the bucket ${why}`);
    }
    return isTaken;
  }
}
