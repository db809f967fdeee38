import type { RoomEvent } from "../../src/protocol/event.ts";
import type { AckFrame, ErrorFrame, SubscribedFrame } from "../../src/protocol/server_frame.ts";
import type { History } from "./crash_history.ts";
import { Outbox, type Unacknowledged } from "./crash_outbox.ts";
import { openWire, type WireClient } from "./wire_client.ts";
import type { Bearer } from "./wire_client_token.ts";

export interface CrashClientOptions {
  readonly bearer: Bearer;
  readonly token: string;
  readonly port: number;
  readonly rooms: readonly string[];
  readonly history: History;
  /** 0 <= x < 1, seeded. */
  readonly random: () => number;
  /** Negotiates `parley.v1.batch`. */
  readonly batch: boolean;
  /** Cuts its connection itself after up to so many milliseconds, again and again. */
  readonly flapMsMax?: number;
}

interface Reading {
  readonly outbox: Outbox;
  cursor: number;
  epoch: string | undefined;
  run: string | undefined;
  /** Where the log stood when the run began. */
  headThen: number;
}

/** Messages that one client leaves unacknowledged at most. */
const windowMessages = 64;
const reconnectMsMax = 60;
const decoder = new TextDecoder();

type Frame = RoomEvent | AckFrame | SubscribedFrame | ErrorFrame;

/**
 * A correct client under a server that dies: it resumes every room from its cursor, and says everything again, in order,
 * until it is acknowledged. Everything it does and sees goes into the history; it hides nothing and repairs nothing.
 */
export class CrashClient {
  readonly name: string;
  readonly #options: CrashClientOptions;
  readonly #rooms: ReadonlyMap<string, Reading>;
  #wire: WireClient | undefined;
  #connection = "";
  #connections = 0;
  #messages = 0;
  #stopped = false;
  #running: Promise<void> | undefined;
  #wake: () => void = () => {};
  /** Messages that were in the log already when they were said again. */
  duplicates = 0;
  resumes = 0;
  resets = 0;
  /** Refusals by code: a correct client of a correct server gets none. */
  readonly refusals = new Map<string, number>();

  constructor(options: CrashClientOptions) {
    this.name = options.bearer.username;
    this.#options = options;
    this.#rooms = new Map(
      options.rooms.map((room) => [
        room,
        { outbox: new Outbox(), cursor: 0, epoch: undefined, run: undefined, headThen: 0 },
      ]),
    );
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    this.#wire?.destroy();
    await this.#running;
  }

  /** Messages that a server may have got and has not acknowledged. */
  get inFlight(): number {
    return sum(this.#rooms, ({ outbox }) => outbox.inFlight);
  }

  /** How often it has connected. */
  get connections(): number {
    return this.#connections;
  }

  get unacknowledged(): number {
    return sum(this.#rooms, ({ outbox }) => outbox.size);
  }

  /** The last seq it has of a room. */
  cursor(room: string): number {
    return this.#rooms.get(room)?.cursor ?? 0;
  }

  /** Its runs of the connection it has now. */
  get openRuns(): string[] {
    return [...this.#rooms.values()].flatMap(({ run }) => run ?? []);
  }

  /** Says something in a room, if it is connected and not too much waits already. */
  write(room: string): void {
    const reading = this.#rooms.get(room);
    if (reading?.run === undefined || this.unacknowledged >= windowMessages) return;
    const clientId = `${this.name}-${++this.#messages}`;
    this.#send(room, reading.outbox.add(clientId, `${clientId} says: Grüße, ${"and so on, ".repeat(12)}`));
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const { promise: closed, resolve } = Promise.withResolvers<void>();
      try {
        this.#wire = await openWire(this.#address(), {
          text: (bytes, start, end) => this.#read(decoder.decode(bytes.subarray(start, end))),
          closed: () => resolve(),
        });
      } catch {
        await this.#pause(this.#options.random() * reconnectMsMax);
        continue;
      }
      this.#begin(this.#wire);
      await this.#flapOr(closed);
      this.#wire.destroy();
      await closed;
      for (const reading of this.#rooms.values()) reading.run = undefined;
    }
  }

  #address(): { port: number; path: string; protocol: string } {
    const { port, token, batch } = this.#options;
    return { port, path: `/ws?token=${token}`, protocol: batch ? "parley.v1.batch" : "parley.v1" };
  }

  #begin(wire: WireClient): void {
    this.#connection = `${this.name}/${++this.#connections}`;
    for (const [room, { cursor, epoch }] of this.#rooms) {
      wire.send(JSON.stringify({ type: "subscribe", room_id: room, since: cursor, ...(epoch && { epoch }) }));
      if (cursor > 0) this.resumes++;
    }
    for (const [room, { outbox }] of this.#rooms) for (const message of outbox) this.#send(room, message);
    if (this.#stopped) wire.destroy();
  }

  async #flapOr(closed: Promise<void>): Promise<void> {
    const { flapMsMax, random } = this.#options;
    await (flapMsMax === undefined ? closed : Promise.race([closed, this.#pause(random() * flapMsMax)]));
    this.#wake();
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#stopped ? 0 : ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #send(room: string, message: Unacknowledged): void {
    message.attempts++;
    const { clientId, content } = message;
    this.#options.history.record({
      kind: "invoke",
      client: this.name,
      connection: this.#connection,
      room,
      clientId,
      content,
    });
    this.#wire?.send(JSON.stringify({ type: "message", room_id: room, content, client_id: clientId }));
  }

  #read(text: string): void {
    for (const line of text.split("\n")) {
      // Events are many and read by many; nothing else begins with an id.
      if (line.startsWith('{"id"')) this.#received(this.#options.history.event(line));
      else this.#handle(JSON.parse(line) as Frame);
    }
  }

  #handle(frame: Frame): void {
    switch (frame.type) {
      case "ack":
        return this.#acknowledged(frame);
      case "subscribed":
        return this.#subscribed(frame);
      case "text":
      case "system":
        return this.#received(frame);
      case "error":
        this.refusals.set(frame.code, (this.refusals.get(frame.code) ?? 0) + 1);
        // What was refused must be said again before anything later is: from the beginning, on another connection.
        return this.#wire?.destroy();
    }
  }

  #subscribed({ room_id, head, epoch, reset }: SubscribedFrame): void {
    const reading = this.#rooms.get(room_id)!;
    if (reset) {
      this.resets++;
      reading.cursor = head;
    }
    reading.epoch = epoch;
    reading.run = `${this.#connection} ${room_id}`;
    reading.headThen = head;
    const { run, cursor: since } = reading;
    const user = this.#options.bearer.id;
    this.#options.history.record({ kind: "subscribed", client: this.name, user, room: room_id, run, since, head });
  }

  #received(event: RoomEvent): void {
    const reading = this.#rooms.get(event.room_id)!;
    this.#options.history.record({ kind: "receive", run: reading.run ?? "none", event });
    reading.cursor = event.seq;
  }

  #acknowledged({ room_id, client_id, id = "", seq }: AckFrame): void {
    const reading = this.#rooms.get(room_id)!;
    this.#options.history.record({
      kind: "ok",
      client: this.name,
      connection: this.#connection,
      room: room_id,
      clientId: client_id,
      id,
      seq,
    });
    const message = reading.outbox.acknowledge(client_id);
    if (message !== undefined && message.attempts > 1 && seq <= reading.headThen) this.duplicates++;
  }
}

function sum(rooms: ReadonlyMap<string, Reading>, of: (reading: Reading) => number): number {
  let total = 0;
  for (const reading of rooms.values()) total += of(reading);
  return total;
}
