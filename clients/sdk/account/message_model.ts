import type { RoomEvent } from "../../../src/protocol/event.ts";
import { type ApiError, asApiError } from "../api_error.ts";
import { type Observable, View } from "../observable.ts";
import type { Journal } from "../timeline/journal.ts";
import { applyEvent, type MessageState, targetsOf } from "../timeline/message_fold.ts";
import { itemOfState, type TimelineItem } from "../timeline/timeline_item.ts";
import type { AccountContext } from "./account_context.ts";
import { present } from "../present.ts";

/** One message, wherever it stands in the log. */
export interface MessageSnapshot {
  readonly item: TimelineItem | undefined;
  /** `gone`: there is no message at this seq. */
  readonly status: "loading" | "ready" | "gone";
  readonly error?: ApiError;
}

export interface MessageModelOptions {
  readonly seq: number;
  readonly context: AccountContext;
  readonly journal: Journal;
  /** The message where it is loaded already, exact as of what has arrived. */
  loaded(): MessageState | undefined;
  /** The message as it stands, by the server's word. */
  load(): Promise<MessageState>;
  /** An item with what one has just done to it. */
  overlaid(item: TimelineItem): TimelineItem;
}

/** A message that is shown apart from its timeline, such as what another one quotes, kept as it stands while somebody looks. */
export class MessageModel {
  readonly #options: MessageModelOptions;
  readonly #view: View<MessageSnapshot>;
  #state: MessageState | undefined;
  #item: TimelineItem | undefined;
  #status: MessageSnapshot["status"] = "loading";
  #error: ApiError | undefined;
  #isLoading = false;

  constructor(options: MessageModelOptions) {
    this.#options = options;
    this.#view = new View({
      build: () => this.#build(),
      frame: options.context.environment.frame,
      watched: () => this.begin(),
      unwatched: () => this.#state = undefined,
    });
  }

  get snapshot(): Observable<MessageSnapshot> {
    return this.#view;
  }

  /** Reads the message if somebody looks and it is not known. */
  begin(): void {
    if (!this.#view.isWatched || this.#isLoading || this.#state !== undefined) return;
    const loaded = this.#options.loaded();
    if (loaded !== undefined) return this.#take(loaded);
    this.#isLoading = true;
    this.#options.load().then((state) => this.#take(this.#brought(state)), (thrown: unknown) => {
      this.#error = asApiError(thrown);
      if (this.#error.code === "not_found") this.#status = "gone";
      this.#view.touch();
    }).finally(() => this.#isLoading = false).catch(this.#options.context.environment.report);
  }

  /** The room has a new event. */
  arrived(event: RoomEvent): void {
    if (this.#state === undefined || !targetsOf(event).includes(this.#options.seq)) return;
    this.#take(applyEvent(this.#state, event, this.#options.context.me.id));
  }

  /** Another log took the place of the room's. */
  reset(): void {
    this.#state = this.#item = undefined;
    this.#status = "loading";
    this.begin();
    this.#view.touch();
  }

  /** What one does to it changed. */
  touch(): void {
    this.#view.touch();
  }

  close(): void {
    this.#view.close();
  }

  #brought(state: MessageState): MessageState {
    const { journal, context: { me } } = this.#options;
    return (journal.after(state.asOf) ?? []).reduce((at, event) => applyEvent(at, event, me.id), state);
  }

  #take(state: MessageState): void {
    if (this.#state?.view !== state.view) this.#item = itemOfState(state, this.#options.context.me.id);
    this.#state = state;
    this.#status = "ready";
    this.#error = undefined;
    this.#view.touch();
  }

  #build(): MessageSnapshot {
    const item = this.#item && this.#options.overlaid(this.#item);
    return { item, status: this.#status, ...present({ error: this.#error }) };
  }
}
