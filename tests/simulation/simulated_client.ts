import type { RoomEvent } from "../../src/protocol/event.ts";
import type { Principal } from "../../src/protocol/principal.ts";
import type { AckFrame, ErrorFrame, SubscribedFrame } from "../../src/protocol/server_frame.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { Observation } from "../support/checker.ts";
import type { SeededRandom } from "../support/seeded_random.ts";
import type { Line, SimulatedNode } from "./simulated_node.ts";

interface Unsent {
  readonly clientId: string;
  readonly content: string;
}

export interface ClientWorld {
  readonly clock: Clock;
  readonly random: SeededRandom;
  /** A node that is up at this moment. */
  readonly node: () => SimulatedNode;
  readonly history: Observation[];
  /** Ascending over the whole simulation. */
  readonly tick: () => number;
}

const comesBackMs = 300;
const resendMs = 200;

/** A correct client as docs/protocol.md describes it: a cursor, an outbox, and patience. */
export class SimulatedClient {
  readonly principal: Principal;
  readonly room: string;
  readonly #world: ClientWorld;
  readonly #outbox: Unsent[] = [];
  #line: Line | undefined;
  #connection = "";
  #connections = 0;
  #sent = 0;
  #run: string | undefined;
  #cursor: { epoch: string; seq: number } | undefined;
  #member = false;

  constructor(principal: Principal, room: string, world: ClientWorld) {
    this.principal = principal;
    this.room = room;
    this.#world = world;
  }

  get openRun(): string | undefined {
    return this.#run;
  }

  get unsent(): number {
    return this.#outbox.length;
  }

  connect(): void {
    const { node } = this.#world;
    this.#connection = `${this.principal.username}-${++this.#connections}`;
    const name = this.#connection;
    const listener = {
      text: (text: string) => this.#connection === name && this.#text(text),
      closed: () => this.#connection === name && this.#closed(),
    };
    this.#line = node().connect(this.principal, listener, this.#member ? undefined : this.room);
    if (this.#member) this.#subscribe();
  }

  post(): void {
    const clientId = `${this.principal.username}-m${++this.#sent}`;
    const message = { clientId, content: `${clientId} says hello` };
    this.#outbox.push(message);
    if (this.#run !== undefined) this.#send(message);
  }

  cut(): void {
    this.#line?.cut();
  }

  #subscribe(): void {
    const since = this.#cursor === undefined ? {} : { since: this.#cursor.seq, epoch: this.#cursor.epoch };
    this.#line?.send(JSON.stringify({ type: "subscribe", room_id: this.room, ...since }));
  }

  #send({ clientId, content }: Unsent): void {
    this.#world.history.push({ kind: "invoke", ...this.#here(), clientId, content });
    this.#line?.send(JSON.stringify({ type: "message", room_id: this.room, content, client_id: clientId }));
  }

  #here(): { at: number; client: string; connection: string; room: string } {
    const client = this.principal.username;
    return { at: this.#world.tick(), client, connection: this.#connection, room: this.room };
  }

  #text(text: string): void {
    const frame = JSON.parse(text) as RoomEvent | AckFrame | ErrorFrame | SubscribedFrame | { type: "other" };
    if (frame.type === "text" || frame.type === "system") this.#receive(frame);
    else if (frame.type === "ack") this.#acknowledged(frame);
    else if (frame.type === "error") this.#refused(frame);
    else if (frame.type === "subscribed") this.#subscribed(frame);
    else if ((frame.type as string) === "unsubscribed") this.#expelled();
  }

  #subscribed({ epoch, head, reset }: SubscribedFrame): void {
    const joining = !this.#member;
    this.#member = true;
    this.#run = `${this.#connection}/${this.#world.tick()}`;
    // Who joins by the upgrade sees the own arrival: the first event says where the run begins.
    const since = reset || this.#cursor === undefined ? head : this.#cursor.seq;
    this.#cursor = { epoch, seq: joining ? -1 : since };
    const { principal, room } = this;
    this.#world.history.push({
      kind: "subscribed",
      at: this.#world.tick(),
      client: principal.username,
      user: principal.id,
      room,
      run: this.#run,
      since,
      head,
    });
    for (const message of this.#outbox) this.#send(message);
  }

  #receive(event: RoomEvent): void {
    if (this.#run === undefined || this.#cursor === undefined) return;
    if (this.#cursor.seq === -1) this.#restateSince(event.seq - 1);
    this.#world.history.push({ kind: "receive", at: this.#world.tick(), run: this.#run, event });
    this.#cursor.seq = event.seq;
  }

  #restateSince(since: number): void {
    const index = this.#world.history.findLastIndex((one) => one.kind === "subscribed" && one.run === this.#run);
    const stated = this.#world.history[index];
    if (stated?.kind === "subscribed" && since <= stated.head) this.#world.history[index] = { ...stated, since };
  }

  #acknowledged({ client_id, id = "", seq }: AckFrame): void {
    const index = this.#outbox.findIndex(({ clientId }) => clientId === client_id);
    if (index >= 0) this.#outbox.splice(index, 1);
    this.#world.history.push({ kind: "ok", ...this.#here(), clientId: client_id, id, seq });
  }

  #refused({ code, client_id }: ErrorFrame): void {
    const { clock } = this.#world;
    const temporary = code === "unavailable" || code === "overloaded" || code === "draining" || code === "internal";
    if (client_id === undefined) {
      // The subscription failed: begin again, as a stranger where membership is over.
      if (code === "not_member") this.#member = false;
      return void clock.after(comesBackMs, () => this.cut());
    }
    const connection = this.#connection;
    const message = this.#outbox.find(({ clientId }) => clientId === client_id);
    if (message === undefined || !temporary) return;
    clock.after(resendMs, () => this.#connection === connection && this.#run !== undefined && this.#send(message));
  }

  #expelled(): void {
    this.#member = false;
    this.#run = undefined;
    this.#cursor = undefined;
    this.#world.clock.after(comesBackMs * 2, () => this.cut());
  }

  #closed(): void {
    this.#run = undefined;
    this.#line = undefined;
    if (this.#cursor?.seq === -1) this.#cursor = undefined;
    const back = this.#world.random.fraction() * comesBackMs;
    this.#world.clock.after(back, () => this.connect());
  }
}
