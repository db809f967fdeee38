import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Cell } from "./entry_cells.ts";

/** Known to the runtime, not yet to its type declarations. */
interface ArrayStatement extends StatementSync {
  setReturnArrays(enabled: boolean): void;
}

/** A query whose rows are arrays, in the order of its columns. */
export function arrayRows(db: DatabaseSync, sql: string): (...values: Cell[]) => Cell[][] {
  const statement = db.prepare(sql) as ArrayStatement;
  statement.setReturnArrays(true);
  return (...values) => statement.all(...values) as unknown as Cell[][];
}
