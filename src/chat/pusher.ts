import { pushActiveMs, pushDelayMs, pushEntriesMax, pushLooksMax, pushRoomsWaitingMax } from "../limits.ts";
import type { Cancel, Clock } from "../ports/clock.ts";
import type { LogEntry } from "../ports/event_log.ts";
import type { Log } from "../ports/log.ts";
import type { Meter } from "../ports/meter.ts";
import type { Id } from "../protocol/id.ts";
import type { Activity } from "./activity.ts";
import type { PushRound } from "./push_round.ts";

export interface PusherPorts {
  readonly round: PushRound;
  readonly activity: Activity;
  readonly clock: Clock;
  readonly meter: Meter;
  readonly log: Log;
}

/** What waits to be told of one room. */
interface Waiting {
  readonly entries: LogEntry[];
  /** Only these users; absent: whomever it concerns. */
  readonly users?: readonly Id[];
  /** How often it was looked at already. */
  readonly looks: number;
}

/**
 * Tells people of messages that this node wrote, some seconds later, unless they have read them by then. Who is about to
 * read or write something is asked again later. In memory alone: what a node did not tell when it ended, nobody tells.
 */
export class Pusher {
  readonly #ports: PusherPorts;
  /** Rooms with messages that nobody was told of yet; they are gathered for `pushDelayMs`. */
  readonly #rooms = new Map<Id, Waiting>();
  readonly #timers = new Set<Cancel>();
  #stopped = false;

  constructor(ports: PusherPorts) {
    this.#ports = ports;
  }

  /** These are durable, and this node wrote them. Never waits, never throws. */
  appended(room: Id, entries: readonly LogEntry[]): void {
    const messages = entries.filter(({ type }) => type === "text" || type === "reply");
    if (messages.length === 0 || this.#stopped) return;
    for (const { sender } of messages) this.#ports.activity.note(sender);
    const waiting = this.#rooms.get(room);
    if (waiting === undefined) {
      return this.#wait(room, { entries: messages.slice(-pushEntriesMax), looks: 0 }, pushDelayMs);
    }
    waiting.entries.push(...messages);
    if (waiting.entries.length > pushEntriesMax) waiting.entries.splice(0, waiting.entries.length - pushEntriesMax);
  }

  stop(): void {
    this.#stopped = true;
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    this.#rooms.clear();
  }

  #wait(room: Id, waiting: Waiting, ms: number): void {
    const { clock, meter } = this.#ports;
    if (this.#stopped) return;
    if (this.#timers.size >= pushRoomsWaitingMax) return meter.count("push_dropped");
    const gathering = waiting.users === undefined;
    if (gathering) this.#rooms.set(room, waiting);
    const cancel = clock.after(ms, () => {
      this.#timers.delete(cancel);
      if (gathering) this.#rooms.delete(room);
      void this.#tell(room, waiting);
    });
    this.#timers.add(cancel);
  }

  /** Never rejects. */
  async #tell(room: Id, { entries, users, looks }: Waiting): Promise<void> {
    try {
      const active = await this.#ports.round.tell(room, entries, users);
      if (active.length === 0 || looks + 1 >= pushLooksMax) return;
      this.#wait(room, { entries, users: active, looks: looks + 1 }, pushActiveMs);
    } catch (error) {
      this.#ports.meter.count("push_failed");
      this.#ports.log.warn("Nobody could be told of a message", { error });
    }
  }
}
