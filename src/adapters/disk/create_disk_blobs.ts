import { mkdir, open, rename, rm, truncate } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileSyncBytes } from "../../limits.ts";
import type { BlobKept, BlobKey, BlobProgress, Blobs } from "../../ports/blobs.ts";
import type { Id } from "../../protocol/id.ts";
import { ParleyError } from "../../protocol/parley_error.ts";
import { readStretch } from "./read_stretch.ts";

/** Only the user of the server. */
const folderMode = 0o700;
const fileMode = 0o600;

/** Keeps the bytes of files in a folder: of one server, or one that all servers share. */
export function createDiskBlobs(folder: string): Blobs {
  // Ids begin with their time: their ends spread.
  const folderOf = (file: Id): string => join(folder, file.slice(-2), file);
  const pathOf = ({ file, part }: BlobKey): string => join(folderOf(file), part);

  async function write(key: BlobKey, from: BlobProgress, source: AsyncIterable<Uint8Array>, kept: BlobKept) {
    const path = pathOf(key);
    if (from.offset === 0) await makeFolder(folder, dirname(path));
    const file = await open(path, from.offset === 0 ? "w" : "r+", fileMode);
    let [offset, synced] = [from.offset, from.offset];
    const sync = async (): Promise<void> => {
      if (offset === synced) return;
      await file.datasync();
      synced = offset;
      await kept({ offset, trail: "" });
    };
    try {
      if (from.offset === 0) await syncFolder(dirname(path));
      for await (const bytes of readingFrom(source)) {
        for (let at = 0; at < bytes.length;) {
          at += (await file.write(bytes, at, bytes.length - at, offset + at)).bytesWritten;
        }
        offset += bytes.length;
        if (offset - synced >= fileSyncBytes) await sync();
      }
      await sync();
    } catch (error) {
      // What came before the source failed is as good as what comes before its end.
      if (error instanceof SourceFault) await sync();
      throw error;
    } finally {
      await file.close();
    }
  }

  async function put(key: BlobKey, bytes: Uint8Array): Promise<void> {
    const path = pathOf(key);
    await makeFolder(folder, dirname(path));
    const file = await open(`${path}.new`, "w", fileMode);
    try {
      await file.writeFile(bytes);
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(`${path}.new`, path);
    await syncFolder(dirname(path));
  }

  return {
    write: (key, from, source, kept) => guarded(() => write(key, from, source, kept)),
    // What a crash left beyond what counts goes.
    finish: (key, { offset }) => guarded(() => truncate(pathOf(key), offset)),
    put: (key, bytes) => guarded(() => put(key, bytes)),
    read: (key, start, end) => guarded(() => readStretch(pathOf(key), start, end)),
    remove: (file) => guarded(() => rm(folderOf(file), { recursive: true, force: true })),
    removePart: (key) => guarded(() => rm(pathOf(key), { force: true })),
  };
}

/** A fault of the source, not of the disk. */
class SourceFault extends Error {
  override readonly name = "SourceFault";
}

async function* readingFrom(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* source;
  } catch (cause) {
    throw new SourceFault("The source failed", { cause });
  }
}

/** Faults of the disk as the port tells them; those of the source, and of whoever is told of progress, as they are. */
async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SourceFault) throw error.cause;
    if (error instanceof ParleyError) throw error;
    throw new ParleyError("unavailable", "The files cannot be reached: try again soon", { cause: error });
  }
}

async function makeFolder(root: string, path: string): Promise<void> {
  const made = await mkdir(path, { recursive: true, mode: folderMode });
  if (made === undefined) return;
  // The new entries on the way there, up to what was there before.
  for (let at = dirname(path); at.length >= root.length; at = dirname(at)) {
    await syncFolder(at);
    if (at === dirname(made)) return;
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
