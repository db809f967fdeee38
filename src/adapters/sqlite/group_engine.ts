import type { AppendResult } from "../../ports/event_log.ts";
import type { AppendBatch } from "./append_engine.ts";
import { type Cell, entryCells } from "./entry_cells.ts";
import { type Failure, failureOf, isStorageFault } from "./failure.ts";
import type { Transactions } from "./transaction.ts";

/** A group of batches is flat: for each its room, its expected head, the number of its entries and their cells. */
export const batchHeaderCells = 3;

/** The answer to one batch of a group: 0 stands for `ok`, the answer that must cost nothing. */
export type BatchAnswer = 0 | AppendResult | Failure;

/** Appends batches of any rooms in one transaction with one commit. A batch that fails does not fail the others. */
export type AppendGroup = (group: readonly Cell[]) => readonly BatchAnswer[];

export function createGroupEngine(transactions: Transactions, appendBatch: AppendBatch): AppendGroup {
  function appendAt(group: readonly Cell[], start: number): BatchAnswer {
    const at = start + batchHeaderCells;
    const end = at + Number(group[start + 2]) * entryCells;
    const answer = appendBatch(String(group[start]), Number(group[start + 1]), { cells: group, at, end });
    return answer.kind === "ok" ? 0 : answer;
  }

  function apart(group: readonly Cell[], start: number): BatchAnswer {
    try {
      return transactions.write(() => appendAt(group, start));
    } catch (error) {
      return failureOf(error);
    }
  }

  return (group) => {
    const starts: number[] = [];
    for (let at = 0; at < group.length; at += batchHeaderCells + Number(group[at + 2]) * entryCells) starts.push(at);
    try {
      return transactions.write(() => starts.map((start) => appendAt(group, start)));
    } catch (error) {
      // A conflict or a duplicate found beside what was rolled back may be none: no answer of the group holds.
      if (isStorageFault(error) || starts.length === 1) return starts.map(() => failureOf(error));
      return starts.map((start) => apart(group, start));
    }
  };
}
