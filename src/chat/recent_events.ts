import { recentBytesMax, recentEventsMax } from "../limits.ts";
import type { LogEntry } from "../ports/event_log.ts";
import type { Effect } from "../protocol/event.ts";
import { tombstone } from "../protocol/tombstone.ts";

/** The newest entries of a live room, contiguous up to its head, so that most readers who resume need no store. */
export class RecentEvents {
  #entries: LogEntry[] = [];
  #chars = 0;

  push(entry: LogEntry): void {
    this.#entries.push(entry);
    this.#chars += entry.text.length;
    // Trimmed at twice the bounds, so that the cost of shifting is spread over many events.
    if (this.#entries.length > 2 * recentEventsMax || this.#chars > 2 * recentBytesMax) this.#trim();
  }

  /** All entries after the cursor, up to `limit`; `undefined`: they reach further back than this does. */
  after(cursor: number, limit: number): readonly LogEntry[] | undefined {
    const first = this.#entries[0];
    if (first === undefined || cursor + 1 < first.seq) return undefined;
    const start = cursor + 1 - first.seq;
    return this.#entries.slice(start, start + limit);
  }

  /** The text of a deleted message, and of its edits, is not kept here either. `seq`: of the event that says so. */
  redact({ of, user_id }: Effect & { readonly kind: "message_deleted" }, seq: number): void {
    this.#entries = this.#entries.map((entry) => {
      const { effect } = entry;
      const isIts = entry.seq === of || (effect?.kind === "message_edited" && effect.of === of);
      return isIts ? { ...entry, text: tombstone(entry.text, seq, user_id) } : entry;
    });
  }

  #trim(): void {
    let keep = 0;
    let chars = 0;
    while (keep < Math.min(recentEventsMax, this.#entries.length)) {
      chars += this.#entries[this.#entries.length - 1 - keep]!.text.length;
      if (chars > recentBytesMax) break;
      keep++;
    }
    this.#entries = this.#entries.slice(this.#entries.length - keep);
    this.#chars = this.#entries.reduce((sum, { text }) => sum + text.length, 0);
  }
}
