import type { NodeName } from "../../src/ports/broker.ts";
import type { Cancel, Clock } from "../../src/ports/clock.ts";
import type { Sighting } from "../../src/ports/last_seen.ts";
import { silentLog } from "../../src/ports/log.ts";
import { silentMeter } from "../../src/ports/meter.ts";
import type { PresenceView } from "../../src/protocol/presence.ts";
import type { PresenceFrame } from "../../src/protocol/server_frame.ts";
import type { Outgoing } from "../../src/realtime/outgoing.ts";
import { Presence } from "../../src/realtime/presence.ts";
import type { Person } from "../../src/realtime/presence_seats.ts";
import type { Attendee } from "../../src/realtime/presence_watchers.ts";
import { FreezableClock } from "../simulation/freezable_clock.ts";
import { SeededRandom } from "../support/seeded_random.ts";

interface Timer {
  readonly due: number;
  readonly order: number;
  readonly task: () => void;
}

/** Time for parts without promises: it moves at once, so that thousands of minutes fit in a test. */
export class QuickClock implements Clock {
  #elapsed = 0;
  #wall = Date.UTC(2026, 0, 1);
  #order = 0;
  readonly #timers: Timer[] = [];

  now(): number {
    return this.#wall + this.#elapsed;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  after(ms: number, task: () => void): Cancel {
    const timer = { due: this.#elapsed + Math.max(0, ms), order: this.#order++, task };
    this.#timers.push(timer);
    return () => {
      const at = this.#timers.indexOf(timer);
      if (at >= 0) this.#timers.splice(at, 1);
    };
  }

  soon(task: () => void): void {
    this.after(0, task);
  }

  /** Moves the wall clock alone. */
  jump(ms: number): void {
    this.#wall += ms;
  }

  tick(ms: number): void {
    const end = this.#elapsed + ms;
    for (;;) {
      let next: Timer | undefined;
      for (const timer of this.#timers) {
        if (timer.due > end) continue;
        if (next === undefined || timer.due < next.due || (timer.due === next.due && timer.order < next.order)) {
          next = timer;
        }
      }
      if (next === undefined) break;
      this.#timers.splice(this.#timers.indexOf(next), 1);
      this.#elapsed = Math.max(this.#elapsed, next.due);
      next.task();
    }
    this.#elapsed = end;
  }
}

/** Somebody who reads a room on a node, and what presence has told of it, as a client keeps it. */
export class Watcher implements Attendee {
  readonly frames: PresenceFrame[] = [];
  bufferedBytes = 0;
  /** By what was told; `undefined`: only counted. */
  online: Map<string, PresenceView> | undefined = new Map();
  count = 0;
  readonly reader = this;
  readonly room: { readonly id: string };

  constructor(room: string) {
    this.room = { id: room };
  }

  enqueue(outgoing: Outgoing): void {
    for (const text of outgoing.texts) this.#take(JSON.parse(text) as PresenceFrame);
  }

  #take(frame: PresenceFrame): void {
    this.frames.push(frame);
    this.count = frame.count;
    if (frame.users === undefined) return void (this.online = undefined);
    if (frame.snapshot === true) this.online = new Map();
    for (const user of frame.users) {
      if (user.status === "online") this.online?.set(user.user_id, user);
      else this.online?.delete(user.user_id);
    }
  }
}

export interface WireFaults {
  /** Probabilities, 0 to 1. */
  drop: number;
  double: number;
  /** Longest delay of a signal, milliseconds. */
  delayMs: number;
}

/** One node's presence on a wire that loses, repeats and reorders. */
export class PresenceNode {
  readonly name: NodeName;
  readonly clock: FreezableClock;
  readonly presence: Presence;
  readonly sightings: Sighting[] = [];
  healthy = true;
  alive = true;
  fenced = false;
  frozen = false;

  constructor(cluster: PresenceCluster, name: NodeName) {
    this.name = name;
    this.clock = new FreezableClock(cluster.clock);
    this.presence = new Presence({
      broker: {
        node: name,
        publish: (signal) => void (signal.kind === "presence" && cluster.spread(this, signal.text)),
        healthy: () => this.healthy,
      },
      clock: this.clock,
      log: silentLog,
      meter: silentMeter,
      seen: (sightings) => void this.sightings.push(...sightings),
      isFenced: () => this.fenced,
    });
    this.presence.start();
  }

  /** Stands still, as by SIGSTOP. */
  freeze(): void {
    this.frozen = true;
    this.clock.freeze();
  }

  thaw(): void {
    this.frozen = false;
    this.clock.thaw();
  }

  /** Dies as by kill -9. */
  kill(): void {
    this.alive = false;
    this.clock.freeze();
  }

  /** Ids of those who are in the room, in order. */
  in(room: string): string[] {
    return [...this.presence.in(room).keys()].sort();
  }
}

export class PresenceCluster {
  readonly clock = new QuickClock();
  readonly random: SeededRandom;
  readonly faults: WireFaults = { drop: 0, double: 0, delayMs: 0 };
  readonly nodes: PresenceNode[] = [];
  /** Signals that were said. */
  said = 0;
  #made = 0;

  constructor(seed = 1) {
    this.random = new SeededRandom(seed);
  }

  node(): PresenceNode {
    const node = new PresenceNode(this, (0xa000 + ++this.#made).toString(16).padStart(16, "0"));
    this.nodes.push(node);
    return node;
  }

  spread(from: PresenceNode, text: string): void {
    if (!from.alive || !from.healthy) return;
    this.said++;
    for (const to of this.nodes) {
      if (to === from) continue;
      const times = this.random.chance(this.faults.drop) ? 0 : this.random.chance(this.faults.double) ? 2 : 1;
      for (let i = 0; i < times; i++) {
        // On the receiver's clock: who stands still hears when it goes on.
        to.clock.after(this.random.fraction() * this.faults.delayMs, () => {
          if (to.alive && to.healthy) to.presence.heard(text, from.name);
        });
      }
    }
  }
}

export function person(number: number, guest = false): Person {
  return { id: number.toString(16).padStart(24, "0"), username: `user ${number}`, guest };
}
