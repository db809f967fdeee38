import { presenceBeatMs, presenceGatherMs, presencePartChars, presenceSweepMs } from "../limits.ts";
import type { Broker, NodeName } from "../ports/broker.ts";
import type { Cancel, Clock } from "../ports/clock.ts";
import type { Sighting } from "../ports/last_seen.ts";
import type { Log } from "../ports/log.ts";
import type { Meter } from "../ports/meter.ts";
import type { Id } from "../protocol/id.ts";
import type { ShownProfile } from "../protocol/user.ts";
import { OwnChanges } from "./presence_changes.ts";
import { Peers } from "./presence_peers.ts";
import { type Person, type Seat, Seats } from "./presence_seats.ts";
import { type Gathering, inParts, type PresenceSaying, presenceText, readPresence } from "./presence_text.ts";
import { type Attendee, Watchers } from "./presence_watchers.ts";

export interface PresencePorts {
  readonly broker: Pick<Broker, "node" | "publish" | "healthy">;
  readonly clock: Clock;
  readonly log: Log;
  readonly meter: Meter;
  /** Accounts that a node had which was heard no more. */
  readonly seen: (sightings: readonly Sighting[]) => void;
  /** Nothing is to be told to readers, since nobody knows who may still read. */
  readonly isFenced: () => boolean;
}

/**
 * Who is in which room, on all nodes. Each node owns what it says: who has a session with it that reads a room. It says what
 * changes, that it is still there, and everything when somebody has missed something; what it said counts for
 * `presenceLeaseMs`. So it costs a signal now and then for each node, whatever the number of users, and what a node that
 * died has said ends by itself. Nothing is decided by any of this: it is only shown.
 */
export class Presence {
  readonly #ports: PresencePorts;
  readonly #seats: Seats;
  readonly #peers: Peers;
  readonly #watchers: Watchers;
  readonly #changes = new OwnChanges();
  #version = 0;
  #asked = false;
  #sweptAt = 0;
  #beatAt = -Infinity;
  #running = false;
  #cancelFlush: Cancel | undefined;
  #cancelSweep: Cancel | undefined;

