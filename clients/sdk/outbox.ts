import type { Id } from "../../src/protocol/id.ts";
import type { AckFrame, ErrorFrame } from "../../src/protocol/server_frame.ts";
import { ApiError } from "./api_error.ts";
import { backoff } from "./backoff.ts";
import type { Cancel, Environment } from "./environment.ts";
import { writingFault } from "./writing_fault.ts";
import type { WriteOptions } from "./write_options.ts";
import type { Writing } from "./writing.ts";

/** What was acknowledged: durable, for ever, at this seq. */
export interface Sent {
  /** `unchanged`: it was so already; seq is the head at which that was seen, and there is no event of one's own. */
  readonly unchanged?: true;
  /** Of the event; empty where nothing changed. */
  readonly id: Id;
  readonly seq: number;
  readonly timestamp: string;
  readonly clientId: string;
}

export interface OutboxOptions {
  /** Messages waiting or under way, all rooms together. Reached: `outbox_full`. */
  readonly messagesMax: number;
  /**
   * Messages of one room under way at once. With 1, order holds whatever happens. With more, throughput over a long way
   * is higher, but a message refused for a moment can be overtaken by those that were sent right behind it.
   */
  readonly inFlightPerRoom: number;
  /** Whether `rate_limited` is waited out (true) or given to the sender. */
  readonly waitOutRateLimit: boolean;
  /** No answer in this time: the message is sent again under its client_id. */
  readonly ackMs: number;
}

/** Below the server's bound for one session (256), with room for what it has answered but not told yet. */
const inFlightMax = 128;
/** Attempts at a message that the server answers with `internal`: a fault of its own that waiting may not mend. */
const internalAttemptsMax = 5;

interface Entry {
  readonly frame: Writing & { readonly client_id: string };
  readonly resolve: (sent: Sent) => void;
  readonly reject: (error: unknown) => void;
  /** Ends the listening for an abort. */
  readonly release: () => void;
  attempts: number;
  /** While under way: cancels the wait for its answer. */
  cancelAck: Cancel | undefined;
}

/** Where nothing changed there is no event, and so neither id nor time. */
type Acknowledged = Pick<AckFrame, "seq" | "client_id"> & Partial<Pick<AckFrame, "id" | "timestamp">> & {
  readonly unchanged?: true;
};

interface Queue {
  /** Oldest first. */
  readonly entries: Set<Entry>;
  inFlight: number;
  /** Set after a temporary refusal: nothing is sent before it ends. */
  hold: Cancel | undefined;
  /** Set after a temporary refusal: nothing is sent before what is under way is settled, so that order returns. */
  isSettling: boolean;
}

/**
 * Messages until they are acknowledged: first in, first out per room, each under one client_id however often it is sent,
 * so that it ends up in the log once.
 */
export class Outbox {
  readonly #environment: Environment;
  readonly #options: OutboxOptions;
  readonly #queues = new Map<Id, Queue>();
  readonly #entries = new Map<string, Entry>();
  #transmit: ((frame: Writing) => void) | undefined;
  #inFlight = 0;

  constructor(environment: Environment, options: OutboxOptions) {
    this.#environment = environment;
    this.#options = options;
  }

  /** Messages that are not acknowledged yet. */
  get size(): number {
    return this.#entries.size;
  }

  /** Resolves when what is written is durable. Rejects with {@link ApiError} or the signal's reason. */
  add(writing: Writing, { signal, clientId = this.#environment.newId() }: WriteOptions): Promise<Sent> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const { room_id: room } = writing;
      const fault = writingFault(writing, clientId);
      if (fault !== undefined) throw new ApiError("invalid", fault);
      if (this.#entries.has(clientId)) throw new ApiError("client_id_conflict", "This client_id is under way already");
      if (this.#entries.size >= this.#options.messagesMax) {
        throw new ApiError("outbox_full", `${this.#entries.size} messages are waiting: wait for some of them first`);
      }
      const frame = { ...writing, client_id: clientId };
      const abort = () => this.#settle(entry, () => reject(signal?.reason));
      const release = () => signal?.removeEventListener("abort", abort);
      signal?.addEventListener("abort", abort, { once: true });
      const entry: Entry = { frame, resolve, reject, release, attempts: 0, cancelAck: undefined };
      const queue = this.#queues.get(room) ?? { entries: new Set(), inFlight: 0, hold: undefined, isSettling: false };
      this.#queues.set(room, queue);
      queue.entries.add(entry);
      this.#entries.set(clientId, entry);
      this.#pump();
    });
  }

