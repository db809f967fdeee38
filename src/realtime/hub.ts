import type { RoomObserver } from "../chat/room_observer.ts";
import { leaverOf } from "../chat/room_view.ts";
import { watermarkBytes } from "../limits.ts";
import type { Clock } from "../ports/clock.ts";
import type { Head, LogEntry } from "../ports/event_log.ts";
import type { Log } from "../ports/log.ts";
import type { Meter } from "../ports/meter.ts";
import type { Id } from "../protocol/id.ts";
import type { ResetFrame, UnsubscribedFrame } from "../protocol/server_frame.ts";
import { Outgoing } from "./outgoing.ts";
import { trimmedFrame } from "./server_frames.ts";
import type { Subscriber } from "./subscriber.ts";

interface Readers {
  readonly subscribers: Set<Subscriber>;
  /** Delivered by the log, not yet handed to the subscribers. Contiguous. */
  pending: LogEntry[];
  /** Monotonic milliseconds at which the oldest pending entry was durable. */
  since: number;
}

/** What the hub needs of whoever runs the flushes. */
export interface FlushRequests {
  request(): void;
}

/** This node's index from room to subscribers, and the fan-out: one encoding a room and flush, however many read it. */
export class Hub implements RoomObserver {
  readonly #rooms = new Map<Id, Readers>();
  #dirty = new Set<Id>();
  #fenced = false;
  readonly #flushes: FlushRequests;
  readonly #clock: Clock;
  readonly #meter: Meter;
  readonly #log: Log;

  constructor(flushes: FlushRequests, clock: Clock, meter: Meter, log: Log) {
    this.#flushes = flushes;
    this.#clock = clock;
    this.#meter = meter;
    this.#log = log;
  }

  add(subscriber: Subscriber): void {
    const readers = this.#rooms.get(subscriber.room.id) ?? { subscribers: new Set(), pending: [], since: 0 };
    readers.subscribers.add(subscriber);
    this.#rooms.set(subscriber.room.id, readers);
  }

  remove(subscriber: Subscriber): void {
    subscriber.end();
    const readers = this.#rooms.get(subscriber.room.id);
    if (readers?.subscribers.delete(subscriber) && readers.subscribers.size === 0) {
      this.#rooms.delete(subscriber.room.id);
    }
  }

  hasReaders(room: Id): boolean {
    return this.#rooms.has(room);
  }

