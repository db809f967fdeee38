import type { LiveRooms } from "../chat/live_rooms.ts";
import { requireWithin } from "../chat/read_actions.ts";
import type { ReadPositions } from "../chat/read_positions.ts";
import type { Load } from "../chat/load.ts";
import { requireReader } from "../chat/permission.ts";
import type { RoomState } from "../chat/room_state.ts";
import { type Limiter, requireRate } from "../chat/rooms.ts";
import { intentOf } from "../chat/text_intent.ts";
import type { TokenAuthority } from "../chat/token_authority.ts";
import {
  backlogEventsMax,
  badFramesMax,
  framesBurst,
  framesPerSecondMax,
  heartbeatMs,
  peerSilenceMs,
  slowConsumerMs,
  subscriptionsPerSessionMax,
  typingIntervalMs,
  typingMs,
  unackedPerSessionMax,
  watermarkBytes,
} from "../limits.ts";
import type { Broker } from "../ports/broker.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Meter } from "../ports/meter.ts";
import {
  type ClientFrame,
  isWriting,
  type ReadFrame,
  type SubscribeFrame,
  type TypingSignal,
  type WritingFrame,
} from "../protocol/client_frame.ts";
import { closeCatalogue, type CloseName } from "../protocol/close_code.ts";
import { clientIdOf, decodeFrame } from "../protocol/decode_frame.ts";
import { errorCatalogue } from "../protocol/error_code.ts";
import type { Id } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Principal } from "../protocol/principal.ts";
import type { TypingFrame } from "../protocol/server_frame.ts";
import type { Connection, ConnectionHandler } from "./connection.ts";
import type { Opening } from "./gate.ts";
import type { Hub } from "./hub.ts";
import { Outgoing } from "./outgoing.ts";
import type { Presence } from "./presence.ts";
import { ackFrame, errorFrame, frame, refusalFrame, trimmedFrame } from "./server_frames.ts";
import { type Reader, Subscriber } from "./subscriber.ts";

export interface SessionPorts {
  readonly rooms: LiveRooms;
  readonly hub: Hub;
  readonly broker: Pick<Broker, "publish">;
  readonly presence: Pick<Presence, "came" | "went">;
  readonly positions: Pick<ReadPositions, "mark">;
  readonly messageLimiter: Limiter;
  readonly load: Load;
  readonly clock: Clock;
  readonly meter: Meter;
  readonly log: Log;
  readonly isRevoked: TokenAuthority["isRevoked"];
  /** Nothing new is accepted any more. */
  readonly isDraining: () => boolean;
  /** The store does not answer: nothing of the log is delivered. */
  readonly isFenced?: () => boolean;
  /** This session has something to send. */
  readonly dirty: (session: Session) => void;
  readonly ended: (session: Session) => void;
}

/** One authenticated live connection. It owns every error of its handlers: the worst that happens is its own end. */
export class Session implements ConnectionHandler, Reader {
  readonly principal: Principal;
  readonly #connection: Connection;
  readonly #ports: SessionPorts;
  readonly #subscribers = new Map<Id, Subscriber>();
  /** Made when it is needed: most sessions never say what they have read. */
  #lastRead: Map<Id, number> | undefined;
  #out: Outgoing[] = [];
  #unacked = 0;
  #badFrames = 0;
  /** Token bucket of frames, and how many came while it was empty, since it was last half full. */
  #frames = framesBurst;
  #framesAt: number;
  #framesOver = 0;
  #heardAt: number;
  #pingedAt: number;
  #overSince: number | undefined;
  #open = true;

  constructor(connection: Connection, { principal, requestId }: Opening, ports: SessionPorts) {
    this.principal = { ...principal, trace: requestId };
    this.#connection = connection;
    this.#ports = ports;
    this.#framesAt = this.#heardAt = this.#pingedAt = ports.clock.monotonic();
  }

  get userId(): Id {
    return this.principal.id;
  }

  get bufferedBytes(): number {
    return this.#connection.bufferedBytes;
  }

