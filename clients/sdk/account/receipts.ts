import type { ReceiptsView } from "../../../src/protocol/standing.ts";
import type { Cancel } from "../environment.ts";
import type { Observable } from "../observable.ts";
import type { Room } from "../room.ts";
import type { AccountContext } from "./account_context.ts";
import { type OwnSnapshot, OwnThing } from "./own_thing.ts";

/** How long news of who has read is gathered before it is asked for, milliseconds: in a large room there is much of it. */
const gatherMs = 500;

/** Who has read the messages of a room, as far as somebody looks. */
export class Receipts {
  readonly #room: Room;
  readonly #context: AccountContext;
  readonly #things = new Map<number, OwnThing<ReceiptsView>>();
  readonly #stop: Cancel;
  #cancel: Cancel | undefined;

  constructor(room: Room, context: AccountContext) {
    this.#room = room;
    this.#context = context;
    this.#stop = room.on("read", ({ seq }) => this.#heard(seq));
  }

  /** How many have read up to this entry or further, and the first of them. */
  of(seq: number): Observable<OwnSnapshot<ReceiptsView>> {
    let thing = this.#things.get(seq);
    if (thing === undefined) {
      const { client: { api }, environment } = this.#context;
      thing = new OwnThing(() => api.receipts.of(this.#room.id, seq), environment);
      this.#things.set(seq, thing);
    }
    return thing.snapshot;
  }

  close(): void {
    this.#stop();
    this.#cancel?.();
    for (const thing of this.#things.values()) thing.close();
  }

  #heard(upTo: number): void {
    if (![...this.#things.keys()].some((seq) => seq <= upTo)) return;
    this.#cancel ??= this.#context.environment.after(gatherMs, () => {
      this.#cancel = undefined;
      // Of those that nobody looks at any more nothing is asked.
      for (const thing of this.#things.values()) void thing.refresh();
    });
  }
}
