import type { ClientFrame } from "../../src/protocol/client_frame.ts";
import type { RoomEvent } from "../../src/protocol/event.ts";
import type { Id } from "../../src/protocol/id.ts";
import type { Room as RoomEntity } from "../../src/protocol/room.ts";
import type {
  ErrorFrame,
  PresenceFrame,
  ReadPositionFrame,
  ResetFrame,
  SubscribedFrame,
  TrimmedFrame,
  TypingFrame,
  UnsubscribedFrame,
} from "../../src/protocol/server_frame.ts";
import type { ParleyApi } from "./api.ts";
import { ApiError } from "./api_error.ts";
import { backoff } from "./backoff.ts";
import { Emitter } from "./emitter.ts";
import type { CallOptions, HistoryQuery, MessagePage } from "./entities.ts";
import type { Cancel, Environment } from "./environment.ts";
import { eventIterator } from "./event_iterator.ts";
import type { Outbox, Sent } from "./outbox.ts";
import { type Beginning, type Cursor, type DiscontinuityReason, RoomCursor } from "./room_cursor.ts";
import type { SendOptions, WriteOptions } from "./write_options.ts";
import { messageOf } from "./writing.ts";

/** Events between `after` and `head` will not come over the socket: what is shown of the room must be read anew. */
export interface Discontinuity {
  readonly reason: DiscontinuityReason;
  /** The last event that was delivered. */
  readonly after: Cursor;
  /** Delivery goes on after this one. */
  readonly head: Cursor;
  readonly action: "reload_history";
}

/** The subscription is over by the server's word. `refused`: it never began. */
export interface Ended {
  readonly reason: "left" | "removed" | "banned" | "deleted" | "refused";
  readonly error?: ApiError;
}

export interface RoomEvents {
  /** Each durable event once, in seq order, without a gap. */
  event: RoomEvent;
  subscribed: SubscribedFrame;
  discontinuity: Discontinuity;
  /** What was before this seq is not kept any more, and must not be shown. */
  trimmed: TrimmedFrame;
  ended: Ended;
  typing: TypingFrame;
  /** Somebody has read up to there; with one's own id, another device or this one. */
  read: ReadPositionFrame;
  /** Who is here, while {@link Room.watchPresence} is on. */
  presence: PresenceFrame;
}

/** What a room needs of its client. */
export interface RoomContext {
  readonly api: ParleyApi;
  readonly environment: Environment;
  readonly outbox: Outbox;
  readonly subscribeMs: number;
  /** Sends over the open connection; without one, drops the frame. */
  transmit(frame: ClientFrame): void;
  /** The server contradicts itself: begin again on a new connection. */
  restart(reason: string): void;
}

/** Every frame of the server that is about one room. */
export type RoomFrame =
  | RoomEvent
  | SubscribedFrame
  | UnsubscribedFrame
  | ResetFrame
  | TrimmedFrame
  | TypingFrame
  | ReadPositionFrame
  | PresenceFrame
  | ErrorFrame;

/** Whether something is taken back rather than done. */
type Changing = WriteOptions & { readonly remove?: boolean };

function flag(remove: boolean): { readonly remove?: true } {
  return remove ? { remove } : {};
}

/** `asking`: no answer on this connection yet; `mending`: live, but events are missing and were asked for again. */
type Reading = "off" | "asking" | "live" | "mending";

/** Gaps without an event between them that are mended in place; then on a new connection, with its backoff. */
const mendsMax = 3;

/** One room as a client has it. Made by `ParleyClient.room()`; lives as long as the client, over every reconnection. */
export class Room {
  readonly id: Id;
  readonly #context: RoomContext;
  readonly #emitter: Emitter<RoomEvents>;
  #cursor = new RoomCursor();
  #reading: Reading = "off";
  #mends = 0;
  #attempt = 0;
  #wantsPresence = false;
  /** Whether the subscription that was asked for last is with it. */
  #askedPresence = false;
  /** Head when one last joined: the end of an earlier membership is no news. */
  #joinedAt = 0;
  #cancelTimer: Cancel = () => {};
  #waiters: { resolve(frame: SubscribedFrame): void; reject(error: unknown): void }[] = [];

  constructor(id: Id, context: RoomContext) {
    this.id = id;
    this.#context = context;
    this.#emitter = new Emitter(context.environment.report);
  }

  /** The last event delivered; keep it to resume from it in another life of the program. */
  get cursor(): Cursor | undefined {
    return this.#cursor.at;
  }

