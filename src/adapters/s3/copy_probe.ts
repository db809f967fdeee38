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
    const upload = await beginUpload(this.#bucket, key);
    try {
      const fault = await this.#faultWith(upload);
      if (fault !== undefined) this.#log?.warn(`Large files go through the server: the bucket ${fault}`);
      return fault === undefined;
    } finally {
      // That of another server that asks at this moment is not touched.
      await abortUpload(this.#bucket, key, upload);
    }
  }

  async #faultWith(upload: string): Promise<string | undefined> {
    const bucket = this.#bucket;
    const address = await partAddress(bucket, key, { upload, number: 1, size: body.length });
    const answered = (headers: HeadersInit) => bucket.statusOf(address, { method: "PUT", body, headers });
    for (const name of bucket.names) {
      // Whoever looks for what is to be copied, and does not find it, has obeyed.
      const status = await answered({ "x-amz-copy-source": `/${name}/${key}` });
      if (status !== 403) return "obeys headers that are not signed";
    }
    // Else everything may have been refused.
    return await answered({}) === 200 ? undefined : "takes nothing by signed addresses";
  }
}