  get subscriberCount(): number {
    let count = 0;
    for (const { subscribers } of this.#rooms.values()) count += subscribers.size;
    return count;
  }

  /** Sessions of this node that read the room. */
  readersOf(room: Id): number {
    return this.#rooms.get(room)?.subscribers.size ?? 0;
  }

  /** Users of this node who read the room. */
  usersOf(room: Id): ReadonlySet<Id> {
    const users = new Set<Id>();
    for (const { reader } of this.#rooms.get(room)?.subscribers ?? []) users.add(reader.userId);
    return users;
  }

  delivered(room: Id, entries: readonly LogEntry[]): void {
    const readers = this.#rooms.get(room);
    if (readers === undefined) return;
    if (readers.pending.length === 0) readers.since = this.#clock.monotonic();
    for (const entry of entries) {
      readers.pending.push(entry);
      const leaver = leaverOf(entry.effect);
      if (leaver !== undefined) this.#expel(room, readers, entry, leaver);
    }
    this.#dirty.add(room);
    this.#flushes.request();
  }

  readers(room: Id): readonly Id[] {
    return Array.from(this.#rooms.get(room)?.subscribers ?? [], ({ reader }) => reader.userId);
  }

  reset(room: Id, { epoch, seq }: Head, mayRead: (user: Id) => boolean): void {
    const frame: ResetFrame = { type: "reset", room_id: room, epoch, head: seq };
    const text = JSON.stringify(frame);
    const readers = this.#rooms.get(room);
    if (readers === undefined) return;
    readers.pending = [];
    for (const subscriber of readers.subscribers) {
      if (!mayRead(subscriber.reader.userId)) {
        this.#dismiss(subscriber, { reason: "removed" });
        continue;
      }
      subscriber.reset(seq);
      subscriber.reader.enqueue(new Outgoing([text]));
    }
  }

  trimmed(room: Id, floor: number): void {
    const outgoing = trimmedFrame(room, floor);
    for (const { reader } of this.#rooms.get(room)?.subscribers ?? []) reader.enqueue(outgoing);
  }

  gone(room: Id): void {
    const readers = this.#rooms.get(room);
    if (readers === undefined) return;
    this.#flushRoom(room, readers);
    for (const subscriber of readers.subscribers) this.#dismiss(subscriber, { reason: "deleted" });
  }

  /**
   * A signal beside the log, for everybody in the room but whom it is about. Lost if the room is not read here, and on
   * readers who do not read: nothing is kept for them.
   */
  ephemeral(room: Id, from: Id, text: string): void {
    this.tell(room, from, new Outgoing([text]));
  }

  /** The same, as it goes to connections. */
  tell(room: Id, from: Id, outgoing: Outgoing): void {
    if (this.#fenced) return;
    for (const { reader } of this.#rooms.get(room)?.subscribers ?? []) {
      if (reader.userId !== from && reader.bufferedBytes <= watermarkBytes) reader.enqueue(outgoing);
    }
  }

  /** While fenced nothing of any log is delivered: readers keep their cursors, and resume from the log afterwards. */
  fence(closed: boolean): void {
    this.#fenced = closed;
    if (!closed) return;
    for (const { subscribers } of this.#rooms.values()) {
      for (const subscriber of subscribers) subscriber.hold();
    }
  }

  /** Whether something is pending in a room. */
  get waiting(): boolean {
    return this.#dirty.size > 0;
  }

  /** Hands what is pending in every room to its subscribers. Answers how many events each got at once, on the average. */
  flush(): number {
    const dirty = this.#dirty;
    this.#dirty = new Set();
    let [events, writes] = [0, 0];
    for (const room of dirty) {
      const readers = this.#rooms.get(room);
      if (readers === undefined || readers.pending.length === 0) continue;
      events += readers.pending.length * readers.subscribers.size;
      writes += readers.subscribers.size;
      this.#flushRoom(room, readers);
    }
    return events / Math.max(1, writes);
  }

  #flushRoom(room: Id, readers: Readers): void {
    const { pending, subscribers } = readers;
    const first = pending[0]?.seq;
    const last = pending.at(-1)?.seq;
    if (first === undefined || last === undefined) return;
    readers.pending = [];
    if (this.#fenced) {
      for (const subscriber of subscribers) subscriber.hold();
      return;
    }
    const outgoing = new Outgoing(pending.map(({ text }) => text));
    for (const subscriber of subscribers) {
      try {
        subscriber.offer(first, last, outgoing);
      } catch (error) {
        // One reader's fault is not the room's.
        subscriber.reader.broken(error);
      }
    }
    this.#meter.count("messages_out", pending.length * subscribers.size);
    this.#meter.observe("delivery_seconds", (this.#clock.monotonic() - readers.since) / 1_000);
    this.#log.debug("delivered", { room_id: room, from: first, to: last, readers: subscribers.size });
  }

  /** Membership ended at this entry: its user reads up to it and no further. */
  #expel(room: Id, readers: Readers, entry: LogEntry, user: Id): void {
    const leaving = [...readers.subscribers].filter(({ reader }) => reader.userId === user);
    if (leaving.length === 0) return;
    this.#flushRoom(room, readers);
    const reason = entry.effect?.kind === "banned" ? "banned" : entry.sender === user ? "left" : "removed";
    for (const subscriber of leaving) this.#dismiss(subscriber, { reason, seq: entry.seq });
  }

  #dismiss(subscriber: Subscriber, why: Pick<UnsubscribedFrame, "reason" | "seq">): void {
    this.remove(subscriber);
    const frame: UnsubscribedFrame = { type: "unsubscribed", room_id: subscriber.room.id, ...why };
    subscriber.reader.enqueue(new Outgoing([JSON.stringify(frame)]));
    subscriber.reader.dismissed(subscriber);
  }
}
