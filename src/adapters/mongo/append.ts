import { appendEventsMax } from "../../limits.ts";
import type { AppendResult, Duplicate, LogEntry } from "../../ports/event_log.ts";
import type { Id } from "../../protocol/id.ts";
import type { Call, Calls } from "./calls.ts";
import { batchDocument, clientKey, type Collections, entryOf } from "./documents.ts";
import { indexNames } from "./ensure_indexes.ts";
import { isDefinite, refusingIndex } from "./failure.ts";
import type { Heads } from "./heads.ts";
import type { Projections } from "./projections.ts";
import { Turns } from "./turns.ts";

export interface AppendDeps {
  readonly collections: Collections;
  readonly calls: Calls;
  readonly heads: Heads;
  readonly projections: Projections;
}

export type Append = (room: Id, expectedHead: number, entries: readonly LogEntry[]) => Promise<AppendResult>;

/** Appends to one room go one after another, so that calls in quick succession keep their order. */
export function createAppend({ collections, calls, heads, projections }: AppendDeps): Append {
  const { log } = collections;
  const turns = new Turns();

  /** Why a room is not to be extended, by what a majority has; `undefined`: for no reason. */
  async function whyNot(room: Id, expectedHead: number): Promise<AppendResult | undefined> {
    const looked = await heads.look(room);
    if (looked === undefined) return { kind: "gone" };
    return looked.head === expectedHead ? undefined : { kind: "conflict", head: looked.head };
  }

  async function duplicates(room: Id, entries: readonly LogEntry[]): Promise<AppendResult | undefined> {
    // What is pending may take the content of those out.
    await projections.settle([room]);
    const found = await findDuplicates(collections, room, entries);
    return found.length === 0 ? undefined : { kind: "duplicate", duplicates: found };
  }

  async function attempt(call: Call, room: Id, expectedHead: number, entries: readonly LogEntry[]) {
    const repeats = repeatsItself(entries);
    if (repeats || entries.length === 0 || !heads.mayExtend(room, expectedHead)) {
      const reason = await whyNot(room, expectedHead);
      if (reason !== undefined) return reason;
      if (entries.length === 0) return { kind: "ok" } as const;
      if (repeats) return await duplicates(room, entries);
    }
    if (call.over) return undefined;
    const batch = batchDocument(room, entries);
    call.committing = true;
    try {
      await log.insertOne(batch);
    } catch (error) {
      const index = refusingIndex(error);
      if (index === undefined && !isDefinite(error)) return { kind: "unknown" } as const;
      call.committing = false;
      if (index === undefined) throw error;
      // Who was first may not be on a majority yet, and may never be: then there is no reason, and it is tried again.
      return index === indexNames.clientId
        ? await duplicates(room, entries) ?? await whyNot(room, expectedHead)
        : await whyNot(room, expectedHead);
    }
    heads.learn(room, batch.to);
    // It is durable whatever becomes of its effects here: they are pending, and every reader applies them first.
    if (batch.pending) await projections.settle([room]).catch(() => undefined);
    return { kind: "ok" } as const;
  }

  return async (room, expectedHead, entries) => {
    const misplaced = entries.findIndex(({ seq }, i) => seq !== expectedHead + 1 + i);
    if (misplaced !== -1) {
      throw new TypeError(`Entry ${misplaced} of an append at head ${expectedHead} has seq ${entries[misplaced]?.seq}`);
    }
    // Reading counts on it: see `overlapping`.
    if (entries.length > appendEventsMax) throw new TypeError(`An append has at most ${appendEventsMax} entries`);
    return await calls.run(
      (call) => turns.take(room, call, () => calls.repeat(call, () => attempt(call, room, expectedHead, entries))),
      lateAnswer,
    );
  };
}

/** Before the write is sent nothing is in the log, and nothing more will be begun; after it nobody knows. */
function lateAnswer({ committing }: Call): AppendResult {
  if (!committing) throw new Error("The database did not answer in time");
  return { kind: "unknown" };
}

/** Whether the batch uses one client_id of one sender twice: a unique index does not look within one document. */
function repeatsItself(entries: readonly LogEntry[]): boolean {
  const keys = entries.flatMap((entry) => clientKey(entry) ?? []);
  return new Set(keys).size < keys.length;
}

/** Every entry of the batch whose client_id is taken: in the log, or by an earlier entry of the batch. */
async function findDuplicates(
  { log }: Pick<Collections, "log">,
  room: Id,
  entries: readonly LogEntry[],
): Promise<Duplicate[]> {
  const keys = entries.flatMap((entry) => clientKey(entry) ?? []);
  const taken = new Map<string, LogEntry>();
  for (const batch of await log.find({ room, keys: { $in: keys } }).toArray()) {
    for (const entry of batch.entries.map(entryOf)) {
      const key = clientKey(entry);
      if (key !== undefined) taken.set(key, entry);
    }
  }
  return entries.flatMap((entry, index) => {
    const key = clientKey(entry);
    if (key === undefined) return [];
    const existing = taken.get(key);
    if (existing !== undefined) return [{ index, existing }];
    taken.set(key, entry);
    return [];
  });
}
