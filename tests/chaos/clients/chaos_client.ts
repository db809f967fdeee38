import type { RoomEvent } from "../../../src/protocol/event.ts";
import type { AckFrame, ErrorFrame, ResetFrame, SubscribedFrame } from "../../../src/protocol/server_frame.ts";
import { Outbox, type Unacknowledged } from "../../support/crash_outbox.ts";
import type { SeededRandom } from "../../support/seeded_random.ts";
import { openWire, type WireClient } from "../../support/wire_client.ts";
import type { Bearer } from "../../support/wire_client_token.ts";
import { ClientFold } from "../../simulation/client_fold.ts";
import type { ChaosHistory, Run } from "../checking/chaos_history.ts";
import { drawDeed } from "./draw_deed.ts";
import { lasting } from "./lasting.ts";

/** Where a client may connect. */
export interface Door {
  readonly node: string;
  readonly port: number;
}

export interface ChaosClientOptions {
  readonly bearer: Bearer;
  readonly token: string;
  readonly rooms: readonly string[];
  /** The door of the next connection. */
  readonly door: () => Door;
  readonly history: ChaosHistory;
  readonly random: SeededRandom;
  /** Negotiates `parley.v1.batch`. */
  readonly batch: boolean;
  /** Cuts its connection itself after so long, drawn between half and whole, again and again; milliseconds. */
  readonly flapMs?: number;
  /** Does not go elsewhere when nothing comes, as those do who hardly read. */
  readonly patient?: boolean;
  /** Reads only what is said from its first subscription on. */
  readonly fromNow?: boolean;
  /** How much its messages say, characters. */
  readonly contentChars?: number;
  /** Whom its messages may name. */
  readonly names?: () => readonly string[];
  /** Told that the membership of a room ended while it read there, or was found to have ended. */
  readonly removed?: (room: string) => void;
}

/** What it knows of one room. */
interface Reading {
  readonly outbox: Outbox;
  cursor: number;
  epoch: string | undefined;
  run: Run | undefined;
  /** Where the log stood when the run began. */
  headThen: number;
  /** Asked for, not yet answered: the cursor it was asked with. */
  asked: number;
  /** A subscription is asked for on this connection and not answered: another would be about a cursor that moves. */
  asking: boolean;
  /** Not a member: it does not ask again by itself. */
  outside: boolean;
  /** What it shows. */
  fold: ClientFold;
  /** Whether it may pin, as far as it was told. */
  moderates: boolean;
}

/** Messages that one client leaves unacknowledged at most. */
const windowMessages = 24;
const backoffMs = 80;
const backoffMsMax = 1_500;
/** What a correct client does about a network that says nothing: it looks, asks, and goes elsewhere. Milliseconds. */
const watchMs = 500;
const pingMs = 2_000;
const silenceMsMax = 8_000;
/** Longer each time in a row: where all is slow, coming back again and again makes it slower. */
const unansweredMsMax = 6_000;
const patienceMax = 4;
/** Of how many of the newest messages one is chosen to do something to. */
const recentMessages = 5;
const decoder = new TextDecoder();

type Frame =
  | RoomEvent
  | AckFrame
  | SubscribedFrame
  | ErrorFrame
  | ResetFrame
  | { readonly type: "unsubscribed"; readonly room_id: string; readonly reason?: string }
  | { readonly type: "pong" | "lag" | "draining" | "typing" | "read" | "presence" };

/**
 * A correct client in a faulty world: it resumes every room from its cursor, on whichever node, and says everything again
 * under the same client_id until it is acknowledged. Everything it does and sees goes into the history; it hides nothing
 * and repairs nothing: what comes doubled or late is recorded as it came.
 */
export class ChaosClient {
  readonly name: string;
  readonly #options: ChaosClientOptions;
  readonly #rooms: ReadonlyMap<string, Reading>;
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #wire: WireClient | undefined;
  #node = "";
  #connection = "";
  #connections = 0;
  #failures = 0;
  #messages = 0;
  #patience = 1;
  #heardAt = 0;
  #pingedAt = 0;
  #stopped = false;
  #running: Promise<void> | undefined;
  #wake: () => void = () => {};
  /** Messages that were in the log already when they were said again. */
  duplicates = 0;
  /** Refusals and close codes, counted. */
  readonly refusals = new Map<string, number>();
  /** What is said otherwise than as a message of the timeline, by client_id. */
  readonly #frames = new Map<string, Readonly<Record<string, unknown>>>();

