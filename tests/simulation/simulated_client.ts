import type { RoomEvent } from "../../src/protocol/event.ts";
import type { Principal } from "../../src/protocol/principal.ts";
import type {
  AckFrame,
  ErrorFrame,
  ResetFrame,
  SubscribedFrame,
  TrimmedFrame,
} from "../../src/protocol/server_frame.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { type EventType, eventTypes } from "../../src/protocol/event.ts";
import type { MessageView } from "../../src/protocol/message_view.ts";
import { ClientFold } from "./client_fold.ts";
import type { Observation } from "../support/checker.ts";
import type { SeededRandom } from "../support/seeded_random.ts";
import type { Line, SimulatedNode } from "./simulated_node.ts";

interface Unsent {
  readonly clientId: string;
  /** What the event will say. */
  readonly content: string;
  /** What else its frame says. */
  readonly frame: Readonly<Record<string, unknown>>;
}

export interface ClientWorld {
  readonly clock: Clock;
  readonly random: SeededRandom;
  /** A node that is up at this moment. */
  readonly node: () => SimulatedNode;
  readonly history: Observation[];
  /** Ascending over the whole simulation. */
  readonly tick: () => number;
  /** The last seq that was trimmed of a room's log. */
  readonly floor: (room: string) => number;
  /** Whom its messages may name. */
  readonly names: () => readonly string[];
}