  text(message: string): void {
    if (!this.#open) return;
    if (!this.#allowFrame()) return;
    let request: ClientFrame;
    try {
      request = decodeFrame(message);
      this.#badFrames = 0;
    } catch (error) {
      return this.#refuseFrame(error, message);
    }
    if (isWriting(request) && this.#tooMuch(request)) return;
    this.#handle(request).catch((error) => this.#refuse(error, request));
  }

  /** Pings and pongs count as frames: each costs about as much as one, and nobody needs many. */
  alive(): void {
    if (this.#open) this.#allowFrame();
  }

  closed(code: number): void {
    if (!this.#open) return;
    this.#end();
    this.#ports.log.debug("session closed", { request_id: this.principal.trace, code });
  }

  enqueue(outgoing: Outgoing): void {
    if (!this.#open) return;
    this.#out.push(outgoing);
    if (this.#out.length === 1) this.#ports.dirty(this);
  }

  flush(): void {
    if (this.#out.length === 0) return;
    const out = this.#out;
    this.#out = [];
    this.#connection.write(out.length === 1 ? out[0]! : Outgoing.joined(out));
  }

  dismissed(subscriber: Subscriber): void {
    this.#ports.presence.went(subscriber, this.principal);
    if (this.#subscribers.get(subscriber.room.id) === subscriber) this.#subscribers.delete(subscriber.room.id);
  }

  failed(error: unknown): void {
    this.enqueue(errorFrame(error, {}));
    this.close("internal");
  }

  /** Ends it after a fault of its own or of its connection, so that nobody else feels it. Never throws. */
  broken(error: unknown): void {
    const { meter, log } = this.#ports;
    meter.count("session_errors");
    log.error("A session failed and was ended", { request_id: this.principal.trace, error });
    this.#out = [];
    try {
      this.close("internal");
    } catch (cause) {
      log.error("A broken connection was not closed in order", { request_id: this.principal.trace, error: cause });
      this.#connection.terminate();
    }
  }

  /** Joins and subscribes to the room that the upgrade named. */
  async begin(room: Id, since: number | undefined): Promise<void> {
    try {
      const { written, seq } = await this.#ports.rooms.room(room).submit(this.principal, { kind: "join" });
      // Who has just joined sees the own arrival first; who is a member, all that was said since, such as the own words.
      await this.#subscribe({ type: "subscribe", room_id: room, since: since ?? (written ? seq - 1 : seq) });
    } catch (error) {
      this.#refuse(error, { type: "subscribe", room_id: room });
    }
  }

  /** Looks after the connection: credentials, heartbeat, readers that do not read. */
  sweep(now: number): void {
    const { clock, isRevoked } = this.#ports;
    if (this.principal.expiresAt <= now || isRevoked(this.principal)) return this.close("credentialsOver");
    const at = clock.monotonic();
    if (at - this.#heardAt > peerSilenceMs) return this.#cut();
    if (at - this.#heardAt > heartbeatMs && at - this.#pingedAt > heartbeatMs) {
      this.#pingedAt = at;
      this.#connection.ping();
    }
    if (this.bufferedBytes <= watermarkBytes) {
      this.#overSince = undefined;
      if (this.#ports.isFenced?.() === true) return;
      for (const subscriber of this.#subscribers.values()) subscriber.resume();
      return;
    }
    this.#overSince ??= at;
    if (at - this.#overSince >= slowConsumerMs) {
      this.#ports.meter.count("slow_consumers");
      this.close("slowConsumer");
    }
  }

  close(name: CloseName): void {
    if (!this.#open) return;
    const { code, reason } = closeCatalogue[name];
    this.flush();
    this.#end();
    this.#ports.meter.refuse(name);
    this.#connection.close(code, reason);
  }

  #cut(): void {
    this.#end();
    this.#connection.terminate();
  }

  #end(): void {
    this.#open = false;
    this.#out = [];
    for (const subscriber of this.#subscribers.values()) {
      this.#stopTyping(subscriber);
      this.#remove(subscriber);
    }
    this.#subscribers.clear();
    this.#ports.ended(this);
  }

  #allowFrame(): boolean {
    const at = this.#ports.clock.monotonic();
    this.#frames = Math.min(framesBurst, this.#frames + (at - this.#framesAt) * framesPerSecondMax / 1_000);
    this.#framesAt = this.#heardAt = at;
    if (this.#frames >= framesBurst / 2) this.#framesOver = 0;
    if (this.#frames >= 1) {
      this.#frames--;
      return true;
    }
    // Told once, then let go: a flood is not answered frame by frame.
    if (this.#framesOver++ === 0) {
      this.#refuse(new ParleyError("rate_limited", "Too many frames", { retryAfterMs: 1_000 }), undefined);
    }
    if (this.#framesOver > framesBurst) this.close("rate");
    return false;
  }

  #refuseFrame(error: unknown, message: string): void {
    const malformed = error instanceof ParleyError && error.code === "bad_frame";
    if (malformed) this.#badFrames++;
    this.#refuse(error, { client_id: clientIdOf(message) });
    if (this.#badFrames >= badFramesMax) this.close("badFrames");
  }

  #refuse(error: unknown, about: { client_id?: string | undefined; room_id?: Id } | ClientFrame | undefined): void {
    const { meter, log } = this.#ports;
    if (error instanceof ParleyError) meter.refuse(error.code);
    else {
      meter.count("session_errors");
      log.error("A frame could not be handled", { request_id: this.principal.trace, error });
    }
    const clientId = about !== undefined && "client_id" in about ? about.client_id : undefined;
    const room = about !== undefined && "room_id" in about ? about.room_id : undefined;
    this.enqueue(errorFrame(error, { client_id: clientId, room_id: room }));
  }

  async #handle(request: ClientFrame): Promise<void> {
    if (isWriting(request)) return await this.#write(request);
    switch (request.type) {
      case "subscribe":
        return await this.#subscribe(request);
      case "unsubscribe":
        return await this.#unsubscribe(request.room_id);
      case "typing":
        return this.#typing(request);
      case "read":
        return await this.#read(request);
      case "ping":
        return this.enqueue(frame({ type: "pong" }));
    }
  }

  /** Refuses while the node has too much to do, at a fraction of what a thrown error costs: then it matters. */
  #tooMuch(request: WritingFrame): boolean {
    const { load, meter } = this.#ports;
    meter.count("messages_in");
    const retryAfterMs = load.accepts();
    if (retryAfterMs === 0) return false;
    meter.refuse("overloaded");
    this.enqueue(refusalFrame("overloaded", errorCatalogue.overloaded.sentence, request, retryAfterMs));
    return true;
  }

  /** A message, or what is done to one. */
  async #write(request: WritingFrame): Promise<void> {
    const { rooms, messageLimiter, load } = this.#ports;
    const { room_id, client_id } = request;
    if (this.#ports.isDraining()) throw new ParleyError("draining", undefined, { retryAfterMs: 1_000 });
    requireRate(messageLimiter, this.principal.id);
    if (this.#unacked >= unackedPerSessionMax) {
      throw new ParleyError("overloaded", "Too many messages wait to be stored", { retryAfterMs: 1_000 });
    }
    const units = "content" in request ? request.content.length : 0;
    this.#unacked++;
    load.began(units);
    try {
      const receipt = await rooms.room(room_id).submit(this.principal, intentOf(request));
      if (client_id !== undefined) this.enqueue(ackFrame(room_id, client_id, receipt));
    } finally {
      this.#unacked--;
      load.ended(units);
    }
  }

  async #subscribe(request: SubscribeFrame): Promise<void> {
    const { room_id, since } = request;
    if (this.#ports.isFenced?.() === true) throw new ParleyError("degraded", undefined, { retryAfterMs: 1_000 });
    const room = this.#ports.rooms.room(room_id);
    // A cursor beyond what this node knows may come from another node: then this is its doorbell.
    if (since !== undefined) room.rang(since);
    await room.consult([this.principal.id], (state) => {
      requireReader(state, this.principal.id);
      if (this.#open) this.#subscribeAt(state, request);
    });
  }

  /** Synchronous with the judgement of membership: both hold at one head. */
  #subscribeAt(
    { epoch, head, floor }: RoomState,
    { room_id, since, epoch: of, presence: watches = false }: SubscribeFrame,
  ): void {
    const { hub, rooms, presence, log } = this.#ports;
    const before = this.#subscribers.get(room_id);
    if (before === undefined && this.#subscribers.size >= subscriptionsPerSessionMax) {
      throw new ParleyError("overloaded", `A session reads at most ${subscriptionsPerSessionMax} rooms`);
    }
    if (before !== undefined) this.#remove(before);
    const cursor = since ?? head;
    const isLost = cursor < floor || cursor > head || head - cursor > backlogEventsMax;
    const reset = (of !== undefined && of !== epoch) || isLost;
    const subscriber = new Subscriber(this, rooms.room(room_id), reset ? head : cursor, log);
    if (before !== undefined) {
      subscriber.typedAt = before.typedAt;
      subscriber.typesUntil = before.typesUntil;
    }
    this.#subscribers.set(room_id, subscriber);
    hub.add(subscriber);
    this.enqueue(frame({ type: "subscribed", room_id, epoch, head, reset }));
    if (floor > 0) this.enqueue(trimmedFrame(room_id, floor));
    presence.came(subscriber, this.principal, watches);
    subscriber.start();
  }

  #remove(subscriber: Subscriber): void {
    this.#ports.hub.remove(subscriber);
    this.#ports.presence.went(subscriber, this.principal);
  }

  async #unsubscribe(room: Id): Promise<void> {
    const end = (): void => {
      const subscriber = this.#subscribers.get(room);
      if (subscriber !== undefined) {
        this.#stopTyping(subscriber);
        this.#remove(subscriber);
      }
      this.#subscribers.delete(room);
      this.enqueue(frame({ type: "unsubscribed", room_id: room }));
    };
    // In line behind a subscribe that waits for the room, so that the last word counts.
    await this.#ports.rooms.room(room).consult([], end).catch(end);
  }

  #typing({ room_id, stop }: TypingSignal): void {
    const subscriber = this.#requireSubscriber(room_id);
    if (stop === true) return this.#stopTyping(subscriber);
    const at = this.#ports.clock.monotonic();
    if (at - subscriber.typedAt < typingIntervalMs) return;
    subscriber.typedAt = at;
    subscriber.typesUntil = at + typingMs;
    this.#tellTyping(room_id, typingMs);
  }

  /** Says so to those who were told of it: so there is at most one such signal for each of the others. */
  #stopTyping(subscriber: Subscriber): void {
    if (subscriber.typesUntil <= this.#ports.clock.monotonic()) return;
    subscriber.typesUntil = -Infinity;
    this.#tellTyping(subscriber.room.id, 0);
  }

  #tellTyping(room: Id, expires_in_ms: number): void {
    const { id, username } = this.principal;
    const frame: TypingFrame = { type: "typing", room_id: room, user_id: id, username, expires_in_ms };
    this.#signal(room, JSON.stringify(frame));
  }

  /** The user's position was set back, or had been: whatever this session said before, it may say again. */
  rewound(room: Id): void {
    this.#lastRead?.delete(room);
  }

  async #read({ room_id, seq, rewinds }: ReadFrame): Promise<void> {
    const subscriber = this.#requireSubscriber(room_id);
    requireWithin(seq, subscriber.room.head?.seq ?? 0);
    const known = this.#lastRead ??= new Map();
    if (seq <= (known.get(room_id) ?? 0)) return;
    remember(known, room_id, seq);
    try {
      const how = rewinds === undefined ? {} : { rewinds };
      await this.#ports.positions.mark({ room: room_id, user: this.userId, seq, ...how });
    } catch (error) {
      // Who says it again is to be heard.
      known.delete(room_id);
      throw error;
    }
  }

  #signal(room: Id, text: string): void {
    const { hub, broker } = this.#ports;
    hub.ephemeral(room, this.principal.id, text);
    broker.publish({ kind: "ephemeral", room, from: this.principal.id, text });
  }

  #requireSubscriber(room: Id): Subscriber {
    const subscriber = this.#subscribers.get(room);
    if (subscriber === undefined) throw new ParleyError("not_member", "Subscribe to the room first");
    return subscriber;
  }
}

/** Keeps a value for the rooms used last, as many as a session may read: over time it may read any number of them. */
function remember(values: Map<Id, number>, room: Id, value: number): void {
  values.delete(room);
  values.set(room, value);
  if (values.size <= subscriptionsPerSessionMax) return;
  for (const oldest of values.keys()) {
    values.delete(oldest);
    return;
  }
}
