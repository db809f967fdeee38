import type { SubscribedFrame } from "../../src/protocol/server_frame.ts";

/** Where a reader of a room is: the last seq it has, in this life of the log. */
export interface Cursor {
  readonly epoch: string;
  readonly seq: number;
}

/** Why events after a cursor cannot be had any more. */
export type DiscontinuityReason =
  /** The server says that what came after the cursor cannot be replayed. */
  | "reset"
  /** The log was recreated or restored: its seqs are not those of before. */
  | "epoch"
  /** The log ends before the cursor, although it claims to be the same. */
  | "behind";

/** Where the server says that delivery begins. */
export type Beginning = Pick<SubscribedFrame, "epoch" | "head" | "reset">;

/** What an event is to a reader. */
export type Verdict = "deliver" | "repeat" | "gap";

/** The exactly-once rule of one room, without any input or output. */
export class RoomCursor {
  #at: Cursor | undefined;

  constructor(at?: Cursor) {
    this.#at = at;
  }

  get at(): Cursor | undefined {
    return this.#at;
  }

  /** Judges an event and, when it is the next one, moves to it. */
  judge(seq: number): Verdict {
    const at = this.#at;
    if (at === undefined || seq > at.seq + 1) return "gap";
    if (seq <= at.seq) return "repeat";
    this.#at = { epoch: at.epoch, seq };
    return "deliver";
  }

  /** Takes a beginning. Answers why the story breaks here, if it does. */
  begin({ epoch, head, reset }: Beginning): DiscontinuityReason | undefined {
    const at = this.#at;
    const reason = at === undefined
      ? undefined
      : at.epoch !== epoch
      ? "epoch"
      : reset
      ? "reset"
      : head < at.seq
      ? "behind"
      : undefined;
    if (at === undefined || reason !== undefined) this.#at = { epoch, seq: head };
    return reason;
  }
}
