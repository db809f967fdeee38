import { requireCapacity } from "../chat/load.ts";
import { createRateLimiter, type RateLimiter } from "../chat/rate_limiter.ts";
import { arrivalsBurst, drainSpreadMs, sessionSweepMs } from "../limits.ts";
import type { Cancel } from "../ports/clock.ts";
import type { Random } from "../ports/random.ts";
import type { Id } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Principal } from "../protocol/principal.ts";
import type { Connection, ConnectionHandler } from "./connection.ts";
import type { Gate, Opening } from "./gate.ts";
import { errorFrame, frame } from "./server_frames.ts";
import type { Outgoing } from "./outgoing.ts";
import { Session, type SessionPorts } from "./session.ts";
import type { Sightings } from "./sightings.ts";

export interface SessionsPorts extends Omit<SessionPorts, "dirty" | "ended" | "isDraining"> {
  readonly random: Random;
  readonly sightings: Pick<Sightings, "note">;
  /** Sessions one user may have open at once; 0: any number. Read anew each time, since it can be reloaded. */
  readonly connectionsPerUserMax: () => number;
  /** Sessions this node may have open at once, of whomever; 0 or absent: any number. */
  readonly connectionsMax?: () => number;
  /** Something waits to be sent. */
  readonly requestFlush: () => void;
}

/** All live sessions of this node: the gate they enter by, the watch over them, and how they are sent away. */
export class Sessions implements Gate {
  readonly #ports: SessionsPorts;
  readonly #sessionPorts: SessionPorts;
  readonly #sessions = new Set<Session>();
  readonly #perUser = new Map<Id, Session[]>();
  /** Who comes and goes in a loop costs more than who stays. */
  readonly #arrivals: RateLimiter;
  #dirty: Session[] = [];
  #draining = false;
  #cancel: Cancel | undefined;

  constructor(ports: SessionsPorts) {
    this.#ports = ports;
    this.#arrivals = createRateLimiter({
      clock: ports.clock,
      rate: () => {
        const most = ports.connectionsPerUserMax();
        return { count: most, perMs: 1_000, burst: Math.max(1, most * arrivalsBurst) };
      },
    });
    this.#sessionPorts = {
      ...ports,
      isDraining: () => this.#draining,
      dirty: (session) => {
        this.#dirty.push(session);
        ports.requestFlush();
      },
      ended: (session) => this.#ended(session),
    };
  }

  get size(): number {
    return this.#sessions.size;
  }

  get queuedBytes(): number {
    let bytes = 0;
    for (const session of this.#sessions) bytes += session.bufferedBytes;
    return bytes;
  }

  admit({ id }: Principal): void {
    if (this.#draining) throw new ParleyError("draining", undefined, { retryAfterMs: this.#reconnectDelay() });
    if (this.#ports.isFenced?.() === true) {
      throw new ParleyError("degraded", undefined, { retryAfterMs: this.#reconnectDelay() });
    }
    requireCapacity(this.#ports.load);
    const mostOfAll = this.#ports.connectionsMax?.() ?? 0;
    if (mostOfAll > 0 && this.#sessions.size >= mostOfAll) {
      throw new ParleyError("overloaded", "This server has as many connections as it may have", {
        retryAfterMs: this.#reconnectDelay(),
      });
    }
    const most = this.#ports.connectionsPerUserMax();
    if (most > 0 && (this.#perUser.get(id)?.length ?? 0) >= most) {
      throw new ParleyError("too_many_connections", `A user has at most ${most} connections`, { retryAfterMs: 10_000 });
    }
    const retryAfterMs = this.#arrivals.take(id);
    if (retryAfterMs > 0) throw new ParleyError("rate_limited", "Too many connections in a row", { retryAfterMs });
  }

  open(connection: Connection, opening: Opening): ConnectionHandler {
    const session = new Session(connection, opening, this.#sessionPorts);
    this.#sessions.add(session);
    const own = this.#perUser.get(session.userId);
    if (own === undefined) this.#perUser.set(session.userId, [session]);
    else own.push(session);
    this.#sighted(session);
    const most = this.#ports.connectionsPerUserMax();
    if (this.#draining) session.close("goingAway");
    // Several were admitted before any of them was open.
    else if (most > 0 && (own?.length ?? 1) > most) session.close("rate");
    else if (opening.room !== undefined) void session.begin(opening.room, opening.since);
    return session;
  }

  /** For every session of this user here, whatever it reads. */
  tell(user: Id, outgoing: Outgoing): void {
    for (const session of this.#perUser.get(user) ?? []) session.enqueue(outgoing);
  }

  /** A user's position in a room was set back, or had been. */
  rewound(user: Id, room: Id): void {
    for (const session of this.#perUser.get(user) ?? []) session.rewound(room);
  }

  /** Users with an account who have a session here. */
  *accounts(): Iterable<Id> {
    for (const [user, [session]] of this.#perUser) if (session?.principal.guest === false) yield user;
  }

  /** Whether a session has something queued. */
  get waiting(): boolean {
    return this.#dirty.length > 0;
  }

  /** Writes what every session has queued: one write each. */
  flush(): void {
    const dirty = this.#dirty;
    this.#dirty = [];
    for (const session of dirty) {
      try {
        session.flush();
      } catch (error) {
        session.broken(error);
      }
    }
  }

  start(): void {
    this.#cancel = this.#ports.clock.after(sessionSweepMs, () => {
      this.start();
      this.sweep();
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  sweep(): void {
    const now = this.#ports.clock.now();
    for (const session of this.#sessions) {
      try {
        session.sweep(now);
      } catch (error) {
        session.broken(error);
      }
    }
  }

  /** Tells everybody to come back elsewhere, spread over `drainSpreadMs`; nobody is admitted from now on. */
  announceDrain(): void {
    this.#draining = true;
    for (const session of this.#sessions) {
      session.enqueue(frame({ type: "draining", retry_after_ms: this.#reconnectDelay() }));
    }
  }

  /** Tells everybody that nothing is delivered here until the store is back. */
  announceDegraded(): void {
    for (const session of this.#sessions) {
      session.enqueue(errorFrame(new ParleyError("degraded", undefined, { retryAfterMs: this.#reconnectDelay() }), {}));
    }
  }

  closeAll(name: "goingAway" | "degraded" = "goingAway"): void {
    for (const session of [...this.#sessions]) session.close(name);
  }

  #reconnectDelay(): number {
    return Math.floor(this.#ports.random.fraction() * drainSpreadMs);
  }

  #ended(session: Session): void {
    if (!this.#sessions.delete(session)) return;
    const left = (this.#perUser.get(session.userId) ?? []).filter((other) => other !== session);
    if (left.length > 0) this.#perUser.set(session.userId, left);
    else this.#perUser.delete(session.userId);
    this.#sighted(session);
  }

  /** Guests leave no trace. */
  #sighted({ principal: { id, guest } }: Session): void {
    if (!guest) this.#ports.sightings.note({ user: id, at: this.#ports.clock.now() });
  }
}
