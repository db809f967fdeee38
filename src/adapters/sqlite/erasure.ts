import type { DatabaseSync } from "node:sqlite";

/**
 * What makes a deleted message gone from the disk. Its text is overwritten where it stands, and pages that are let go are
 * overwritten, too (`secure_delete`); but the write-ahead log still has them as they were, until it is folded into the file
 * and cut off.
 */
export interface Erasure {
  /** Something was taken out of the log, in a transaction that is under way. */
  noted(): void;
  /** Cuts off the write-ahead log if something was taken out since. Not in a transaction. */
  finish(): void;
}

export function createErasure(db: DatabaseSync): Erasure {
  const timeout = db.prepare("PRAGMA busy_timeout");
  let due = false;
  return {
    noted() {
      due = true;
    },
    finish() {
      if (!due) return;
      const waited = Number(timeout.get()?.timeout);
      // Whoever reads at this moment is not waited for: it is tried again with the next call.
      db.exec("PRAGMA busy_timeout = 0");
      try {
        due = db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get()?.busy === 1;
      } finally {
        db.exec(`PRAGMA busy_timeout = ${waited}`);
      }
    },
  };
}
