import type { Id } from "../../protocol/id.ts";
import type { Call } from "./calls.ts";

/** Lets what concerns one room happen one after another, in the order of the calls. */
export class Turns {
  readonly #last = new Map<Id, Promise<unknown>>();

  /** Runs `work` when all before it have ended, unless its caller waits no more by then. */
  async take<T>(room: Id, call: Call, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(room);
    const mine = (async () => {
      await before;
      if (call.over) throw new Error("The appends before it took too long");
      return await work();
    })();
    // Who comes next waits for the end of this one, not for its success.
    const ended = mine.then(() => undefined, () => undefined);
    this.#last.set(room, ended);
    try {
      return await mine;
    } finally {
      if (this.#last.get(room) === ended) this.#last.delete(room);
    }
  }
}
