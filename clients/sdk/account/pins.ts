import type { RoomEvent } from "../../../src/protocol/event.ts";
import type { Id } from "../../../src/protocol/id.ts";
import type { ApiError } from "../api_error.ts";
import type { Observable } from "../observable.ts";
import { applyEvent, type MessageState, targetsOf } from "../timeline/message_fold.ts";
import { itemOfState, type TimelineItem } from "../timeline/timeline_item.ts";
import type { AccountContext } from "./account_context.ts";
import { WatchedList } from "./watched_list.ts";
import { present } from "../present.ts";

/** What is pinned in a room. */
export interface PinsSnapshot {
  /** Pinned last first; of very many, the first of them. */
  readonly items: readonly TimelineItem[];
  readonly total: number;
  readonly status: "loading" | "ready";
  readonly error?: ApiError;
}

/** Pins that are listed, and how long changes of them are gathered, milliseconds. */
const pinsMax = 100;
const gatherMs = 200;

/** The pins of a room, kept current while somebody looks. */
export class Pins {
  readonly #room: Id;
  readonly #context: AccountContext;
  readonly #list: WatchedList<PinsSnapshot>;
  #states: readonly MessageState[] = [];
  #total = 0;
  #status: PinsSnapshot["status"] = "loading";
  /** Counts what arrived: a list that was asked for before is asked for again. */
  #version = 0;

  constructor(room: Id, context: AccountContext) {
    this.#room = room;
    this.#context = context;
    this.#list = new WatchedList({
      environment: context.environment,
      gatherMs,
      read: () => this.#read(),
      build: (error) => this.#build(error),
    });
  }

  get snapshot(): Observable<PinsSnapshot> {
    return this.#list.snapshot;
  }

  /** The room has a new event. */
  arrived(event: RoomEvent): void {
    const isPinning = event.action === "pin" || event.action === "unpin";
    const targets = targetsOf(event);
    if (!isPinning && !this.#states.some(({ view }) => targets.includes(view.seq))) return;
    this.#version++;
    if (isPinning || event.type === "deleted") return this.#list.refreshLater();
    this.#states = this.#states.map((state) => applyEvent(state, event, this.#context.me.id));
    this.#list.touch();
  }

  /** Reads the list anew. Never rejects: the snapshot has the error. */
  refresh(): Promise<void> {
    return this.#list.refresh();
  }

  close(): void {
    this.#list.close();
  }

  async #read(): Promise<void> {
    const version = this.#version;
    const page = await this.#context.client.api.messages.pins(this.#room, { limit: pinsMax });
    if (version !== this.#version) return this.#list.refreshLater();
    this.#states = page.messages.map((view) => ({ view, asOf: page.as_of }));
    this.#total = page.total;
    this.#status = "ready";
  }

  #build(error: ApiError | undefined): PinsSnapshot {
    return {
      items: this.#states.map((state) => itemOfState(state, this.#context.me.id)),
      total: this.#total,
      status: this.#status,
      ...present({ error }),
    };
  }
}
