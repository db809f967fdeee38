import { headCheckDeafMs, headCheckMs, roomIdleMs } from "../limits.ts";
import type { Broker, DirectedSignal, NodeName, Signal } from "../ports/broker.ts";
import type { Cancel } from "../ports/clock.ts";
import type { Head, LogEntry } from "../ports/event_log.ts";
import type { Id } from "../protocol/id.ts";
import { LiveRoom, type LiveRoomPorts } from "./live_room.ts";
import type { RoomObserver } from "./room_observer.ts";

export interface LiveRoomsPorts extends LiveRoomPorts {
  readonly broker: Pick<Broker, "node" | "publish" | "healthy">;
}

/** Heads asked for in one call of the store. */
const headsPerCall = 500;

/** The rooms that live on this node, and the watch that repairs whatever the doorbell lost. */
export class LiveRooms {
  readonly #ports: LiveRoomsPorts;
  readonly #observer: RoomObserver;
  readonly #rooms = new Map<Id, LiveRoom>();
  readonly #hasReaders: (room: Id) => boolean;
  #cancel: Cancel | undefined;
  #checkedAt: number;
  #checking = false;
  #retired = false;

  constructor(ports: LiveRoomsPorts, observer: RoomObserver, hasReaders: (room: Id) => boolean) {
    this.#ports = ports;
    this.#hasReaders = hasReaders;
    this.#checkedAt = ports.clock.monotonic();
    this.#observer = {
      delivered: (room, entries: readonly LogEntry[]) => observer.delivered(room, entries),
      readers: (room) => observer.readers(room),
      reset: (room, head: Head, mayRead) => observer.reset(room, head, mayRead),
      trimmed: (room, floor) => observer.trimmed(room, floor),
      gone: (room) => {
        this.#rooms.delete(room);
        observer.gone(room);
      },
    };
  }

  /** The room, loaded when it is first asked something. Whether it exists is found out then. */
  room(id: Id): LiveRoom {
    let room = this.#rooms.get(id);
    if (room === undefined) {
      room = new LiveRoom(id, this.#ports, this.#observer);
      this.#rooms.set(id, room);
    }
    return room;
  }

  get size(): number {
    return this.#rooms.size;
  }

  /** Whether the room lives on this node: signals of another change nothing here. */
  has(room: Id): boolean {
    return this.#rooms.has(room);
  }

  /** Another node's doorbell. A room nobody lives in here needs no waking. */
  rang(signal: Signal & { readonly kind: "head" }, from: NodeName): void {
    this.#rooms.get(signal.room)?.rangFrom(signal, from);
  }

  /** Another node hands over what is to be written, says that what it was handed is not, or wants to write itself. */
  told(signal: DirectedSignal, from: NodeName): void {
    if (signal.to !== this.#ports.broker.node) return;
    const room = this.#rooms.get(signal.room);
    if (signal.kind === "yield") return room?.askedToYield();
    if (signal.kind === "declined") return room?.declined(signal.number, from);
    if (room !== undefined && !this.#retired) return room.forwarded(signal, from);
    this.#ports.broker.publish({ kind: "declined", room: signal.room, to: from, number: signal.number });
  }

  /** Takes nothing more from other nodes: this one goes away. */
  retire(): void {
    this.#retired = true;
  }

  start(): void {
    this.#cancel = this.#ports.clock.after(headCheckDeafMs, () => {
      this.start();
      const every = this.#ports.broker.healthy() ? headCheckMs : headCheckDeafMs;
      if (this.#ports.clock.monotonic() - this.#checkedAt >= every) void this.checkHeads();
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** Compares every live room with the store, and lets go of those that nobody uses. */
  async checkHeads(): Promise<void> {
    if (this.#checking) return;
    this.#checking = true;
    this.#checkedAt = this.#ports.clock.monotonic();
    try {
      this.#letGo();
      const rooms = [...this.#rooms.values()];
      for (let at = 0; at < rooms.length; at += headsPerCall) await this.#compare(rooms.slice(at, at + headsPerCall));
    } catch (error) {
      this.#ports.trace.warn("Cannot compare heads with the store", { error });
    } finally {
      this.#checking = false;
    }
  }

  /** Whether every accepted append has its answer. */
  get settled(): boolean {
    return [...this.#rooms.values()].every((room) => !room.busy);
  }

  async #compare(rooms: readonly LiveRoom[]): Promise<void> {
    for (const room of rooms) room.retry();
    const asked = rooms.flatMap((room) => room.head === undefined ? [] : [{ room, askedAt: room.head }]);
    const heads = await this.#ports.log.heads(asked.map(({ room }) => room.id));
    for (const { room, askedAt } of asked) room.compare(heads.get(room.id), askedAt);
  }

  #letGo(): void {
    const before = this.#ports.clock.monotonic() - roomIdleMs;
    for (const [id, room] of this.#rooms) {
      if (room.usedAt < before && !room.busy && !this.#hasReaders(id)) this.#rooms.delete(id);
    }
  }
}