  /** A connection stands: sends everything that is not acknowledged, oldest first. */
  opened(transmit: (frame: Writing) => void): void {
    this.#transmit = transmit;
    this.#pump();
  }

  /** The connection is gone, or ends soon and takes nothing new. What was under way is sent again on the next. */
  lost(): void {
    this.#transmit = undefined;
    for (const queue of this.#queues.values()) {
      for (const entry of queue.entries) this.#land(queue, entry);
      queue.hold?.();
      queue.hold = undefined;
      queue.isSettling = false;
    }
  }

  /** Takes nothing new to the connection, but still hears the answers to what is under way. */
  pause(): void {
    this.#transmit = undefined;
  }

  acknowledged(ack: AckFrame): void {
    const entry = this.#entries.get(ack.client_id);
    if (entry === undefined || entry.frame.room_id !== ack.room_id) return;
    const { id = "", seq, timestamp = "", unchanged, client_id: clientId }: Acknowledged = ack;
    this.#settle(entry, () => entry.resolve({ id, seq, timestamp, clientId, ...(unchanged && { unchanged }) }));
  }

  /** Takes a refusal that names one of the messages; `false`: it is about something else. */
  refused(refusal: ErrorFrame): boolean {
    const entry = refusal.client_id === undefined ? undefined : this.#entries.get(refusal.client_id);
    if (entry === undefined) return false;
    const error = new ApiError(refusal.code, refusal.message, { retryAfterMs: refusal.retry_after_ms });
    const isDefinite = !error.temporary ||
      (error.code === "rate_limited" && !this.#options.waitOutRateLimit) ||
      (error.code === "internal" && entry.attempts >= internalAttemptsMax);
    if (isDefinite) this.#settle(entry, () => entry.reject(error));
    else this.#postpone(entry, error.retryAfterMs);
    return true;
  }

  /** Gives up all messages. */
  close(error: ApiError): void {
    this.#transmit = undefined;
    for (const entry of [...this.#entries.values()]) this.#settle(entry, () => entry.reject(error));
  }

  #queueOf(entry: Entry): Queue | undefined {
    return this.#queues.get(entry.frame.room_id);
  }

  /** Ends an entry, whichever way, and lets the next ones go. */
  #settle(entry: Entry, tell: () => void): void {
    const queue = this.#queueOf(entry);
    if (queue === undefined || !queue.entries.delete(entry)) return;
    this.#land(queue, entry);
    entry.release();
    this.#entries.delete(entry.frame.client_id);
    if (queue.entries.size === 0) {
      queue.hold?.();
      this.#queues.delete(entry.frame.room_id);
    }
    tell();
    this.#pump();
  }

  /** The entry is not under way any more. */
  #land(queue: Queue, entry: Entry): void {
    if (entry.cancelAck === undefined) return;
    entry.cancelAck();
    entry.cancelAck = undefined;
    queue.inFlight--;
    this.#inFlight--;
  }

  /** Refused for a moment: the room's queue waits, so that nothing overtakes. */
  #postpone(entry: Entry, retryAfterMs?: number): void {
    const queue = this.#queueOf(entry);
    if (queue === undefined) return;
    this.#land(queue, entry);
    queue.isSettling = true;
    queue.hold?.();
    const jitter = backoff(entry.attempts, this.#environment.random);
    // The time asked for is exact; only where none is given the guess grows.
    const ms = retryAfterMs === undefined ? jitter : retryAfterMs + jitter / 10;
    queue.hold = this.#environment.after(ms, () => {
      queue.hold = undefined;
      this.#pump();
    });
  }

  #pump(): void {
    for (const queue of this.#queues.values()) {
      if (queue.hold !== undefined || (queue.isSettling && queue.inFlight > 0)) continue;
      queue.isSettling = false;
      for (const entry of queue.entries) {
        if (this.#transmit === undefined || this.#inFlight >= inFlightMax) return;
        if (queue.inFlight >= this.#options.inFlightPerRoom) break;
        if (entry.cancelAck === undefined) this.#launch(queue, entry, this.#transmit);
      }
    }
  }

  #launch(queue: Queue, entry: Entry, transmit: (frame: Writing) => void): void {
    entry.attempts++;
    queue.inFlight++;
    this.#inFlight++;
    entry.cancelAck = this.#environment.after(this.#options.ackMs, () => this.#postpone(entry));
    transmit(entry.frame);
  }
}