  constructor(ports: PresencePorts) {
    this.#ports = ports;
    this.#seats = new Seats(ports.clock, (room, person, seat, here) => {
      this.#watchers.changed(room, person, seat, here);
      this.#ask();
    });
    this.#watchers = new Watchers(this.#seats);
    this.#peers = new Peers(this.#seats);
  }

  /** Who is in the room, on whichever node, and who went but a moment ago. */
  in(room: Id): ReadonlyMap<Id, Seat> {
    return this.#seats.in(room);
  }

  /** People in rooms. */
  get size(): number {
    return this.#seats.size;
  }

  /** Other nodes whose word counts. */
  get nodes(): number {
    return this.#peers.size;
  }

  /** A session of this node reads a room from now on. */
  came(subscriber: Attendee, person: Person, watches: boolean): void {
    const room = subscriber.room.id;
    if (this.#seats.sit(room, person)) this.#changes.came(room, person);
    if (watches) this.#watchers.add(subscriber);
    this.#ask();
  }

  went(subscriber: Attendee, person: Person): void {
    const room = subscriber.room.id;
    this.#watchers.remove(subscriber);
    if (this.#seats.rise(room, person.id)) this.#changes.went(room, person);
    this.#ask();
  }

  /** Whether a session of this node looks at this person. */
  looksAt(user: Id): boolean {
    return this.#watchers.looksAt(user);
  }

  /** The person's profile is another now: it goes along with who comes and goes. */
  showed(user: Id, profile: ShownProfile): void {
    this.#watchers.showed(user, profile);
    this.#ask();
  }

  start(): void {
    this.#running = true;
    this.#sweptAt = this.#ports.clock.monotonic();
    this.#beat(true);
    this.#ask();
    this.#watch();
  }

  /** Says good-bye, so that others need not wait for the end of the lease. */
  stop(): void {
    if (this.#running) this.#say({ say: "bye" });
    this.#running = false;
    this.#cancelFlush?.();
    this.#cancelSweep?.();
    this.#cancelFlush = this.#cancelSweep = undefined;
  }

  /** Another node says something. What cannot be read is left alone. */
  heard(text: string, from: NodeName): void {
    const saying = readPresence(text);
    if (saying === undefined || from === this.#ports.broker.node) return;
    const isNew = this.#peers.hear(from, saying);
    // Who is new knows of nobody, and who asks wants to hear of all.
    if ((isNew || (saying.say === "beat" && saying.hello)) && !this.#justBeaten()) this.#beat(false);
    if (saying.say === "ask" && saying.nodes.includes(this.#ports.broker.node)) this.#asked = true;
    this.#ask();
  }

  /** What was said meanwhile is lost: everybody says again where they are. */
  resynced(): void {
    if (this.#running) this.#beat(true);
  }

  #justBeaten(): boolean {
    return this.#ports.clock.monotonic() - this.#beatAt < presenceGatherMs;
  }

  #beat(hello: boolean): void {
    this.#beatAt = this.#ports.clock.monotonic();
    this.#say({ say: "beat", version: this.#version, hello });
  }

  #say(saying: PresenceSaying): void {
    this.#ports.broker.publish({ kind: "presence", text: presenceText(saying) });
  }

  /** Plans the next flush, if there is something for it. */
  #ask(): void {
    if (!this.#running || this.#cancelFlush !== undefined) return;
    const needed = this.#changes.waiting || this.#asked || this.#watchers.waiting || this.#peers.behind.length > 0;
    if (needed) this.#cancelFlush = this.#ports.clock.after(presenceGatherMs, () => this.#flush());
  }

  #flush(): void {
    this.#cancelFlush = undefined;
    this.#sayChanges();
    if (this.#asked) this.#sayAll();
    const { behind } = this.#peers;
    if (behind.length > 0) this.#say({ say: "ask", nodes: behind });
    if (!this.#ports.isFenced()) this.#watchers.flush();
    // What was asked for is waited for: the next sweep asks again.
    if (this.#changes.waiting || this.#watchers.waiting) this.#ask();
  }

  /** Nobody else is there to be told: whoever comes asks for everything. */
  #sayChanges(): void {
    if (!this.#changes.waiting) return;
    const { came, went } = this.#changes.take();
    if (came.size === 0 && went.size === 0) return;
    const base = this.#version++;
    if (this.#peers.size === 0) return;
    const text = presenceText({ say: "delta", base, version: this.#version, came, went });
    if (text.length > presencePartChars) this.#asked = true;
    else this.#ports.broker.publish({ kind: "presence", text });
  }

  #sayAll(): void {
    this.#asked = false;
    const parts = inParts(this.#own());
    for (const [part, here] of parts.entries()) {
      this.#say({ say: "slice", version: this.#version, part, parts: parts.length, here });
    }
    this.#ports.meter.count("presence_slices");
  }

  #own(): Gathering {
    const own = new Map<Id, Person[]>();
    for (const [room, seats] of this.#seats.rooms()) {
      const here: Person[] = [];
      for (const [id, seat] of seats) {
        if (seat.own > 0) here.push({ id, username: seat.username, guest: seat.guest });
      }
      if (here.length > 0) own.set(room, here);
    }
    return own;
  }

  #watch(): void {
    this.#cancelSweep = this.#ports.clock.after(presenceSweepMs, () => {
      this.#watch();
      this.#sweep();
    });
  }

  #sweep(): void {
    const { clock, broker, log, meter, seen } = this.#ports;
    const now = clock.monotonic();
    const passed = now - this.#sweptAt;
    this.#sweptAt = now;
    // Whoever slept, or hears nobody, cannot tell that others are silent.
    const awake = broker.healthy() ? Math.min(passed, 2 * presenceSweepMs) : 0;
    const before = this.#peers.size;
    const gone = this.#peers.sweep(awake);
    const lost = before - this.#peers.size;
    if (lost > 0) {
      meter.count("presence_expired", lost);
      log.warn("Nodes were not heard of any more", { nodes: lost, people: gone.length });
      const at = clock.now();
      seen(gone.flatMap(({ id, guest }) => guest ? [] : [{ user: id, at }]));
    }
    this.#seats.sweep();
    if (now - this.#beatAt >= presenceBeatMs) this.#beat(false);
    this.#ask();
  }
}
