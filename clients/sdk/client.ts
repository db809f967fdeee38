import type { ClientFrame } from "../../src/protocol/client_frame.ts";
import type { RoomEvent } from "../../src/protocol/event.ts";
import type { Id } from "../../src/protocol/id.ts";
import type { ErrorFrame, OwnFrame, ServerFrame } from "../../src/protocol/server_frame.ts";
import { ParleyApi } from "./api.ts";
import { ApiError } from "./api_error.ts";
import { type ConnectionState, Connector } from "./connector.ts";
import { Emitter } from "./emitter.ts";
import type { CallOptions } from "./entities.ts";
import { type Cancel, type Environment, environmentOf } from "./environment.ts";
import type { Link, LinkTarget } from "./link.ts";
import { Outbox, type Sent } from "./outbox.ts";
import { Room, type RoomContext } from "./room.ts";
import { defaultTiming, type Timing } from "./timing.ts";
import type { SendOptions, WriteOptions } from "./write_options.ts";
import type { Writing } from "./writing.ts";

export interface ClientOptions {
  /** Where the server is, for example `http://127.0.0.1:8080`. Not needed with `api`. */
  readonly url?: string;
  readonly token?: string;
  /** The REST half to share; its token is the socket's too. */
  readonly api?: ParleyApi;
  /**
   * How the socket proves who connects. `ticket` (default): a single-use ticket fetched before each connection; the token
   * never stands in an address. `query`: the token in the address, one round trip less.
   */
  readonly auth?: "ticket" | "query";
  /**
   * Asked for a new token when the old one is refused; `undefined`: there is none, and the client closes. `true`: try again as
   * it is, since what proves who one is (a cookie) was renewed.
   */
  readonly onTokenExpired?: () => Promise<string | true | undefined> | string | true | undefined;
  /** Messages waiting to be acknowledged, at most (default 1,000). */
  readonly outboxMessagesMax?: number;
  /** Messages of one room under way at once (default 1, which keeps order whatever happens). */
  readonly inFlightPerRoom?: number;
  /** Whether `rate_limited` is waited out (default) or given to the sender. */
  readonly waitOutRateLimit?: boolean;
  readonly timing?: Partial<Timing>;
  readonly environment?: Partial<Environment>;
}

export interface ClientEvents {
  state: ConnectionState;
  /** A refusal that belongs to no call: for example of a typing signal. */
  error: ApiError;
  /** Something of the user's own was changed, maybe by another device: read it anew. */
  own: OwnFrame;
}

/** A live connection with everything that survives its cuts: rooms, their cursors, unacknowledged messages. */
export class ParleyClient {
  readonly api: ParleyApi;
  readonly #options: ClientOptions;
  readonly #environment: Environment;
  readonly #emitter: Emitter<ClientEvents>;
  readonly #connector: Connector;
  readonly #outbox: Outbox;
  readonly #context: RoomContext;
  readonly #rooms = new Map<Id, Room>();
  #link: Link | undefined;
  #stopWaking: Cancel | undefined;

