import { recentBytesMax, recentEventsMax } from "../limits.ts";
import type { LogEntry } from "../ports/event_log.ts";
import type { Effect } from "../protocol/event.ts";
import { isErased, withoutName } from "../protocol/erased.ts";
import type { Id } from "../protocol/id.ts";
import { tombstone } from "../protocol/tombstone.ts";

/** The newest entries of a live room, contiguous up to its head, so that most readers who resume need no store. */
export class RecentEvents {
  #entries: LogEntry[] = [];
  #chars = 0;
  /** Where those stand that have a client_id. */
  readonly #seqs = new Map<string, number>();

  /** The next entry; what it takes out of earlier ones is taken out here, too. */
  push(entry: LogEntry): void {
    this.#entries.push(entry);
    if (entry.effect?.kind === "message_deleted") this.redact(entry.effect, entry.seq);
    if (isErased(entry)) this.forgetName(entry.sender);
    const key = keyOf(entry);
    if (key !== undefined) this.#seqs.set(key, entry.seq);
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

  /** What this sender has said under this client_id, if that is among these. */
  said(sender: Id, clientId: string): LogEntry | undefined {
    const seq = this.#seqs.get(`${sender} ${clientId}`);
    return seq === undefined ? undefined : this.#entries[seq - this.#entries[0]!.seq];
  }

  /** The text of a deleted message, and of its edits, is not kept here either. `seq`: of the event that says so. */
  redact({ of, user_id }: Effect & { readonly kind: "message_deleted" }, seq: number): void {
    this.#entries = this.#entries.map((entry) => {
      const { effect } = entry;
      const isIts = entry.seq === of || (effect?.kind === "message_edited" && effect.of === of);
      return isIts ? { ...entry, text: tombstone(entry.text, seq, user_id) } : entry;
    });
  }

  /** Nor is the name of a user whose account was deleted. */
  forgetName(user: Id): void {
    this.#entries = this.#entries.map((entry) => {
      const text = withoutName(entry.text, user);
      return text === entry.text ? entry : { ...entry, text };
    });
  }

  /** Entries up to there were trimmed: they are not kept here either. */
  trimmed(floor: number): void {
    if ((this.#entries[0]?.seq ?? Infinity) > floor) return;
    const { length } = this.#entries.filter(({ seq }) => seq <= floor);
    this.#forget(length);
  }

  #trim(): void {
    let keep = 0;
    let chars = 0;
    while (keep < Math.min(recentEventsMax, this.#entries.length)) {
      chars += this.#entries[this.#entries.length - 1 - keep]!.text.length;
      if (chars > recentBytesMax) break;
      keep++;
    }
    this.#forget(this.#entries.length - keep);
  }

  #forget(count: number): void {
    for (const entry of this.#entries.splice(0, count)) {
      const key = keyOf(entry);
      if (key !== undefined) this.#seqs.delete(key);
    }
    this.#chars = this.#entries.reduce((sum, { text }) => sum + text.length, 0);
  }
}

function keyOf({ sender, clientId }: LogEntry): string | undefined {
  return clientId === undefined ? undefined : `${sender} ${clientId}`;
}
