import type { Id } from "../../../src/protocol/id.ts";
import type { TypingFrame } from "../../../src/protocol/server_frame.ts";
import type { Cancel, Environment } from "../environment.ts";
import { type Observable, View } from "../observable.ts";
import type { Room } from "../room.ts";
import type { Person } from "../timeline/timeline_item.ts";

/** How often a signal is renewed while somebody types, and after which pause it is over, milliseconds. */
const renewMs = 3_000;
const pauseMs = 5_000;
/** What a signal holds where the server does not say, milliseconds. */
const holdsMs = 6_000;

const nobody: readonly Person[] = [];

/** Who types in a room, oneself left out: each ends by itself, by a stop, or by the message. */
export class Typing {
  readonly #room: Room;
  readonly #me: Id;
  readonly #environment: Pick<Environment, "after" | "monotonic" | "frame">;
  readonly #view: View<readonly Person[]>;
  readonly #people = new Map<Id, { readonly person: Person; readonly cancel: Cancel }>();
  #saidAt = -Infinity;
  #cancelPause: Cancel | undefined;

  constructor(room: Room, me: Id, environment: Pick<Environment, "after" | "monotonic" | "frame">) {
    this.#room = room;
    this.#me = me;
    this.#environment = environment;
    this.#view = new View({
      build: () => this.#people.size === 0 ? nobody : Array.from(this.#people.values(), ({ person }) => person),
      frame: environment.frame,
    });
    room.on("typing", (frame) => this.#heard(frame));
    room.on("event", ({ user_id }) => this.#end(user_id));
  }

  /** In the order in which they began. */
  get snapshot(): Observable<readonly Person[]> {
    return this.#view;
  }

  /** To be called at each change of what is written; the signals go out as often as they must. */
  notify(): void {
    this.#cancelPause?.();
    this.#cancelPause = this.#environment.after(pauseMs, () => this.stop());
    const now = this.#environment.monotonic();
    if (now - this.#saidAt < renewMs) return;
    this.#saidAt = now;
    this.#room.typing();
  }

  /** What is written was given up. Sending it ends the signal by itself. */
  stop(): void {
    if (this.#cancelPause === undefined) return;
    this.sent();
    this.#room.typing(true);
  }

  /** What was written is sent: the message itself ends the signal. */
  sent(): void {
    this.#cancelPause?.();
    this.#cancelPause = undefined;
    this.#saidAt = -Infinity;
  }

  close(): void {
    this.sent();
    for (const { cancel } of this.#people.values()) cancel();
    this.#people.clear();
    this.#view.close();
  }

  #heard({ user_id: id, username: name, expires_in_ms: ms = holdsMs }: TypingFrame): void {
    if (id === this.#me) return;
    if (ms <= 0) return this.#end(id);
    const known = this.#people.get(id);
    known?.cancel();
    const cancel = this.#environment.after(ms, () => this.#end(id));
    this.#people.set(id, { person: known?.person ?? { id, name }, cancel });
    if (known === undefined) this.#view.touch();
  }

  #end(id: Id): void {
    this.#people.get(id)?.cancel();
    if (this.#people.delete(id)) this.#view.touch();
  }
}
