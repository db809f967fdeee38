import { presenceGraceMs } from "../limits.ts";
import type { Clock } from "../ports/clock.ts";
import type { Id } from "../protocol/id.ts";

/** Somebody who may be here. */
export interface Person {
  readonly id: Id;
  readonly username: string;
  /** Leaves no trace when gone. */
  readonly guest: boolean;
}

/** One person in one room, on however many devices and nodes. */
export interface Seat {
  readonly username: string;
  readonly guest: boolean;
  /** Sessions of this node. */
  own: number;
  /** Other nodes that tell of at least one. */
  others: number;
  /** When the last of both ended, milliseconds since 1970. */
  goneAt: number;
  /** Graces that run: who goes, comes back and goes again has several, and the last counts. */
  graces: number;
}

/** What became of a person in a room. */
export type SeatChange = (room: Id, person: Person, seat: Seat, here: boolean) => void;

interface Leaving {
  readonly room: Id;
  readonly user: Id;
  readonly seat: Seat;
  /** Monotonic milliseconds. */
  readonly due: number;
}

const nobody: ReadonlyMap<Id, Seat> = new Map();

/**
 * Who is in which room: what this node knows of itself and what others say of themselves, as one. A person whom nobody tells
 * of any more keeps the seat for `presenceGraceMs`.
 */
export class Seats {
  readonly #rooms = new Map<Id, Map<Id, Seat>>();
  readonly #clock: Clock;
  readonly #changed: SeatChange;
  /** In the order in which they are due: the grace is the same for everybody. */
  #leaving: Leaving[] = [];
  #count = 0;

  constructor(clock: Clock, changed: SeatChange) {
    this.#clock = clock;
    this.#changed = changed;
  }

  /** People in rooms. */
  get size(): number {
    return this.#count;
  }

  /** Whether somebody's grace is still to end. */
  get waiting(): boolean {
    return this.#leaving.length > 0;
  }

  in(room: Id): ReadonlyMap<Id, Seat> {
    return this.#rooms.get(room) ?? nobody;
  }

  rooms(): Iterable<[Id, ReadonlyMap<Id, Seat>]> {
    return this.#rooms;
  }

  /** One more session of this node; answers whether it is the person's first there. */
  sit(room: Id, person: Person): boolean {
    return ++this.#seat(room, person).own === 1;
  }

  /** One session less; answers whether it was the person's last there. */
  rise(room: Id, user: Id): boolean {
    const seat = this.#rooms.get(room)?.get(user);
    if (seat === undefined || seat.own === 0) return false;
    if (--seat.own > 0) return false;
    this.#left(room, user, seat, true);
    return true;
  }

  /** One more node tells of the person. */
  told(room: Id, person: Person): void {
    this.#seat(room, person).others++;
  }

  /** One node less does. Without grace, where it was silent for long enough. */
  untold(room: Id, user: Id, grace: boolean): void {
    const seat = this.#rooms.get(room)?.get(user);
    if (seat === undefined || seat.others === 0) return;
    seat.others--;
    this.#left(room, user, seat, grace);
  }

  /** Ends what grace is over. */
  sweep(): void {
    const now = this.#clock.monotonic();
    const until = this.#leaving.findIndex(({ due }) => due > now);
    const due = this.#leaving.splice(0, until < 0 ? this.#leaving.length : until);
    for (const { room, user, seat } of due) {
      seat.graces--;
      this.#free(room, user, seat);
    }
  }

  #seat(room: Id, { id, username, guest }: Person): Seat {
    let seats = this.#rooms.get(room);
    if (seats === undefined) this.#rooms.set(room, seats = new Map());
    let seat = seats.get(id);
    if (seat === undefined) {
      seat = { username, guest, own: 0, others: 0, goneAt: 0, graces: 0 };
      seats.set(id, seat);
      this.#count++;
      this.#changed(room, { id, username, guest }, seat, true);
    }
    return seat;
  }

  #left(room: Id, user: Id, seat: Seat, grace: boolean): void {
    if (seat.own > 0 || seat.others > 0) return;
    seat.goneAt = this.#clock.now();
    if (!grace) return this.#free(room, user, seat);
    seat.graces++;
    this.#leaving.push({ room, user, seat, due: this.#clock.monotonic() + presenceGraceMs });
  }

  /** Unless somebody has come back to it, or had come back and left again since: then a later grace counts. */
  #free(room: Id, user: Id, seat: Seat): void {
    const seats = this.#rooms.get(room);
    if (seats?.get(user) !== seat || seat.own > 0 || seat.others > 0 || seat.graces > 0) return;
    seats.delete(user);
    this.#count--;
    if (seats.size === 0) this.#rooms.delete(room);
    const { username, guest } = seat;
    this.#changed(room, { id: user, username, guest }, seat, false);
  }
}
