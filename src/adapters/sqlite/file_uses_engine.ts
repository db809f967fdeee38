import type { DatabaseSync } from "node:sqlite";
import type { Id } from "../../protocol/id.ts";

/** Which messages carry which files, in the transaction of whoever changes it. */
export interface FileUsesEngine {
  /** The message carries them. */
  add(room: number, seq: number, files: readonly Id[]): void;
  /** The message was deleted. */
  remove(room: number, seq: number): void;
  /** The messages up to this seq were removed. */
  trim(room: number, upTo: number): void;
  /** Up to `limit` uses of a room that was deleted; answers how many. */
  purge(room: number, limit: number): number;
  /** How many a room has. */
  count(room: number): number;
}

export function createFileUsesEngine(db: DatabaseSync): FileUsesEngine {
  const insert = db.prepare("INSERT OR IGNORE INTO file_uses (room, seq, file) VALUES (?, ?, ?)");
  const carried = db.prepare("UPDATE files SET collect_at = NULL WHERE id = ? AND taken = 0");
  const ofMessage = db.prepare("SELECT seq, file FROM file_uses WHERE room = ? AND seq = ?");
  const ofRoom = db.prepare("SELECT seq, file FROM file_uses WHERE room = ? ORDER BY seq LIMIT ?");
  const upToSeq = db.prepare("SELECT seq, file FROM file_uses WHERE room = ? AND seq <= ?");
  const numberOf = db.prepare("SELECT count(*) AS n FROM file_uses WHERE room = ?");
  const remove = db.prepare("DELETE FROM file_uses WHERE room = ? AND seq = ? AND file = ?");
  const release = db.prepare(
    `UPDATE files SET collect_at = 0 WHERE id = ?1 AND collect_at IS NULL
     AND NOT EXISTS (SELECT 1 FROM file_uses WHERE file = ?1)`,
  );

  function take(room: number, rows: ReturnType<typeof ofRoom.all>): number {
    for (const { seq, file } of rows) {
      remove.run(room, seq!, file!);
      release.run(file!);
    }
    return rows.length;
  }

  return {
    add(room, seq, files) {
      for (const file of files) {
        insert.run(room, seq, file);
        carried.run(file);
      }
    },
    remove: (room, seq) => void take(room, ofMessage.all(room, seq)),
    trim: (room, upTo) => void take(room, upToSeq.all(room, upTo)),
    purge: (room, limit) => take(room, ofRoom.all(room, limit)),
    count: (room) => Number(numberOf.get(room)?.n),
  };
}