  on<Name extends keyof RoomEvents>(name: Name, listener: (value: RoomEvents[Name]) => void): () => void {
    return this.#emitter.on(name, listener);
  }

  /** Becomes a member and subscribes. Answers the room. */
  async join(password?: string, options?: CallOptions): Promise<RoomEntity> {
    const room = await this.#context.api.rooms.join(this.id, password, options);
    this.#joinedAt = room.head;
    // From the moment of joining: what is posted before the subscription stands is replayed.
    await this.subscribe(this.#cursor.at ?? { epoch: room.epoch, seq: room.head });
    return room;
  }

  /** Gives the membership up; others see it. */
  async leave(options?: CallOptions): Promise<void> {
    await this.#context.api.rooms.leave(this.id, options);
    this.unsubscribe();
  }

  /**
   * Reads the room: from after `cursor`, or from where this object is, or from now. Resolves when the subscription stands
   * (which takes a connection); rejects when the server refuses it.
   */
  subscribe(cursor?: Cursor): Promise<SubscribedFrame> {
    if (cursor !== undefined) this.#cursor = new RoomCursor(cursor);
    const standing = new Promise<SubscribedFrame>((resolve, reject) => this.#waiters.push({ resolve, reject }));
    // A new cursor asks again, whatever is under way: the answer to come would be about the old one.
    if (cursor !== undefined || this.#reading !== "asking") this.#ask("asking");
    return standing;
  }

  /** Stops reading. The cursor stays: a later `subscribe()` resumes there. */
  unsubscribe(): void {
    if (this.#reading === "off") return;
    this.#stop(new ApiError("closed", "The subscription was given up"));
    this.#context.transmit({ type: "unsubscribe", room_id: this.id });
  }

  /** Posts a message: see {@link Outbox.add}. */
  send(content: string, options: SendOptions = {}): Promise<Sent> {
    return this.#context.outbox.add(messageOf(this.id, content, options), options);
  }

  /** Says something else in the place of one's own message. */
  edit(seq: number, content: string, options: WriteOptions = {}): Promise<Sent> {
    return this.#context.outbox.add({ type: "edit", room_id: this.id, seq, content }, options);
  }

  /** Takes a message away, for everybody and for good. */
  delete(seq: number, options: WriteOptions = {}): Promise<Sent> {
    return this.#context.outbox.add({ type: "delete", room_id: this.id, seq }, options);
  }

  /** Puts an emoji on a message; `remove`: takes it back. What is so already changes nothing. */
  react(seq: number, emoji: string, { remove = false, ...options }: Changing = {}): Promise<Sent> {
    return this.#context.outbox.add({ type: "react", room_id: this.id, seq, emoji, ...flag(remove) }, options);
  }

  /** Pins a message; `remove`: takes the pin away. */
  pin(seq: number, { remove = false, ...options }: Changing = {}): Promise<Sent> {
    return this.#context.outbox.add({ type: "pin", room_id: this.id, seq, ...flag(remove) }, options);
  }

  /**
   * Tells the others that one is typing; holds for 6 seconds. `stop`: not any more. Lost while the subscription does not
   * stand.
   */
  typing(stop = false): void {
    if (this.#isLive) this.#context.transmit({ type: "typing", room_id: this.id, ...(stop ? { stop } : {}) });
  }

  /** Whether `presence` events are wanted: a snapshot first, then changes, for every subscription from now on. */
  watchPresence(wanted: boolean): void {
    if (this.#wantsPresence === wanted) return;
    this.#wantsPresence = wanted;
    if (this.#isLive) this.#ask("mending");
  }

  /**
   * Marks everything up to there as read, on all devices; a `read` event comes when that is stored. `false`: the
   * subscription does not stand, and nothing was sent.
   */
  read(seq: number): boolean {
    if (this.#isLive) this.#context.transmit({ type: "read", room_id: this.id, seq });
    return this.#isLive;
  }

  /** Whether the subscription stands. */
  get isLive(): boolean {
    return this.#isLive;
  }

  /** One page of the room's history, ascending. */
  history(query?: HistoryQuery, options?: CallOptions): Promise<MessagePage> {
    return this.#context.api.messages.page(this.id, query, options);
  }

  /** Events from now on, as an async iterator; ends with the subscription or the signal. */
  events(options: CallOptions = {}): AsyncGenerator<RoomEvent, void, void> {
    return eventIterator(this, options.signal);
  }

  /** For the client only: a new connection stands. */
  resume(): void {
    this.#mends = 0;
    if (this.#reading !== "off") this.#ask("asking");
  }

  /** For the client only: the connection is gone. */
  lost(): void {
    this.#cancelTimer();
    if (this.#reading !== "off") this.#reading = "asking";
  }

  /** For the client only: the client was closed. */
  close(error: ApiError): void {
    if (this.#reading !== "off") this.#cancelTimer();
    for (const waiter of this.#waiters.splice(0)) waiter.reject(error);
  }

  /** For the client only. */
  take(frame: RoomFrame): void {
    // How far one has read is told of every room, read here or not.
    if (frame.type === "read") return this.#emitter.emit("read", frame);
    if (this.#reading === "off") return;
    switch (frame.type) {
      case "subscribed":
        return this.#subscribed(frame);
      case "unsubscribed":
        return this.#unsubscribed(frame);
      case "reset":
        // Taken at once: until then the next event of the new log could look like that of the old one.
        return this.#isLive ? this.#begin({ ...frame, reset: true }) : undefined;
      case "trimmed":
        return this.#emitter.emit("trimmed", frame);
      case "typing":
        return this.#emitter.emit("typing", frame);
      case "presence":
        return this.#emitter.emit("presence", frame);
      case "error":
        return this.#refused(frame);
      default:
        return this.#event(frame);
    }
  }

  /** Signals before that would be refused with the room's id, which must not be taken for the subscription's refusal. */
  get #isLive(): boolean {
    return this.#reading === "live" || this.#reading === "mending";
  }

  #ask(reading: "asking" | "mending"): void {
    this.#reading = reading;
    const at = this.#cursor.at;
    this.#context.transmit({
      type: "subscribe",
      room_id: this.id,
      ...(at === undefined ? {} : { since: at.seq, epoch: at.epoch }),
      ...(this.#wantsPresence ? { presence: true } : {}),
    });
    this.#askedPresence = this.#wantsPresence;
    this.#askLater(this.#context.subscribeMs);
  }

  #askLater(ms: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#context.environment.after(ms, () => {
      if (this.#reading === "asking" || this.#reading === "mending") this.#ask(this.#reading);
    });
  }

  #stop(error: ApiError): void {
    this.#reading = "off";
    this.#cancelTimer();
    for (const waiter of this.#waiters.splice(0)) waiter.reject(error);
  }

  #subscribed(frame: SubscribedFrame): void {
    this.#cancelTimer();
    this.#reading = "live";
    this.#attempt = 0;
    for (const waiter of this.#waiters.splice(0)) waiter.resolve(frame);
    this.#begin(frame, () => this.#emitter.emit("subscribed", frame));
    // Somebody began or ceased to look while the answer was on its way.
    if (this.#isLive && this.#askedPresence !== this.#wantsPresence) this.#ask("mending");
  }

  /** Goes on from where the server says, and tells of what is missing before it. */
  #begin(beginning: Beginning, tell: () => void = () => {}): void {
    const after = this.#cursor.at;
    const reason = this.#cursor.begin(beginning);
    tell();
    if (reason === undefined || after === undefined) return;
    const head = { epoch: beginning.epoch, seq: beginning.head };
    this.#emitter.emit("discontinuity", { reason, after, head, action: "reload_history" });
  }

  #unsubscribed({ reason, seq }: UnsubscribedFrame): void {
    // Without a reason it answers an `unsubscribe` of before; with an old seq it is of an earlier membership.
    if (reason === undefined || (seq !== undefined && seq <= this.#joinedAt)) return;
    this.#stop(new ApiError(reason === "deleted" ? "not_found" : "not_member", `The subscription ended: ${reason}`));
    this.#emitter.emit("ended", { reason });
  }

  #refused({ code, message, retry_after_ms }: ErrorFrame): void {
    if (this.#reading === "off" || this.#reading === "live") return;
    const error = new ApiError(code, message, { retryAfterMs: retry_after_ms });
    if (error.temporary) {
      return this.#askLater((retry_after_ms ?? 0) + backoff(this.#attempt++, this.#context.environment.random));
    }
    this.#stop(error);
    this.#emitter.emit("ended", { reason: "refused", error });
  }

  #event(event: RoomEvent): void {
    // Before the answer to the subscription the epoch is not known: such an event comes again after it.
    if (this.#reading === "asking") return;
    switch (this.#cursor.judge(event.seq)) {
      case "deliver":
        this.#mends = 0;
        return this.#emitter.emit("event", event);
      case "repeat":
        return;
      case "gap":
        if (this.#reading === "mending") return;
        if (++this.#mends > mendsMax) return this.#context.restart("events are missing");
        return this.#ask("mending");
    }
  }
}
