import { createFileActions } from "./chat/files/create_file_actions.ts";
import type { FileActions } from "./chat/files/file_actions.ts";
import { FileSweep } from "./chat/files/file_sweep.ts";
import { noFiles } from "./chat/files/no_files.ts";
import type { LiveRooms } from "./chat/live_rooms.ts";
import type { Limiter } from "./chat/rooms.ts";
import type { Blobs } from "./ports/blobs.ts";
import type { Clock } from "./ports/clock.ts";
import type { LogEntry } from "./ports/event_log.ts";
import type { Log } from "./ports/log.ts";
import { noPictures, type Pictures } from "./ports/pictures.ts";
import type { Store } from "./ports/store.ts";
import type { Id } from "./protocol/id.ts";

/** Limits of files that an operator sets, bytes; 0 or absent: none. */
export interface FileLimitSettings {
  readonly fileBytes?: number;
  readonly userFilesBytes?: number;
  readonly roomFilesBytes?: number;
}

export interface FileKeepingDeps {
  /** Absent: files are not kept. */
  readonly blobs?: Blobs | undefined;
  readonly pictures?: Pictures | undefined;
  readonly store: Pick<Store, "files" | "log">;
  readonly live: LiveRooms;
  readonly clock: Clock;
  readonly log: Log;
  readonly nextId: () => Id;
  readonly messageLimiter: Limiter;
  readonly limits: () => FileLimitSettings;
}

/** Files of messages: what users do with them, and what removes those that nobody keeps. */
export interface FileKeeping {
  readonly files: FileActions;
  /** What this node has appended: with a message that was deleted its files may go. */
  appended(entries: readonly Pick<LogEntry, "type">[]): void;
  start(): void;
  stop(): void;
}

export function createFileKeeping(deps: FileKeepingDeps): FileKeeping {
  const { blobs, pictures = noPictures, store, limits } = deps;
  if (blobs === undefined) return { files: noFiles, appended() {}, start() {}, stop() {} };
  const sweep = new FileSweep({ ...deps, files: store.files, blobs });
  const files = createFileActions({
    ...deps,
    blobs,
    pictures,
    files: store.files,
    log: store.log,
    limits: () => {
      const { fileBytes = 0, userFilesBytes = 0, roomFilesBytes = 0 } = limits();
      return { fileBytes, userBytes: userFilesBytes, roomBytes: roomFilesBytes };
    },
    released: () => sweep.kick(),
  });
  const appended: FileKeeping["appended"] = (entries) => {
    if (entries.some(({ type }) => type === "deleted")) sweep.kick();
  };
  return { files, appended, start: () => sweep.start(), stop: () => sweep.stop() };
}
