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
  /** Where the newest stands that has this client_id, whosever it is: senders who share one are rare, and the store tells. */
  readonly #seqs = new Map<string, number>();

  /** The next entry; what it takes out of earlier ones is taken out here, too. */
  push(entry: LogEntry): void {
    this.#entries.push(entry);
    if (entry.effect?.kind === "message_deleted") this.redact(entry.effect, entry.seq);
    if (isErased(entry)) this.forgetName(entry.sender);
    if (entry.clientId !== undefined) this.#seqs.set(entry.clientId, entry.seq);
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

  /** What this sender has said under this client_id, if that is known here. */
  said(sender: Id, clientId: string): LogEntry | undefined {
    const seq = this.#seqs.get(clientId);
    const entry = seq === undefined ? undefined : this.#entries[seq - this.#entries[0]!.seq];
    return entry?.sender === sender ? entry : undefined;
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
    for (const { clientId, seq } of this.#entries.splice(0, count)) {
      if (clientId !== undefined && this.#seqs.get(clientId) === seq) this.#seqs.delete(clientId);
    }
    this.#chars = this.#entries.reduce((sum, { text }) => sum + text.length, 0);
  }
}
