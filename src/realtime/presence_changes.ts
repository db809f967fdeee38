import type { Id } from "../protocol/id.ts";
import type { Person } from "./presence_seats.ts";
import type { Gathering } from "./presence_text.ts";

interface Change {
  readonly person: Person;
  readonly wasHere: boolean;
  isHere: boolean;
}

/** Who came to this node and who went since others were last told: who did both, did nothing. */
export class OwnChanges {
  #rooms = new Map<Id, Map<Id, Change>>();

  get waiting(): boolean {
    return this.#rooms.size > 0;
  }

  came(room: Id, person: Person): void {
    this.#set(room, person, true);
  }

  went(room: Id, person: Person): void {
    this.#set(room, person, false);
  }

  take(): { readonly came: Gathering; readonly went: Gathering } {
    const [came, went] = [new Map<Id, Person[]>(), new Map<Id, Person[]>()];
    for (const [room, changes] of this.#rooms) {
      for (const { person, wasHere, isHere } of changes.values()) {
        if (wasHere === isHere) continue;
        const where = isHere ? came : went;
        const there = where.get(room);
        if (there === undefined) where.set(room, [person]);
        else there.push(person);
      }
    }
    this.#rooms = new Map();
    return { came, went };
  }

  #set(room: Id, person: Person, isHere: boolean): void {
    let changes = this.#rooms.get(room);
    if (changes === undefined) this.#rooms.set(room, changes = new Map());
    const change = changes.get(person.id);
    if (change === undefined) changes.set(person.id, { person, wasHere: !isHere, isHere });
    else change.isHere = isHere;
  }
}