  constructor(options: ClientOptions) {
    const environment = environmentOf(options.environment);
    const timing = { ...defaultTiming, ...options.timing };
    this.#options = options;
    this.#environment = environment;
    this.api = options.api ?? new ParleyApi({ url: options.url ?? "", token: options.token, environment });
    this.#emitter = new Emitter(environment.report);
    this.#outbox = new Outbox(environment, {
      messagesMax: options.outboxMessagesMax ?? 1_000,
      inFlightPerRoom: options.inFlightPerRoom ?? 1,
      waitOutRateLimit: options.waitOutRateLimit ?? true,
      ackMs: timing.ackMs,
    });
    this.#connector = new Connector({
      environment,
      timing,
      target: (signal) => this.#target(signal),
      renew: () => this.#renew(),
      opened: (link) => this.#opened(link),
      lost: () => this.#lost(),
      frame: (value) => this.#frame(value),
      garbled: (cause) =>
        this.#emitter.emit("error", new ApiError("unexpected_answer", "A frame is not JSON", { cause })),
      changed: (state) => this.#changed(state),
    });
    this.#context = {
      api: this.api,
      environment,
      outbox: this.#outbox,
      subscribeMs: timing.subscribeMs,
      transmit: (frame: ClientFrame) => this.#link?.send(frame),
      restart: (reason) => this.#connector.restart(reason),
    };
  }

  get state(): ConnectionState {
    return this.#connector.state;
  }

  /** Messages that are not acknowledged yet. */
  get unacknowledged(): number {
    return this.#outbox.size;
  }

  on<Name extends keyof ClientEvents>(name: Name, listener: (value: ClientEvents[Name]) => void): () => void {
    return this.#emitter.on(name, listener);
  }

  /**
   * Connects, and stays connected until `close()`. Resolves at the first open connection, however many attempts it takes;
   * rejects when the server refuses for good, or with the reason of the signal (the attempts then go on).
   */
  connect({ signal }: CallOptions = {}): Promise<void> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const look = (state: ConnectionState) => {
        if (state.status === "open") resolve();
        else if (state.status === "closed") reject(state.error ?? new ApiError("closed", state.reason));
        else return;
        release();
      };
      const abort = () => {
        release();
        reject(signal?.reason);
      };
      const off = this.#emitter.on("state", look);
      const release = () => {
        off();
        signal?.removeEventListener("abort", abort);
      };
      signal?.addEventListener("abort", abort, { once: true });
      this.#stopWaking ??= this.#environment.onWake(() => this.#connector.wake());
      this.#connector.start();
      if (this.state.status === "open") look(this.state);
    });
  }

  /** Ends the connection. Messages that are not acknowledged reject with `closed`; rooms keep their cursors. */
  close(): void {
    this.#connector.stop("closed by the application");
  }

  /** The room's handle; always the same one for one id. Throws `invalid` for what is no id. */
  room(id: Id): Room {
    let room = this.#rooms.get(id);
    if (room === undefined) {
      if (!/^[0-9a-f]{24}$/.test(id)) throw new ApiError("invalid", "A room id has 24 hexadecimal characters");
      room = new Room(id, this.#context);
      this.#rooms.set(id, room);
    }
    return room;
  }

  /** Posts a message; resolves when it is durable, over as many reconnections as that takes. */
  send(roomId: Id, content: string, options?: SendOptions): Promise<Sent> {
    return this.room(roomId).send(content, options);
  }

  /** The same for whatever becomes an event. */
  write(writing: Writing, options: WriteOptions = {}): Promise<Sent> {
    return this.#outbox.add(writing, options);
  }

  async #target(signal: AbortSignal): Promise<LinkTarget> {
    const url = `${this.api.url.replace(/^http/, "ws")}/ws`;
    const protocols = ["parley.v1.batch", "parley.v1"];
    if (this.#options.auth === "query") {
      return { url: `${url}?${new URLSearchParams({ token: this.api.token ?? "" })}`, protocols };
    }
    const { ticket } = await this.api.wsTicket({ signal });
    return { url, protocols: [...protocols, `ticket.${ticket}`] };
  }

  async #renew(): Promise<boolean> {
    const token = await this.#options.onTokenExpired?.();
    if (typeof token === "string") this.api.token = token;
    return token !== undefined;
  }

  #changed(state: ConnectionState): void {
    if (state.status === "closed") {
      const error = state.error ?? new ApiError("closed", `The client is ${state.reason}`);
      this.#stopWaking?.();
      this.#stopWaking = undefined;
      this.#outbox.close(error);
      for (const room of this.#rooms.values()) room.close(error);
    }
    this.#emitter.emit("state", state);
  }

  #opened(link: Link): void {
    this.#link = link;
    for (const room of this.#rooms.values()) room.resume();
    this.#outbox.opened((frame) => link.send(frame));
  }

  #lost(): void {
    this.#link = undefined;
    this.#outbox.lost();
    for (const room of this.#rooms.values()) room.lost();
  }

  #frame(value: unknown): void {
    if (typeof value !== "object" || value === null) return;
    const frame = value as ServerFrame;
    switch (frame.type) {
      case "ack":
        return this.#outbox.acknowledged(frame);
      case "error":
        return this.#error(frame);
      case "draining":
        this.#outbox.pause();
        return this.#connector.drain(frame.retry_after_ms);
      case "pong":
      case "lag":
        return;
      case "own":
        return this.#emitter.emit("own", frame);
      case "subscribed":
      case "unsubscribed":
      case "reset":
      case "trimmed":
      case "typing":
      case "presence":
      case "read":
        return this.#rooms.get(frame.room_id)?.take(frame);
      default:
        // Every durable event, whatever its type: also those that later servers add.
        if (isEvent(frame)) this.#rooms.get(frame.room_id)?.take(frame);
    }
  }

  #error(frame: ErrorFrame): void {
    if (this.#outbox.refused(frame)) return;
    // With a client_id it answers a message that was given up meanwhile, not a subscription.
    if (frame.client_id !== undefined) return;
    if (frame.room_id !== undefined) this.#rooms.get(frame.room_id)?.take(frame);
    const { code, message, retry_after_ms: retryAfterMs } = frame;
    this.#emitter.emit("error", new ApiError(code, message, { retryAfterMs }));
  }
}

function isEvent(frame: RoomEvent): boolean {
  return typeof frame.room_id === "string" && typeof frame.id === "string" && Number.isSafeInteger(frame.seq);
}
