import type { Id } from "../../../src/protocol/id.ts";
import type { PresenceFrame } from "../../../src/protocol/server_frame.ts";
import type { Environment } from "../environment.ts";
import { type Observable, View } from "../observable.ts";
import type { Room } from "../room.ts";

export interface PresenceSnapshot {
  /** How many are online, oneself among them. */
  readonly count: number;
  /** Who is online, by user id; empty in rooms where they are too many to be named. */
  readonly online: ReadonlyMap<Id, { readonly name: string }>;
  /** When somebody who is offline was seen last, ISO 8601, as far as it is known. */
  readonly lastSeen: (user: Id) => string | undefined;
}

/** Who is in a room, as long as somebody looks. */
export class Presence {
  readonly #room: Room;
  readonly #view: View<PresenceSnapshot>;
  readonly #online = new Map<Id, { readonly name: string }>();
  readonly #seen = new Map<Id, string>();
  #count = 0;
  /** A map that was given out is not changed any more. */
  #shown: PresenceSnapshot["online"] | undefined;

  constructor(room: Room, environment: Pick<Environment, "frame">) {
    this.#room = room;
    this.#view = new View({
      build: () => this.#build(),
      frame: environment.frame,
      watched: () => room.watchPresence(true),
      unwatched: () => room.watchPresence(false),
    });
    room.on("presence", (frame) => this.#heard(frame));
  }

  get snapshot(): Observable<PresenceSnapshot> {
    return this.#view;
  }

  /** Takes what a list of members said. */
  setSeen(user: Id, lastSeen: string): void {
    this.#seen.set(user, lastSeen);
    this.#view.touch();
  }

  close(): void {
    this.#room.watchPresence(false);
    this.#view.close();
  }

  #heard({ count, snapshot, users }: PresenceFrame): void {
    this.#count = count;
    this.#shown = undefined;
    if (snapshot || users === undefined) this.#online.clear();
    for (const { user_id, username, status, last_seen } of users ?? []) {
      if (status === "online") this.#online.set(user_id, { name: username });
      else this.#online.delete(user_id);
      if (last_seen !== undefined) this.#seen.set(user_id, last_seen);
    }
    this.#view.touch();
  }

  #build(): PresenceSnapshot {
    this.#shown ??= new Map(this.#online);
    return { count: this.#count, online: this.#shown, lastSeen: (user) => this.#seen.get(user) };
  }
}