  constructor(options: ChaosClientOptions) {
    this.name = options.bearer.username;
    this.#options = options;
    this.#rooms = new Map(options.rooms.map((room) => [room, {
      outbox: new Outbox(),
      cursor: 0,
      epoch: undefined,
      run: undefined,
      headThen: 0,
      asked: 0,
      asking: false,
      outside: false,
      fold: new ClientFold(options.bearer.id),
      moderates: false,
    }]));
  }

  get token(): string {
    return this.#options.token;
  }

  get rooms(): readonly string[] {
    return [...this.#rooms.keys()];
  }

  get user(): string {
    return this.#options.bearer.id;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    this.#wire?.destroy();
    await this.#running;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  /** Cuts the connection, as a network does. */
  drop(): void {
    this.#wire?.destroy();
  }

  get connected(): boolean {
    return this.#wire !== undefined && !this.#wire.over;
  }

  get connections(): number {
    return this.#connections;
  }

  /** Messages that a server may have got and has not acknowledged. */
  get inFlight(): number {
    return sum(this.#rooms, ({ outbox }) => outbox.inFlight);
  }

  get unacknowledged(): number {
    return sum(this.#rooms, ({ outbox }) => outbox.size);
  }

  cursor(room: string): number {
    return this.#rooms.get(room)?.cursor ?? 0;
  }

  get openRuns(): Run[] {
    return [...this.#rooms.values()].flatMap(({ run }) => run ?? []);
  }

  /** Rooms that it should read and does not: all of its rooms, but for one who expects to be removed. */
  get missing(): string[] {
    const may = this.#options.removed !== undefined;
    return [...this.#rooms].flatMap(([room, { run, outside }]) => run === undefined && !(outside && may) ? [room] : []);
  }

  /** Says something in a room, if it reads there and not too much waits already; answers whether it did. */
  write(room: string): boolean {
    const reading = this.#rooms.get(room);
    if (reading?.run === undefined || this.unacknowledged >= windowMessages) return false;
    const clientId = `${this.name}-${++this.#messages}`;
    const { contentChars = 100 } = this.#options;
    const content = `${clientId} says: Grüße, ${"and so on, ".repeat(contentChars / 11)}${this.#naming()}`;
    this.#send(room, reading.outbox.add(clientId, content));
    return true;
  }

  /** What it shows of a room. */
  fold(room: string): ClientFold | undefined {
    return this.#rooms.get(room)?.fold;
  }

  /** Does something to a message that it shows, under the same conditions. */
  act(room: string): boolean {
    const reading = this.#rooms.get(room);
    if (reading?.run === undefined || this.unacknowledged >= windowMessages) return false;
    const { random } = this.#options;
    const { fold } = reading;
    // Something recent, which others are about to change, too.
    const seq = fold.newest(recentMessages)[random.int(recentMessages)];
    if (seq === undefined) return false;
    const clientId = `${this.name}-${++this.#messages}`;
    const [content, frame] = drawDeed({
      ...{ random, fold, seq, clientId, user: this.user, username: this.name, moderates: reading.moderates },
      naming: () => this.#naming(),
    });
    this.#frames.set(clientId, frame);
    this.#send(room, reading.outbox.add(clientId, content));
    return true;
  }

  /** Somebody, now and then: perhaps of another room, or who is outside, or whom nobody knows by name, or oneself. */
  #naming(): string {
    const { random, names } = this.#options;
    return names !== undefined && random.chance(0.04) ? ` to @${random.pick(names())}` : "";
  }

  /** Reads a room again from the cursor, such as after having joined it anew. */
  subscribe(room: string): void {
    const reading = this.#rooms.get(room);
    if (reading === undefined || !this.connected) return;
    reading.outside = false;
    if (reading.asking || reading.run !== undefined) return;
    reading.asking = true;
    reading.asked = reading.cursor;
    const { cursor: since, epoch } = reading;
    const cursor = this.#options.fromNow && epoch === undefined ? {} : { since, ...(epoch && { epoch }) };
    this.#wire?.send(JSON.stringify({ type: "subscribe", room_id: room, ...cursor }));
  }

  /** Joined anew: it reads and says again. */
  rejoined(room: string): void {
    const reading = this.#rooms.get(room);
    if (reading !== undefined) reading.outside = false;
    this.subscribe(room);
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const { promise: closed, resolve } = Promise.withResolvers<void>();
      const { node, port } = this.#options.door();
      try {
        this.#node = node;
        this.#wire = await openWire(this.#address(port), {
          text: (bytes, start, end) => this.#read(decoder.decode(bytes.subarray(start, end))),
          closed: (code) => {
            if (code !== 1006) this.#count(`closed ${code}`);
            resolve();
          },
        });
      } catch {
        await this.#pause(this.#backoff());
        continue;
      }
      this.#begin();
      await this.#untilOver(closed);
      this.#wire.destroy();
      await closed;
      for (const reading of this.#rooms.values()) reading.run = undefined;
      if (!this.#stopped && this.#failures++ > 0) await this.#pause(this.#backoff());
    }
  }

  #address(port: number): { port: number; path: string; protocol: string } {
    const { token, batch } = this.#options;
    return { port, path: `/ws?token=${token}`, protocol: batch ? "parley.v1.batch" : "parley.v1" };
  }

  #backoff(): number {
    return this.#options.random.fraction() * Math.min(backoffMsMax, backoffMs * 2 ** Math.min(this.#failures++, 10));
  }

  #begin(): void {
    this.#connection = `${this.name}/${++this.#connections}`;
    this.#heardAt = this.#pingedAt = performance.now();
    for (const [room, reading] of this.#rooms) {
      reading.asking = false;
      if (!reading.outside) this.subscribe(room);
    }
    if (this.#stopped) this.#wire?.destroy();
  }

  /** Until it is closed, by whomever: the other end, a flap, or the watch. */
  async #untilOver(closed: Promise<void>): Promise<void> {
    const { flapMs, random } = this.#options;
    const watch = setInterval(() => this.#watch(), watchMs);
    try {
      await (flapMs === undefined
        ? closed
        : Promise.race([closed, this.#pause(flapMs * (0.5 + random.fraction() / 2))]));
    } finally {
      clearInterval(watch);
      this.#wake();
    }
  }

  #watch(): void {
    const now = performance.now();
    if (this.#options.patient) return;
    if (now - this.#heardAt > silenceMsMax) return this.#wire?.destroy();
    if (now - this.#heardAt > pingMs && now - this.#pingedAt > pingMs) {
      this.#pingedAt = now;
      this.#wire?.send('{"type":"ping"}');
    }
    for (const { outbox } of this.#rooms.values()) {
      for (const { sentAt } of outbox as Iterable<Said>) {
        if (sentAt === undefined || now - sentAt <= unansweredMsMax * this.#patience) continue;
        this.#patience = Math.min(patienceMax, this.#patience + 1);
        return this.#wire?.destroy();
      }
    }
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

  #later(ms: number, task: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      task();
    }, ms);
    this.#timers.add(timer);
  }

  #send(room: string, message: Said): void {
    message.attempts++;
    message.sentAt = performance.now();
    const { clientId, content } = message;
    const { sends } = this.#options.history;
    sends.record({ kind: "invoke", client: this.name, connection: this.#connection, room, clientId, content });
    const frame = this.#frames.get(clientId) ?? { type: "message", content };
    this.#wire?.send(JSON.stringify({ ...frame, room_id: room, client_id: clientId }));
  }

  #read(text: string): void {
    this.#heardAt = performance.now();
    for (const line of text.split("\n")) this.#handle(JSON.parse(line) as Frame, line);
  }

  #handle(frame: Frame, line: string): void {
    switch (frame.type) {
      case "text":
      case "system":
      case "reply":
      case "edited":
      case "deleted":
      case "reaction":
        return this.#received(frame, line);
      case "ack":
        return this.#acknowledged(frame);
      case "subscribed":
        return this.#subscribed(frame);
      case "reset":
        return this.#begins(frame, true);
      case "unsubscribed":
        return this.#unsubscribed(frame.room_id, frame.reason);
      case "error":
        return this.#refused(frame);
      default:
        return;
    }
  }

  #received(event: RoomEvent, line: string): void {
    const reading = this.#rooms.get(event.room_id);
    const { history } = this.#options;
    // What nobody asked for has no run: it begins one, for the checker to see.
    const run = reading?.run ??
      history.began({ ...this.#place(event.room_id), asked: 0, since: 0, head: 0, reset: false });
    history.received(run, line, event);
    if (reading === undefined) return;
    reading.cursor = event.seq;
    reading.fold.received(event);
    if (event.action === "role" && event.target?.id === this.user) reading.moderates = event.role !== "member";
  }

  #subscribed(frame: SubscribedFrame): void {
    this.#failures = 0;
    this.#begins(frame, frame.reset);
    const reading = this.#rooms.get(frame.room_id);
    if (reading !== undefined) reading.asking = false;
    for (const message of reading?.outbox ?? []) this.#send(frame.room_id, message);
  }

  /** A run begins, at the cursor or, after a reset, at the head. */
  #begins({ room_id: room, head, epoch }: Pick<SubscribedFrame, "room_id" | "head" | "epoch">, reset: boolean): void {
    const reading = this.#rooms.get(room);
    if (reading === undefined) return;
    if (reset) {
      reading.cursor = head;
      reading.fold = new ClientFold(this.user);
    } else if (this.#options.fromNow && reading.epoch === undefined) reading.cursor = reading.asked = head;
    reading.epoch = epoch;
    reading.headThen = head;
    const { asked, cursor: since } = reading;
    reading.run = this.#options.history.began({ ...this.#place(room), asked, since, head, reset });
  }

  #place(room: string): Pick<Run, "client" | "user" | "room" | "node"> {
    return { client: this.name, user: this.user, room, node: this.#node };
  }

  #acknowledged({ room_id, client_id, id, seq }: AckFrame): void {
    const reading = this.#rooms.get(room_id);
    const { sends } = this.#options.history;
    const of = { client: this.name, connection: this.#connection, room: room_id, clientId: client_id };
    // Without an id it was so already: said again after it had come to be, or by somebody else.
    if (id !== undefined) sends.record({ kind: "ok", ...of, id, seq });
    else this.#options.history.needless.add(`${room_id} ${client_id}`);
    this.#frames.delete(client_id);
    const message: Said | undefined = reading?.outbox.acknowledge(client_id);
    this.#patience = 1;
    if (message?.sentAt !== undefined) this.#options.history.tookMs(this.#node, performance.now() - message.sentAt);
    if (message !== undefined && message.attempts > 1 && seq <= (reading?.headThen ?? 0)) this.duplicates++;
  }

  #unsubscribed(room: string, reason: string | undefined): void {
    const reading = this.#rooms.get(room);
    if (reading === undefined || reason === undefined) return;
    reading.run = undefined;
    this.#outside(room, reading);
  }

  #outside(room: string, reading: Reading): void {
    reading.outside = true;
    this.#options.removed?.(room);
  }

  #refused({ code, client_id, room_id, retry_after_ms = 500 }: ErrorFrame): void {
    this.#count(code);
    if (room_id === undefined) return;
    const reading = this.#rooms.get(room_id);
    if (reading === undefined) return;
    const waitMs = retry_after_ms * (0.5 + this.#options.random.fraction());
    const connection = this.#connection;
    if (client_id === undefined) {
      // It concerns the subscription.
      reading.asking = false;
      if (lasting.has(code)) return this.#outside(room_id, reading);
      return this.#later(waitMs, () => this.#connection === connection && !reading.run && this.subscribe(room_id));
    }
    const message: Said | undefined = [...reading.outbox].find(({ clientId }) => clientId === client_id);
    if (message === undefined) return;
    if (lasting.has(code)) {
      // It will not be taken, and nobody may ever see it after this.
      reading.outbox.acknowledge(client_id);
      this.#options.history.refused.add(`${room_id} ${client_id}`);
      if (code === "not_member" || code === "banned") this.#outside(room_id, reading);
      return;
    }
    message.sentAt = undefined;
    this.#later(waitMs, () => {
      if (this.#connection === connection && reading.outbox.has(client_id)) this.#send(room_id, message);
    });
  }

  #count(what: string): void {
    this.refusals.set(what, (this.refusals.get(what) ?? 0) + 1);
  }
}

interface Said extends Unacknowledged {
  /** When it was handed to a connection last, and no answer has come. */
  sentAt?: number | undefined;
}

function sum(rooms: ReadonlyMap<string, Reading>, of: (reading: Reading) => number): number {
  let total = 0;
  for (const reading of rooms.values()) total += of(reading);
  return total;
}
