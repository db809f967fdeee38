import type { Id } from "../protocol/id.ts";

/** What a file turned out to be when all of it had come. */
export interface FileShape {
  /** By its content. */
  readonly type: string;
  /** Bytes of what is given out: of a picture, without what was taken out of it. */
  readonly size: number;
  /** What is given out is not what came, but the cleaned picture. */
  readonly cleaned: boolean;
  /** Type of the small copy; absent: there is none. */
  readonly thumbnail?: string;
  /** Its bytes. */
  readonly thumbnailSize?: number;
  readonly width?: number;
  readonly height?: number;
  readonly blur?: string;
}

export interface FileRecord {
  readonly id: Id;
  readonly owner: Id;
  /** For which it was uploaded. */
  readonly room: Id;
  readonly name: string;
  /** Bytes as announced. */
  readonly length: number;
  /** Bytes that have come and are durable. */
  readonly offset: number;
  /** What the store of the bytes needs to go on: opaque. */
  readonly trail: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** From when it may be collected, milliseconds since 1970; absent: a message carries it. */
  readonly collectAt?: number;
  /** Seconds, as its sender says. */
  readonly duration?: number;
  /** Absent: not all of it has come, or nobody has looked at it yet. */
  readonly shape?: FileShape;
}

export type NewFile = Pick<FileRecord, "id" | "owner" | "room" | "name" | "length" | "createdAt" | "duration"> & {
  readonly collectAt: number;
};

/** A file that is to be removed, and how far it had come. */
export type TakenFile = Pick<FileRecord, "id" | "offset" | "trail">;

/** Bytes that the files of the owner and of the room may have together, this one among them; 0: any number. */
export interface FileQuota {
  readonly owner: number;
  readonly room: number;
}

/** A message that carries a file. */
export interface FileUse {
  readonly room: Id;
  readonly seq: number;
}

/**
 * The register of files; their bytes are kept by `Blobs`.
 *
 * Laws:
 * - Which messages carry a file is a projection of the logs: the effect `said` with `attachments` adds a use of each, the
 *   effect `message_deleted` takes those of its message away, and the purge of a deleted room takes all of the room. A use
 *   is there no later than its entry, and what was taken away never comes back. A file has no `collectAt` while it has a
 *   use; the last one that goes leaves it collectable at once.
 * - A file that was taken to be removed (`take`, `drop`) is answered by no call but `take` any more, so that its bytes can
 *   be removed after that and the entry last (`forget`): a crash in between is made up for by the next `take`.
 */
export interface Files {
  /** Every file counts at least `fileBytesCounted` bytes. Two at once may both be refused, but never both be let in. */
  create(file: NewFile, quota: FileQuota): Promise<"ok" | "owner_quota" | "room_quota">;
  byId(id: Id): Promise<FileRecord | undefined>;
  /** Moves the offset on if it is `from`; else false, and nothing changes. */
  advance(id: Id, from: number, to: Pick<FileRecord, "offset" | "trail"> & { collectAt: number }): Promise<boolean>;
  /** Says once what a file is. */
  complete(id: Id, shape: FileShape): Promise<void>;
  /** The files among these that are there, each kept until then at least. */
  keep(ids: readonly Id[], until: number): Promise<readonly FileRecord[]>;
  /** The messages that carry it now, the oldest first. */
  uses(id: Id, limit: number): Promise<readonly FileUse[]>;
  /** Takes a file that no message carries, to be removed; false: there is none such. */
  drop(id: Id): Promise<boolean>;
  /** Takes those whose time has come, up to `limit`, and answers them with all that were taken and not forgotten. */
  take(now: number, limit: number): Promise<readonly TakenFile[]>;
  /** The bytes are removed. */
  forget(id: Id): Promise<void>;
}
