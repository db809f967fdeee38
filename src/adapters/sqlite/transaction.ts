import type { DatabaseSync } from "node:sqlite";

/** COMMIT itself failed: depending on where, the transaction may come back when the file is recovered after a crash. */
export class CommitFault extends Error {
  override readonly name = "CommitFault";
}

/** Runs functions in transactions of one connection. Not nested. */
export interface Transactions {
  /** Takes the write lock at once, so that what is read in it cannot change before it commits. */
  write<T>(work: () => T): T;
  /** One snapshot for several reads. */
  read<T>(work: () => T): T;
}

export interface TransactionHooks {
  /** A write transaction has begun: what is remembered must be brought up to date. */
  begun(): void;
  /** After a roll-back: what was remembered of rows that no longer exist must go. */
  forget(): void;
}

export function createTransactions(db: DatabaseSync, { begun, forget }: TransactionHooks): Transactions {
  const beginWrite = db.prepare("BEGIN IMMEDIATE");
  const beginRead = db.prepare("BEGIN");
  const commit = db.prepare("COMMIT");

  function rollBack(): void {
    forget();
    // A full disk or an I/O error may have ended the transaction by itself.
    if (db.isTransaction) db.exec("ROLLBACK");
  }

  function run<T>(begin: typeof beginWrite, work: () => T): T {
    begin.run();
    let result: T;
    try {
      result = work();
    } catch (error) {
      rollBack();
      throw error;
    }
    try {
      commit.run();
    } catch (cause) {
      rollBack();
      throw new CommitFault("COMMIT failed", { cause });
    }
    return result;
  }

  return {
    write: (work) =>
      run(beginWrite, () => {
        begun();
        return work();
      }),
    read: (work) => run(beginRead, work),
  };
}
