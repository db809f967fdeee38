import type { LogEntry } from "../../src/ports/event_log.ts";
import type { Store } from "../../src/ports/store.ts";
import type { Trim } from "../support/checker.ts";
import { withLog } from "./with_log.ts";

/** What was trimmed of each room's log, kept so that everything can be judged by the log from its very beginning. */
export class Trims {
  readonly #kept = new Map<string, LogEntry[]>();
  /** By room, as the checker wants it. */
  readonly made = new Map<string, Trim[]>();

  /** The store whose trimming is noted here. */
  noting(store: Store): Store {
    return withLog(store, (log) => ({
      trim: async (room, upTo, limit) => {
        // Asked in one go, so that nothing is written in between.
        const [entries, heads, floor] = await Promise.all([
          log.read(room, { after: this.floor(room), upTo }, Math.max(0, upTo)),
          log.heads([room]),
          log.trim(room, upTo, limit),
        ]);
        const kept = this.of(room);
        // Several nodes may be at it at once: what one has noted, the other has read, too.
        const fresh = entries.filter(({ seq }) => seq <= floor && seq > kept.length);
        this.#kept.set(room, [...kept, ...fresh]);
        const trim = { floor, head: heads.get(room)?.seq ?? 0 };
        this.made.set(room, [...this.made.get(room) ?? [], trim]);
        return floor;
      },
    }));
  }

  of(room: string): readonly LogEntry[] {
    return this.#kept.get(room) ?? [];
  }

  /** The last seq that is gone; 0: none. */
  floor(room: string): number {
    return this.of(room).length;
  }
}
