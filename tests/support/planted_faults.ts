import { boundLog } from "./bound_log.ts";
import { backlogPageEventsMax } from "../../src/limits.ts";
import type { AppendResult, EventLog, LogEntry, SeqRange } from "../../src/ports/event_log.ts";
import type { Store } from "../../src/ports/store.ts";
import type { Id } from "../../src/protocol/id.ts";

/** Faults that a proof must find, each a decorator of a store that has none. */
export const plantedFaults = {
  /** Says that an append is durable before it is. */
  ack_before_commit: (log: EventLog): EventLog => ({ ...boundLog(log), append: ackBeforeCommit(log) }),
  /**
   * Reads a backlog without an upper bound: what was appended while it read is in the page, and comes once more with what
   * waited for the page.
   */
  unbounded_resume: (log: EventLog): EventLog => ({ ...boundLog(log), read: unboundedRead(log) }),
  /** Forgets one entry where a read goes over from one page to the next. */
  resume_skips: (log: EventLog): EventLog => ({ ...boundLog(log), read: skippingRead(log) }),
  /** Keeps no index of client_ids: a message that is said again is another message. */
  no_client_id_index: (log: EventLog): EventLog => ({ ...boundLog(log), append: withoutClientIds(log) }),
} as const;

export type PlantedFault = keyof typeof plantedFaults;

export function isPlantedFault(name: string): name is PlantedFault {
  return Object.hasOwn(plantedFaults, name);
}

/** The store with one fault. */
export function withPlantedFault(store: Store, fault: PlantedFault): Store {
  const { rooms, members, accounts, tokens } = store;
  const log = plantedFaults[fault](store.log);
  return { ...store, log, rooms, members, accounts, tokens, check: () => store.check(), close: () => store.close() };
}

/** How long a write that was acknowledged already is put off, milliseconds: a slow disk would do the same. */
const commitDelayMs = 40;

function ackBeforeCommit(log: EventLog): EventLog["append"] {
  let written: Promise<unknown> = Promise.resolve();
  return (room, head, entries): Promise<AppendResult> => {
    const due = pause(commitDelayMs);
    written = written.then(() => due).then(() => log.append(room, head, entries));
    return Promise.resolve({ kind: "ok" });
  };
}

/** Readers of history ask for smaller pages: what they see stays right, so that the verdict names the resume. */
function isResume(limit: number): boolean {
  return limit === backlogPageEventsMax;
}

function unboundedRead(log: EventLog): EventLog["read"] {
  return async (room: Id, range: SeqRange, limit: number): Promise<readonly LogEntry[]> => {
    if (!isResume(limit)) return await log.read(room, range, limit);
    // Reading takes time, and in the meantime people write.
    await pause(commitDelayMs);
    const entries = await log.read(room, { after: range.after, upTo: Number.MAX_SAFE_INTEGER }, limit);
    return [...entries, ...entries.filter(({ seq }) => seq > range.upTo)];
  };
}

function skippingRead(log: EventLog): EventLog["read"] {
  return async (room, range, limit) => {
    const entries = await log.read(room, range, limit);
    if (!isResume(limit)) return entries;
    const middle = Math.floor(entries.length / 2);
    return entries.filter((_, i) => entries.length < 3 || i !== middle);
  };
}

function withoutClientIds(log: EventLog): EventLog["append"] {
  return (room, head, entries) => log.append(room, head, entries.map(({ clientId: _, ...entry }) => entry));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
