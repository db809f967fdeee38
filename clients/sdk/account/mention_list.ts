import type { RoomEvent } from "../../../src/protocol/event.ts";
import type { Id } from "../../../src/protocol/id.ts";
import type { ApiError } from "../api_error.ts";
import type { Observable } from "../observable.ts";
import { itemOfState, type TimelineItem } from "../timeline/timeline_item.ts";
import type { AccountContext } from "./account_context.ts";
import { WatchedList } from "./watched_list.ts";

/** A message that mentions one. */
export interface MentionSummary {
  readonly room: Id;
  readonly seq: number;
  /** Of an answer in a thread: the message that began it. */
  readonly thread?: number;
  /** As it stands. */
  readonly message: TimelineItem;
  /** It was not said yet that it was read. */
  readonly isUnread: boolean;
}

export interface MentionListSnapshot {
  /** The newest first. */
  readonly mentions: readonly MentionSummary[];
  readonly total: number;
  readonly status: "loading" | "ready";
  readonly error?: ApiError;
}

/** Mentions of one page, the most that are shown, and how long changes of them are gathered, milliseconds. */
const pageMentions = 50;
const shownMax = 200;
const gatherMs = 500;

/** Whether a message mentions this user. */
export function isMentioned({ mentions, mentions_room, user_id }: RoomEvent, me: Id): boolean {
  return mentions?.includes(me) === true || (mentions_room === true && user_id !== me);
}

/** What mentions one, over all rooms, kept current while somebody looks. */
export class MentionList {
  readonly #context: AccountContext;
  readonly #list: WatchedList<MentionListSnapshot>;
  #snapshot: MentionListSnapshot = { mentions: [], total: 0, status: "loading" };
  #wanted = pageMentions;

  constructor(context: AccountContext) {
    this.#context = context;
    this.#list = new WatchedList({
      environment: context.environment,
      gatherMs,
      read: () => this.#read(),
      build: (error) => error === undefined ? this.#snapshot : { ...this.#snapshot, error },
    });
  }

  get snapshot(): Observable<MentionListSnapshot> {
    return this.#list.snapshot;
  }

  /** Reads the list anew. Never rejects: the snapshot has the error. */
  refresh(): Promise<void> {
    return this.#list.refresh();
  }

  /** Shows more of a long list. */
  async loadMore(): Promise<void> {
    if (this.#snapshot.mentions.length >= this.#snapshot.total) return;
    this.#wanted = Math.min(shownMax, this.#wanted + pageMentions);
    await this.refresh();
  }

  /** One of one's rooms has a new event. */
  arrived(event: RoomEvent): void {
    const { type } = event;
    if (type === "edited" || type === "deleted" || isMentioned(event, this.#context.me.id)) this.#list.refreshLater();
  }

  close(): void {
    this.#list.close();
  }

  async #read(): Promise<void> {
    const { client: { api }, me } = this.#context;
    const { mentions, total } = await api.mentions({ limit: this.#wanted });
    this.#snapshot = {
      mentions: mentions.map(({ room_id: room, seq, unread: isUnread, as_of: asOf, message: view }) => ({
        ...{ room, seq, isUnread },
        ...(view.thread === undefined ? {} : { thread: view.thread }),
        message: itemOfState({ view, asOf }, me.id),
      })),
      ...{ total, status: "ready" },
    };
  }
}