const comesBackMs = 300;
const resendMs = 200;
/** Messages of a page, and how long it waits before it asks again for one that it did not get. */
const pageLimit = 12;
const pageAgainMs = 250;
/** After anything else the same may succeed later. */
const lasting = new Set(["not_found", "forbidden", "muted", "message_deleted", "limit_reached", "invalid"]);
const emojis = ["\u{1f44d}", "\u{1f389}", "\u2764\ufe0f"];

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
  #fold: ClientFold;
  /** Whether what is shown begins with a page that has come. */
  #paged = false;
  /** How often it was told to begin anew, and where it could have gone on. */
  readonly resets: { resuming: number; reading: number; readonly needless: string[] } = {
    ...{ resuming: 0, reading: 0, needless: [] },
  };
  /** The room's log begins here, as far as it was told. */
  #first = 1;
  #awayMs = 0;

  constructor(principal: Principal, room: string, world: ClientWorld) {
    this.principal = principal;
    this.room = room;
    this.#world = world;
    this.#fold = new ClientFold(principal.id);
  }

  /** What it shows, if it reads and has a page to begin with. */
  get fold(): ClientFold | undefined {
    return this.#run !== undefined && this.#paged ? this.#fold : undefined;
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
    this.#say({ type: "message" }, (clientId) => `${clientId} says hello${this.#naming()}`);
  }

  /** Does something to a message that it shows. */
  act(): void {
    const { random } = this.#world;
    const seqs = this.#fold.seqs;
    if (seqs.length === 0) return;
    // Mostly something recent, which others are about to change, too.
    const seq = seqs[Math.max(0, seqs.length - 1 - random.int(random.chance(0.7) ? 4 : seqs.length))]!;
    const mine = this.#fold.author(seq) === this.principal.id;
    const dice = random.int(mine ? 10 : 7);
    if (dice < 5) this.#react(seq, random.pick(emojis));
    else if (dice < 7) {
      this.#say({ type: "message", thread: seq }, (clientId) => `${clientId} answers${this.#naming()}`);
    } else if (dice < 9) this.#say({ type: "edit", seq }, (clientId) => `${clientId} says it better${this.#naming()}`);
    else this.#say({ type: "delete", seq }, () => "");
  }

  /** Somebody, now and then: perhaps of another room, or who is gone, or oneself. */
  #naming(): string {
    const { random, names } = this.#world;
    return random.chance(0.3) ? ` to @${random.pick(names())}` : "";
  }

  #react(seq: number, emoji: string): void {
    const own = this.#fold.shown(seq)?.reactions.some(([shown, , me]) => me && shown === emoji);
    // Also what is so already, now and then.
    const remove = this.#world.random.chance(0.9) ? own === true : own !== true;
    this.#say({ type: "react", seq, emoji, ...(remove && { remove }) }, () => emoji);
  }

  #say(frame: Unsent["frame"], content: (clientId: string) => string): void {
    const clientId = `${this.principal.username}-m${++this.#sent}`;
    const message = { clientId, content: content(clientId), frame };
    this.#outbox.push(message);
    if (this.#run !== undefined) this.#send(message);
  }

  /** Begins to show a room anew, with the newest page of it, from whichever node. */
  async #page(fold: ClientFold): Promise<void> {
    const { node, clock } = this.#world;
    const at = node();
    try {
      const { messages, asOf } = await at.history(this.room, this.principal.id, pageLimit);
      if (this.#fold !== fold) return;
      fold.page(messages.map((text) => JSON.parse(text) as MessageView), asOf);
      this.#paged = true;
    } catch {
      clock.after(pageAgainMs, () => void (this.#fold === fold && this.#page(fold)));
    }
  }

  cut(): void {
    this.#line?.cut();
  }

  /** Is without a connection for a while. */
  leave(ms: number): void {
    this.#awayMs = ms;
    this.cut();
  }

  /** Does not read for a while. */
  stall(ms: number): void {
    this.#line?.stall(ms);
  }

  /** Says how far it has read: mostly not all. */
  read(): void {
    const seq = (this.#cursor?.seq ?? -1) - this.#world.random.int(12);
    if (this.#run !== undefined && seq > 0) {
      this.#line?.send(JSON.stringify({ type: "read", room_id: this.room, seq }));
    }
  }

  #subscribe(): void {
    const since = this.#cursor === undefined ? {} : { since: this.#cursor.seq, epoch: this.#cursor.epoch };
    this.#line?.send(JSON.stringify({ type: "subscribe", room_id: this.room, ...since }));
  }

  #send({ clientId, content, frame }: Unsent): void {
    this.#world.history.push({ kind: "invoke", ...this.#here(), clientId, content });
    const says = frame.type === "message" || frame.type === "edit" ? { content } : {};
    this.#line?.send(JSON.stringify({ ...frame, room_id: this.room, ...says, client_id: clientId }));
  }

  #here(): { at: number; client: string; connection: string; room: string } {
    const client = this.principal.username;
    return { at: this.#world.tick(), client, connection: this.#connection, room: this.room };
  }

  #text(text: string): void {
    const frame = JSON.parse(text) as
      | RoomEvent
      | AckFrame
      | ErrorFrame
      | SubscribedFrame
      | ResetFrame
      | TrimmedFrame
      | { type: "other" };
    if (isEvent(frame)) this.#receive(frame);
    else if (frame.type === "ack") this.#acknowledged(frame);
    else if (frame.type === "error") this.#refused(frame);
    else if (frame.type === "subscribed") this.#subscribed(frame);
    else if (frame.type === "reset") this.#reset(frame);
    else if (frame.type === "trimmed") this.#trimmed(frame);
    else if ((frame.type as string) === "unsubscribed") this.#expelled();
  }

  #subscribed(frame: SubscribedFrame): void {
    if (frame.reset) this.#lost("resuming");
    this.#begin(frame);
  }

  #begin({ epoch, head, reset }: Pick<SubscribedFrame, "epoch" | "head" | "reset">): void {
    const joining = !this.#member;
    this.#member = true;
    this.#run = `${this.#connection}/${this.#world.tick()}`;
    // Who joins by the upgrade sees the own arrival: the first event says where the run begins.
    const since = reset || this.#cursor === undefined ? head : this.#cursor.seq;
    if (joining || reset || this.#cursor === undefined) {
      this.#fold = new ClientFold(this.principal.id);
      this.#fold.trimmed(this.#first);
      this.#paged = false;
    }
    this.#cursor = { epoch, seq: joining ? -1 : since };
    // The page and what comes live overtake each other.
    if (!this.#paged || this.#world.random.chance(0.2)) void this.#page(this.#fold);
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

  #reset(frame: ResetFrame): void {
    if (this.#run === undefined) return;
    this.#lost("reading");
    this.#begin({ ...frame, reset: true });
  }

  /** What it says holds for whatever is shown from now on, too. */
  #trimmed({ begins_at }: TrimmedFrame): void {
    this.#first = Math.max(this.#first, begins_at);
    this.#fold.trimmed(this.#first);
  }

  /** What came after the cursor cannot be told: that must be so. */
  #lost(when: "resuming" | "reading"): void {
    this.resets[when]++;
    const at = this.#cursor?.seq ?? -1;
    const floor = this.#world.floor(this.room);
    if (at >= floor) {
      this.resets.needless.push(`${this.principal.username} began anew after ${at}: the log begins after ${floor}`);
    }
  }

  #receive(event: RoomEvent): void {
    if (this.#run === undefined || this.#cursor === undefined) return;
    if (this.#cursor.seq === -1) this.#restateSince(event.seq - 1);
    this.#world.history.push({ kind: "receive", at: this.#world.tick(), run: this.#run, event });
    this.#cursor.seq = event.seq;
    this.#fold.received(event);
  }

  #restateSince(since: number): void {
    const index = this.#world.history.findLastIndex((one) => one.kind === "subscribed" && one.run === this.#run);
    const stated = this.#world.history[index];
    if (stated?.kind === "subscribed" && since <= stated.head) this.#world.history[index] = { ...stated, since };
  }

  #acknowledged({ client_id, id, seq }: AckFrame): void {
    const index = this.#outbox.findIndex(({ clientId }) => clientId === client_id);
    if (index >= 0) this.#outbox.splice(index, 1);
    // It was so already: nothing of it is in the log.
    if (id === undefined) return;
    this.#world.history.push({ kind: "ok", ...this.#here(), clientId: client_id, id, seq });
  }

  #refused({ code, client_id }: ErrorFrame): void {
    const { clock } = this.#world;
    const temporary = code === "unavailable" || code === "overloaded" || code === "draining" || code === "internal";
    if (client_id === undefined) {
      // The subscription failed: begin again, as a stranger where membership is over.
      if (code === "not_member") {
        this.#member = false;
        // Who joins anew begins where the joining was; if that came through unheard, at the head.
        this.#cursor = undefined;
      }
      return void clock.after(comesBackMs, () => this.cut());
    }
    const connection = this.#connection;
    const message = this.#outbox.find(({ clientId }) => clientId === client_id);
    if (message === undefined) return;
    if (lasting.has(code)) this.#outbox.splice(this.#outbox.indexOf(message), 1);
    if (!temporary) return;
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
    const back = this.#awayMs + this.#world.random.fraction() * comesBackMs;
    this.#awayMs = 0;
    this.#world.clock.after(back, () => this.connect());
  }
}

function isEvent(frame: { readonly type: string }): frame is RoomEvent {
  return eventTypes.includes(frame.type as EventType);
}
