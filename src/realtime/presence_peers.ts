import { presenceLeaseMs, presenceSeatsMax } from "../limits.ts";
import type { NodeName } from "../ports/broker.ts";
import type { Id } from "../protocol/id.ts";
import type { Person, Seats } from "./presence_seats.ts";
import type { Gathering, PresenceSaying } from "./presence_text.ts";

type Slice = PresenceSaying & { readonly say: "slice" };
type Delta = PresenceSaying & { readonly say: "delta" };

interface Peer {
  /** What this node knows of it; -1: nothing yet. */
  version: number;
  /** The newest it has been heard to have. */
  latest: number;
  /** Room and user of every seat it tells of. */
  readonly seats: Map<Id, Map<Id, Person>>;
  /** Until when it counts, on the clock of {@link Peers.sweep}. */
  until: number;
  /** Parts of a slice that is not whole yet. */
  parts: { readonly version: number; readonly got: Map<number, Gathering> } | undefined;
}

/** Nodes that said good-bye: what of theirs comes late brings nobody back. Reached: the earliest is forgotten. */
const departedMax = 1_024;

/**
 * What other nodes say of who is connected to them: a lease for each node, renewed by whatever is heard of it. A node is
 * known by its incarnation, so that one that was started again is another, and by the version of what it says, so that
 * whatever got lost or came in another order shows as a gap, and is asked for as a whole.
 */
export class Peers {
  readonly #seats: Seats;
  readonly #peers = new Map<NodeName, Peer>();
  readonly #departed = new Set<NodeName>();
  /** Milliseconds that this node was awake and could hear others. */
  #awake = 0;
  #count = 0;

  constructor(seats: Seats) {
    this.#seats = seats;
  }

  get size(): number {
    return this.#peers.size;
  }

  /** Nodes of which something is missing. */
  get behind(): NodeName[] {
    return [...this.#peers].flatMap(([name, { version, latest }]) => version < latest ? [name] : []);
  }

  /** Takes in what a node says of itself. Answers whether it was heard for the first time. */
  hear(from: NodeName, saying: PresenceSaying): boolean {
    if (this.#departed.has(from)) return false;
    if (saying.say === "bye") {
      this.#depart(from);
      return false;
    }
    const known = this.#peers.get(from);
    const peer = known ?? { version: -1, latest: 0, seats: new Map(), until: 0, parts: undefined };
    if (known === undefined) this.#peers.set(from, peer);
    peer.until = this.#awake + presenceLeaseMs;
    if (saying.say !== "ask") peer.latest = Math.max(peer.latest, saying.version);
    if (saying.say === "delta") this.#change(peer, saying);
    if (saying.say === "slice") this.#gather(peer, saying);
    return known === undefined;
  }

  /**
   * Lets time pass, and nodes whose lease has run out with it; answers who was with them. Time in which this node slept or
   * could hear nobody is nobody's silence.
   */
  sweep(awakeMs: number): Person[] {
    this.#awake += awakeMs;
    const gone = new Map<Id, Person>();
    for (const [name, peer] of this.#peers) {
      if (peer.until > this.#awake) continue;
      for (const people of peer.seats.values()) for (const person of people.values()) gone.set(person.id, person);
      this.#empty(peer, false);
      this.#peers.delete(name);
    }
    return [...gone.values()];
  }

  #depart(name: NodeName): void {
    this.#departed.add(name);
    for (const earliest of this.#departed) {
      if (this.#departed.size <= departedMax) break;
      this.#departed.delete(earliest);
    }
    const peer = this.#peers.get(name);
    // Those who were with it are on their way to another node.
    if (peer !== undefined) this.#empty(peer, true);
    this.#peers.delete(name);
  }

  #change(peer: Peer, { base, version, came, went }: Delta): void {
    if (peer.version !== base) return;
    peer.version = version;
    for (const [room, people] of came) for (const person of people) this.#add(peer, room, person);
    for (const [room, people] of went) for (const { id } of people) this.#remove(peer, room, id, true);
  }

  #gather(peer: Peer, { version, part, parts, here }: Slice): void {
    if (version <= peer.version || version < (peer.parts?.version ?? 0)) return;
    if (peer.parts?.version !== version) peer.parts = { version, got: new Map() };
    peer.parts.got.set(part, here);
    if (peer.parts.got.size < parts) return;
    const whole = joined(peer.parts.got.values());
    peer.parts = undefined;
    peer.version = version;
    for (const [room, people] of whole) for (const person of people.values()) this.#add(peer, room, person);
    for (const [room, people] of [...peer.seats]) {
      const still = whole.get(room);
      for (const id of [...people.keys()]) if (still?.has(id) !== true) this.#remove(peer, room, id, true);
    }
  }

  #add(peer: Peer, room: Id, person: Person): void {
    let people = peer.seats.get(room);
    if (people?.has(person.id) === true || this.#count >= presenceSeatsMax) return;
    if (people === undefined) peer.seats.set(room, people = new Map());
    people.set(person.id, person);
    this.#count++;
    this.#seats.told(room, person);
  }

  #remove(peer: Peer, room: Id, user: Id, grace: boolean): void {
    const people = peer.seats.get(room);
    if (people?.delete(user) !== true) return;
    if (people.size === 0) peer.seats.delete(room);
    this.#count--;
    this.#seats.untold(room, user, grace);
  }

  #empty(peer: Peer, grace: boolean): void {
    for (const [room, people] of [...peer.seats]) {
      for (const user of [...people.keys()]) this.#remove(peer, room, user, grace);
    }
  }
}

function joined(parts: Iterable<Gathering>): Map<Id, Map<Id, Person>> {
  const whole = new Map<Id, Map<Id, Person>>();
  for (const part of parts) {
    for (const [room, people] of part) {
      const there = whole.get(room) ?? new Map<Id, Person>();
      whole.set(room, there);
      for (const person of people) there.set(person.id, person);
    }
  }
  return whole;
}
