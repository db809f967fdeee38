import type { Dialect, Ears, MemberTally } from "./dialect.ts";
import { EventScanner } from "./event_scanner.ts";

/** Joins with the upgrade; the first frame says `subscribed`. `batch`: sessions negotiate `parley.v1.batch`. */
export function createParleyDialect({ batch }: { readonly batch: boolean }): Dialect {
  return {
    upgrade({ token, room }) {
      const path = `/ws?token=${token}&room_id=${room}`;
      return batch ? { path, protocol: "parley.v1.batch" } : { path };
    },
    message: (room_id, content, client_id) => JSON.stringify({ type: "message", room_id, content, client_id }),
    ears: (tally) => new ParleyEars(tally, batch),
  };
}

class ParleyEars implements Ears {
  readonly #tally: MemberTally;
  readonly #scanner: EventScanner;
  readonly #batch: boolean;
  #subscribed = false;

  constructor(tally: MemberTally, batch: boolean) {
    this.#tally = tally;
    this.#scanner = new EventScanner(tally);
    this.#batch = batch;
  }

  hear(bytes: Uint8Array, start: number, end: number): undefined {
    if (this.#subscribed) return void this.#scanner.frame(bytes, start, end, this.#batch);
    this.#subscribed = true;
    this.#tally.live();
  }
}
