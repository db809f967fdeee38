import type { RoomEvent } from "../../../src/protocol/event.ts";
import type { Id } from "../../../src/protocol/id.ts";
import { type ApiError, asApiError } from "../api_error.ts";
import type { Cancel } from "../environment.ts";
import { type Observable, View } from "../observable.ts";
import { applyEvent, type MessageState, targetsOf } from "../timeline/message_fold.ts";
import { itemOfState, type TimelineItem } from "../timeline/timeline_item.ts";
import type { AccountContext } from "./account_context.ts";

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
  readonly #view: View<PinsSnapshot>;
  #states: readonly MessageState[] = [];
  #total = 0;
  #status: PinsSnapshot["status"] = "loading";
  #error: ApiError | undefined;
  #cancel: Cancel | undefined;
  /** Counts what arrived: a list that was asked for before is asked for again. */
  #version = 0;

  constructor(room: Id, context: AccountContext) {
    this.#room = room;
    this.#context = context;
    this.#view = new View({
      build: () => this.#build(),
      frame: context.environment.frame,
      watched: () => void this.refresh(),
    });
  }

  get snapshot(): Observable<PinsSnapshot> {
    return this.#view;
  }

  /** The room has a new event. */
  arrived(event: RoomEvent): void {
    const isPinning = event.action === "pin" || event.action === "unpin";
    const targets = targetsOf(event);
    if (!isPinning && !this.#states.some(({ view }) => targets.includes(view.seq))) return;
    this.#version++;
    if (isPinning || event.type === "deleted") return this.#refreshLater();
    this.#states = this.#states.map((state) => applyEvent(state, event, this.#context.me.id));
    this.#view.touch();
  }

  /** Reads the list anew. Never rejects: the snapshot has the error. */
  async refresh(): Promise<void> {
    if (!this.#view.isWatched) return;
    const version = this.#version;
    try {
      const page = await this.#context.client.api.messages.pins(this.#room, { limit: pinsMax });
      if (version !== this.#version) return this.#refreshLater();
      this.#states = page.messages.map((view) => ({ view, asOf: page.as_of }));
      this.#total = page.total;
      this.#status = "ready";
      this.#error = undefined;
    } catch (thrown) {
      this.#error = asApiError(thrown);
    }
    this.#view.touch();
  }

  close(): void {
    this.#cancel?.();
    this.#view.close();
  }

  #refreshLater(): void {
    this.#cancel ??= this.#context.environment.after(gatherMs, () => {
      this.#cancel = undefined;
      void this.refresh();
    });
  }

  #build(): PinsSnapshot {
    return {
      items: this.#states.map((state) => itemOfState(state, this.#context.me.id)),
      total: this.#total,
      status: this.#status,
      ...(this.#error === undefined ? {} : { error: this.#error }),
    };
  }
}
