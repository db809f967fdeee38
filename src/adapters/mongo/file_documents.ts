import type { Collection } from "mongodb";
import type { FileRecord } from "../../ports/files.ts";
import type { Id } from "../../protocol/id.ts";

export interface FileDocument extends Omit<FileRecord, "id"> {
  readonly _id: Id;
  /** What it counts towards the quotas, bytes. */
  readonly counted: number;
  /** To be removed. */
  readonly taken?: true;
}

/** The files of one message. */
export interface FileUseDocument {
  /** Room and seq. */
  readonly _id: string;
  readonly room: Id;
  readonly seq: number;
  readonly files: readonly Id[];
  /** The message was deleted: kept, so that a use applied late does not come back. */
  readonly gone?: true;
}

/** The collections of files. */
export interface FileCollections {
  readonly files: Collection<FileDocument>;
  readonly fileUses: Collection<FileUseDocument>;
}

export function fileUseKey(room: Id, seq: number): string {
  return `${room} ${seq}`;
}

/** Makes the indexes that are not there. */
export async function ensureFileIndexes({ files, fileUses }: FileCollections): Promise<void> {
  await files.createIndexes([
    { key: { owner: 1 }, name: "owner" },
    { key: { room: 1 }, name: "room" },
    { key: { collectAt: 1 }, name: "collect", partialFilterExpression: { collectAt: { $exists: true } } },
  ]);
  await fileUses.createIndexes([{ key: { files: 1, room: 1, seq: 1 }, name: "files" }, {
    key: { room: 1, seq: 1 },
    name: "room_seq",
  }]);
}
