import { readsBatchMax, readsGatherMs, readsWaitingMax } from "../limits.ts";
import type { Cancel, Clock } from "../ports/clock.ts";
import type { ReadMark, ReadPosition, Reads } from "../ports/reads.ts";
import { ParleyError } from "../protocol/parley_error.ts";

export interface ReadPositionsPorts {
  readonly reads: Pick<Reads, "mark" | "rewind">;
  readonly clock: Clock;
  /** Positions that are stored now: whoever wants to know of them may be told. */
  readonly stored: (marks: readonly ReadMark[]) => void;
}

interface Waiting {
  readonly mark: ReadMark;
  readonly answers: PromiseWithResolvers<ReadPosition | undefined>[];
}

/**
 * Read positions on their way to the store. People who read say so all the time: of what one user says of one room within
 * `readsGatherMs` only the highest is written, together with everybody else's, one write after another. Nobody is told of
 * a position before it is stored, so none that was told of ever goes back.
 */
export class ReadPositions {
  readonly #ports: ReadPositionsPorts;
  #waiting = new Map<string, Waiting>();
  #cancel: Cancel | undefined;
  #writing: Promise<void> | undefined;

  constructor(ports: ReadPositionsPorts) {
    this.#ports = ports;
  }

  /** Resolves when it is stored, with where the position stands then; `undefined`: the user is no member. */
  mark(mark: ReadMark): Promise<ReadPosition | undefined> {
    const name = nameOf(mark);
    const before = this.#waiting.get(name);
    if (before === undefined && this.#waiting.size >= readsWaitingMax) {
      return Promise.reject(new ParleyError("overloaded", "Too many read positions wait", { retryAfterMs: 1_000 }));
    }
    const answer = Promise.withResolvers<ReadPosition | undefined>();
    const highest = before !== undefined && before.mark.seq > mark.seq ? before.mark : mark;
    this.#waiting.set(name, { mark: highest, answers: [...before?.answers ?? [], answer] });
    this.#ask();
    return answer.promise;
  }

  /**
   * Sets a position, back or forward: see `Reads.rewind`. What was said before it and did not know of it does not undo it.
   */
  async rewind(mark: ReadMark): Promise<ReadPosition | undefined> {
    await this.#writing;
    const name = nameOf({ room: mark.room, user: mark.user });
    const waiting = this.#waiting.get(name);
    this.#waiting.delete(name);
    const position = await this.#ports.reads.rewind(mark);
    for (const { resolve } of waiting?.answers ?? []) resolve(position);
    if (position !== undefined) this.#ports.stored([markAt(mark, position)]);
    return position;
  }

  /** Writes everything that waits, at once. */
  async settle(): Promise<void> {
    this.#cancel?.();
    this.#cancel = undefined;
    await this.#writing;
    while (this.#waiting.size > 0) await this.#write();
  }

  #ask(): void {
    if (this.#cancel !== undefined || this.#writing !== undefined || this.#waiting.size === 0) return;
    this.#cancel = this.#ports.clock.after(readsGatherMs, () => {
      this.#cancel = undefined;
      this.#writing = this.#write().finally(() => {
        this.#writing = undefined;
        this.#ask();
      });
    });
  }

  #take(): Waiting[] {
    const batch: Waiting[] = [];
    for (const [name, waiting] of this.#waiting) {
      if (batch.length === readsBatchMax) break;
      batch.push(waiting);
      this.#waiting.delete(name);
    }
    return batch;
  }

  /** Never rejects: whoever waits is told. */
  async #write(): Promise<void> {
    const batch = this.#take();
    let positions: readonly (ReadPosition | undefined)[];
    try {
      positions = await this.#ports.reads.mark(batch.map(({ mark }) => mark));
    } catch (error) {
      for (const { answers } of batch) for (const { reject } of answers) reject(error);
      return;
    }
    const stored: ReadMark[] = [];
    for (const [i, { mark, answers }] of batch.entries()) {
      const position = positions[i];
      if (position !== undefined) stored.push(markAt(mark, position));
      for (const { resolve } of answers) resolve(position);
    }
    if (stored.length > 0) this.#ports.stored(stored);
  }
}

function markAt({ room, user }: ReadMark, { seq, rewinds }: ReadPosition): ReadMark {
  return { room, user, seq, ...(rewinds === 0 ? {} : { rewinds }) };
}

/** Of one user and room only the highest is written; but of two that know of different rewinds neither is the higher. */
function nameOf({ user, room, rewinds }: Pick<ReadMark, "user" | "room" | "rewinds">): string {
  return `${user} ${room} ${rewinds ?? ""}`;
}
