import { createHash } from "node:crypto";
import { fileKeptMs, overloadRetryMs, uploadsAtOnceMax } from "../../limits.ts";
import type { BlobProgress, Blobs, DirectUploads, MissingPart } from "../../ports/blobs.ts";
import type { Clock } from "../../ports/clock.ts";
import type { FileRecord, Files } from "../../ports/files.ts";
import type { Id } from "../../protocol/id.ts";
import { ParleyError } from "../../protocol/parley_error.ts";
import type { Checksum, Piece } from "./file_actions.ts";

export interface UploadsDeps {
  readonly files: Pick<Files, "advance" | "byId">;
  readonly blobs: Pick<Blobs, "write" | "remove">;
  readonly clock: Pick<Clock, "now">;
}

export interface Take {
  readonly file: FileRecord;
  readonly piece: Piece;
}

export interface Surveyed {
  readonly file: FileRecord;
  readonly missing: readonly MissingPart[];
}

/** Takes the bytes of files as they come, each file by one request at a time, so many files at once. */
export class Uploads {
  readonly #deps: UploadsDeps;
  readonly #busy = new Set<Id>();

  constructor(deps: UploadsDeps) {
    this.#deps = deps;
  }

  /** Answers how far the file has come. What came before a failure counts, unless the piece has a checksum. */
  take({ file, piece }: Take): Promise<BlobProgress & { readonly collectAt: number }> {
    const { offset, checksum } = piece;
    if (file.shape !== undefined || offset !== file.offset) {
      throw new ParleyError("upload_conflict", `The upload goes on at offset ${file.offset}, not at ${offset}`);
    }
    return this.alone(file.id, async () => {
      let progress = { offset, trail: file.trail, collectAt: file.collectAt ?? 0 };
      const advance = async (to: BlobProgress): Promise<void> => {
        const next = { ...to, collectAt: this.#deps.clock.now() + fileKeptMs };
        if (!await this.#deps.files.advance(file.id, progress.offset, next)) throw await this.#overtaken(file.id, to);
        progress = next;
      };
      let unproved: BlobProgress | undefined;
      const kept = checksum === undefined ? advance : async (to: BlobProgress) => void (unproved = await to);
      const hash = checksum && createHash(checksum.algorithm);
      const key = { file: file.id, part: "original" } as const;
      await this.#deps.blobs.write(key, file, within(piece.bytes, file.length - offset, hash), kept);
      if (hash !== undefined) requireEqual(hash.digest(), checksum!);
      if (unproved !== undefined) await advance(unproved);
      return progress;
    });
  }

  /** Looks how far a file has come whose parts do not come by this server, and keeps that; and which it lacks. */
  async survey(direct: DirectUploads, file: FileRecord): Promise<Surveyed> {
    const { progress, missing } = await direct.survey({ file: file.id, part: "original" }, file, file.length);
    const now = { ...file, ...progress, collectAt: this.#deps.clock.now() + fileKeptMs };
    const { offset, trail, collectAt } = now;
    if (offset === file.offset && trail === file.trail) return { file, missing };
    if (await this.#deps.files.advance(file.id, file.offset, { offset, trail, collectAt })) {
      return { file: now, missing };
    }
    throw await this.#overtaken(file.id, progress);
  }

  /** Why an upload could not go on. What was written of a file that has been removed meanwhile goes after it. */
  async #overtaken(id: Id, to: BlobProgress): Promise<ParleyError> {
    const { files, blobs } = this.#deps;
    if (await files.byId(id) !== undefined) {
      return new ParleyError("upload_conflict", "Another request has taken the upload further");
    }
    await blobs.remove(id, to);
    return new ParleyError("not_found", "There is no such file");
  }

  /** Does what only one request may do to a file at a time. */
  async alone<T>(id: Id, work: () => Promise<T>): Promise<T> {
    if (this.#busy.has(id)) throw new ParleyError("upload_conflict", "Another request is still writing to this upload");
    if (this.#busy.size >= uploadsAtOnceMax) {
      throw new ParleyError("overloaded", undefined, { retryAfterMs: overloadRetryMs });
    }
    this.#busy.add(id);
    try {
      return await work();
    } finally {
      this.#busy.delete(id);
    }
  }
}

/** The bytes as they come, told to the hash; fails when there are more than were announced. */
async function* within(
  bytes: AsyncIterable<Uint8Array>,
  bytesMax: number,
  hash: { update(bytes: Uint8Array): unknown } | undefined,
): AsyncGenerator<Uint8Array> {
  let left = bytesMax;
  for await (const piece of bytes) {
    left -= piece.length;
    if (left < 0) throw new ParleyError("too_large", "More came than the upload's length says");
    hash?.update(piece);
    yield piece;
  }
}

function requireEqual(digest: Uint8Array, { digest: expected }: Checksum): void {
  if (digest.length === expected.length && digest.every((byte, i) => byte === expected[i])) return;
  throw new ParleyError("checksum_mismatch");
}
