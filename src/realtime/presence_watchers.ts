import { presenceNamesAgain, presenceNamesMax, watermarkBytes } from "../limits.ts";
import type { Id } from "../protocol/id.ts";
import type { PresenceNews, PresenceView } from "../protocol/presence.ts";
import type { PresenceFrame } from "../protocol/server_frame.ts";
import type { ShownProfile } from "../protocol/user.ts";
import { Outgoing } from "./outgoing.ts";
import type { Person, Seat, Seats } from "./presence_seats.ts";

/** What presence needs to know of a subscriber. */
export interface Attendee {
  readonly room: { readonly id: Id };
  readonly reader: {
    /** Bytes that its peer has not taken yet. */
    readonly bufferedBytes: number;
    enqueue(outgoing: Outgoing): void;
  };
}

interface Watched {
  readonly watchers: Set<Attendee>;
  /** Those who did not read, and to whom nothing was said since: they get everything anew. */
  readonly behind: Set<Attendee>;
  /** Who changed since the last frame, and how. */
  changes: Map<Id, PresenceNews>;
  /** People are named, and not only counted. */
  named: boolean;
  /** The last that was told. */
  count: number;
  snapshot: Outgoing | undefined;
}

/** Subscribers that want to know who is here, and the frames that tell them: one a room and flush, however many watch. */
export class Watchers {
  readonly #seats: Seats;
  readonly #rooms = new Map<Id, Watched>();
  readonly #dirty = new Set<Id>();

  constructor(seats: Seats) {
    this.#seats = seats;
  }

  /** Something is to be told. */
  get waiting(): boolean {
    return this.#dirty.size > 0;
  }

  /** Tells who is here, and from now on who comes and goes. */
  add(subscriber: Attendee): void {
    const room = subscriber.room.id;
    let watched = this.#rooms.get(room);
    if (watched === undefined) {
      const count = this.#seats.in(room).size;
      const named = count <= presenceNamesMax;
      watched = { watchers: new Set(), behind: new Set(), changes: new Map(), named, count, snapshot: undefined };
      this.#rooms.set(room, watched);
    }
    watched.watchers.add(subscriber);
    subscriber.reader.enqueue(this.#whole(room, watched));
  }

  remove(subscriber: Attendee): void {
    const room = subscriber.room.id;
    const watched = this.#rooms.get(room);
    if (watched === undefined) return;
    watched.watchers.delete(subscriber);
    watched.behind.delete(subscriber);
    if (watched.watchers.size > 0) return;
    this.#rooms.delete(room);
    this.#dirty.delete(room);
  }

  changed(room: Id, { id, username, guest }: Person, seat: Seat, here: boolean): void {
    const watched = this.#rooms.get(room);
    if (watched === undefined) return;
    const status = here ? "online" : "offline";
    const seen = here || guest ? {} : { last_seen: new Date(seat.goneAt).toISOString() };
    const profile = watched.changes.get(id)?.profile;
    watched.changes.set(id, { user_id: id, username, status, ...seen, ...(profile === undefined ? {} : { profile }) });
    watched.snapshot = undefined;
    this.#dirty.add(room);
  }

  /** Whether somebody looks at this person: here, and in a room that is not too large to name anybody. */
  looksAt(user: Id): boolean {
    return this.#watchedWith(user).next().done !== true;
  }

  /** Another profile of somebody who is here, for all who look. A snapshot has none: who begins to look asks for them. */
  showed(user: Id, profile: ShownProfile): void {
    for (const [room, watched, { username }] of this.#watchedWith(user)) {
      const news = watched.changes.get(user) ?? { user_id: user, username, status: "online" };
      watched.changes.set(user, { ...news, profile });
      this.#dirty.add(room);
    }
  }

  flush(): void {
    const dirty = [...this.#dirty];
    this.#dirty.clear();
    for (const room of dirty) {
      const watched = this.#rooms.get(room);
      if (watched !== undefined) this.#tell(room, watched);
    }
  }

  *#watchedWith(user: Id): Generator<[Id, Watched, Seat]> {
    for (const [room, watched] of this.#rooms) {
      const seat = watched.named ? this.#seats.in(room).get(user) : undefined;
      if (seat !== undefined) yield [room, watched, seat];
    }
  }

  #tell(room: Id, watched: Watched): void {
    const news = this.#news(room, watched);
    watched.changes = new Map();
    for (const subscriber of watched.watchers) {
      if (subscriber.reader.bufferedBytes > watermarkBytes) {
        watched.behind.add(subscriber);
        continue;
      }
      const outgoing = watched.behind.delete(subscriber) ? this.#whole(room, watched) : news;
      if (outgoing !== undefined) subscriber.reader.enqueue(outgoing);
    }
    if (watched.behind.size > 0) this.#dirty.add(room);
  }

  /** What those are told who know everything that was told before; `undefined`: nothing. */
  #news(room: Id, watched: Watched): Outgoing | undefined {
    const count = this.#seats.in(room).size;
    const before = watched.named;
    watched.named = count <= (before ? presenceNamesMax : presenceNamesAgain);
    if (watched.named !== before) watched.snapshot = undefined;
    const same = count === watched.count && (!watched.named || watched.changes.size === 0);
    watched.count = count;
    if (watched.named !== before || !watched.named) return same ? undefined : this.#whole(room, watched);
    return watched.changes.size === 0 ? undefined : outgoingOf(room, count, { users: [...watched.changes.values()] });
  }

  /** Everything, for who knows nothing: encoded once for all who come before it changes. */
  #whole(room: Id, watched: Watched): Outgoing {
    if (watched.snapshot !== undefined) return watched.snapshot;
    const seats = this.#seats.in(room);
    // Between two frames more may have come than are named.
    if (!watched.named || seats.size > presenceNamesMax) return watched.snapshot = outgoingOf(room, seats.size, {});
    const users = [...seats].map(([user_id, { username }]): PresenceView => ({ user_id, username, status: "online" }));
    return watched.snapshot = outgoingOf(room, seats.size, { snapshot: true, users });
  }
}

function outgoingOf(room_id: Id, count: number, rest: Pick<PresenceFrame, "snapshot" | "users">): Outgoing {
  const frame: PresenceFrame = { type: "presence", room_id, count, ...rest };
  return new Outgoing([JSON.stringify(frame)]);
}
