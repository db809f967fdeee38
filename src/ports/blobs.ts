import type { Id } from "../protocol/id.ts";

/** Which bytes of a file: as they came, the cleaned picture, its small copy. */
export type BlobPart = "original" | "picture" | "thumbnail";

export interface BlobKey {
  readonly file: Id;
  readonly part: BlobPart;
}

/** Values of `Content-Type` and `Content-Disposition`. */
export interface BlobHeaders {
  readonly type: string;
  readonly disposition: string;
}

/** How far an upload has come: so many bytes are durable, and what is needed to go on from there. */
export interface BlobProgress {
  readonly offset: number;
  /** Opaque to all but the adapter; "" at first. */
  readonly trail: string;
}

/** Called in turn; the next bytes wait for it. */
export type BlobKept = (progress: BlobProgress) => Promise<void>;

/** A stretch of a file that has not come, and where whoever has the address can put it, in one request. */
export interface MissingPart {
  readonly offset: number;
  /** Bytes: no more and no fewer are taken. */
  readonly size: number;
  /** Takes a `PUT` until it expires. */
  readonly address: string;
}

/**
 * Lets those who send files put parts of them where they are kept, without this server.
 *
 * Laws:
 * - An address takes one part of one file, and writes over what came of that part before. After `finish` has begun to
 *   make the file of its parts no address changes it any more, and after `remove` none puts anything there.
 * - What `survey` tells is durable, and `write` can go on from there, as `survey` can from where `write` has come to.
 */
export interface DirectUploads {
  /** Of all the addresses: `https://host`. */
  readonly origin: string;
  /**
   * How far a file of this length has come without a gap, and up to `missingPartsMax` of the parts that have not come;
   * none where it is not safe to let others put them.
   * Nothing of them is given out before the progress has been kept.
   */
  survey(key: BlobKey, from: BlobProgress, length: number): Promise<Survey>;
}

export interface Survey {
  readonly progress: BlobProgress;
  readonly missing: readonly MissingPart[];
}

/**
 * Keeps the bytes of files, of any size, in constant memory.
 *
 * Laws:
 * - What `kept` was told survives kill -9 and loss of power a moment later. Bytes beyond the progress that a later `write`
 *   is given do not count: they are written over.
 * - A source that fails has what it gave before made durable and told, then the write rejects with its error.
 * - A fault of the adapter is thrown as `ParleyError("unavailable")` with its cause.
 */
export interface Blobs {
  write(key: BlobKey, from: BlobProgress, source: AsyncIterable<Uint8Array>, kept: BlobKept): Promise<void>;
  /** Everything is there: from now on it can be read. Repeating it is harmless. */
  finish(key: BlobKey, progress: BlobProgress): Promise<void>;
  /** A small one, whole and durable; replaces what is there. */
  put(key: BlobKey, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** The bytes from `start` up to, not including, `end`, read as they are asked for. */
  read(key: BlobKey, start: number, end: number): Promise<ReadableStream<Uint8Array<ArrayBuffer>>>;
  /** Everything of a file, whatever has come of it; a file of which there is nothing is removed already. */
  remove(file: Id, progress: BlobProgress): Promise<void>;
  /** Removes one part. */
  removePart(key: BlobKey): Promise<void>;
  /**
   * An address of another host by which anybody can have these bytes for a minute, with nothing but this type and this
   * disposition. Absent: there are none.
   */
  address?(key: BlobKey, as: BlobHeaders): Promise<string>;
  /** Absent: everything is written by this server. */
  readonly direct?: DirectUploads;
}
