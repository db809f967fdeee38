import type { LiveRoom } from "../chat/live_room.ts";
import { watermarkBytes } from "../limits.ts";
import type { Log } from "../ports/log.ts";
import type { Id } from "../protocol/id.ts";
import type { LagFrame, ResetFrame } from "../protocol/server_frame.ts";
import { Outgoing } from "./outgoing.ts";

/** What a subscriber needs of its session. */
export interface Reader {
  readonly userId: Id;
  /** Bytes that its peer has not taken yet. */
  readonly bufferedBytes: number;
  /** Queues frames for the next flush of the session. */
  enqueue(outgoing: Outgoing): void;
  /** Sends what is queued for this session now. */
  flush(): void;
  /** The hub has ended this subscription. */
  dismissed(subscriber: Subscriber): void;
  /** Something went wrong that the session must not outlive. */
  failed(error: unknown): void;
  /** The same, where it is not known whether anything can still be said to the peer. Never throws. */
  broken(error: unknown): void;
}

/**
 * A session's interest in one room: a cursor into its log, and nothing else. While the reader keeps up it is handed what
 * the hub hands everybody; when it does not, it reads the log from its cursor, so no backlog is ever kept for it.
 */
export class Subscriber {
  readonly reader: Reader;
  readonly room: LiveRoom;
  readonly #log: Log;
  /** The last seq queued for the reader. */
  cursor: number;
  /** When others were last told that this reader types, monotonic milliseconds. */
  typedAt = -Infinity;
  /** Until when they show it, if nothing more is said. */
  typesUntil = -Infinity;
  #mode: "live" | "reading" | "waiting" | "over" = "live";

  constructor(reader: Reader, room: LiveRoom, cursor: number, log: Log) {
    this.reader = reader;
    this.room = room;
    this.cursor = cursor;
    this.#log = log;
  }

  /** Begins with what stands between the cursor and the head, then goes live. */
  start(): void {
    if (this.cursor < (this.room.head?.seq ?? 0)) this.#read();
  }

  /** The hub's flush of this room: entries first … last, contiguous. */
  offer(first: number, last: number, outgoing: Outgoing): void {
    if (this.#mode === "waiting") return this.resume();
    if (this.#mode !== "live" || last <= this.cursor) return;
    if (this.reader.bufferedBytes > watermarkBytes) return this.#fallBehind();
    if (first > this.cursor + 1) return this.#read();
    const known = this.cursor + 1 - first;
    this.cursor = last;
    this.reader.enqueue(known === 0 ? outgoing : new Outgoing(outgoing.texts.slice(known)));
  }

  /** Goes on where a slow reader stopped, if it has taken enough since. */
  resume(): void {
    if (this.#mode === "waiting" && this.reader.bufferedBytes <= watermarkBytes / 2) this.#read();
  }

  /** Keeps the cursor where it is until `resume`: nothing may be delivered. */
  hold(): void {
    if (this.#mode !== "over") this.#mode = "waiting";
  }

  /** Another log took the place of this one. */
  reset(head: number): void {
    this.cursor = head;
    if (this.#mode !== "over") this.#mode = "live";
  }

  end(): void {
    this.#mode = "over";
  }

  /** What comes after the cursor was trimmed: it cannot be told any more, and that is what is told. */
  #startOver(): void {
    const { head } = this.room;
    if (head === undefined) return;
    this.reset(head.seq);
    const reset: ResetFrame = { type: "reset", room_id: this.room.id, epoch: head.epoch, head: head.seq };
    this.reader.enqueue(new Outgoing([JSON.stringify(reset)]));
  }

  #fallBehind(): void {
    this.#mode = "waiting";
    const lag: LagFrame = { type: "lag", room_id: this.room.id, head: this.room.head?.seq ?? this.cursor };
    this.reader.enqueue(new Outgoing([JSON.stringify(lag)]));
  }

  #read(): void {
    this.#mode = "reading";
    this.#readOn().catch((error) => {
      if (this.#mode === "over") return;
      this.#log.warn("Cannot read a backlog", { room_id: this.room.id, error });
      this.reader.failed(error);
    });
  }

  /** Pages from the cursor to the head. Being at the head and going live happen in one turn: nothing fits between. */
  async #readOn(): Promise<void> {
    for (;;) {
      const entries = await this.room.backlog(this.cursor);
      if (this.#mode !== "reading") return;
      if ((entries[0]?.seq ?? 0) > this.cursor + 1) return this.#startOver();
      // A reset or an earlier reading may have moved the cursor while this page was on its way.
      const fresh = entries[0]?.seq === this.cursor + 1 ? entries : [];
      if (fresh.length > 0) {
        this.cursor = fresh.at(-1)!.seq;
        this.reader.enqueue(new Outgoing(fresh.map(({ text }) => text)));
        this.reader.flush();
      }
      if (this.cursor >= (this.room.head?.seq ?? 0)) {
        this.#mode = "live";
        return;
      }
      if (this.reader.bufferedBytes > watermarkBytes) return this.#fallBehind();
    }
  }
}
