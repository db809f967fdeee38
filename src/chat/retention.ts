import {
  jobPauseMs,
  jobStepRooms,
  retentionFirstMs,
  retentionRestMs,
  retentionSweepMs,
  trimEntries,
} from "../limits.ts";
import type { Cancel, Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { RoomRecord } from "../ports/rooms.ts";
import type { Store } from "../ports/store.ts";
import { timestampOf } from "../protocol/event.ts";
import { lastBefore } from "./history.ts";

/** For how many days what was said is kept. 0: for ever. */
export interface RetentionSettings {
  /** Of rooms that say nothing about it. */
  readonly retentionDays?: number;
  /** However long a room wants it to be. */
  readonly retentionDaysMax?: number;
  /** The same of the record of administrative acts. */
  readonly auditDays?: number;
}

export interface RetentionDeps {
  readonly store: Pick<Store, "log" | "rooms" | "search" | "audit">;
  readonly settings: () => RetentionSettings;
  readonly clock: Clock;
  readonly log: Log;
}

const dayMs = 24 * 3_600_000;

/** How many days a room keeps what is said in it; 0: for ever. */
export function retentionOf(room: Pick<RoomRecord, "policy">, settings: RetentionSettings): number {
  const { retentionDays = 0, retentionDaysMax: most = 0 } = settings;
  const wanted = room.policy?.retention_days ?? retentionDays;
  if (most === 0) return wanted;
  return wanted === 0 ? most : Math.min(wanted, most);
}

/**
 * Removes what rooms need not keep any longer: now and then looks at all of them, some at a time, with pauses. Every node does so,
 * and none needs to know of the others: what one has removed, the next finds gone.
 */
export class Retention {
  readonly #deps: RetentionDeps;
  #cancel: Cancel | undefined;
  #stopped = true;

  constructor(deps: RetentionDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#stopped = false;
    this.#later(retentionFirstMs);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  #later(ms: number): void {
    if (!this.#stopped) this.#cancel = this.#deps.clock.after(ms, () => void this.#sweep());
  }

  async #sweep(): Promise<void> {
    const { store, log } = this.#deps;
    try {
      let after: string | undefined;
      for (let left = 1; left > 0 && !this.#stopped; await this.#pause(retentionRestMs)) {
        const page = await store.rooms.ids(after, jobStepRooms);
        for (const id of page.ids) await this.#room(id);
        [after, left] = [page.ids.at(-1), page.left];
      }
      await this.#acts();
    } catch (error) {
      log.warn("Cannot remove what is older than rooms keep", { error });
    }
    this.#later(retentionSweepMs);
  }

  async #room(id: string): Promise<void> {
    const { store, settings } = this.#deps;
    const room = await store.rooms.byId(id);
    if (room === undefined || this.#stopped) return;
    const days = retentionOf(room, settings());
    const { floor: before = 0, head } = room;
    const upTo = days === 0 ? before : await this.#due(id, { before, head }, days);
    if (upTo === 0) return;
    let floor = before;
    // Also where there is nothing new: whoever removed something before may not have come to its end.
    for (let last = -1; floor > last && !this.#stopped;) {
      last = floor;
      floor = Math.max(floor, await store.log.trim(id, upTo, trimEntries));
      if (floor > last) await this.#pause(jobPauseMs);
    }
    while (await store.search.trim(id, floor) && !this.#stopped) await this.#pause(jobPauseMs);
    if (floor > before) this.#deps.log.info("Removed what is older than a room keeps", { room_id: id, up_to: floor });
  }

  /** The record of administrative acts, which no room keeps. */
  async #acts(): Promise<void> {
    const { store, settings, clock, log } = this.#deps;
    const { auditDays = 0 } = settings();
    if (auditDays === 0) return;
    const before = new Date(clock.now() - auditDays * dayMs).toISOString();
    let records = 0;
    for (let some = trimEntries; some === trimEntries && !this.#stopped; await this.#pause(jobPauseMs)) {
      some = await store.audit.trim(before, trimEntries);
      records += some;
    }
    if (records > 0) log.info("Removed what is too old of the record of acts", { records, before });
  }

  /** The last seq that is older than so many days. */
  async #due(id: string, { before, head }: { before: number; head: number }, days: number): Promise<number> {
    const { store, clock } = this.#deps;
    const moment = clock.now() - days * dayMs;
    // Most of the time the oldest is young enough: one look, and not one for each half.
    const [oldest] = await store.log.read(id, { after: before, upTo: head }, 1);
    if (oldest === undefined || Date.parse(timestampOf(oldest.text)) >= moment) return before;
    return await lastBefore(store.log, id, head, moment);
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#deps.clock.after(ms, resolve));
  }
}
